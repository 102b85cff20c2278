using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Experiments.Tests;

public sealed class SpreadTests
{
    private static readonly Moments Control = Moments.FromValues([1.1, 2.2, 2.9, 3.3, 5.2, 7.1, 8.8]);
    private static readonly Moments Treatment = Moments.FromValues([2.1, 4.3, 4.9, 6.2, 8.1, 9.9, 10.4, 11.2, 12.5, 13.1, 3.05]);

    [Fact]
    public void RatioOfNormalTheoryIsThatOfTheFTest()
    {
        SpreadRatio ratio = SpreadRatio.OfNormal(Control, Treatment, 0.05);
        Oracle.CloseRelative(0.5979983274331219, ratio.Interval.Lower, 1e-12);
        Oracle.CloseRelative(2.8200695320247462, ratio.Interval.Upper, 1e-12);
        Oracle.CloseRelative(0.4262873985777154, ratio.PValue, 1e-12);
    }

    [Fact]
    public void HedgesIntervalInvertsTheNoncentralT()
    {
        // Fifteen against twelve units, d = 0.8.
        Moments control = new(12, 0, 11), treatment = new(15, 0.8, 14);
        StandardizedDifference size = StandardizedDifference.Of(control, treatment, 0.05);
        Oracle.CloseRelative(0.8, size.CohenD, 1e-14);
        Oracle.Close(0.0021456815936911, size.Interval.Lower, 1e-11);
        Oracle.Close(1.5831423732602, size.Interval.Upper, 1e-11);
        Assert.True(double.IsNaN(StandardizedDifference.Of(new(3, 1, 0), new(3, 2, 0), 0.05).CohenD));
        Assert.True(double.IsNaN(StandardizedDifference.Of(new(1, 1, 0), new(1, 2, 0), 0.05).HedgesG));
    }

    [Fact]
    public void TheIntervalOfAHugeEffectGoesOnWhereTheNoncentralTEnds()
    {
        Interval below = Size(36.9).Interval, above = Size(37.1).Interval;
        Assert.Equal(below.Lower, above.Lower, 0.014);
        Assert.Equal(below.Upper, above.Upper, 0.014);

        static StandardizedDifference Size(double t) => StandardizedDifference.Of(new(500, 0, 499), new(500, t * Math.Sqrt(2.0 / 500), 499), 0.05);
    }

    [Theory]
    [InlineData(SpreadInterval.Normal, false, 0.95, 0.015)]
    [InlineData(SpreadInterval.Robust, false, 0.95, 0.015)]
    [InlineData(SpreadInterval.Robust, true, 0.92, 0.04)]
    public void IntervalsCoverTheRatio(SpreadInterval method, bool heavy, double coverage, double tolerance)
    {
        const int n = 200;
        int replicates = Simulations.Count(1500);
        RandomStream random = new(3, "spread");
        double[] control = new double[n], treatment = new double[n];
        int covered = 0;
        for (int r = 0; r < replicates; r++)
        {
            Fill(control, 1);
            Fill(treatment, 1.3);
            SpreadRatio ratio = method == SpreadInterval.Normal
                ? SpreadRatio.OfNormal(Moments.FromValues(control), Moments.FromValues(treatment), 0.05)
                : SpreadRatio.Robust(RankedArms.Of(control, treatment), 0.05);
            covered += ratio.Interval.Contains(1.3) ? 1 : 0;
            Assert.Equal(ratio.PValue < 0.05, !ratio.Interval.Contains(1));
        }
        Assert.Equal(coverage, (double)covered / replicates, tolerance);

        void Fill(double[] values, double scale)
        {
            for (int i = 0; i < n; i++)
                values[i] = scale * (heavy ? random.NextExponential() : random.NextNormal());
        }
    }

    [Fact]
    public void NormalTheoryFailsForHeavyTails()
    {
        const int replicates = 500, n = 500;
        RandomStream random = new(4, "spread");
        double[] control = new double[n], treatment = new double[n];
        int covered = 0;
        for (int r = 0; r < replicates; r++)
        {
            for (int i = 0; i < n; i++)
                (control[i], treatment[i]) = (random.NextExponential(), random.NextExponential());
            covered += SpreadRatio.OfNormal(Moments.FromValues(control), Moments.FromValues(treatment), 0.05).Interval.Contains(1) ? 1 : 0;
        }
        Assert.True(covered < 0.8 * replicates, $"{covered} of {replicates}");
    }
}
