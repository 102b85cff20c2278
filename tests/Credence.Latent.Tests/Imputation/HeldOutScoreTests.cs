using System.Globalization;
using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Latent.Tests;

public sealed class HeldOutScoreTests
{
    // 5,000 rows, 12 columns, a fifth of the cells missing: truth and floor are known.
    [Fact]
    public void NormalImputationReachesTheFloorAndMeansDoNot()
    {
        (IncompleteTable table, double[][] truth) = JobSurvey();
        Imputations imputations = MultipleImputation.Run(table, new() { Imputations = 5 });
        double squared = 0, one = 0, means = 0;
        for (int j = 0; j < 12; j++)
        {
            IncompleteColumn column = table.Columns[j];
            double unit = Moments.FromValues(truth[j]).StandardDeviation;
            for (int i = 0; i < column.MissingRows.Count; i++)
            {
                double value = truth[j][column.MissingRows[i]];
                squared += Square((imputations.Expected(j, i) - value) / unit);
                one += Square((imputations.Imputed(0, j)[i] - value) / unit);
                means += Square((column.Observed.Mean - value) / unit);
            }
        }
        Assert.InRange(Math.Sqrt(squared / table.MissingCells), 0.79, 0.79 * 1.01);
        Assert.InRange(Math.Sqrt(means / table.MissingCells), 0.99, 1.01);
        // One draw errs as mice's does: 1.1176, and 1.1143 by Amelia.
        Assert.InRange(Math.Sqrt(one / table.MissingCells), 1.09, 1.14);
    }

    [Theory]
    [InlineData(ImputationMethod.Normal)]
    [InlineData(ImputationMethod.Pmm)]
    [InlineData(ImputationMethod.Chained)]
    public void IntervalsCoverHiddenCells(ImputationMethod method)
    {
        IncompleteTable table = SimulatedTable.Pair(new(21, "coverage"), 1500, 0.2, true);
        HeldOutCells cells = HeldOutCells.Hide(table, [1], 0.3, 10_000, 1);
        HeldOutScore score = cells.Score("m", MultipleImputation.Run(cells.Masked, new() { Method = method, Imputations = 40, Iterations = 3 }), 0.05);
        HeldOutScore means = cells.ScoreOfMeans(0.05);
        Assert.InRange(cells.Numbers, 300, 420);
        // The noise has deviation 0.6 of 1; the half width of an interval is 1.96 of that.
        Assert.InRange(score.Rmse, 0.54, 0.68);
        // Matching draws from few different donors, which leaves its intervals of single cells a little narrow.
        Assert.InRange(score.Coverage, method == ImputationMethod.Pmm ? 0.89 : 0.915, 0.985);
        Assert.InRange(score.Width, 2.0, 2.8);
        Assert.InRange(means.Rmse, 0.9, 1.1);
        Assert.InRange(means.Coverage, 0.92, 0.98);
        // The score of a normal forecast that is right is its deviation over the root of pi.
        Assert.InRange(score.Crps, 0.30, 0.38);
        Assert.InRange(means.Crps, 0.5, 0.62);
    }

    [Fact]
    public void TextsAreScoredByAccuracy()
    {
        IncompleteTable table = SimulatedTable.Mixed(new(22, "texts"), 800, 0.1);
        HeldOutCells cells = HeldOutCells.Hide(table, [1, 2, 3, 4], 0.2, 10_000, 1);
        HeldOutScore score = cells.Score("m", MultipleImputation.Run(cells.Masked, new() { Method = ImputationMethod.Chained, Imputations = 11, Iterations = 3 }), 0.05);
        Assert.True(score.Accuracy > cells.ScoreOfMeans(0.05).Accuracy + 0.1, $"{score.Accuracy} against {cells.ScoreOfMeans(0.05).Accuracy}");
        Assert.True(score.Rmse < 0.9 * cells.ScoreOfMeans(0.05).Rmse);
    }

    [Fact]
    public void HiddenCellsAreObservedOnesAndAtMostTheCap()
    {
        IncompleteTable table = SimulatedTable.Mixed(new(23, "cap"), 500, 0.3);
        HeldOutCells cells = HeldOutCells.Hide(table, [0, 1, 2], 0.5, 60, 1);
        Assert.InRange(cells.Numbers + cells.Texts, 58, 63);
        Assert.Equal(table.MissingCells + cells.Numbers + cells.Texts, cells.Masked.MissingCells);
        Assert.Same(table.Columns[3], cells.Masked.Columns[3]);
    }

    [Fact]
    public void IntervalHoldsOneMoreDrawAsOftenAsItSays()
    {
        RandomStream random = new(24, "one more");
        int held = 0, extremes = 0;
        const int Runs = 4000;
        double[] draws = new double[57], few = new double[9];
        for (int run = 0; run < Runs; run++)
        {
            random.FillNormal(draws);
            random.FillNormal(few);
            held += DrawInterval.Of(draws, 0.1).Contains(random.NextNormal()) ? 1 : 0;
            extremes += DrawInterval.Of(few, 0.05).Contains(random.NextNormal()) ? 1 : 0;
        }
        Assert.InRange(held / (double)Runs, 0.885, 0.915);
        Assert.InRange(extremes / (double)Runs, 0.78, 0.82);
        Assert.Equal(0.8, DrawInterval.Of(few, 0.05).Level, 12);
        Assert.Equal((few[0], few[8]), (DrawInterval.Of(few, 0.2).Lower, DrawInterval.Of(few, 0.2).Upper));
    }

    [Fact]
    public void RankedProbabilityScoreIsTheIntegralOverThresholds()
    {
        double[] draws = [-1.5, 0.2, 0.9, 2.5];
        double y = 0.5, integral = 0, step = 1e-4;
        for (double t = -3; t < 4; t += step)
            integral += step * Math.Pow(draws.Count(x => x <= t) / 4.0 - (y <= t ? 1 : 0), 2);
        // The integral is the score of the four draws as a forecast; without their bias, half their mean distance over m is less.
        double distances = draws.Sum(a => draws.Sum(b => Math.Abs(a - b)));
        Assert.Equal(integral + distances / 32 - distances / 24, DrawInterval.Crps(draws, y), 3);
    }

    private static double Square(double x) => x * x;

    private static (IncompleteTable Table, double[][] Truth) JobSurvey()
    {
        double[][] Columns(string file)
        {
            string[][] lines = [.. File.ReadLines(Repository.Reference("oracle", "bayes", "data", file)).Skip(1).Select(line => line.Split(','))];
            return [.. Enumerable.Range(0, 12).Select(j => lines.Select(line => line[j].Length == 0 ? double.NaN : double.Parse(line[j], CultureInfo.InvariantCulture)).ToArray())];
        }
        return (new([.. Columns("imputation_5000_missing20.csv").Select((values, j) => IncompleteColumn.Numbers($"c{j}", values))]), Columns("imputation_5000_truth.csv"));
    }
}
