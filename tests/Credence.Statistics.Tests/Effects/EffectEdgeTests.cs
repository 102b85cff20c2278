using Credence.Testing;
using Xunit;

namespace Credence.Statistics.Tests;

public sealed class EffectEdgeTests
{
    private static readonly EffectOptions Default = new();

    public static TheoryData<string, Moments, Moments> Untestable => new()
    {
        { "no units", Moments.Empty, Moments.FromValues([1, 2, 3]) },
        { "one unit", Moments.FromValues([1]), Moments.FromValues([1, 2, 3]) },
        { "equal constants", Moments.FromValues([5, 5, 5]), Moments.FromValues([5, 5]) },
        { "different constants", Moments.FromValues([5, 5, 5]), Moments.FromValues([6, 6]) },
        { "constants at 0", Moments.FromValues([0, 0, 0]), Moments.FromValues([0, 0]) },
        { "not a number", new Moments(3, double.NaN, double.NaN), Moments.FromValues([1, 2, 3]) },
        { "spread below the rounding of the means", new Moments(3, 1e9, 1e-16), new Moments(3, 1e9, 1e-16) },
    };

    [Theory]
    [MemberData(nameof(Untestable))]
    public void WhereThereIsNoTestEverythingIsPossible(string why, Moments control, Moments treatment)
    {
        foreach (Alternative side in Enum.GetValues<Alternative>())
        {
            EffectOptions options = Default with { Alternative = side };
            foreach (Effect effect in new[] { MeanDifference.Welch(control, treatment, options), MeanDifference.Z(control, treatment, options) })
            {
                Assert.True(double.IsNaN(effect.PValue) && double.IsNaN(effect.Statistic), why);
                Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), (effect.Interval.Lower, effect.Interval.Upper));
                Assert.Equal(RelativeSet.All, effect.Relative.Set);
                Assert.Equal(treatment.Mean - control.Mean, effect.Estimate);
            }
        }
    }

    [Fact]
    public void StudentTestsOneUnitAgainstMany()
    {
        Effect effect = MeanDifference.Student(Moments.FromValues([1, 2, 3, 4]), Moments.FromValues([9]), Default);
        // R: t.test(9, 1:4, var.equal = TRUE).
        Oracle.Close(3, effect.DegreesOfFreedom!.Value, 0);
        Oracle.Close(6.5 / Math.Sqrt(5.0 / 3 * 1.25), effect.Statistic, 1e-14);
        Assert.True(effect.PValue is > 0.01 and < 0.05);
        Assert.True(double.IsNaN(MeanDifference.Student(Moments.FromValues([1]), Moments.FromValues([2]), Default).PValue));
    }

    [Fact]
    public void OneConstantArmIsTestedByTheOther()
    {
        Effect effect = MeanDifference.Welch(Moments.FromValues([5, 5, 5, 5]), Moments.FromValues([5, 6, 7]), Default);
        Assert.Equal(2, effect.DegreesOfFreedom!.Value, 1e-12);
        Oracle.Close(1 / Math.Sqrt(1.0 / 3), effect.Statistic, 1e-14);
        // The control is known without error: the lift is the difference on another scale.
        Oracle.Close(effect.Interval.Lower / 5, effect.Relative.Interval!.Value.Lower, 1e-14);
    }

    [Fact]
    public void ControlMeanOfZeroHasNoLift()
    {
        Effect effect = MeanDifference.Z(new Moments(100, 0, 99), new Moments(100, 1, 99), Default);
        Assert.True(double.IsNaN(effect.Relative.Estimate));
        Assert.Equal(RelativeSet.Complement, effect.Relative.Set);
        Assert.False(effect.Relative.Contains(0));
        Effect constant = MeanDifference.Z(new Moments(100, 0, 0), new Moments(100, 1, 99), Default);
        Assert.True(constant.PValue < 0.05);
        Assert.False(constant.Relative.Contains(0));
        Assert.False(constant.Relative.Contains(1e9));
    }

    [Fact]
    public void LiftOfANegativeControlMeanTurnsTheOneSidedSet()
    {
        Moments control = new(100, -10, 99), treatment = new(100, -8, 99);
        Effect effect = MeanDifference.Welch(control, treatment, Default with { Alternative = Alternative.Greater });
        Assert.True(effect.PValue < 0.05 && effect.Interval.Lower > 0 && effect.Interval.Upper == double.PositiveInfinity);
        Oracle.Close(-0.2, effect.Relative.Estimate, 1e-15);
        Assert.Equal(double.NegativeInfinity, effect.Relative.Interval!.Value.Lower);
        Assert.InRange(effect.Relative.Interval.Value.Upper, -0.2, -0.1);
        EffectOptions delta = Default with { Alternative = Alternative.Greater, Relative = RelativeMethod.Delta };
        Assert.Equal(double.NegativeInfinity, MeanDifference.Welch(control, treatment, delta).Relative.Interval!.Value.Lower);
    }

    [Theory]
    [InlineData(1e-120)]
    [InlineData(1e120)]
    public void LiftDoesNotDependOnTheUnit(double unit)
    {
        Moments control = Moments.FromValues([1, 2, 3, 4, 4]), treatment = Moments.FromValues([2, 3, 5, 6]);
        Interval expected = MeanDifference.Welch(control, treatment, Default).Relative.Interval!.Value;
        ArmMean Scale(ArmMean arm) => new(arm.Mean * unit, arm.Variance * unit * unit);
        MeanComparison arms = MeanDifference.Welch(control, treatment);
        Interval actual = new MeanComparison(arms.Method, Scale(arms.Control), Scale(arms.Treatment), arms.DegreesOfFreedom).Effect(Default).Relative.Interval!.Value;
        Oracle.CloseRelative(expected.Lower, actual.Lower, 1e-12);
        Oracle.CloseRelative(expected.Upper, actual.Upper, 1e-12);
    }

    [Fact]
    public void ProportionsWithoutSuccessesAreNotDifferent()
    {
        foreach ((long x, long y) in new[] { (0L, 0L), (30L, 40L) })
        {
            Effect effect = ProportionDifference.Compare(x, 30, y, 40, Default);
            Assert.Equal((0, 1, 0), (effect.Statistic, effect.PValue, effect.Estimate));
            Assert.True(effect.Interval.Lower < 0 && effect.Interval.Upper > 0);
            Assert.True(effect.Relative.Contains(0));
        }
        RelativeEffect none = ProportionDifference.Compare(0, 30, 0, 40, Default).Relative;
        Assert.True(double.IsNaN(none.Estimate));
        Assert.Equal((-1, double.PositiveInfinity), (none.Interval!.Value.Lower, none.Interval.Value.Upper));
    }

    [Fact]
    public void ControlWithoutSuccessesHasAnUnboundedLift()
    {
        RelativeEffect lift = ProportionDifference.Compare(0, 50, 8, 50, Default).Relative;
        Assert.Equal(double.PositiveInfinity, lift.Estimate);
        Assert.Equal(double.PositiveInfinity, lift.Interval!.Value.Upper);
        Assert.True(lift.Interval.Value.Lower > 0);
        RelativeEffect lost = ProportionDifference.Compare(8, 50, 0, 50, Default).Relative;
        Assert.Equal((-1, -1), (lost.Estimate, lost.Interval!.Value.Lower));
        Assert.InRange(lost.Interval.Value.Upper, -1, 0);
    }

    [Fact]
    public void EmptyArmLeavesNoProportionTest()
    {
        Effect effect = ProportionDifference.Compare(0, 0, 3, 10, Default);
        Assert.True(double.IsNaN(effect.PValue) && double.IsNaN(effect.Estimate));
        Assert.True(effect.Interval.Contains(0) && effect.Relative.Contains(0));
    }

    [Fact]
    public void AllAgainstNothingReachesTheEnd()
    {
        Effect effect = ProportionDifference.Compare(0, 10, 10, 10, Default);
        Assert.Equal((1, 1), (effect.Estimate, effect.Interval.Upper));
        Assert.InRange(effect.Interval.Lower, 0.5, 1);
        Assert.Equal(0, effect.StandardError);
    }

    [Fact]
    public void UnpooledIntervalCanContradictAndTheScoreIntervalDoesNot()
    {
        Effect score = ProportionDifference.Compare(8, 100, 35, 1000, Default);
        Effect wald = ProportionDifference.Compare(8, 100, 35, 1000, Default with { ProportionInterval = ProportionInterval.Wald });
        Assert.Equal(0.027, score.PValue, 1e-3);
        Assert.False(score.Interval.Contains(0));
        Assert.True(wald.Interval.Contains(0));
    }

    [Fact]
    public void RatioWithoutDenominatorHasNoTest()
    {
        CrossMoments nothing = CrossMoments.FromRows(["y", "x"], [1, 0, 2, 0]), some = CrossMoments.FromRows(["y", "x"], [1, 2, 2, 3, 4, 4]);
        Assert.True(double.IsNaN(RatioDifference.Compare(nothing, some, Default).PValue));
        CrossMoments proportional = CrossMoments.FromRows(["y", "x"], [0.1, 1, 0.3, 3, 0.7, 7]);
        Assert.Equal(0, RatioDifference.Arm(proportional).Variance);
        Assert.Throws<ArgumentException>(() => RatioDifference.Arm(CrossMoments.FromRows(["y"], [1, 2])));
    }

    [Fact]
    public void ArgumentsOutOfRangeAreRefused()
    {
        Moments arm = Moments.FromValues([1, 2, 3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => MeanDifference.Welch(arm, arm, Default with { Alpha = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => MeanDifference.Z(arm, arm, Default with { Alpha = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => MeanDifference.Z(arm, arm, Default with { Alpha = 0.6, Alternative = Alternative.Greater }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ProportionDifference.Compare(4, 3, 1, 3, Default));
        Assert.Throws<ArgumentOutOfRangeException>(() => ProportionDifference.Compare(-1, 3, 1, 3, Default));
        Assert.Throws<ArgumentNullException>(() => MeanDifference.Welch(arm, arm, null!));
    }
}
