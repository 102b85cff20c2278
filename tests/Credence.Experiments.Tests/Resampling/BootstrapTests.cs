using Credence.Statistics;
using CsCheck;
using Xunit;

namespace Credence.Experiments.Tests;

public class BootstrapTests
{
    private static readonly ResamplingOptions s_options = new() { Replicates = 499 };

    private static BootstrapComparison Compare(ArmSample control, ArmSample treatment, BootstrapInterval interval, EffectOptions form, ResamplingOptions? options = null)
        => Bootstrap.Compare(Draw(control, interval, "c", options), Draw(treatment, interval, "t", options), interval, form);

    private static ArmReplicates Draw(ArmSample arm, BootstrapInterval interval, string name, ResamplingOptions? options = null)
        => arm.Resample(options ?? s_options, interval, name, null, TestContext.Current.CancellationToken);

    private static double[] Values(Random random, int n, double shift) => [.. Enumerable.Range(0, n).Select(_ => Math.Round(shift - Math.Log(random.NextDouble()), 1))];

    [Fact]
    public void PValueAndIntervalAreOneStatementAndThePercentileLiftAgrees()
    {
        Gen.Select(Gen.Double[-2, 2], Gen.Int[2, 70], Gen.Int[2, 70], Gen.Double[0.01, 0.4], Gen.Enum<Alternative>(), Gen.Enum<BootstrapInterval>(), Gen.ULong)
            .Sample((shift, n, m, alpha, alternative, interval, seed) =>
        {
            Random random = new((int)seed);
            // The control is above, about or below 0.
            double place = (int)(seed % 3) - 1.0;
            EffectOptions form = new() { Alpha = alpha, Alternative = alternative };
            Effect effect = Compare(ArmSample.Mean(Values(random, n, place - 1)), ArmSample.Mean(Values(random, m, place - 1 + shift / 4)), interval, form).Effect;
            if (double.IsNaN(effect.PValue))
                return;
            Assert.Equal(effect.PValue < alpha, !effect.Interval.Contains(0));
            if (interval == BootstrapInterval.Percentile)
                Assert.Equal(effect.PValue < alpha, !effect.Relative.Contains(0));
        }, iter: 300, threads: 1, seed: "0000000000001");
    }

    [Fact]
    public void EnumeratedPValueAndIntervalAreOneStatement()
    {
        Gen.Select(Gen.Double[-1, 1], Gen.Double[0.01, 0.4], Gen.Enum<Alternative>(), Gen.Enum<BootstrapInterval>(), Gen.ULong).Sample((shift, alpha, alternative, interval, seed) =>
        {
            Random random = new((int)seed);
            ArmReplicates control = ArmSample.Mean(Values(random, 4, 1)).Enumerate(1000, interval)!, treatment = ArmSample.Mean(Values(random, 4, 1 + shift)).Enumerate(1000, interval)!;
            Effect effect = Bootstrap.Compare(control, treatment, interval, new() { Alpha = alpha, Alternative = alternative }).Effect;
            if (!double.IsNaN(effect.PValue))
                Assert.Equal(effect.PValue < alpha, !effect.Interval.Contains(0));
        }, iter: 200, threads: 1, seed: "0000000000001");
    }

    [Theory]
    [InlineData(BootstrapInterval.Percentile)]
    [InlineData(BootstrapInterval.Basic)]
    [InlineData(BootstrapInterval.Bca)]
    [InlineData(BootstrapInterval.Studentized)]
    public void EveryIntervalComesNearWelchsWhereTheArmsAreLarge(BootstrapInterval interval)
    {
        Random random = new(1);
        double[] control = Values(random, 900, 1), treatment = Values(random, 700, 1.1);
        Effect welch = MeanDifference.Welch(Moments.FromValues(control), Moments.FromValues(treatment), new());
        Effect found = Compare(ArmSample.Mean(control), ArmSample.Mean(treatment), interval, new(), new() { Replicates = 4000 }).Effect;
        double unit = welch.StandardError;
        Assert.Equal(0, (found.Interval.Lower - welch.Interval.Lower) / unit, 0.2);
        Assert.Equal(0, (found.Interval.Upper - welch.Interval.Upper) / unit, 0.2);
        Assert.Equal(1, found.StandardError / unit, 0.04);
        Assert.Equal(0, (found.Relative.Interval!.Value.Lower - welch.Relative.Interval!.Value.Lower) / unit, 0.2);
        Assert.Equal(Bootstrap.Name(interval), found.Method);
    }

    [Theory]
    [InlineData(BootstrapInterval.Percentile)]
    [InlineData(BootstrapInterval.Studentized)]
    public void RatiosComeNearTheDeltaMethod(BootstrapInterval interval)
    {
        Random random = new(2);
        double[][] arms = [.. Enumerable.Range(0, 4).Select(i => (double[])[.. Values(random, 700, 1).Select(x => i % 2 == 0 ? x : Math.Ceiling(x))])];
        Effect delta = RatioDifference.Compare(Table(arms[0], arms[1]), Table(arms[2], arms[3]), new());
        Effect found = Compare(ArmSample.Ratio(arms[0], arms[1]), ArmSample.Ratio(arms[2], arms[3]), interval, new(), new() { Replicates = 4000 }).Effect;
        Assert.Equal(delta.Estimate, found.Estimate, 1e-12);
        Assert.Equal(0, (found.Interval.Lower - delta.Interval.Lower) / delta.StandardError, 0.2);
        Assert.Equal(0, (found.Interval.Upper - delta.Interval.Upper) / delta.StandardError, 0.2);
        Assert.Equal(delta.StandardError, Math.Sqrt(Square(ArmSample.Ratio(arms[0], arms[1])) + Square(ArmSample.Ratio(arms[2], arms[3]))), 1e-12);

        static double Square(ArmSample arm) => arm.StandardError * arm.StandardError;
        static CrossMoments Table(double[] y, double[] x) => CrossMoments.FromRows(["y", "x"], [.. y.Zip(x).SelectMany(row => new[] { row.First, row.Second })]);
    }

    [Fact]
    public void ResamplesAreTheSameOnAnyNumberOfThreads()
    {
        Random random = new(3);
        double[] x = Values(random, 1000, 1), z = Values(random, 1000, 3);
        foreach (ArmSample arm in (ArmSample[])[ArmSample.Mean(x), ArmSample.Ratio(x, z), ArmSample.Quantile(x, 0.9)])
        {
            double[] one = Draw(arm, BootstrapInterval.Percentile, "a", s_options with { Threads = 1 }).Estimates;
            Assert.Equal(one, Draw(arm, BootstrapInterval.Percentile, "a", s_options with { Threads = 2 }).Estimates);
            Assert.NotEqual(one, Draw(arm, BootstrapInterval.Percentile, "b").Estimates);
            Assert.NotEqual(one, Draw(arm, BootstrapInterval.Percentile, "a", s_options with { Seed = 2 }).Estimates);
        }
    }

    [Fact]
    public void ClustersAreResampledWhole()
    {
        double[] values = [1, 2, 3, 10, 20, 30, 40];
        int[] clusters = [7, 7, 7, 2, 2, 2, 2];
        ArmSample arm = ArmSample.Clustered(values, null, clusters);
        Assert.Equal((2, values.Average()), (arm.Count, arm.Estimate));
        ArmReplicates all = arm.Enumerate(100, BootstrapInterval.Percentile)!;
        Assert.Equal([2.0, values.Average(), 25.0], all.Estimates.Order().Select(level => Math.Round(level, 12)).Select((level, i) => i == 1 ? values.Average() : level));
        Assert.Equal([0.25, 0.5, 0.25], all.Probabilities!);
    }

    [Theory]
    [InlineData(0.5, 5)]
    [InlineData(0.9, 5)]
    [InlineData(0.5, 6)]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    public void QuantilesOfResamplesHaveTheirExactDistribution(double probability, int n)
    {
        double[] x = [.. Enumerable.Range(0, n).Select(i => (double)(i * i))];
        const int draws = 8000;
        double[] found = Draw(ArmSample.Quantile(x, probability), BootstrapInterval.Percentile, "q", new() { Replicates = draws }).Estimates;
        Random random = new(4);
        double[] direct = [.. Enumerable.Range(0, draws).Select(_ => ArmSample.Quantile([.. Enumerable.Range(0, n).Select(_ => x[random.Next(n)])], probability).Estimate)];
        foreach (double level in direct.Distinct())
        {
            double p = direct.Count(value => value <= level) / (double)draws, q = found.Count(value => value <= level) / (double)draws;
            Assert.Equal(p, q, 4 * Math.Sqrt(2 * Math.Max(p * (1 - p), 1e-4) / draws));
        }
    }

    [Fact]
    public void LeavingOutEachUnitGivesTheQuantileOfTheOthers()
    {
        double[] x = [5, 1, 4, 9, 2, 7];
        foreach (double probability in (double[])[0, 0.1, 0.5, 0.77, 1])
        {
            double[] sorted = [.. x.Order()];
            double[] found = Draw(ArmSample.Quantile(x, probability), BootstrapInterval.Bca, "q").LeaveOneOut!;
            for (int i = 0; i < x.Length; i++)
                Assert.Equal(ArmSample.Quantile([.. sorted.Where((_, j) => j != i)], probability).Estimate, found[i], 1e-12);
        }
    }

    [Fact]
    public void EnumeratedProbabilitiesSumToOneAndGiveTheStandardError()
    {
        double[] x = [0.3, -1.2, 2.2, 5.1, 0.9];
        foreach (ArmSample arm in (ArmSample[])[ArmSample.Mean(x), ArmSample.Ratio(x, [1, 2, 3, 4, 5])])
        {
            ArmReplicates all = arm.Enumerate(1000, BootstrapInterval.Studentized)!;
            Assert.Equal(126, all.Estimates.Length);
            Assert.Equal(1, all.Probabilities!.Sum(), 1e-12);
        }
        ArmReplicates mean = ArmSample.Mean(x).Enumerate(1000, BootstrapInterval.Percentile)!;
        double variance = mean.Estimates.Zip(mean.Probabilities!, (level, p) => p * (level - x.Average()) * (level - x.Average())).Sum();
        Assert.Equal(Moments.FromValues(x).SumSquaredDeviations / 25, variance, 1e-12);
        Assert.Null(ArmSample.Mean(x).Enumerate(125, BootstrapInterval.Percentile));
    }

    [Fact]
    public void ALargeOffsetKeepsTheDigits()
    {
        double[] x = [.. Enumerable.Range(0, 600).Select(i => i * 0.37 % 1)];
        double[] near = Draw(ArmSample.Mean(x), BootstrapInterval.Percentile, "x").Estimates;
        double[] far = Draw(ArmSample.Mean([.. x.Select(value => value + 1e9)]), BootstrapInterval.Percentile, "x").Estimates;
        Assert.All(near.Zip(far), pair => Assert.Equal(pair.First, pair.Second - 1e9, 1e-6));
    }

    [Fact]
    public void TooFewReplicatesForALevelLeaveTheLimitOpen()
    {
        Random random = new(5);
        Effect effect = Compare(ArmSample.Mean(Values(random, 50, 1)), ArmSample.Mean(Values(random, 50, 9)), BootstrapInterval.Percentile, new() { Alpha = 0.01 }, new() { Replicates = 100 }).Effect;
        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), (effect.Interval.Lower, effect.Interval.Upper));
        Assert.True(effect.PValue >= 0.01);
    }

    [Fact]
    public void AControlAboutZeroHasAComplementOrAllLifts()
    {
        double[] control = [-1, 1, -2, 2, 0.5], treatment = [99, 100, 101, 103, 100.5];
        Effect effect = Compare(ArmSample.Mean(control), ArmSample.Mean(treatment), BootstrapInterval.Percentile, new()).Effect;
        Assert.True(effect.PValue < 0.05);
        Assert.Equal(RelativeSet.Complement, effect.Relative.Set);
        Assert.False(effect.Relative.Contains(0));
        Assert.True(effect.Relative.Contains(1e6) && effect.Relative.Contains(-1e6));
        Assert.Equal(RelativeSet.All, Compare(ArmSample.Mean(control), ArmSample.Mean([.. control, 0.1]), BootstrapInterval.Percentile, new()).Effect.Relative.Set);
    }

    [Theory]
    [InlineData(new double[0], new[] { 1.0, 2 })]
    [InlineData(new[] { 1.0 }, new[] { 1.0, 2 })]
    [InlineData(new[] { 3.0, 3 }, new[] { 4.0, 4, 4 })]
    public void WithoutSpreadOrUnitsThereIsNoTest(double[] control, double[] treatment)
    {
        foreach (BootstrapInterval interval in Enum.GetValues<BootstrapInterval>())
        {
            Effect effect = Compare(ArmSample.Mean(control), ArmSample.Mean(treatment), interval, new()).Effect;
            Assert.True(double.IsNaN(effect.PValue));
            Assert.True(effect.Interval.Contains(0) && effect.Interval.Contains(1e9));
        }
    }

    [Fact]
    public void ContradictoryInputIsRefused()
    {
        Assert.Throws<ArgumentException>(() => ArmSample.Ratio([1, 2], [1]));
        Assert.Throws<ArgumentException>(() => ArmSample.Clustered([1, 2], null, [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ArmSample.Quantile([1], 1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Draw(ArmSample.Mean([1, 2]), BootstrapInterval.Basic, "a", new() { Replicates = 0 }));
        Assert.Throws<ArgumentException>(() => Draw(ArmSample.Quantile([1, 2], 0.5), BootstrapInterval.Studentized, "a"));
        ArmReplicates plain = Draw(ArmSample.Mean([1, 2, 4]), BootstrapInterval.Percentile, "a"), other = Draw(ArmSample.Mean([1, 2, 5]), BootstrapInterval.Percentile, "b");
        Assert.Throws<ArgumentException>(() => Bootstrap.Compare(plain, other, BootstrapInterval.Bca, new()));
        Assert.Throws<ArgumentException>(() => Bootstrap.Compare(plain, other, BootstrapInterval.Studentized, new()));
        Assert.Throws<ArgumentException>(() => Bootstrap.Compare(plain, ArmSample.Mean([1, 2]).Enumerate(10, BootstrapInterval.Percentile)!, BootstrapInterval.Percentile, new()));
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => ArmSample.Mean([1, 2]).Resample(new(), BootstrapInterval.Basic, "a", null, cancelled.Token));
    }
}
