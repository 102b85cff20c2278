using BenchmarkDotNet.Attributes;
using Credence.Bayes;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Benchmarks;

/// <summary>Two groups of normal outcomes: one gradient, which costs the same for any number of rows and allocates nothing, and a whole posterior.</summary>
[MemoryDiagnoser]
public class GroupModelSampling
{
    private readonly double[] position = [0.5, -0.3, 0.2, 0.8], gradient = new double[4];
    private GroupModel model = null!;
    private ILogDensity density = null!;

    [Params(1_000, 10_000_000)]
    public long Rows { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        OutcomeSummary[] arms =
        [
            new() { Variant = "A", Moments = new Moments(Rows / 2, 50, 100.0 * (Rows / 2)) },
            new() { Variant = "B", Moments = new Moments(Rows / 2, 51, 121.0 * (Rows / 2)) },
        ];
        model = GroupModels.Create(OutcomeLikelihood.Normal, arms).Model!;
        density = model.Bind();
    }

    [Benchmark]
    public double Gradient() => density.Evaluate(position, gradient);

    [Benchmark]
    public Draws FourChains() => NutsSampler.Sample(model);
}
