using Credence.Statistics;
using CsCheck;
using Xunit;

namespace Credence.Experiments.Tests;

public class PermutationTests
{
    private static readonly ResamplingOptions s_options = new() { Replicates = 499 };

    private static PermutationComparison Compare(double[] control, double[] treatment, EffectOptions form, ResamplingOptions? options = null)
        => Permutation.Of(control, treatment, null, options ?? s_options, "test", null, TestContext.Current.CancellationToken).Compare(form);

    [Fact]
    public void EverySubsetIsAsLikely()
    {
        RandomAllocation allocation = new(7, 3);
        Dictionary<ulong, int> seen = [];
        ResamplingScratch scratch = new();
        ulong[] bits = new ulong[1];
        for (ulong i = 0; i < 14_000; i++)
        {
            allocation.Draw(new(1, "test", i), bits, scratch);
            seen[bits[0]] = seen.GetValueOrDefault(bits[0]) + 1;
        }
        Assert.Equal(35, seen.Count);
        Assert.InRange(seen.Values.Sum(count => (count - 400.0) * (count - 400) / 400), 34 - 4 * Math.Sqrt(68), 34 + 4 * Math.Sqrt(68));
    }

    [Theory]
    [InlineData(64, 32)]
    [InlineData(65, 1)]
    [InlineData(1000, 999)]
    [InlineData(100_000, 3)]
    [InlineData(5000, 1777)]
    [InlineData(5, 0)]
    [InlineData(5, 5)]
    public void SubsetsHaveTheirSize(int units, int taken)
    {
        RandomAllocation allocation = new(units, taken);
        ulong[] bits = new ulong[allocation.Words];
        allocation.Draw(new(1, "test"), bits, new());
        Assert.Equal(taken, bits.Sum(System.Numerics.BitOperations.PopCount));
        Assert.Equal(0UL, units % 64 == 0 ? 0 : bits[^1] >> units % 64);
    }

    [Fact]
    public void TheIntervalHoldsTheShiftsThatTheTestDoesNotReject()
    {
        double[] control = [3.1, 4.7, 2.2, 5.9, 4.1, 3.6], treatment = [6.3, 5.1, 8.8, 4.4, 7.7];
        foreach (Alternative alternative in Enum.GetValues<Alternative>())
        {
            EffectOptions form = new() { Alpha = 0.0513, Alternative = alternative };
            PermutationComparison found = Compare(control, treatment, form);
            Assert.True(found.Exact);
            Interval interval = found.Effect.Interval;
            foreach ((double shift, bool inside) in (ReadOnlySpan<(double, bool)>)[(interval.Lower - 1e-6, false), (interval.Lower + 1e-6, true), (interval.Upper - 1e-6, true), (interval.Upper + 1e-6, false)])
            {
                if (double.IsFinite(shift))
                    Assert.Equal(inside, Compare(control, [.. treatment.Select(value => value - shift)], form).Effect.PValue >= form.Alpha);
            }
            Interval lifts = found.Effect.Relative.Interval!.Value;
            foreach ((double lift, bool inside) in (ReadOnlySpan<(double, bool)>)[(lifts.Lower - 1e-6, false), (lifts.Lower + 1e-6, true), (lifts.Upper - 1e-6, true), (lifts.Upper + 1e-6, false)])
            {
                if (double.IsFinite(lift))
                    Assert.Equal(inside, Compare(control, [.. treatment.Select(value => value / (1 + lift))], form).Effect.PValue >= form.Alpha);
            }
        }
    }

    [Fact]
    public void PValueIntervalAndLiftAgree()
    {
        Gen.Select(Gen.Double[0, 4], Gen.Int[3, 60], Gen.Int[3, 60], Gen.Double[0.01, 0.4], Gen.Enum<Alternative>(), Gen.ULong).Sample((shift, n, m, alpha, alternative, seed) =>
        {
            Random random = new((int)seed);
            double[] control = [.. Enumerable.Range(0, n).Select(_ => Math.Round(-Math.Log(random.NextDouble()), 1))];
            double[] treatment = [.. Enumerable.Range(0, m).Select(_ => Math.Round(shift / 4 - Math.Log(random.NextDouble()), 1))];
            Effect effect = Compare(control, treatment, new() { Alpha = alpha, Alternative = alternative }).Effect;
            Assert.Equal(effect.PValue < alpha, !effect.Interval.Contains(0));
            Assert.Equal(effect.PValue < alpha, !effect.Relative.Contains(0));
        }, iter: 150, threads: 1, seed: "0000000000001");
    }

    [Fact]
    public void TheDrawnTestComesNearTheEnumeratedOne()
    {
        double[] control = [3.1, 4.7, 2.2, 5.9, 4.1, 3.6], treatment = [6.3, 5.1, 8.8, 4.4, 7.7];
        Effect exact = Compare(control, treatment, new()).Effect;
        PermutationComparison drawn = Compare(control, treatment, new(), new() { Replicates = 20_000, Exact = false });
        Assert.False(drawn.Exact);
        Assert.InRange(drawn.Effect.PValue, exact.PValue - 0.006, exact.PValue + 0.006);
        Assert.InRange(drawn.Effect.Interval.Lower, exact.Interval.Lower - 0.2, exact.Interval.Lower + 0.2);
    }

    [Fact]
    public void AShiftFarFromZeroKeepsTheDigits()
    {
        double[] control = [3.1, 4.7, 2.2, 5.9, 4.1, 3.6], treatment = [6.3, 5.1, 8.8, 4.4, 7.7];
        Effect near = Compare(control, treatment, new()).Effect;
        Effect far = Compare([.. control.Select(x => x + (1 << 20))], [.. treatment.Select(x => x + (1 << 20))], new()).Effect;
        Assert.Equal(near.PValue, far.PValue);
        Assert.Equal(near.Interval.Lower, far.Interval.Lower, 1e-8);
    }

    [Fact]
    public void RatiosOfEqualDenominatorsAreMeans()
    {
        double[] control = [3.1, 4.7, 2.2, 5.9, 4.1, 3.6], treatment = [6.3, 5.1, 8.8, 4.4, 7.7];
        double[] ones = [.. control.Select(_ => 1.0)], others = [.. treatment.Select(_ => 1.0)];
        foreach (bool exact in (bool[])[true, false])
        {
            ResamplingOptions options = s_options with { Exact = exact };
            Effect mean = Compare(control, treatment, new(), options).Effect;
            Effect ratio = Permutation.Of(control, treatment, (ones, others), options, "test", null, TestContext.Current.CancellationToken).Compare(new()).Effect;
            Assert.Equal(mean.PValue, ratio.PValue);
            Assert.Equal(mean.Interval.Lower, ratio.Interval.Lower, 1e-12);
            Assert.Equal(mean.Relative.Interval!.Value.Upper, ratio.Relative.Interval!.Value.Upper, 1e-12);
        }
    }

    [Fact]
    public void AllocationsAreTheSameOnAnyNumberOfThreads()
    {
        double[] control = [.. Enumerable.Range(0, 333).Select(i => Math.Sin(i))], treatment = [.. Enumerable.Range(0, 444).Select(i => Math.Cos(i * 1.1))];
        PermutationComparison one = Compare(control, treatment, new(), s_options with { Threads = 1 }), two = Compare(control, treatment, new(), s_options with { Threads = 2 });
        Assert.Equal(one.Differences, two.Differences);
        Assert.NotEqual(one.Differences, Compare(control, treatment, new(), s_options with { Seed = 2 }).Differences);
    }

    [Theory]
    [InlineData(new double[0], new[] { 1.0, 2 })]
    [InlineData(new[] { 1.0, 2 }, new double[0])]
    [InlineData(new[] { 3.0, 3 }, new[] { 3.0, 3, 3 })]
    [InlineData(new[] { 3.0 }, new[] { 5.0 })]
    public void WithoutSpreadOrUnitsThereIsNoTest(double[] control, double[] treatment)
    {
        Effect effect = Compare(control, treatment, new()).Effect;
        Assert.True(double.IsNaN(effect.PValue));
        Assert.True(effect.Interval.Contains(0) && effect.Interval.Contains(1e9));
        Assert.Equal(RelativeSet.All, effect.Relative.Set);
    }
}
