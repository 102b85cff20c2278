using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Statistics.Tests;

public sealed class NonInferiorityTests
{
    private static readonly EffectOptions Default = new();

    private static readonly Gen<Moments> Arms = Gen.Select(
        Gen.Long[2, 60], Gen.OneOf(Gen.Double[-3, 3], Gen.Double[8, 12], Gen.Double[-12, -8]), Gen.Double[0.1, 4],
        (count, mean, sd) => new Moments(count, mean, sd * sd * (count - 1)));

    private static readonly Gen<(Direction, Margin, EffectOptions)> Questions = Gen.Select(
        Gen.Enum<Direction>(), Gen.Double[0, 3], Gen.Bool, Gen.Enum<Alternative>(), Gen.OneOf(0.05, 0.2),
        (direction, size, relative, side, alpha)
            => (direction, new Margin(relative ? size / 10 : size, relative), new EffectOptions { Alternative = side, Alpha = alpha }));

    [Fact]
    public void MeansMeetTheMarginExactlyWhereTheTestRejects()
    {
        int met = 0;
        Gen.Select(Arms, Arms, Questions).Holds(example =>
        {
            (Moments control, Moments treatment, (Direction direction, Margin margin, EffectOptions options)) = example;
            double level = options.Alternative == Alternative.TwoSided ? options.Alpha / 2 : options.Alpha;
            foreach (MeanComparison arms in new[] { MeanDifference.Welch(control, treatment), MeanDifference.Z(control, treatment) })
            {
                NonInferiorityTest test = NonInferiority.Test(arms, direction, margin, options);
                Assert.Equal(1 - level, test.Level);
                if (Math.Abs(test.PValue - level) > 1e-12)
                    Assert.Equal(test.PValue < level, test.Met);
                met += test.Met ? 1 : 0;
            }
        }, 3000);
        Assert.InRange(met, 1000, 5000);
    }

    [Fact]
    public void ProportionsMeetTheMarginExactlyWhereTheScoreTestRejects()
    {
        int met = 0;
        Gen.Select(Gen.Long[1, 300], Gen.Long[1, 300], Gen.Double[0, 1], Gen.Double[0, 1], Questions).Holds(example =>
        {
            (long n, long m, double p, double q, (Direction direction, Margin margin, EffectOptions options)) = example;
            double level = options.Alternative == Alternative.TwoSided ? options.Alpha / 2 : options.Alpha;
            NonInferiorityTest test = NonInferiority.Test((long)(p * n), n, (long)(q * m), m, direction, margin, options);
            if (Math.Abs(test.PValue - level) > 1e-10)
                Assert.Equal(test.PValue < level, test.Met);
            met += test.Met ? 1 : 0;
        }, 3000);
        Assert.InRange(met, 500, 2500);
    }

    [Fact]
    public void AbsoluteMarginIsAShiftOfTheTest()
    {
        Moments control = Moments.FromValues([9, 10, 11, 12]), treatment = Moments.FromValues([8, 9, 11, 11, 12]);
        EffectOptions greater = Default with { Alternative = Alternative.Greater };
        NonInferiorityTest test = NonInferiority.Test(MeanDifference.Welch(control, treatment), Direction.Increase, new(2, false), greater);
        Effect shifted = MeanDifference.Welch(control, treatment.Shift(2), greater);
        Oracle.Close(shifted.Statistic, test.Statistic, 1e-14);
        Oracle.Close(shifted.PValue, test.PValue, 1e-14);
        Oracle.Close(shifted.Interval.Lower - 2, test.Bound, 1e-14);
        Assert.Equal(-2, test.Threshold);
    }

    [Fact]
    public void RelativeMarginIsATestAgainstAScaledControl()
    {
        Moments control = new(200, 10, 199), treatment = new(300, 9.9, 299);
        foreach ((Direction direction, double factor, Alternative side) in new[]
        {
            (Direction.Increase, 0.95, Alternative.Greater), (Direction.Decrease, 1.05, Alternative.Less),
        })
        {
            NonInferiorityTest test = NonInferiority.Test(MeanDifference.Z(control, treatment), direction, new(0.05, true), Default);
            Effect scaled = MeanDifference.Z(control.Scale(factor), treatment, Default with { Alternative = side });
            Oracle.Close(scaled.Statistic, test.Statistic, 1e-12);
            Oracle.Close(scaled.PValue, test.PValue, 1e-12);
            Assert.Equal(factor - 1, test.Threshold, 1e-15);
            Assert.True(test.Met);
        }
    }

    [Fact]
    public void BoundIsTheLimitOfTheTwoSidedInterval()
    {
        Moments control = Moments.FromValues([9, 10, 11, 12]), treatment = Moments.FromValues([8, 9, 11, 11, 12]);
        Effect effect = MeanDifference.Welch(control, treatment, Default);
        MeanComparison arms = MeanDifference.Welch(control, treatment);
        Oracle.Close(effect.Interval.Lower, NonInferiority.Test(arms, Direction.Increase, new(1, false), Default).Bound, 1e-13);
        Oracle.Close(effect.Interval.Upper, NonInferiority.Test(arms, Direction.Decrease, new(1, false), Default).Bound, 1e-13);
        Interval lift = effect.Relative.Interval!.Value;
        Oracle.Close(lift.Lower, NonInferiority.Test(arms, Direction.Increase, new(1, true), Default).Bound, 1e-13);
        Oracle.Close(lift.Upper, NonInferiority.Test(arms, Direction.Decrease, new(1, true), Default).Bound, 1e-13);
    }

    [Fact]
    public void OneSidedAnalysisLooksTowardsHarmWhicheverSideItTests()
    {
        MeanComparison arms = MeanDifference.Z(new Moments(100, 10, 99), new Moments(100, 10, 99));
        EffectOptions greater = Default with { Alternative = Alternative.Greater };
        foreach (Direction direction in Enum.GetValues<Direction>())
        {
            NonInferiorityTest test = NonInferiority.Test(arms, direction, new(0.5, false), greater);
            Assert.True(test.Met);
            Assert.Equal(1.6448536269514722 * Math.Sqrt(0.02), Math.Abs(test.Bound), 1e-12);
        }
    }

    [Fact]
    public void NegativeControlMeanTurnsTheSideOfHarm()
    {
        MeanComparison arms = MeanDifference.Z(new Moments(1000, -10, 999), new Moments(1000, -10.2, 999));
        NonInferiorityTest tight = NonInferiority.Test(arms, Direction.Increase, new(0.02, true), Default);
        NonInferiorityTest wide = NonInferiority.Test(arms, Direction.Increase, new(0.05, true), Default);
        Assert.Equal((0.02, false), (tight.Threshold, tight.Met));
        Assert.Equal((0.05, true), (wide.Threshold, wide.Met));
        Assert.InRange(wide.Bound, 0.02, 0.05);
    }

    [Fact]
    public void ControlMeanOfUncertainSignMeetsNoRelativeMargin()
    {
        MeanComparison arms = MeanDifference.Z(new Moments(100, 0.01, 99), new Moments(100, 5, 99));
        NonInferiorityTest test = NonInferiority.Test(arms, Direction.Increase, new(0.1, true), Default);
        Assert.True(!test.Met && test.PValue > 0.025 && double.IsNaN(test.Bound));
    }

    [Fact]
    public void WithoutATestNothingIsMet()
    {
        MeanComparison constant = MeanDifference.Welch(Moments.FromValues([5, 5]), Moments.FromValues([5, 5]));
        NonInferiorityTest test = NonInferiority.Test(constant, Direction.Increase, new(1, false), Default);
        Assert.True(!test.Met && double.IsNaN(test.PValue) && double.IsNaN(test.Bound));
        Assert.False(NonInferiority.Test(0, 0, 1, 2, Direction.Increase, new(0.1, false), Default).Met);
    }

    [Fact]
    public void MarginThatNoProportionCanPassIsMet()
    {
        foreach (Direction direction in Enum.GetValues<Direction>())
        {
            NonInferiorityTest test = NonInferiority.Test(3, 10, 4, 10, direction, new(1.5, false), Default);
            Assert.Equal((0.0, true), (test.PValue, test.Met));
        }
        Assert.True(NonInferiority.Test(3, 10, 4, 10, Direction.Increase, new(1.5, true), Default).Met);
        Assert.True(NonInferiority.Test(10, 10, 1, 10, Direction.Increase, new(1, false), Default).Met);
        Assert.False(NonInferiority.Test(10, 10, 0, 10, Direction.Increase, new(1, false), Default).Met);
        Assert.False(NonInferiority.Test(10, 10, 0, 10, Direction.Increase, new(1, true), Default).Met);
    }

    [Fact]
    public void MarginsOutOfRangeAreRefused()
    {
        MeanComparison arms = MeanDifference.Z(new Moments(100, 10, 99), new Moments(100, 10, 99));
        Assert.Throws<ArgumentOutOfRangeException>(() => NonInferiority.Test(arms, Direction.Increase, new(-1, false), Default));
        Assert.Throws<ArgumentOutOfRangeException>(() => NonInferiority.Test(arms, Direction.Increase, new(double.NaN, true), Default));
    }
}
