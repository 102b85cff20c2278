using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Experiments.Tests;

public sealed class CheckTests
{
    [Fact]
    public void IndependenceMatchesPublishedAlgorithm()
    {
        // scipy.stats.chi2_contingency without correction.
        IndependenceTest two = IndependenceTest.Of([(long[])[12, 30], (long[])[988, 970]]);
        Oracle.Close(7.879760688749452, two.Statistic, 1e-12);
        Oracle.Close(0.004999109504464617, two.PValue, 1e-12);
        Assert.Equal((1, 21.0), (two.DegreesOfFreedom, two.SmallestExpected));
        IndependenceTest three = IndependenceTest.Of([(long[])[12, 30, 9], (long[])[40, 41, 2], (long[])[5, 5, 50]]);
        Oracle.Close(118.16439665342247, three.Statistic, 1e-12);
        Oracle.Close(1.3172648478845555e-24, three.PValue, 1e-10);
        Assert.Equal(4, three.DegreesOfFreedom);
    }

    [Fact]
    public void EmptyRowsAndColumnsDoNotCount()
    {
        IndependenceTest with = IndependenceTest.Of([(long[])[12, 0, 30], (long[])[0, 0, 0], (long[])[988, 0, 970]]);
        Oracle.Close(7.879760688749452, with.Statistic, 1e-12);
        Assert.Equal(1, with.DegreesOfFreedom);
        Assert.True(double.IsNaN(IndependenceTest.Of([(long[])[0, 0], (long[])[5, 7]]).PValue));
        Assert.True(double.IsNaN(IndependenceTest.Of([]).PValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => IndependenceTest.Of([(long[])[-1, 2]]));
    }

    [Fact]
    public void BalanceIsHotellingsTest()
    {
        // numpy: dᵀ S⁻¹ d with the pooled covariance, F of 3 and 5 degrees of freedom.
        string[] names = ["a", "b", "c"];
        CrossMoments control = CrossMoments.FromRows(names, [1, 2, 0, 2, 1, 1, 3, 5, 1, 4, 4, 0, 6, 5, 2]);
        CrossMoments treatment = CrossMoments.FromRows(names, [2, 3, 1, 4, 4, 3, 5, 9, 2, 7, 6, 0]);
        CovariateBalance balance = CovariateBalance.Of(control, treatment);
        Oracle.Close(0.6264712610598245, balance.Statistic, 1e-12);
        Oracle.Close(0.6283398823758377, balance.PValue, 1e-12);
        Assert.Equal((3, 5.0), (balance.NumeratorDegrees, balance.DenominatorDegrees));
        double[] expected = [0.6486500504638884, 0.9253705634023867, 0.6434939836876903];
        foreach ((double mine, double theirs) in balance.Differences.Zip(expected))
            Oracle.Close(theirs, mine, 1e-12);
    }

    [Fact]
    public void BalancePassesOverConstantAndDependentCovariates()
    {
        RandomStream random = new(7, "balance", 0);
        double[] Rows(int n) => [.. Enumerable.Range(0, n).SelectMany(_ =>
        {
            double x = random.NextNormal(), y = random.NextNormal();
            return (double[])[x, 5, y, 2 * x - y];
        })];
        string[] names = ["x", "constant", "y", "both"];
        double[] c = Rows(60), t = Rows(50);
        CrossMoments control = CrossMoments.FromRows(names, c), treatment = CrossMoments.FromRows(names, t);
        CovariateBalance all = CovariateBalance.Of(control, treatment), two = CovariateBalance.Of(control.Select("x", "y"), treatment.Select("x", "y"));
        Assert.Equal(2, all.NumeratorDegrees);
        Oracle.Close(two.PValue, all.PValue, 1e-9);
        Assert.True(double.IsNaN(all.Differences[1]));
    }

    [Fact]
    public void BalanceRejectsEqualGroupsAtItsLevel()
    {
        const int Runs = 2000;
        string[] names = ["x", "y"];
        int rejected = 0;
        for (int run = 0; run < Runs; run++)
        {
            RandomStream random = new(11, "balance-level", (ulong)run);
            double[] Rows(int n) => [.. Enumerable.Range(0, n).SelectMany(_ =>
            {
                double x = random.NextNormal();
                return (double[])[x, x * x + random.NextNormal()];
            })];
            if (CovariateBalance.Of(CrossMoments.FromRows(names, Rows(40)), CrossMoments.FromRows(names, Rows(60))).PValue < 0.05)
                rejected++;
        }
        Assert.InRange(rejected, 0.05 * Runs - 3.5 * Math.Sqrt(0.05 * 0.95 * Runs), 0.05 * Runs + 3.5 * Math.Sqrt(0.05 * 0.95 * Runs));
    }

    [Fact]
    public void TrendIsWeightedLeastSquares()
    {
        EffectTrend trend = EffectTrend.Of([0, 1, 2, 3], [new(3, 0.1), new(2.5, 0.2), new(1.2, 0.15), new(1.4, 0.3)])!;
        Oracle.Close(-0.677443609022557, trend.Slope, 1e-12);
        Oracle.Close(0.18394180184548972, trend.StandardError, 1e-12);
        Oracle.Close(0.0002305742500066759, trend.PValue, 1e-10);
        Assert.Null(EffectTrend.Of([0, 1, 2], [new(3, 0.1), new(2.5, double.NaN), new(1.2, 0)]));
        Assert.Null(EffectTrend.Of([1, 1, 1], [new(3, 0.1), new(2.5, 1), new(1.2, 1)]));
    }

    [Fact]
    public void ReversalOfTheKidneyStonesIsFound()
    {
        // Charig et al. (1986): open surgery 81/87 and 192/263, nephrolithotomy 234/270 and 55/80.
        MixShift shift = MixShift.Of([Segment(234, 270, 81, 87), Segment(55, 80, 192, 263)], 0.2)!;
        Oracle.Close(273 / 350.0 - 289 / 350.0, shift.Crude, 1e-12);
        double expected = 357 / 700.0 * (81 / 87.0 - 234 / 270.0) + 343 / 700.0 * (192 / 263.0 - 55 / 80.0);
        Oracle.Close(expected, shift.Standardised, 1e-12);
        Assert.True(shift.Reversed);
        Assert.True(shift.Mix.PValue < 1e-30);
    }

    [Fact]
    public void EqualMixHasNoShift()
    {
        MixShift shift = MixShift.Of([Segment(20, 100, 30, 100), Segment(50, 100, 62, 100)], 0.05)!;
        Oracle.Close(shift.Crude, shift.Standardised, 1e-14);
        Assert.False(shift.Reversed);
        Assert.Equal(0, shift.Mix.Statistic);
        Assert.Null(MixShift.Of([Segment(20, 100, 30, 100)], 0.05));
    }

    private static SegmentMeans Segment(long controlSuccesses, long control, long treatmentSuccesses, long treatment)
        => new(Share(controlSuccesses, control), Share(treatmentSuccesses, treatment), control, treatment);

    private static ArmMean Share(long successes, long count)
    {
        double share = (double)successes / count;
        return new(share, share * (1 - share) / count);
    }
}
