using BenchmarkDotNet.Attributes;
using Credence.Experiments;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Benchmarks;

/// <summary>Bootstrap and permutation test of the difference of two means of 100,000 units; peers/bootstrap.py does the first with numpy.</summary>
[SimpleJob(launchCount: 1, warmupCount: 1, iterationCount: 5)]
public class BootstrapMeans
{
    private double[] control = [], treatment = [];

    /// <summary>Threads.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    private ResamplingOptions Options => new() { Threads = Threads };

    [GlobalSetup]
    public void Draw()
    {
        RandomStream random = new(1, "benchmark");
        control = [.. Enumerable.Range(0, 100_000).Select(_ => Math.Exp(random.NextNormal()))];
        treatment = [.. Enumerable.Range(0, 100_000).Select(_ => Math.Exp(0.02 + random.NextNormal()))];
    }

    [Benchmark(Baseline = true)]
    public Interval Percentile() => Compare(BootstrapInterval.Percentile);

    [Benchmark]
    public Interval Studentized() => Compare(BootstrapInterval.Studentized);

    [Benchmark]
    public Interval Permuted() => Permutation.Of(control, treatment, null, Options, "benchmark").Compare(new()).Effect.Interval;

    private Interval Compare(BootstrapInterval interval) => Bootstrap.Compare(
        ArmSample.Mean(control).Resample(Options, interval, "control"), ArmSample.Mean(treatment).Resample(Options, interval, "treatment"), interval, new()).Effect.Interval;
}
