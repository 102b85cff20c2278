using System.Diagnostics;
using System.Globalization;
using Credence.Bayes;
using Credence.Latent;

// Effective draws a second of one chain, warm-up included: medians over five seeds after one run to warm up.
// One line per model: name, seconds of process CPU, least bulk effective sample size, the same a second, leapfrogs a draw, microseconds a gradient.
// Usage: Credence.SamplerTimings DIR [NAME]   DIR holds the data that benchmarks/peers/nuts.R has written.
string folder = args[0];
foreach ((string name, Func<IModel> create) in new (string, Func<IModel>)[]
{
    ("multivariate-normal", () => MultivariateNormal(Path.Combine(folder, "mvn.csv"))),
})
{
    if (args.Length > 1 && args[1] != name)
        continue;
    IModel model = create();
    Measure(model, 1);
    Run[] runs = [.. Enumerable.Range(2, 5).Select(seed => Measure(model, (ulong)seed)).OrderBy(run => run.Rate)];
    Run median = runs[2];
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name}\t{median.Seconds:F4}\t{median.Ess:F0}\t{median.Rate:F0}\t{median.Leapfrogs:F1}\t{median.Microseconds:F2}\t{median.Adaptation}"));
}

static Run Measure(IModel model, ulong seed)
{
    TimeSpan begun = Process.GetCurrentProcess().TotalProcessorTime;
    Draws draws = NutsSampler.Sample(model, new SamplingOptions { Chains = 1, Seed = seed, Threads = 1 });
    double seconds = (Process.GetCurrentProcess().TotalProcessorTime - begun).TotalSeconds;
    ChainRecord chain = draws.Sampler!.Chains[0];
    double ess = PosteriorSummary.Of(draws).Elements.Where(element => element.StandardDeviation > 0).Min(element => element.EssBulk);
    long gradients = chain.WarmupLeapfrogs + chain.Leapfrogs.Sum(x => (long)x);
    return new Run(seconds, ess, chain.Leapfrogs.Average(), 1e6 * seconds / gradients, chain.Adaptation);
}

static MultivariateNormalModel MultivariateNormal(string file)
{
    string[] lines = File.ReadAllLines(file);
    string[] names = [.. lines[0].Split(',').Select(cell => cell.Trim('"'))];
    double[] rows = [.. lines.Skip(1).SelectMany(line => line.Split(',')).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
    return new MultivariateNormalModel(MultivariateMoments.Of(names, rows), new MultivariateNormalPriors(Distribution.Normal(0, 1), Distribution.HalfNormal(1)));
}

internal sealed record Run(double Seconds, double Ess, double Leapfrogs, double Microseconds, MetricAdaptation Adaptation)
{
    public double Rate => Ess / Seconds;
}
