using System.Diagnostics;
using System.Globalization;
using Credence.Bayes;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Finds the posterior of every metric, and puts it before the tests.</summary>
internal static class Posteriors
{
    /// <summary>The estimators that speak from the posterior, with the posteriors of their metrics.</summary>
    /// <param name="input">The question and what there is to answer it.</param>
    /// <param name="tests">The tests that stand beside.</param>
    /// <param name="cancellation">Stops the sampler; what it has drawn until then is used.</param>
    /// <exception cref="InputException">The data are impossible under a likelihood, or a prior contradicts it.</exception>
    public static async Task<(IReadOnlyList<IEstimator> Estimators, IReadOnlyList<MetricPosterior?> Posteriors)> OverAsync(
        EstimationInput input, IReadOnlyList<IEstimator> tests, CancellationToken cancellation)
    {
        PosteriorOptions options = input.Options.Posterior!;
        List<IEstimator> estimators = [];
        List<MetricPosterior?> posteriors = [];
        for (int index = 0; index < input.Options.Metrics.Count; index++)
        {
            if (posteriors.Any(earlier => earlier?.Draws?.Sampler is { Interrupted: true }))
            {
                estimators.Add(new PosteriorEstimator("bayes", options.HdiLevel, new Dictionary<(Segment?, string), EffectPosterior>(), [NotReached(input.Options.Metrics[index].Name)], tests[index]));
                posteriors.Add(null);
                continue;
            }
            ArmOutcomes arms = await ArmOutcomes.OfAsync(input, index, cancellation).ConfigureAwait(false);
            MetricInference inference = options.Inference == PosteriorInference.Conjugate
                ? ConjugateInference.Of(options, arms)
                : SampledInference.Of(input.Options.Metrics.Count > 1 ? OfMetric(options, index) : options, arms, cancellation);
            Dictionary<(Segment?, string), EffectPosterior> effects = [];
            foreach ((string treatment, EffectPosterior effect) in inference.Effects)
                effects[(null, treatment)] = effect;
            IEnumerable<Finding> pooled = inference.Posterior is null ? [] : SegmentPosteriors.AddTo(effects, input, index, arms, cancellation);
            string method = options.Inference == PosteriorInference.Conjugate ? "conjugate" : "bayes";
            estimators.Add(new PosteriorEstimator(method, options.HdiLevel, effects, [.. inference.Findings, .. pooled], tests[index]));
            posteriors.Add(inference.Posterior);
        }
        return (estimators, posteriors);
    }

    // Each metric has chains of its own.
    private static PosteriorOptions OfMetric(PosteriorOptions options, int index) => options.Sampling.Checkpoint is { } file
        ? options with { Sampling = options.Sampling with { Checkpoint = FormattableString.Invariant($"{file}.{index + 1}") } }
        : options;

    private static Finding NotReached(string metric) => new(
        "sampling-interrupted", Severity.Blocking, $"Sampling was stopped before {metric} had its turn.", "Run it again to the end.");

    /// <exception cref="InputException">The analysis asks for something a posterior does not give.</exception>
    public static void Check(AnalyzeOptions options)
    {
        if (options.Posterior is null)
            return;
        (bool Given, string Option, string Problem)[] idle =
        [
            (options.Sequential is not null, "--inference sequential", "a posterior has no sequence of looks"),
            (options.Test is not (TestKind.Default or TestKind.Welch), "--test", "a posterior takes the place of the test"),
            (options.Adjustment.Method != AdjustmentMethod.None, "--adjust", "the models of a posterior have no covariates"),
            (options.Adjustment.Cluster is not null, "--cluster", "the models of a posterior take units for independent"),
            (options.Correction != Correction.None, "--correction", "a posterior says how probable each effect is, and is not corrected for their number"),
            (options.Since is not null, "--since", "the time since exposure is followed by tests"),
            (options.Effect.Alternative != Alternative.TwoSided, "--alternative", "a posterior gives the probabilities of both sides"),
        ];
        foreach ((bool given, string option, string problem) in idle)
        {
            if (given)
                throw new InputException(option, problem, "leave it out, or leave out --inference");
        }
        if (options.Metrics.FirstOrDefault(metric => metric.Kind is MetricKind.Ratio or MetricKind.Quantile) is { } other)
            throw new InputException($"--metric {other.Name}", $"a {other.Kind.ToString()!.ToLowerInvariant()} has no likelihood", "analyse it without --inference, or give a mean or a proportion");
    }
}

/// <summary>What was inferred of one metric.</summary>
/// <param name="Posterior">The posterior; null where there is none.</param>
/// <param name="Effects">The posterior of each treatment's effect.</param>
/// <param name="Findings">What is to be said of data, priors and convergence.</param>
internal sealed record MetricInference(MetricPosterior? Posterior, IReadOnlyDictionary<string, EffectPosterior> Effects, IReadOnlyList<Finding> Findings);

/// <summary>Infers a metric by sampling.</summary>
internal static class SampledInference
{
    public static MetricInference Of(PosteriorOptions options, ArmOutcomes arms, CancellationToken cancellation)
    {
        ConditionedGroups conditioned = GroupModels.Create(arms.Likelihood, arms.Summaries, options.Priors);
        if (conditioned.Model is not { } model)
            return new(null, new Dictionary<string, EffectPosterior>(StringComparer.Ordinal), conditioned.Findings);
        string sizes = string.Join(", ", arms.Summaries.Select(arm => string.Create(CultureInfo.InvariantCulture, $"{arm.Variant} {arm.Count:N0}")));
        options.Stages?.Report($"sampling {arms.Metric}: {sizes}; {model.Likelihood}");
        Stopwatch watch = Stopwatch.StartNew();
        Draws draws = NutsSampler.Sample(model, options.Sampling, options.Progress, cancellation);
        List<Finding> ofLift = [];
        double[] control = draws.Of(draws.Parameters.Offset("mean")).ToArray();
        if (control.Count(mean => !(mean > 0)) > DrawnEffect.LargestDoubt * control.Length)
        {
            ofLift.Add(new("control-mean-not-positive", Severity.Warning, $"The control mean of {arms.Metric} may be 0 or below, so that a lift has no meaning.", "Read the absolute difference."));
            draws = draws.Without("lift");
        }
        PosteriorSummary summary = PosteriorSummary.Of(draws, options.HdiLevel);
        if (draws.Sampler is { Interrupted: true })
            options.Stages?.Report("interrupted: the draws made so far are kept");
        options.Stages?.Report(string.Create(CultureInfo.InvariantCulture, $"sampled {arms.Metric}: {draws.Chains} chains of {draws.Count} draws in {watch.Elapsed.TotalSeconds:F2} s"));
        Dictionary<string, EffectPosterior> effects = new(StringComparer.Ordinal);
        foreach (OutcomeSummary arm in arms.Summaries.Skip(1))
        {
            effects[arm.Variant] = new DrawnEffect(
                draws.Of(draws.Parameters.IndexOf($"difference[{arm.Variant}]")), draws.Of(draws.Parameters.IndexOf($"mean[{arms.Summaries[0].Variant}]")));
        }
        PredictiveOptions predictive = new() { Level = options.HdiLevel, Seed = options.Sampling.Seed };
        PredictiveCheck? posterior = options.PosteriorPredictive ? PredictiveCheck.Posterior(model, draws, predictive) : null;
        PredictiveCheck? prior = options.PriorPredictive ? PredictiveCheck.Prior(model, model, model.Parameters, predictive) : null;
        return new(
            new("bayes", model.Likelihood, [.. model.Priors.Select(Text)], summary)
            {
                Draws = draws,
                Graph = model.Graph,
                PosteriorPredictive = posterior,
                PriorPredictive = prior,
            },
            effects,
            [.. conditioned.Findings, .. ofLift, .. Convergence.Findings(draws, summary), .. Interrupted(draws), .. posterior?.Findings() ?? []]);
    }

    private static string Text(ParameterPrior prior)
        => prior.IsStated ? prior.DependsOnData ? $"{prior} (stated; depends on the data)" : $"{prior} (stated)"
            : prior.DependsOnData ? $"{prior} (default; depends on the data)" : $"{prior} (default)";

    private static IEnumerable<Finding> Interrupted(Draws draws)
        => draws.Sampler is { Interrupted: true }
            ? [new("sampling-interrupted", Severity.Warning, string.Create(CultureInfo.InvariantCulture, $"Sampling was stopped; {draws.Chains} chains of {draws.Count} draws are used."), "Run it again to the end, or take the wider Monte Carlo errors into account.")]
            : [];
}
