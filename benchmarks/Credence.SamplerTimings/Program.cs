using System.Diagnostics;
using System.Globalization;
using Credence.Bayes;
using Credence.Experiments;
using Credence.Latent;
using Credence.Statistics;

// Effective draws a second of one chain, warm-up included: medians over five seeds once the code is warm.
// One line per model: name, seconds of process CPU, least bulk effective sample size, the same a second, leapfrogs a draw, microseconds a gradient.
// Usage: Credence.SamplerTimings DIR [NAME]   DIR holds the data that benchmarks/peers/nuts.R has written.
string folder = args[0];
foreach ((string name, Func<IModel> create) in new (string, Func<IModel>)[]
{
    ("eight-schools", static () => new Samples.EightSchoolsModel()),
    ("two-groups", () => TwoGroups(Path.Combine(folder, "groups.csv"))),
    ("multivariate-normal", () => MultivariateNormal(Path.Combine(folder, "mvn.csv"))),
})
{
    if (args.Length > 1 && args[1] != name)
        continue;
    IModel model = create();
    // Long enough for the compiler to reach its last tier.
    for (Stopwatch warming = Stopwatch.StartNew(); warming.ElapsedMilliseconds < 1500;)
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

static GroupModel TwoGroups(string file)
{
    ILookup<string, double> values = File.ReadLines(file).Skip(1).Select(line => line.Split(',')).ToLookup(cells => cells[0], cells => double.Parse(cells[1], CultureInfo.InvariantCulture));
    OutcomeSummary[] arms = [.. values.OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new OutcomeSummary { Variant = group.Key, Moments = Moments.FromValues([.. group]) })];
    double spread = 10 * Math.Sqrt(arms[0].Moments.Merge(arms[1].Moments).Variance);
    Dictionary<string, Prior> priors = new(StringComparer.Ordinal)
    {
        ["mean"] = Prior.Parse(string.Create(CultureInfo.InvariantCulture, $"normal(sample,{spread})")),
        ["sd"] = Prior.Parse(string.Create(CultureInfo.InvariantCulture, $"half-normal({spread})")),
    };
    return GroupModels.Create(OutcomeLikelihood.Normal, arms, priors).Model!;
}

internal sealed record Run(double Seconds, double Ess, double Leapfrogs, double Microseconds, MetricAdaptation Adaptation)
{
    public double Rate => Ess / Seconds;
}
