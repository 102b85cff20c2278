using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Bayes.Tests;

public sealed class PredictiveCheckTests
{
    private static readonly double[] Normals = [.. NormalMean.Draw(new RandomStream(5, "data")).Data, 0.5, 0.5];

    [Fact]
    public void ObservedSummariesAreThoseOfTheData()
    {
        NormalMean model = new([3, 0, 0, 1, -4, 1, 0]);
        PredictiveGroup group = Assert.Single(PredictiveCheck.Posterior(model, model.Posterior(4, 250)).Groups);
        Assert.Equal("y", group.Group);
        Assert.Equal(["mean", "sd", "minimum", "maximum", "median", "share of zeros"], group.Statistics.Select(statistic => statistic.Name));
        double[] expected = [1.0 / 7, Math.Sqrt((27 - 1.0 / 7) / 6), -4, 3, 0, 3.0 / 7];
        Assert.All(expected.Zip(group.Statistics), pair => Oracle.Close(pair.First, pair.Second.Observed, 1e-14));
        Assert.Equal(0.5, Assert.Single(PredictiveCheck.Posterior(new NormalMean([0, 1, 0, 1]), model.Posterior(4, 25)).Groups).Statistics[4].Observed);
    }

    [Fact]
    public void DataOfTheModelAreLikely()
    {
        NormalMean model = new(Normals);
        PredictiveCheck check = PredictiveCheck.Posterior(model, model.Posterior(4, 250));
        PredictiveGroup group = Assert.Single(check.Groups);
        Assert.All(group.Statistics.Take(5), statistic => Assert.InRange(statistic.PValue, 0.05, 1));
        Assert.Empty(check.Findings());
        // The replicated means vary as the posterior and the data do.
        Oracle.Close(Math.Sqrt(1.0 / 13 + 1.0 / 12), Deviation(group.Statistics[0].Replicates), 0.05);
        Assert.All(group.Ecdf.Grid.Index(), point => Assert.InRange(group.Ecdf.Observed[point.Index], group.Ecdf.Lower[point.Index] - 0.15, group.Ecdf.Upper[point.Index] + 0.15));
        double width = group.Ecdf.Grid[1] - group.Ecdf.Grid[0];
        Oracle.Close(group.Ecdf.Observed[^1] - group.Ecdf.Observed[0], group.Density.Observed.Sum() * width, 1e-12);
        Assert.Equal(group.Ecdf.Grid.Count - 1, group.Density.Median.Count);
    }

    [Fact]
    public void DataTheModelCannotGiveAreFound()
    {
        double[] data = [.. Normals, 40, 0, 0, 0];
        NormalMean model = new(data);
        IReadOnlyList<Finding> findings = PredictiveCheck.Posterior(model, model.Posterior(4, 250)).Findings();
        Assert.Contains(findings, finding => finding.Code == "model-misfit" && finding.Message.StartsWith("The maximum of y is 40;", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Message.StartsWith("The share of zeros of y", StringComparison.Ordinal));
    }

    [Fact]
    public void APriorNeedsNoDataAndRaisesNothing()
    {
        NormalMean model = new(Normals);
        PredictiveCheck check = PredictiveCheck.Prior(new Unseen(model), model, model.Parameters, new PredictiveOptions { Replicates = 400, UnobservedSize = 50 });
        PredictiveGroup group = Assert.Single(check.Groups);
        Assert.True(check.IsPrior);
        Assert.All(group.Statistics, statistic => Assert.True(double.IsNaN(statistic.Observed) && double.IsNaN(statistic.PValue)));
        Assert.Empty(group.Ecdf.Observed);
        Assert.Empty(check.Findings());
        Oracle.Close(Math.Sqrt(1 + 1.0 / 50), Deviation(group.Statistics[0].Replicates), 0.1);
    }

    [Fact]
    public void WholeNumbersHaveCellsOfTheirOwnAndFarTailsAreLeftOut()
    {
        Draws draws = new(new(new Parameter("none")), 1, 1, [0]);
        PredictiveCurve density = Assert.Single(PredictiveCheck.Posterior(new Dice(), draws, new PredictiveOptions { Replicates = 50 }).Groups).Density;
        Assert.Equal([1, 2, 3, 4, 5, 6], density.Grid);
        Assert.All(density.Median, share => Assert.InRange(share, 0.12, 0.22));
        Assert.Equal([0.25, 0, 0.5, 0, 0.25 * 0.98, 0], density.Observed.Select(share => Math.Round(share, 3)));
    }

    [Fact]
    public void TheSameSeedGivesTheSameReplicates()
    {
        NormalMean model = new(Normals);
        Draws draws = model.Posterior(4, 100);
        double[] Means(ulong seed) => [.. PredictiveCheck.Posterior(model, draws, new PredictiveOptions { Replicates = 20, Seed = seed }).Groups[0].Statistics[0].Replicates];
        Assert.Equal(Means(1), Means(1));
        Assert.NotEqual(Means(1), Means(2));
    }

    private static double Deviation(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }

    private sealed class Dice : ISimulator
    {
        public IReadOnlyList<string> Groups => ["dice"];

        public WeightedValues Observed(int group) => new(new double[] { 1, 3, 5, 1000 }, new double[] { 50, 100, 49, 1 });

        public void Simulate(ReadOnlySpan<double> values, int group, RandomStream random, Span<double> replicate)
        {
            for (int i = 0; i < replicate.Length; i++)
                replicate[i] = 1 + random.NextInteger(6);
        }
    }

    private sealed class Unseen(ISimulator model) : ISimulator
    {
        public IReadOnlyList<string> Groups => model.Groups;

        public WeightedValues? Observed(int group) => null;

        public void Simulate(ReadOnlySpan<double> values, int group, RandomStream random, Span<double> replicate) => model.Simulate(values, group, random, replicate);
    }
}
