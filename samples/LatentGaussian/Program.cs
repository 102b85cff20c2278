using System.Globalization;
using Credence.Bayes;
using Credence.Numerics;
using Samples;

// Simulated with μ = 4, ν = 1, σ = 0.8, τ = 0.6: only μ + ν = 5 and √(σ² + τ²) = 1 can be learned.
RandomStream random = new(1, "latent-gaussian");
double[] x = [.. Enumerable.Range(0, 200).Select(_ => 4 + (1 + 0.6 * random.NextNormal()) + 0.8 * random.NextNormal())];

Draws draws = NutsSampler.Sample(new LatentGaussianModel(x), new SamplingOptions { Seed = 1, TargetAccept = 0.95 });
foreach (ElementSummary element in PosteriorSummary.Of(draws).Elements)
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{element.Name,-8} {element.Mean,7:F3} ± {element.StandardDeviation:F3}"));

// The ridge: μ and ν move against each other along a line, 100 times as long as it is wide.
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"correlation of mu and nu: {Correlation("mu", "nu"):F4}"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"correlation of sigma and tau: {Correlation("sigma", "tau"):F4}"));

double Correlation(string first, string second)
{
    double[] a = draws.Of(draws.Parameters.IndexOf(first)).ToArray(), b = draws.Of(draws.Parameters.IndexOf(second)).ToArray();
    double meanA = a.Average(), meanB = b.Average();
    double covariance = a.Zip(b, (u, v) => (u - meanA) * (v - meanB)).Sum();
    return covariance / Math.Sqrt(a.Sum(u => (u - meanA) * (u - meanA)) * b.Sum(v => (v - meanB) * (v - meanB)));
}
