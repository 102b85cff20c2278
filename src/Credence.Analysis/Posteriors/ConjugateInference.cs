using System.Globalization;
using Credence.Bayes;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Infers a metric exactly, where the posterior of the mean has a closed form or is one integral away from it.</summary>
internal static class ConjugateInference
{
    // The limit of little information: half a success and half a failure; half an event in next to no time.
    private const double JeffreysShape = 0.5, LittleExposure = 1e-6;

    private static readonly string[] Names = ["mean", "variance"];

    public static MetricInference Of(PosteriorOptions options, ArmOutcomes arms)
    {
        options = options with { KnownStandardDeviations = Named(options.KnownStandardDeviations, arms) };
        Check(options, arms);
        List<string> priors = [];
        ArmPosterior[] posteriors = [.. arms.Summaries.Select(arm => Posterior(options, arms.Likelihood, arm, priors))];
        Dictionary<string, EffectPosterior> effects = new(StringComparer.Ordinal);
        List<ElementSummary> elements = [.. arms.Summaries.Zip(posteriors, (arm, posterior) => Element($"mean[{arm.Variant}]", posterior.Mean, options.HdiLevel))];
        foreach ((OutcomeSummary arm, ArmPosterior posterior) in arms.Summaries.Zip(posteriors).Skip(1))
        {
            PosteriorComparison comparison = PosteriorComparison.Of(posteriors[0], posterior);
            effects[arm.Variant] = new ExactEffect(comparison);
            elements.Add(Element($"difference[{arm.Variant}]", comparison.Difference, options.HdiLevel));
            if (comparison.Lift is { } lift)
                elements.Add(Element($"lift[{arm.Variant}]", lift, options.HdiLevel));
        }
        return new(
            new("conjugate", Likelihood(options, arms), [.. priors.Distinct()], new PosteriorSummary(options.HdiLevel, elements)), effects,
            options.Priors.Values.Any(prior => prior.IsCentredOnSample) ? [CentredOnData] : []);
    }

    // 0.0 names the variant that is printed as 0.
    private static Dictionary<string, double> Named(IReadOnlyDictionary<string, double> known, ArmOutcomes arms)
    {
        Dictionary<string, double> named = new(StringComparer.Ordinal);
        foreach ((string name, double sd) in known)
            named[arms.Summaries.Select(arm => arm.Variant).FirstOrDefault(variant => variant == name || SameNumber(variant, name)) ?? name] = sd;
        return named;
    }

    private static bool SameNumber(string x, string y)
        => double.TryParse(x, NumberStyles.Float, CultureInfo.InvariantCulture, out double a) && double.TryParse(y, NumberStyles.Float, CultureInfo.InvariantCulture, out double b) && a == b;

    private static Finding CentredOnData => new(
        "data-dependent-prior", Severity.Note, "A prior is centred on the data it meets, which are thus used twice.", "State a location known before the experiment where you have one.");

    private static void Check(PosteriorOptions options, ArmOutcomes arms)
    {
        if (arms.Likelihood is not (OutcomeLikelihood.Normal or OutcomeLikelihood.Binomial or OutcomeLikelihood.Poisson))
            throw new InputException("--inference conjugate", "only normal, binomial and poisson likelihoods have an exact posterior", "write --inference bayes");
        string[] variants = [.. arms.Summaries.Select(arm => arm.Variant)];
        string[] known = arms.Likelihood == OutcomeLikelihood.Normal && options.KnownStandardDeviations.Count == 0 ? Names : ["mean"];
        string[] all = [.. known, .. known.SelectMany(name => variants.Select(variant => $"{name}[{variant}]"))];
        if (options.Priors.Keys.FirstOrDefault(name => !all.Contains(name, StringComparer.Ordinal)) is { } unknown)
        {
            throw new InputException(
                $"--prior {unknown}", "the exact posterior has no such parameter", $"the parameters are {string.Join(", ", known)}, for all variants or as in {known[0]}[{variants[0]}]");
        }
        if (options.KnownStandardDeviations.Count == 0)
            return;
        if (arms.Likelihood != OutcomeLikelihood.Normal)
            throw new InputException("--known-sd", "only a normal likelihood has a standard deviation of its own", "leave it out");
        if (options.KnownStandardDeviations.Keys.FirstOrDefault(name => !variants.Contains(name, StringComparer.Ordinal)) is { } stranger)
            throw new InputException($"--known-sd {stranger}", "there is no such variant", $"the variants are {string.Join(", ", variants)}");
        if (variants.FirstOrDefault(name => !options.KnownStandardDeviations.ContainsKey(name)) is { } missing)
            throw new InputException("--known-sd", $"variant {missing} has none", $"name all of them, as in {string.Join(",", variants.Select(name => $"{name}=10"))}");
    }

    private static ArmPosterior Posterior(PosteriorOptions options, OutcomeLikelihood likelihood, OutcomeSummary arm, List<string> priors)
    {
        Moments values = arm.Moments;
        IDistribution? mean = Stated("mean");
        switch (likelihood)
        {
            case OutcomeLikelihood.Binomial:
                RequireBinary(arm);
                BetaPosterior beta = mean is null ? new(1, 1) : BetaPosterior.FromPrior(mean);
                Tell("mean", mean, beta.Mean);
                return beta.After(values);
            case OutcomeLikelihood.Poisson:
                if (arm is { Negatives: > 0 } or { Fractions: > 0 })
                    throw new InputException($"variant {arm.Variant}", $"of {arm.Count} values {arm.Negatives ?? 0} are negative and {arm.Fractions ?? 0} not whole; a Poisson outcome is a count", "use another --likelihood");
                GammaPosterior gamma = mean is null ? new(JeffreysShape, LittleExposure) : GammaPosterior.FromPrior(mean);
                Tell("mean", mean, gamma.Mean);
                return gamma.After(values);
            default:
                return Normal();
        }

        ArmPosterior Normal()
        {
            NormalPosterior prior = mean is null ? NormalPosterior.Flat : NormalPosterior.FromPrior(mean);
            if (options.KnownStandardDeviations.TryGetValue(arm.Variant, out double sd))
            {
                Tell("mean", mean, null);
                return prior.After(values, sd);
            }
            IDistribution? variance = Stated("variance");
            if (mean is null && variance is null)
            {
                if (values.Count < 2 || !(values.SumSquaredDeviations > 0))
                    throw new InputException($"variant {arm.Variant}", "without a prior, one value or equal ones leave the variance unknown", "state --prior mean=normal(…) and variance=inverse-gamma(…)");
                priors.Add("mean, log sd ~ uniform (default)");
                return new NormalInverseGammaPosterior(values.Mean, values.Count, 0.5 * (values.Count - 1), 0.5 * values.SumSquaredDeviations);
            }
            if (mean is null || variance is not { Name: "inverse-gamma", Parameters: [double shape, double scale] })
                throw new InputException("--prior", "a normal outcome with an unknown variance needs a prior of both", "state mean=normal(m,s) and variance=inverse-gamma(a,b), or --known-sd");
            Tell("mean", mean, null);
            Tell("variance", variance, null);
            return new NormalTimesInverseGammaPosterior(prior, shape, scale, values);
        }

        IDistribution? Stated(string parameter)
            => (options.Priors.GetValueOrDefault($"{parameter}[{arm.Variant}]") ?? options.Priors.GetValueOrDefault(parameter))?.Distribution(values.Mean);

        void Tell(string parameter, IDistribution? stated, IDistribution? otherwise)
        {
            bool ofVariant = options.Priors.ContainsKey($"{parameter}[{arm.Variant}]") || (options.Priors.TryGetValue(parameter, out Prior? prior) && prior.IsCentredOnSample);
            string name = ofVariant ? $"{parameter}[{arm.Variant}]" : parameter;
            priors.Add(stated is not null ? $"{name} ~ {stated} (stated)" : otherwise is not null ? $"{name} ~ {otherwise} (default)" : $"{name} ~ uniform (default)");
        }
    }

    private static void RequireBinary(OutcomeSummary arm)
    {
        if (!arm.IsBinary && arm.Count > 0)
            throw new InputException($"variant {arm.Variant}", "a binomial outcome is 0 or 1", "use another --likelihood, or compare a condition, as in \"amount > 0\"");
    }

    private static string Likelihood(PosteriorOptions options, ArmOutcomes arms) => arms.Likelihood switch
    {
        OutcomeLikelihood.Binomial => "outcome ~ binomial(mean)",
        OutcomeLikelihood.Poisson => "outcome ~ poisson(mean)",
        _ when options.KnownStandardDeviations.Count > 0 => $"outcome ~ normal(mean, known sd: {string.Join(", ", options.KnownStandardDeviations.Select(pair => FormattableString.Invariant($"{pair.Key} {pair.Value}")))})",
        _ => "outcome ~ normal(mean, sd)",
    };

    private static ElementSummary Element(string name, IDistribution distribution, double level) => new(
        name, distribution.Mean, distribution.StandardDeviation, distribution.HighestDensity(level), 0, 0, double.NaN, double.NaN, double.NaN, IsConstant: false, Undefined: 0);

    private sealed class ExactEffect(PosteriorComparison comparison) : EffectPosterior
    {
        public override double Mean => comparison.Difference.Mean;

        public override double StandardDeviation => comparison.Difference.StandardDeviation;

        public override double ControlMean => comparison.Control.Mean.Mean;

        public override double Below(double value) => value == 0 ? comparison.ProbabilityWorse : comparison.Difference.Cdf(value);

        public override double MeanLift => comparison.Lift?.Mean ?? double.NaN;

        public override double StandardDeviationOfLift => comparison.Lift?.StandardDeviation ?? double.NaN;

        public override double MeanGain => comparison.ExpectedLossOfControl;

        public override double MeanShortfall => comparison.ExpectedLossOfTreatment;

        public override double Above(double value, bool lift)
            => value == 0 && !lift ? comparison.ProbabilityBetter : Of(lift)?.UpperTail(value) ?? double.NaN;

        public override double Quantile(double probability, bool lift)
            => Of(lift) is not { } distribution ? double.NaN : probability < 0.5 ? distribution.Quantile(probability) : distribution.UpperQuantile(1 - probability);

        public override Interval HdiOfLift(double level) => comparison.Lift?.HighestDensity(level) ?? new(double.NaN, double.NaN, level);

        private IDistribution? Of(bool lift) => lift ? comparison.Lift : comparison.Difference;
    }
}
