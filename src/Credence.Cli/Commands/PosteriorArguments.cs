using System.CommandLine;
using System.Globalization;
using Credence.Analysis;
using Credence.Bayes;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Cli.Commands;

/// <summary>The options of <c>credence analyze</c> that say how a posterior is found and what is written of it.</summary>
internal sealed class PosteriorArguments
{
    private readonly Option<string?> likelihood = OptionForms.Choice(
        "--likelihood", "bayes: how outcomes are distributed; default: binomial for a proportion, else normal",
        "normal", "student", "lognormal", "binomial", "poisson", "negative-binomial", "hurdle");
    private readonly Option<string[]> prior = OptionForms.Several(
        "--prior", "bayes, conjugate: prior of a parameter, e.g. mean=normal(0,10), sd=half-normal(10), mean=normal(sample,10)", "NAME=DIST");
    private readonly Option<string?> knownSd = OptionForms.Text("--known-sd", "conjugate: standard deviations that are known beforehand, e.g. A=10,B=12", "V=SD,…");
    private readonly Option<int?> chains = Whole("--chains", "bayes: chains; default: 4", 1, 1000);
    private readonly Option<int?> warmup = Whole("--warmup", "bayes: warm-up iterations of each chain; default: 1000", 0, 10_000_000);
    private readonly Option<int?> draws = Whole("--draws", "bayes: draws of each chain; default: 1000", 4, 10_000_000);
    private readonly Option<double?> targetAccept = OptionForms.OptionalNumber<double>(
        "--target-accept", "bayes: acceptance rate that the step size aims at; default: 0.8", "P", value => value is > 0 and < 1, "must be in (0, 1)");
    private readonly Option<int?> maxDepth = Whole("--max-depth", "bayes: most doublings of a trajectory; default: 10", 1, 20);
    private readonly Option<string?> metric = OptionForms.Choice("--adaptation", "bayes: how warm-up learns the mass matrix; default: automatic", "automatic", "variance", "fisher", "low-rank");
    private readonly Option<string?> start = OptionForms.Choice("--initialization", "bayes: where chains begin to warm up; default: starting-point", "starting-point", "pathfinder");
    private readonly Option<string?> checkpoint = OptionForms.Target("--checkpoint", "bayes: keep the chains in this file, and go on from it if it exists", "FILE");
    private readonly Option<double?> hdi = OptionForms.OptionalNumber<double>(
        "--hdi", "bayes, conjugate: level of the highest-density intervals; default: 0.94", "P", value => value is > 0 and < 1, "must be in (0, 1)");
    private readonly Option<bool> priorPredictive = new("--prior-predictive") { Description = "bayes: simulate data from the priors alone" };
    private readonly Option<bool> posteriorPredictive = new("--posterior-predictive") { Description = "bayes: simulate data from the posterior and hold them against yours" };
    private readonly Option<string?> graph = OptionForms.Target("--model-graph", "bayes: draw the model", "FILE.svg|.dot");
    private readonly Option<string?> output = OptionForms.Target("--draws-output", "bayes: write the draws: a folder for ArviZ (Zarr), .csv for Stan's tools, .parquet, .json", "DIR|FILE");

    /// <summary>All of them.</summary>
    public IEnumerable<Option> Options
        => [likelihood, prior, knownSd, chains, warmup, draws, targetAccept, maxDepth, metric, start, checkpoint, hdi, priorPredictive, posteriorPredictive, graph, output];

    /// <summary>Those of a model whose likelihood is given: priors, how the posterior is sampled, and what is written of it.</summary>
    public IEnumerable<Option> OfSampling => [prior, chains, warmup, draws, targetAccept, maxDepth, metric, start, checkpoint, hdi, graph, output];

    /// <summary>Refuses endings that say no form, before anything is sampled.</summary>
    /// <exception cref="InputException">An ending is unknown.</exception>
    public void CheckEndings(ParseResult parsed)
    {
        if (Graph(parsed) is { } drawn && Path.GetExtension(drawn).ToLowerInvariant() is not (".svg" or ".png" or ".dot" or ".gv"))
            throw new InputException($"--model-graph {drawn}", "the ending says no form", "end it in .svg, .png or .dot");
        if (Output(parsed) is { } written && Path.GetExtension(written).ToLowerInvariant() is not ("" or ".zarr" or ".csv" or ".parquet" or ".json"))
            throw new InputException($"--draws-output {written}", "the ending says no form", "name a folder for ArviZ (Zarr), or end it in .csv, .parquet or .json");
    }

    /// <summary>The file that keeps the chains; null for none.</summary>
    public string? Checkpoint(ParseResult parsed) => parsed.GetValue(checkpoint);

    /// <summary>The file that shows the model; null for none.</summary>
    public string? Graph(ParseResult parsed) => parsed.GetValue(graph);

    /// <summary>The file or folder that takes the draws; null for none.</summary>
    public string? Output(ParseResult parsed) => parsed.GetValue(output);

    /// <summary>How the posterior is found; null where effects are tested.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="inference">What is asked for: bayes, conjugate, or something else.</param>
    /// <param name="seed">Seed of everything random.</param>
    /// <param name="threads">Threads; null takes all cores.</param>
    /// <exception cref="InputException">An option contradicts the inference, or a prior cannot be read.</exception>
    public PosteriorOptions? Read(ParseResult parsed, string? inference, ulong seed, int? threads)
    {
        bool conjugate = inference == "conjugate";
        Option[] allowed = conjugate ? [likelihood, prior, knownSd, hdi] : inference == "bayes" ? [.. Options.Except([knownSd])] : [];
        if (Options.Except(allowed).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } idle)
        {
            throw new InputException(
                idle.Name, conjugate ? "an exact posterior is not sampled" : idle == knownSd ? "only the exact posterior knows them" : "only a posterior has it",
                conjugate ? "leave it out, or write --inference bayes" : idle == knownSd ? "write --inference conjugate, or leave it out" : "add --inference bayes, or leave it out");
        }
        if (inference is not ("bayes" or "conjugate"))
            return null;
        return new()
        {
            Inference = conjugate ? PosteriorInference.Conjugate : PosteriorInference.Bayes,
            Likelihood = parsed.GetValue(likelihood) is { } name ? OutcomeLikelihoods.Parse(name, "--likelihood") : null,
            Priors = Priors(parsed),
            KnownStandardDeviations = KnownSds(parsed),
            HdiLevel = parsed.GetValue(hdi) ?? 0.94,
            PriorPredictive = parsed.GetValue(priorPredictive),
            PosteriorPredictive = parsed.GetValue(posteriorPredictive),
            Sampling = Sampling(parsed, seed, threads),
        };
    }

    /// <summary>Priors by parameter, how the posterior is sampled, and the level of its intervals, for a model whose likelihood is given.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="sampled">The option that asks for a posterior, such as <c>--estimator bayes</c>; null where it stands there.</param>
    /// <param name="seed">Seed of everything random.</param>
    /// <param name="threads">Threads; null takes all cores.</param>
    /// <exception cref="InputException">No posterior is asked for, but one of its options is given; or a prior cannot be read.</exception>
    public PosteriorOptions ReadSampling(ParseResult parsed, string? sampled, ulong seed, int? threads)
    {
        if (sampled is not null && OfSampling.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } idle)
            throw new InputException(idle.Name, "only a posterior has it", $"add {sampled}, or leave it out");
        return new() { Priors = Priors(parsed), HdiLevel = parsed.GetValue(hdi) ?? 0.94, Sampling = Sampling(parsed, seed, threads) };
    }

    private SamplingOptions Sampling(ParseResult parsed, ulong seed, int? threads) => new()
    {
        Chains = parsed.GetValue(chains) ?? 4,
        Warmup = parsed.GetValue(warmup) ?? 1000,
        Draws = parsed.GetValue(draws) ?? 1000,
        Seed = seed,
        TargetAccept = parsed.GetValue(targetAccept) ?? 0.8,
        MaximumDepth = parsed.GetValue(maxDepth) ?? 10,
        Metric = OptionForms.Chosen(parsed, metric, MetricAdaptation.Automatic),
        Initialization = OptionForms.Chosen(parsed, start, Initialization.StartingPoint),
        Checkpoint = parsed.GetValue(checkpoint),
        Threads = threads,
    };

    // The name of a parameter depends on the likelihood, which checks it.
    private Dictionary<string, Prior> Priors(ParseResult parsed)
    {
        Dictionary<string, Prior> priors = new(StringComparer.Ordinal);
        foreach (string text in parsed.GetValue(prior)!)
        {
            // The name of a variant may hold the sign itself.
            int named = text.IndexOf("]=", StringComparison.Ordinal), at = named > 0 ? named + 1 : text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
                throw new InputException($"--prior {text}", "a prior is a parameter, = and a distribution", "write it as in mean=normal(0,10)");
            if (!priors.TryAdd(text[..at].Trim(), Prior.Parse(text[(at + 1)..], $"--prior {text}")))
                throw new InputException($"--prior {text}", $"{text[..at].Trim()} has two priors", "keep one of them");
        }
        return priors;
    }

    private Dictionary<string, double> KnownSds(ParseResult parsed)
    {
        Dictionary<string, double> known = new(StringComparer.Ordinal);
        foreach (string part in parsed.GetValue(knownSd)?.Split(',', StringSplitOptions.TrimEntries) ?? [])
        {
            int at = part.LastIndexOf('=');
            double value = at > 0 ? OptionForms.Number("--known-sd", part[(at + 1)..]) : double.NaN;
            if (!(value > 0))
                throw new InputException($"--known-sd {part}", "a standard deviation stands for each variant and is above 0", "write it as in A=10,B=12");
            if (!known.TryAdd(part[..at], value))
                throw new InputException("--known-sd", $"{part[..at]} stands twice", "name each variant once");
        }
        return known;
    }

    private static Option<int?> Whole(string name, string description, int least, int most)
        => OptionForms.OptionalNumber<int>(name, description, "N", value => value >= least && value <= most, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {least} to {most}"));
}
