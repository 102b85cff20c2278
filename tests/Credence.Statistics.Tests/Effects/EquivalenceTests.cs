using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Statistics.Tests;

public sealed class EquivalenceTests
{
    private static readonly EffectOptions Default = new();
    private static readonly Moments Control = Moments.FromValues([9.1, 10.2, 11.4, 12.3, 9.9, 10.8]);
    private static readonly Moments Treatment = Moments.FromValues([9.4, 10.0, 11.9, 11.1, 10.3, 10.9, 11.6]);

    // R: t.test(y, x, mu = -1.5, alternative = "greater"), t.test(y, x, mu = 1.5, alternative = "less"), t.test(y, x, conf.level = 0.9).
    [Fact]
    public void TwoOneSidedTestsAreThoseOfR()
    {
        EquivalenceTest test = Equivalence.Test(MeanDifference.Welch(Control, Treatment), new(1.5, false), Default);
        Oracle.Close(0.0195049789360929, test.PValue, 1e-10);
        Oracle.Close(-0.919900219206668, test.Interval.Lower, 1e-10);
        Oracle.Close(1.172281171587622, test.Interval.Upper, 1e-10);
        Assert.Equal(0.9, test.Interval.Level, 1e-12);
        Assert.True(test.Met);
    }

    [Fact]
    public void EquivalenceIsMetExactlyWhereBothTestsReject()
    {
        int met = 0;
        Gen.Select(Gen.Double[-1, 1], Gen.OneOf(-10.0, 10.0), Gen.Double[0.05, 1.5], Gen.Bool, Gen.Double[0.01, 0.2]).Holds(example =>
        {
            (double shift, double mean, double size, bool relative, double alpha) = example;
            Moments control = new(40, mean, 39), treatment = new(50, mean + shift, 60);
            Margin margin = new(relative ? size / 10 : size, relative);
            EquivalenceTest test = Equivalence.Test(MeanDifference.Welch(control, treatment), margin, Default with { Alpha = alpha });
            Assert.Equal(1 - 2 * alpha, test.Interval.Level, 1e-12);
            Assert.True(test.Interval.Lower <= test.Interval.Upper);
            if (Math.Abs(test.PValue - alpha) > 1e-10)
                Assert.Equal(test.PValue < alpha, test.Met);
            Assert.Equal(test.Met, -margin.Value < test.Interval.Lower && test.Interval.Upper < margin.Value);
            met += test.Met ? 1 : 0;
        }, 2000);
        Assert.InRange(met, 500, 1500);
    }

    [Fact]
    public void ProportionsAreTestedByTheirScores()
    {
        EquivalenceTest absolute = Equivalence.Test(480, 1000, 490, 1000, new(0.05, false), Default);
        EffectOptions wider = Default with { Alpha = 0.1 };
        Effect effect = ProportionDifference.Compare(480, 1000, 490, 1000, wider);
        Oracle.Close(effect.Interval.Lower, absolute.Interval.Lower, 1e-12);
        Oracle.Close(effect.Interval.Upper, absolute.Interval.Upper, 1e-12);
        Assert.True(absolute.Met);
        EquivalenceTest relative = Equivalence.Test(480, 1000, 490, 1000, new(0.05, true), Default);
        Oracle.Close(effect.Relative.Interval!.Value.Upper, relative.Interval.Upper, 1e-12);
        Assert.False(relative.Met);
        Assert.True(relative.PValue > 0.05);
    }

    [Fact]
    public void SideOfTheAnalysisPlaysNoPart()
        => Assert.Equal(
            Equivalence.Test(MeanDifference.Welch(Control, Treatment), new(1, false), Default),
            Equivalence.Test(MeanDifference.Welch(Control, Treatment), new(1, false), Default with { Alternative = Alternative.Less }));

    [Theory]
    [InlineData(0.05, 0.9)]
    [InlineData(0.1, 0.8)]
    [InlineData(0.01, 0.98)]
    public void TheLevelIsADecimalFractionWhereAlphaIsOne(double alpha, double level)
        => Assert.Equal(level, Equivalence.Test(10, 100, 12, 100, new(0.1, false), new() { Alpha = alpha }).Interval.Level);

    [Fact]
    public void WithoutSpreadNothingIsEquivalent()
    {
        Moments constant = Moments.FromValues([3, 3, 3]);
        EquivalenceTest test = Equivalence.Test(MeanDifference.Welch(constant, constant), new(1, false), Default);
        Assert.False(test.Met);
        Assert.True(double.IsNaN(test.PValue) && double.IsNaN(test.Interval.Lower));
    }

    [Fact]
    public void TestsOfDifferentMarginsAreNotJoined()
    {
        MeanComparison arms = MeanDifference.Welch(Control, Treatment);
        EffectOptions side = Equivalence.OneSided(Default);
        NonInferiorityTest one = NonInferiority.Test(arms, Direction.Increase, new(1, false), side), other = NonInferiority.Test(arms, Direction.Decrease, new(2, false), side);
        Assert.Throws<ArgumentException>(() => Equivalence.Of(one, other));
    }

    [Fact]
    public void EffectWithoutALiftGetsNone()
    {
        Effect shift = new("mann-whitney", 0.4, double.NaN, null, 2, 0.03, new(-0.1, 0.9, 0.975), new(double.NaN, RelativeSet.All, null, null));
        Effect cut = shift.AgreeingWith(true);
        Assert.False(cut.Interval.Contains(0));
        Assert.Equal(shift.Relative, cut.Relative);
    }

    // Rejected by a later step of a correction though the interval holds 0, or the other way round.
    [Theory]
    [InlineData(Alternative.TwoSided, 0.3)]
    [InlineData(Alternative.Greater, 0.3)]
    [InlineData(Alternative.TwoSided, -0.3)]
    [InlineData(Alternative.Less, -0.3)]
    public void EffectAgreesWithTheDecisionOfAnotherTest(Alternative side, double shift)
    {
        foreach (double mean in new[] { 10.0, 0.01, -10 })
        {
            Effect effect = MeanDifference.Welch(new(30, mean, 29), new(30, mean + shift, 29), Default with { Alternative = side });
            Effect cut = effect.AgreeingWith(true), stretched = cut.AgreeingWith(false);
            Assert.True(effect.Interval.Contains(0) && effect.Relative.Contains(0));
            Assert.False(cut.Interval.Contains(0) || cut.Relative.Contains(0));
            Assert.True(cut.Interval.Contains(effect.Estimate));
            Assert.True(stretched.Interval.Contains(0) && stretched.Relative.Contains(0));
            Assert.Equal(effect, effect.AgreeingWith(false));
        }
    }
}
