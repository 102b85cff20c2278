using Credence.Statistics;
using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Experiments.Tests;

public sealed class OtherRankTests
{
    private static readonly double[] Seven = [1.1, 2.2, 2.9, 3.3, 5.2, 7.1, 8.8];
    private static readonly double[] Eleven = [2.1, 4.3, 4.9, 6.2, 8.1, 9.9, 10.4, 11.2, 12.5, 13.1, 3.05];

    [Fact]
    public void KolmogorovSmirnovIsExactWithAndWithoutTies()
    {
        KolmogorovSmirnov tied = KolmogorovSmirnov.Test(RankedArms.Of([1, 2, 2, 3, 5, 7, 8, 8, 9], [2, 4, 4, 6, 8, 9, 10, 11, 12, 13, 3]));
        Oracle.CloseRelative(0.3526077637532722, tied.PValue, 1e-13);
        Oracle.CloseRelative(0.247423328305677, KolmogorovSmirnov.Test(RankedArms.Of(Seven, Eleven)).PValue, 1e-13);
    }

    [Fact]
    public void KolmogorovSmirnovOfLargeArmsIsSmirnovsLimit()
    {
        double[] control = [.. Enumerable.Range(1, 3000).Select(i => i / 3000.0)];
        double[] treatment = [.. Enumerable.Range(1, 2500).Select(i => Math.Pow(i / 2500.0, 1.05))];
        KolmogorovSmirnov test = KolmogorovSmirnov.Test(RankedArms.Of(control, treatment));
        Assert.False(test.IsExact);
        Oracle.CloseRelative(0.0182666666666667, test.Distance, 1e-12);
        Oracle.CloseRelative(0.7530903654852402, test.PValue, 1e-9);
        Assert.Equal(1, KolmogorovSmirnov.Test(RankedArms.Of(control, control)).PValue);
    }

    [Fact]
    public void SeparateArmsReachTheSmallestPValue()
    {
        KolmogorovSmirnov test = KolmogorovSmirnov.Test(RankedArms.Of([1, 2, 3, 4], [5, 6, 7, 8]));
        Oracle.CloseRelative(2.0 / 70, test.PValue, 1e-14);
        Assert.Equal(1, test.Distance);
    }

    [Fact]
    public void BrunnerMunzelKeepsTestAndIntervalTogether()
        => Gen.Select(Gen.Int[1, 12].Select(x => (double)x).Array[2, 30], Gen.Int[1, 12].Select(x => (double)x).Array[2, 30]).Holds((control, treatment) =>
        {
            foreach (Alternative alternative in Enum.GetValues<Alternative>())
            {
                Effect effect = BrunnerMunzel.Compare(RankedArms.Of(control, treatment), new EffectOptions() { Alternative = alternative });
                Assert.Equal(effect.PValue < 0.05, !effect.Interval.Contains(0));
                Assert.Equal(effect.PValue < 0.05, !effect.Relative.Contains(0));
                Assert.True(effect.Interval.Lower >= -0.5 && effect.Interval.Upper <= 0.5);
                Oracle.Close(2 * effect.Estimate, effect.Relative.Estimate, 1e-13);
            }
        });

    [Fact]
    public void SeparateArmsLeaveBrunnerMunzelWithoutATest()
    {
        Effect effect = BrunnerMunzel.Compare(RankedArms.Of([1, 2, 3], [4, 5, 6]), new EffectOptions());
        Assert.Equal(0.5, effect.Estimate);
        Assert.True(double.IsNaN(effect.PValue) && effect.Interval.Contains(0));
        Assert.True(double.IsNaN(BrunnerMunzel.Compare(RankedArms.Of([], [4, 5, 6]), new EffectOptions()).Estimate));
        Assert.True(double.IsNaN(BrunnerMunzel.Compare(RankedArms.Of([1], [4]), new EffectOptions()).PValue));
    }

    [Fact]
    public void SpreadOfConstantOrEmptyArmsIsUnknown()
    {
        foreach (RankedArms arms in new[] { RankedArms.Of([1, 1, 1, 1], [1, 1, 1, 1]), RankedArms.Of([], [1, 2]), RankedArms.Of([1, double.PositiveInfinity], [1, 2]) })
        {
            Assert.True(double.IsNaN(BrownForsythe.Test(arms).PValue));
            Assert.True(double.IsNaN(SpreadRatio.Robust(arms, 0.05).PValue));
        }
        Assert.True(double.IsNaN(KolmogorovSmirnov.Test(RankedArms.Of([], [1])).PValue));
    }
}
