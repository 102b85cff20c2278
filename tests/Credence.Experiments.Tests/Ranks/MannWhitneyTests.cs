using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Experiments.Tests;

public sealed class MannWhitneyTests
{
    private static readonly EffectOptions TwoSided = new();

    // Small integers, so that ties are common.
    private static readonly Gen<(double[] Control, double[] Treatment)> TiedArms
        = Gen.Select(Gen.Int[1, 8].Select(x => (double)x).Array[1, 6], Gen.Int[1, 8].Select(x => (double)x).Array[1, 6]);

    private static readonly Gen<(double[] Control, double[] Treatment)> ContinuousArms
        = Gen.Select(Gen.Double[0.5, 100].Array[2, 25], Gen.Double[0.5, 100].Array[2, 25]);

    [Fact]
    public void ExactTailsAreThoseOfAllAssignments() => TiedArms.Holds((control, treatment) =>
    {
        // Ties within arms alone do not touch U, which then has its distribution without ties.
        double[] pool = [control[0], .. control, .. treatment, control[0]];
        (control, treatment) = ([control[0], .. control], [.. treatment, control[0]]);
        double observed = U(control, treatment);
        long below = 0, above = 0, total = 0;
        for (int mask = 0; mask < 1 << pool.Length; mask++)
        {
            if (int.PopCount(mask) != treatment.Length)
                continue;
            double u = U([.. pool.Where((_, i) => (mask >> i & 1) == 0)], [.. pool.Where((_, i) => (mask >> i & 1) == 1)]);
            total++;
            below += u <= observed ? 1 : 0;
            above += u >= observed ? 1 : 0;
        }
        RankedArms arms = RankedArms.Of(control, treatment);
        Oracle.CloseRelative((double)below / total, MannWhitney.PValue(arms, Alternative.Less), 1e-13);
        Oracle.CloseRelative((double)above / total, MannWhitney.PValue(arms, Alternative.Greater), 1e-13);
        Oracle.CloseRelative(Math.Min(1, 2.0 * Math.Min(below, above) / total), MannWhitney.PValue(arms, Alternative.TwoSided), 1e-13);
    }, 12);

    [Fact]
    public void ShiftsAndRatiosAreOrderStatisticsOfAllPairs() => ContinuousArms.Holds((control, treatment) =>
    {
        RankedArms arms = RankedArms.Of(control, treatment);
        double[] differences = [.. treatment.SelectMany(t => control.Select(c => t - c)).Order()];
        double[] ratios = [.. treatment.SelectMany(t => control.Select(c => t / c)).Order()];
        for (int rank = 1; rank <= differences.Length; rank += 1 + differences.Length / 7)
        {
            Assert.Equal(differences[rank - 1], PairContrasts.Smallest<PairDifference>(arms, rank));
            Assert.Equal(ratios[rank - 1], PairContrasts.Smallest<PairRatio>(arms, rank));
        }
    }, 80);

    [Fact]
    public void TestIntervalAndRatioAgreeWithoutTies() => ContinuousArms.Holds((control, treatment) =>
    {
        foreach (Alternative alternative in Enum.GetValues<Alternative>())
        {
            foreach (RankDistribution distribution in Enum.GetValues<RankDistribution>())
            {
                foreach (double alpha in new[] { 0.001, 0.05, 0.3 })
                {
                    EffectOptions options = new() { Alpha = alpha, Alternative = alternative };
                    Effect effect = MannWhitney.Compare(RankedArms.Of(control, treatment), options, distribution);
                    Assert.Equal(effect.PValue < alpha, !effect.Interval.Contains(0));
                    Assert.Equal(effect.PValue < alpha, !effect.Relative.Contains(0));
                    Assert.True(alternative != Alternative.TwoSided || effect.Interval.Contains(effect.Estimate));
                }
            }
        }
    }, 60);

    [Fact]
    public void TheIntervalHoldsExactlyTheShiftsThatTheTestKeeps() => ContinuousArms.Holds((control, treatment) =>
    {
        Interval interval = MannWhitney.Compare(RankedArms.Of(control, treatment), TwoSided).Interval;
        foreach (double shift in new[] { -60.123, -20.777, -5.1, 0.013, 3.3, 11.7, 44.4 })
        {
            RankedArms shifted = RankedArms.Of(control, Array.ConvertAll(treatment, value => value - shift));
            Assert.Equal(interval.Contains(shift), MannWhitney.PValue(shifted, Alternative.TwoSided) >= 0.05);
        }
    }, 80);

    [Fact]
    public void WithTiesTheIntervalHoldsNoEffectWhereverTheTestKeepsIt() => TiedArms.Holds((control, treatment) =>
    {
        Effect effect = MannWhitney.Compare(RankedArms.Of(control, treatment), TwoSided);
        if (effect.PValue >= 0.05)
            Assert.True(effect.Interval.Contains(0) && effect.Relative.Contains(0));
    });

    [Fact]
    public void IncreasingTransformationsChangeNothing() => ContinuousArms.Holds((control, treatment) =>
    {
        RankedArms arms = RankedArms.Of(control, treatment);
        RankedArms logs = RankedArms.Of(Array.ConvertAll(control, Math.Log), Array.ConvertAll(treatment, Math.Log));
        Assert.Equal(MannWhitney.PValue(arms, Alternative.TwoSided), MannWhitney.PValue(logs, Alternative.TwoSided));
        Assert.Equal(BrunnerMunzel.Compare(arms, TwoSided), BrunnerMunzel.Compare(logs, TwoSided));
        Assert.Equal(KolmogorovSmirnov.Test(arms), KolmogorovSmirnov.Test(logs));
    });

    [Fact]
    public void TheShiftMovesWithTheTreatment() => ContinuousArms.Holds((control, treatment) =>
    {
        Effect effect = MannWhitney.Compare(RankedArms.Of(control, treatment), TwoSided);
        Effect moved = MannWhitney.Compare(RankedArms.Of(control, Array.ConvertAll(treatment, value => value + 7)), TwoSided);
        Oracle.Close(effect.Estimate + 7, moved.Estimate, 1e-12);
        Oracle.Close(effect.Interval.Lower + 7, moved.Interval.Lower, 1e-12);
        Oracle.Close(effect.Interval.Upper + 7, moved.Interval.Upper, 1e-12);
        Effect scaled = MannWhitney.Compare(RankedArms.Of(control, Array.ConvertAll(treatment, value => value * 3)), TwoSided);
        Oracle.Close(3 * (effect.Relative.Estimate + 1), scaled.Relative.Estimate + 1, 1e-12);
    });

    [Fact]
    public void TheShiftOfManyPairsIsFoundWithoutStoringThem()
    {
        const int n = 100_000;
        double[] control = new double[n], treatment = new double[n];
        new RandomStream(1, "control").FillNormal(control);
        new RandomStream(1, "treatment").FillNormal(treatment);
        for (int i = 0; i < n; i++)
            treatment[i] += 0.03;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Effect effect = MannWhitney.Compare(RankedArms.Of(control, treatment), TwoSided);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 20_000_000);
        Assert.Equal(0.03, effect.Estimate, 0.02);
        Assert.True(effect.PValue < 0.05 && effect.Interval.Lower > 0 && effect.Interval.Upper - effect.Interval.Lower < 0.02);
    }

    [Fact]
    public void ThinArmsAreNoSurprise()
    {
        Effect one = MannWhitney.Compare(RankedArms.Of([1], [2]), TwoSided);
        Assert.Equal((1.0, 1.0), (one.Estimate, one.PValue));
        Assert.True(double.IsNegativeInfinity(one.Interval.Lower) && double.IsPositiveInfinity(one.Interval.Upper));
        Effect empty = MannWhitney.Compare(RankedArms.Of([], [2]), TwoSided);
        Assert.True(double.IsNaN(empty.PValue) && empty.Interval.Contains(0));
        Effect equal = MannWhitney.Compare(RankedArms.Of(Enumerable.Repeat(3.0, 500).ToArray(), Enumerable.Repeat(3.0, 400).ToArray()), TwoSided);
        Assert.Equal((0.0, 1.0, new Interval(0, 0, 0.95)), (equal.Estimate, equal.PValue, equal.Interval));
        Assert.Throws<ArgumentException>(() => RankedArms.Of([1, double.NaN], [2]));
    }

    [Fact]
    public void InfiniteValuesHaveRanksButNoShift()
    {
        RankedArms arms = RankedArms.Of([1, 2, 3, double.NegativeInfinity], [4, 5, 6, double.PositiveInfinity]);
        Effect effect = MannWhitney.Compare(arms, TwoSided);
        Oracle.CloseRelative(2.0 / 70, effect.PValue, 1e-14);
        Assert.True(double.IsNaN(effect.Estimate) && effect.Interval.Contains(0));
        Assert.Equal(RelativeSet.All, effect.Relative.Set);
    }

    [Fact]
    public void WhereTheTestRejectsAtTiesTheEndAtNoEffectIsLeftOut()
    {
        double[] control = [.. Enumerable.Repeat(0.0, 60), .. Enumerable.Repeat(1.0, 40)];
        double[] treatment = [.. Enumerable.Repeat(0.0, 30), .. Enumerable.Repeat(1.0, 70)];
        Effect effect = MannWhitney.Compare(RankedArms.Of(control, treatment), TwoSided);
        Assert.True(effect.PValue < 0.001);
        Assert.Equal(0, effect.Estimate);
        Assert.True(effect.Interval is { Lower: > 0 and < 1e-300, Upper: 1 } || effect.Interval.Contains(0));
    }

    private static double U(double[] control, double[] treatment) => treatment.Sum(t => control.Sum(c => t > c ? 1 : t == c ? 0.5 : 0));
}
