using Credence.Numerics;
using Credence.Testing;
using Xunit;

namespace Credence.Statistics.Tests;

public sealed class EffectHomogeneityTests
{
    [Fact]
    public void WithOneTreatmentItIsCochransQ()
    {
        (double Control, double Treated, double ControlVariance, double TreatedVariance)[] segments = [(10, 11, .2, .3), (20, 22.5, .1, .4), (5, 5.2, .5, .6)];
        double[] effects = [.. segments.Select(s => s.Treated - s.Control)], weights = [.. segments.Select(s => 1 / (s.ControlVariance + s.TreatedVariance))];
        double mean = effects.Zip(weights, (effect, weight) => effect * weight).Sum() / weights.Sum();
        double q = effects.Zip(weights, (effect, weight) => weight * (effect - mean) * (effect - mean)).Sum();
        (double statistic, int degrees, double _) = EffectHomogeneity.Test(
            [.. segments.Select(s => new Level[] { new(s.Control, s.ControlVariance), new(s.Treated, s.TreatedVariance) })])!.Value;
        Oracle.Close(q, statistic, 1e-12, "Q");
        Assert.Equal(2, degrees);
    }

    // The reference is the same fit by alternating projections.
    [Fact]
    public void WithSeveralTreatmentsItIsTheResidualOfTheAdditiveFit()
    {
        double[,] y = { { 10, 11, 12 }, { 20, 22, 21 }, { 30, 30.5, 33 }, { 5, 7, 6 } };
        double[,] v = { { .2, .3, .4 }, { .1, .4, .2 }, { .5, .6, .3 }, { .3, .3, .9 } };
        Level[][] levels = [.. Enumerable.Range(0, 4).Select(s => Enumerable.Range(0, 3).Select(a => new Level(y[s, a], v[s, a])).ToArray())];
        (double statistic, int degrees, double p) = EffectHomogeneity.Test(levels)!.Value;
        Assert.Equal(6, degrees);
        Oracle.Close(WeightedResidual(y, v), statistic, 1e-10, "statistic");
        Assert.InRange(p, 0, 1);
        Level[][] swapped = [.. levels.Select(row => new[] { row[2], row[0], row[1] })];
        Oracle.Close(statistic, EffectHomogeneity.Test(swapped)!.Value.Statistic, 1e-10, "any order of the variants");
    }

    [Fact]
    public void EqualEffectsGiveNothing()
    {
        (double statistic, _, double p) = EffectHomogeneity.Test([[new(1, .1), new(3, .1)], [new(1e9, .2), new(1e9 + 2, .3)]])!.Value;
        Assert.InRange(statistic, 0, 1e-9);
        Assert.InRange(p, 1 - 1e-3, 1);
    }

    [Fact]
    public void CellsWithoutAVarianceTakeNoPart()
    {
        Assert.Null(EffectHomogeneity.Test([[new(1, .1), new(3, 0)], [new(1, .1), new(2, .1)]]));
        Assert.Null(EffectHomogeneity.Test([]));
        Assert.Equal(1, EffectHomogeneity.Test([[new(1, .1), new(3, .1), new(2, double.NaN)], [new(1, .1), new(4, .1), new(double.NaN, .1)]])!.Value.DegreesOfFreedom);
    }

    // With 50 units in a cell the error is that of the level but for the estimated variances; with 5 it is not.
    [Theory]
    [InlineData(50, true)]
    [InlineData(5, false)]
    public void SizeIsKeptWithFiftyUnitsInACell(int units, bool kept)
    {
        const int Runs = 2000, Segments = 10;
        // Five standard deviations of the binomial count around the level.
        double spread = 5 * Math.Sqrt(0.05 * 0.95 / Runs);
        RandomStream random = new(2026, "size of the test of equal effects");
        double[] values = new double[units];
        int rejected = 0;
        for (int run = 0; run < Runs; run++)
        {
            Level[][] levels = [.. Enumerable.Range(0, Segments).Select(segment => new[] { Cell(segment), Cell(segment + 1.5) })];
            if (EffectHomogeneity.Test(levels)!.Value.PValue < 0.05)
                rejected++;
        }
        double size = (double)rejected / Runs;
        Assert.True(kept == (size > 0.05 - spread && size < 0.05 + spread), $"size {size}");

        Level Cell(double mean)
        {
            random.FillNormal(values);
            Moments moments = CrossMoments.FromRows(["y"], values).Of(0);
            return new(mean + moments.Mean, moments.Variance / units);
        }
    }

    // Minimises the weighted residual by alternating between the two margins until nothing moves: an independent way to the same fit.
    private static double WeightedResidual(double[,] y, double[,] v)
    {
        int segments = y.GetLength(0), variants = y.GetLength(1);
        double[] row = new double[segments], column = new double[variants];
        for (int iteration = 0; iteration < 2000; iteration++)
        {
            for (int s = 0; s < segments; s++)
                row[s] = Enumerable.Range(0, variants).Sum(a => (y[s, a] - column[a]) / v[s, a]) / Enumerable.Range(0, variants).Sum(a => 1 / v[s, a]);
            for (int a = 0; a < variants; a++)
                column[a] = Enumerable.Range(0, segments).Sum(s => (y[s, a] - row[s]) / v[s, a]) / Enumerable.Range(0, segments).Sum(s => 1 / v[s, a]);
        }
        double sum = 0;
        for (int s = 0; s < segments; s++)
        {
            for (int a = 0; a < variants; a++)
                sum += (y[s, a] - row[s] - column[a]) * (y[s, a] - row[s] - column[a]) / v[s, a];
        }
        return sum;
    }
}
