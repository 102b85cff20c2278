using Credence.Numerics;
using Credence.Statistics;
using Xunit;

namespace Credence.Experiments.Tests;

public class PoissonBootstrapTests
{
    private static readonly ResamplingOptions s_options = new() { Replicates = 1001, Seed = 3 };

    [Fact]
    public void PartsAddUpToTheWholeInAnyOrder()
    {
        PoissonBootstrap whole = new(s_options), one = new(s_options), other = new(s_options);
        for (ulong unit = 0; unit < 300; unit++)
        {
            whole.Add(unit, unit % 7, 2);
            (unit % 3 == 0 ? one : other).Add(unit, unit % 7, 2);
        }
        other.Merge(one);
        Assert.Equal(whole.Count, other.Count);
        Assert.Equal(whole.ToReplicates().Estimates, other.ToReplicates().Estimates);
        Assert.Equal(whole.ToReplicates().Estimate, other.ToReplicates().Estimate);
    }

    [Fact]
    public void AUnitOfSeveralPartsCountsEquallyOftenInEach()
    {
        PoissonBootstrap once = new(s_options), twice = new(s_options);
        for (ulong unit = 0; unit < 50; unit++)
        {
            once.Add(unit, 3);
            twice.Add(unit, 1, 0);
            twice.Add(unit, 2);
        }
        Assert.Equal(once.ToReplicates().Estimates, twice.ToReplicates().Estimates);
    }

    [Fact]
    public void ItsStandardErrorIsThatOfTheMean()
    {
        RandomStream random = new(1, "test");
        PoissonBootstrap bootstrap = new(s_options);
        double[] values = [.. Enumerable.Range(0, 600).Select(_ => 5 + random.NextNormal())];
        for (int i = 0; i < values.Length; i++)
            bootstrap.Add((ulong)i, values[i]);
        ArmReplicates replicates = bootstrap.ToReplicates();
        Moments moments = Moments.FromValues(values);
        Assert.Equal(moments.Mean, replicates.Estimate, 1e-12);
        Assert.InRange(Moments.FromValues(replicates.Estimates).StandardDeviation / (moments.StandardDeviation / Math.Sqrt(600)), 0.9, 1.1);
        Assert.True(double.IsNaN(new PoissonBootstrap(s_options).ToReplicates().Estimate));
    }

    [Fact]
    public void TimesArePoisson()
    {
        double probability = Math.Exp(-1);
        ulong from = 0;
        for (int k = 0; k < 6; k++)
        {
            ulong end = from + (ulong)Math.Round(probability * 4294967296.0);
            Assert.Equal(k, PoissonBootstrap.TimesOf((uint)(from + 5)));
            Assert.Equal(k, PoissonBootstrap.TimesOf((uint)(end - 5)));
            (from, probability) = (end, probability / (k + 1));
        }
        Assert.InRange(PoissonBootstrap.TimesOf(uint.MaxValue), 11, 13);
    }

    [Fact]
    public void PartsOfOtherSeedsAreRefused()
        => Assert.Throws<ArgumentException>(() => new PoissonBootstrap(s_options).Merge(new(s_options with { Seed = 4 })));
}
