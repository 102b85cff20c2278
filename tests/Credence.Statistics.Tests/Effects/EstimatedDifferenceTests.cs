using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Statistics.Tests;

/// <summary>Differences that depend on the control mean in another way than those of independent arms.</summary>
public sealed class EstimatedDifferenceTests
{
    private static readonly Gen<EffectOptions> Options = Gen.Select(
        Gen.OneOf(0.05, 0.01, 0.3), Gen.Enum<Alternative>(), (alpha, side) => new EffectOptions { Alpha = alpha, Alternative = side });

    private static readonly Gen<MeanComparison> Comparisons = Gen.Select(
        Gen.Double[-3, 3], Gen.Double[0.01, 2], Gen.Double[-2, 2], Gen.OneOf(Gen.Const(0.0), Gen.Double[0.01, 2]), Gen.Double[-0.999, 0.999],
        Gen.OneOf(Gen.Double[2, 50].Select(df => (double?)df), Gen.Const((double?)null)),
        (difference, sd, mean, meanSd, correlation, df) => new MeanComparison(
            "adjusted", new EstimatedDifference(difference, sd * sd, new(mean, meanSd * meanSd), correlation * sd * meanSd), df));

    [Fact]
    public void TestIntervalAndRelativeSetAgree()
        => Gen.Select(Comparisons, Options).Holds((comparison, options) =>
        {
            Effect effect = comparison.Effect(options);
            bool rejects = effect.PValue < options.Alpha;
            Assert.Equal(rejects, !effect.Interval.Contains(0));
            Assert.Equal(rejects, !effect.Relative.Contains(0));
        }, 5000);

    [Fact]
    public void RelativeSetHoldsExactlyTheLiftsThatTheTestKeeps()
    {
        int inside = 0, outside = 0;
        Gen.Select(Comparisons, Gen.Double[-4, 4], Options).Holds((comparison, lift, options) =>
        {
            EstimatedDifference d = comparison.Estimated;
            double variance = d.Variance - 2 * lift * d.Covariance + lift * lift * d.Baseline.Variance;
            double statistic = (d.Difference - lift * d.Baseline.Mean) / Math.Sqrt(variance);
            double critical = new ReferenceDistribution(comparison.DegreesOfFreedom).CriticalValue(options.Alpha, options.Alternative);
            if (Math.Abs(Math.Abs(statistic) - critical) < 1e-6)
                return;
            bool keeps = options.Alternative switch
            {
                Alternative.Greater => statistic <= critical,
                Alternative.Less => statistic >= -critical,
                _ => Math.Abs(statistic) <= critical,
            };
            Assert.Equal(keeps, comparison.Effect(options).Relative.Contains(lift));
            _ = keeps ? inside++ : outside++;
        }, 5000);
        Assert.True(inside > 500 && outside > 500, $"{inside} {outside}");
    }

    [Theory]
    [InlineData(RelativeMethod.Fieller)]
    [InlineData(RelativeMethod.Delta)]
    [InlineData(RelativeMethod.Log)]
    public void IndependentArmsAreOneCase(RelativeMethod method)
    {
        ArmMean control = new(10, 0.04), treatment = new(11, 0.09);
        EffectOptions options = new() { Relative = method };
        Effect arms = new MeanComparison("z", control, treatment, null).Effect(options);
        Effect same = new MeanComparison("z", new EstimatedDifference(1, 0.13, control, -0.04), null).Effect(options);
        Oracle.Close(arms.Relative.Interval!.Value.Lower, same.Relative.Interval!.Value.Lower, 1e-14);
        Oracle.Close(arms.Relative.Interval!.Value.Upper, same.Relative.Interval!.Value.Upper, 1e-14);
        Assert.Equal(arms.PValue, same.PValue, 14);
    }

    [Fact]
    public void DeltaAndLogFollowFromTheGradient()
    {
        // d = 2, m = 10: gradient of d/m is (1/m, −d/m²), that of log(1 + d/m) is (1, −d/m)/(m + d).
        MeanComparison comparison = new("adjusted", new EstimatedDifference(2, 0.25, new(10, 0.16), 0.1), null);
        double delta = Math.Sqrt((0.25 - 2 * 0.2 * 0.1 + 0.04 * 0.16) / 100), log = delta * 10 / 12;
        Interval byDelta = comparison.Effect(new() { Relative = RelativeMethod.Delta }).Relative.Interval!.Value;
        Interval byLog = comparison.Effect(new() { Relative = RelativeMethod.Log }).Relative.Interval!.Value;
        Oracle.Close(2 * 1.959963984540054 * delta, byDelta.Upper - byDelta.Lower, 1e-12);
        Oracle.Close(2 * 1.959963984540054 * log, Math.Log((1 + byLog.Upper) / (1 + byLog.Lower)), 1e-12);
    }

    [Fact]
    public void RelativeMarginUsesTheCovariance()
    {
        MeanComparison comparison = new("adjusted", new EstimatedDifference(0, 0.01, new(10, 0.16), 0.02), null);
        NonInferiorityTest test = NonInferiority.Test(comparison, Direction.Increase, new(0.02, true), new());
        Oracle.Close(0.2 / Math.Sqrt(0.01 + 2 * 0.02 * 0.02 + 0.0004 * 0.16), test.Statistic, 1e-13);
        Assert.Equal(test.Met, test.PValue < 0.025);
    }

    [Fact]
    public void DecisionOnARelativeMarginAgreesWithItsPValue()
        => Gen.Select(Comparisons, Gen.Double[0, 1], Gen.Enum<Direction>(), Options).Holds((comparison, margin, direction, options) =>
        {
            NonInferiorityTest test = NonInferiority.Test(comparison, direction, new(margin, true), options);
            double alpha = options.Alternative == Alternative.TwoSided ? options.Alpha / 2 : options.Alpha;
            if (Math.Abs(test.PValue - alpha) > 1e-9 && comparison.Control.Variance > 0)
                Assert.Equal(test.PValue < alpha, test.Met);
        }, 3000);

    [Fact]
    public void BaselineKnownExactlyOnlyScalesTheDifference()
    {
        Effect effect = new MeanComparison("adjusted", new EstimatedDifference(1, 0.04, new(5, 0), 0), 30).Effect(new());
        Oracle.Close(effect.Interval.Lower / 5, effect.Relative.Interval!.Value.Lower, 1e-14);
        Oracle.Close(effect.Interval.Upper / 5, effect.Relative.Interval!.Value.Upper, 1e-14);
    }
}
