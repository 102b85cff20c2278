using BenchmarkDotNet.Attributes;
using Credence.Bayes;
using Credence.Numerics;

namespace Credence.Benchmarks;

/// <summary>All diagnostics of 100 elements, and leave-one-out validation of 100 observations, from 4 chains of 1000 draws.</summary>
[MemoryDiagnoser]
public class PosteriorDiagnostics
{
    private const int Elements = 100;

    private Draws draws = null!;
    private LogLikelihood logLikelihood = null!;

    /// <summary>The correlation between neighbouring draws; at 0.95 the autocovariances come from the Fourier transform.</summary>
    [Params(0, 0.5, 0.95)]
    public double Correlation { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        RandomStream random = new(1, "benchmark");
        double[] values = new double[Elements * 4000];
        double state = 0;
        for (int i = 0; i < values.Length; i++)
            values[i] = state = Correlation * state + Math.Sqrt(1 - Correlation * Correlation) * random.NextNormal();
        draws = new Draws(new ParameterLayout(new Parameter("x", ParameterDimension.Numbered("element", Elements))), 4, 1000, values);
        logLikelihood = new LogLikelihood(Elements, 4, 1000, [.. values.Select(value => -0.5 * value * value)]);
    }

    [Benchmark]
    public PosteriorSummary Summary() => PosteriorSummary.Of(draws);

    [Benchmark]
    public LeaveOneOut Validation() => LeaveOneOut.Of(logLikelihood);
}
