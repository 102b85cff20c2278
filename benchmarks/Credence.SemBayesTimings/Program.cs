using System.Diagnostics;
using System.Globalization;
using Credence.Bayes;
using Credence.Latent;

// Effective draws a second of a structural equation model of job satisfaction, one chain, warm-up included: medians over five seeds once the code is warm.
// One line per model: name, seconds of process CPU, least bulk effective sample size, the same a second, leapfrogs a draw, microseconds a gradient.
// Usage: Credence.SemBayesTimings CSV [NAME]   CSV holds the rows, which are deviations from known means of 0.
string[] lines = File.ReadAllLines(args[0]);
string[] names = [.. lines[0].Split(',').Select(cell => cell.Trim('"'))];
double[] rows = [.. lines.Skip(1).Where(line => line.Length > 0).SelectMany(line => line.Split(',')).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
foreach ((string name, string covariances, double target) in new[]
{
    ("identified", "", 0.8),
    ("full-disturbances", "JS ~~ SWB + DTP + CTS\nSWB ~~ DTP + CTS\nDTP ~~ CTS", 0.95),
})
{
    if (args.Length > 1 && args[1] != name)
        continue;
    StructuralPosteriorModel model = new(Table(covariances), [Sample()], SemPriors.Article);
    // Long enough for the compiler to reach its last tier, also on a busy machine.
    for (TimeSpan begun = Process.GetCurrentProcess().TotalProcessorTime; Process.GetCurrentProcess().TotalProcessorTime - begun < TimeSpan.FromSeconds(3);)
        Measure(model, 1, target);
    Run[] runs = [.. Enumerable.Range(2, 5).Select(seed => Measure(model, (ulong)seed, target)).OrderBy(run => run.Rate)];
    Run median = runs[2];
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name}\t{median.Seconds:F4}\t{median.Ess:F0}\t{median.Rate:F0}\t{median.Leapfrogs:F1}\t{median.Microseconds:F2}\t{median.Adaptation}"));
}

ParameterTable Table(string covariances)
{
    const string text =
        """
        JS =~ JW1 + JW2 + JW3
        SWB =~ UF1 + UF2 + FOR
        DTP =~ DA1 + DA2 + DA3
        CTS =~ EBA + ST + MI
        DTP ~ CTS
        SWB ~ DTP + CTS
        JS ~ SWB + DTP + CTS
        UF1 ~~ FOR

        """;
    return SemModelText.Complete(SemSyntax.Parse(text + covariances, "model"), new SemDefaults());
}

StructuralSample Sample()
{
    int p = names.Length;
    double[] products = new double[p * p];
    for (int row = 0; row < rows.Length; row += p)
    {
        for (int i = 0; i < products.Length; i++)
            products[i] += rows[row + (i / p)] * rows[row + (i % p)];
    }
    return StructuralSample.Of(new MultivariateMoments(names, rows.Length / p, new double[p], products), meansKnown: true);
}

static Run Measure(StructuralPosteriorModel model, ulong seed, double target)
{
    TimeSpan begun = Process.GetCurrentProcess().TotalProcessorTime;
    Draws draws = NutsSampler.Sample(model, new SamplingOptions { Chains = 1, Seed = seed, Threads = 1, TargetAccept = target });
    double seconds = (Process.GetCurrentProcess().TotalProcessorTime - begun).TotalSeconds;
    ChainRecord chain = draws.Sampler!.Chains[0];
    double ess = PosteriorSummary.Of(draws).Elements.Where(element => !element.IsConstant).Min(element => element.EssBulk);
    long gradients = chain.WarmupLeapfrogs + chain.Leapfrogs.Sum(x => (long)x);
    return new Run(seconds, ess, chain.Leapfrogs.Average(), 1e6 * seconds / gradients, chain.Adaptation);
}

internal sealed record Run(double Seconds, double Ess, double Leapfrogs, double Microseconds, MetricAdaptation Adaptation)
{
    public double Rate => Ess / Seconds;
}
