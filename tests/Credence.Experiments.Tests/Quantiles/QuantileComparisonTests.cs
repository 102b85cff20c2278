using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Experiments.Tests;

public sealed class QuantileComparisonTests
{
    private static readonly EffectOptions TwoSided = new();

    private static readonly Gen<(double[] Control, double[] Treatment)> Arms
        = Gen.Select(Gen.Int[1, 30].Select(x => x / 2.0).Array[1, 60], Gen.Int[1, 30].Select(x => x / 2.0).Array[1, 60]);

    [Fact]
    public void QuantilesAreInterpolatedLinearly()
    {
        QuantileArm arm = QuantileArm.Of([4, 1, 3, 2], 0.9);
        Assert.Equal(3.7, arm.Quantile, 1e-14);
        Assert.Equal(2.5, QuantileArm.Of([4, 1, 3, 2], 0.5).Quantile);
        Assert.Equal(7, QuantileArm.Of([7], 0.5).Quantile);
        Assert.True(double.IsNaN(QuantileArm.Of([], 0.5).Quantile));
        Assert.Equal(0.75, QuantileArm.Of([1, 2, 2, 2], 0.5).TiedShare);
    }

    [Fact]
    public void LimitsAreTheOrderStatisticsOfTheSignTest()
    {
        // Median of 20: the 6th and 15th values, of exact level 0.9586; the 5th and 16th would be needed at 0.98.
        double[] values = [.. Enumerable.Range(1, 20).Select(i => (double)i)];
        Assert.Equal((6, 15), Limits(QuantileArm.Of(values, 0.5), Normal.UpperQuantile(0.025)));
        Assert.Equal((5, 16), Limits(QuantileArm.Of(values, 0.5), Normal.UpperQuantile(0.01)));
        Assert.Equal(double.PositiveInfinity, QuantileArm.Of(values, 0.99).Upper(Normal.UpperQuantile(0.025)));
    }

    [Fact]
    public void LargeSamplesTakeTheSameRanksAsExactTails()
    {
        // Just above the size at which the expansion takes over.
        const int n = 112_000;
        const double q = 0.9;
        double[] values = [.. Enumerable.Range(1, n).Select(i => (double)i)];
        foreach (double tail in new[] { 0.2, 0.025, 1e-4 })
        {
            (double lower, double upper) = Limits(QuantileArm.Of(values, q), Normal.UpperQuantile(tail));
            Assert.True(IncompleteBeta.Complement(lower - 1, n - lower + 2, q) <= tail && IncompleteBeta.Complement(lower + 1, n - lower, q) >= tail);
            Assert.True(IncompleteBeta.Regularized(upper + 1, n - upper, q) <= tail && IncompleteBeta.Regularized(upper - 1, n - upper + 2, q) >= tail);
        }
    }

    [Fact]
    public void TestIntervalAndLiftAgree() => Arms.Holds((control, treatment) =>
    {
        foreach (double q in new[] { 0.5, 0.8 })
        {
            foreach (Alternative alternative in Enum.GetValues<Alternative>())
            {
                EffectOptions options = new() { Alternative = alternative, Alpha = 0.1 };
                Effect effect = new QuantileComparison(QuantileArm.Of(control, q), QuantileArm.Of(treatment, q)).Effect(options);
                Assert.Equal(effect.PValue < 0.1, !effect.Interval.Contains(0));
                if (effect.Relative.Set == RelativeSet.Interval)
                    Assert.Equal(effect.PValue < 0.1, !effect.Relative.Contains(0));
                Assert.True(alternative != Alternative.TwoSided || effect.Interval.Contains(effect.Estimate));
            }
        }
    }, 60);

    [Fact]
    public void ExchangingTheArmsTurnsTheSign() => Arms.Holds((control, treatment) =>
    {
        QuantileArm c = QuantileArm.Of(control, 0.7), t = QuantileArm.Of(treatment, 0.7);
        Effect forth = new QuantileComparison(c, t).Effect(TwoSided), back = new QuantileComparison(t, c).Effect(TwoSided);
        Assert.Equal(forth.Estimate, -back.Estimate);
        Assert.Equal(forth.PValue, back.PValue);
        Oracle.Close(forth.Interval.Lower, -back.Interval.Upper, 1e-14);
        Oracle.Close(forth.Interval.Upper, -back.Interval.Lower, 1e-14);
    }, 60);

    [Fact]
    public void MarginsAreJudgedByTheBound() => Arms.Holds((control, treatment) =>
    {
        QuantileComparison comparison = new(QuantileArm.Of(control, 0.6), QuantileArm.Of(treatment, 0.6));
        foreach (Direction direction in Enum.GetValues<Direction>())
        {
            foreach (Margin margin in new[] { new Margin(1.2137, false), new Margin(0.3017, true) })
            {
                NonInferiorityTest test = comparison.Against(direction, margin, TwoSided);
                Assert.Equal(test.Met, test.PValue < 0.025);
            }
        }
    }, 60);

    [Fact]
    public void ClustersOfEqualValuesCountOnce()
    {
        double[] values = [.. Enumerable.Range(1, 400).Select(i => (double)i)];
        double[] repeated = [.. values.SelectMany(value => Enumerable.Repeat(value, 5))];
        int[] clusters = [.. Enumerable.Range(0, 2000).Select(i => i / 5)];
        QuantileArm arm = QuantileArm.Of(repeated, clusters, 0.5);
        Assert.Equal(5, arm.DesignEffect, 0.05);
        (double lower, double upper) = Limits(QuantileArm.Of(values, 0.5), 2);
        (double lowerOfClusters, double upperOfClusters) = Limits(arm, 2);
        Assert.Equal(lower, lowerOfClusters, 1.01);
        Assert.Equal(upper, upperOfClusters, 1.01);
        Assert.Equal(1, QuantileArm.Of(values, [.. Enumerable.Range(0, 400)], 0.5).DesignEffect, 0.01);
    }

    [Fact]
    public void ThinArmsAreNoSurprise()
    {
        Effect one = new QuantileComparison(QuantileArm.Of([1], 0.5), QuantileArm.Of([1, 2, 3], 0.5)).Effect(TwoSided);
        Assert.True(double.IsNaN(one.PValue) && one.Interval.Contains(0) && one.Relative.Set == RelativeSet.All);
        Effect empty = new QuantileComparison(QuantileArm.Of([], 0.5), QuantileArm.Of([1, 2, 3], 0.5)).Effect(TwoSided);
        Assert.True(double.IsNaN(empty.Estimate) && double.IsNaN(empty.PValue));
        Effect few = new QuantileComparison(QuantileArm.Of([1, 2], 0.99), QuantileArm.Of([1, 2, 3], 0.99)).Effect(TwoSided);
        Assert.True(double.IsInfinity(few.Interval.Lower) && double.IsInfinity(few.Interval.Upper) && double.IsNaN(few.StandardError));
        double[] constant = [.. Enumerable.Repeat(3.0, 100)], other = [.. Enumerable.Repeat(4.0, 100)];
        Effect equal = new QuantileComparison(QuantileArm.Of(constant, 0.5), QuantileArm.Of(constant, 0.5)).Effect(TwoSided);
        Assert.Equal((0.0, 1.0, new Interval(0, 0, 0.95)), (equal.Estimate, equal.PValue, equal.Interval));
        Effect apart = new QuantileComparison(QuantileArm.Of(constant, 0.5), QuantileArm.Of(other, 0.5)).Effect(TwoSided);
        Assert.True(apart.PValue is > 0 and < 1e-20 && apart.Interval == new Interval(1, 1, 0.95));
        Effect infinite = new QuantileComparison(QuantileArm.Of([1, double.PositiveInfinity], 0.9), QuantileArm.Of([1, 2], 0.9)).Effect(TwoSided);
        Assert.True(double.IsNaN(infinite.PValue));
        Assert.Throws<ArgumentException>(() => QuantileArm.Of([double.NaN], 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => QuantileArm.Of([1], 1));
    }

    [Fact]
    public void NegativeControlsLeaveNoLift()
    {
        double[] control = [.. Enumerable.Range(-100, 150).Select(i => (double)i)], treatment = [.. control.Select(value => value + 5)];
        Effect effect = new QuantileComparison(QuantileArm.Of(control, 0.5), QuantileArm.Of(treatment, 0.5)).Effect(TwoSided);
        Assert.Equal((RelativeSet.All, 5.0), (effect.Relative.Set, effect.Estimate));
    }

    private static (double Lower, double Upper) Limits(QuantileArm arm, double z) => (arm.Lower(z), arm.Upper(z));
}
