using System.Diagnostics;
using System.Globalization;
using Credence.Bayes;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Samples the posterior of a mixture.</summary>
internal static class SampleMixture
{
    /// <summary>The posterior with the effect of each component against the first, and what is to be said of it.</summary>
    /// <exception cref="InputException">A prior fits no parameter.</exception>
    public static (JointPosterior Posterior, IReadOnlyList<Effect> Differences, IReadOnlyList<Finding> Findings) Of(
        MixtureQuestion question, MixtureData data, MixtureOptions options, IReadOnlyList<string> names, CancellationToken cancellation)
    {
        PosteriorOptions asked = question.Posterior!;
        (MixturePriors priors, IReadOnlyList<string> words) = Priors(asked.Priors, data, options.Shares is not null);
        MixtureModel model = new(data, priors, names, options.Shares);
        asked.Stages?.Report(string.Create(CultureInfo.InvariantCulture, $"sampling {names.Count} components of {data.Rows:N0} rows, {data.Labelled:N0} with a label, {data.Distinct:N0} distinct"));
        Stopwatch watch = Stopwatch.StartNew();
        Draws draws = NutsSampler.Sample(model, asked.Sampling, asked.Progress, cancellation);
        bool interrupted = draws.Sampler is { Interrupted: true };
        if (interrupted)
            asked.Stages?.Report("interrupted: the draws made so far are kept");
        asked.Stages?.Report(string.Create(CultureInfo.InvariantCulture, $"sampled {draws.Chains} chains of {draws.Count} draws in {watch.Elapsed.TotalSeconds:F2} s"));
        PosteriorSummary summary = PosteriorSummary.Of(draws, asked.HdiLevel);
        ReadOnlySpan<double> control = draws.Of(draws.Parameters.Offset("mean"));
        EffectOptions level = new() { Alpha = question.Fit.Alpha };
        Effect[] differences = new Effect[names.Count - 1];
        for (int j = 0; j < differences.Length; j++)
            differences[j] = new DrawnEffect(draws.Of(draws.Parameters.Offset("difference") + j), control).Effect("bayes", level);
        Finding[] stopped = interrupted ? [NormalFindings.Interrupted(draws)] : [];
        return (new(draws, summary, words, model.Graph), differences, [.. Convergence.Findings(draws, summary), .. stopped]);
    }

    private static (MixturePriors Priors, IReadOnlyList<string> Words) Priors(IReadOnlyDictionary<string, Prior> stated, MixtureData data, bool sharesAreFixed)
    {
        MixturePriors priors = MixturePriors.Of(data);
        string[] known = sharesAreFixed ? ["mean", "sd"] : ["mean", "sd", "share"];
        foreach ((string name, Prior prior) in stated)
        {
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                string remedy = Nearest.Of(name, known) is { } nearest ? $"did you mean {nearest}? " : "";
                throw new InputException($"--prior {name}={prior}", $"there is no parameter {name}", $"{remedy}the parameters are {string.Join(", ", known)}, each with one prior for all components");
            }
        }
        List<string> words = [];
        priors = priors with { Mean = Chosen("mean", priors.Mean, prior => prior.Distribution(data.Overall.Mean)), StandardDeviation = Chosen("sd", priors.StandardDeviation, prior => prior.Within("sd", 0, double.PositiveInfinity)) };
        if (sharesAreFixed)
            return (priors, words);
        if (stated.TryGetValue("share", out Prior? shares))
            priors = priors with { ShareConcentration = Concentration(shares) };
        words.Add(string.Create(CultureInfo.InvariantCulture, $"share ~ dirichlet({priors.ShareConcentration}) ({(shares is null ? "default" : "stated")})"));
        return (priors, words);

        IDistribution Chosen(string parameter, IDistribution otherwise, Func<Prior, IDistribution> read)
        {
            if (!stated.TryGetValue(parameter, out Prior? prior))
            {
                words.Add($"{parameter} ~ {otherwise} (default; depends on the data)");
                return otherwise;
            }
            IDistribution chosen = read(prior);
            words.Add($"{parameter} ~ {chosen} ({(prior.IsCentredOnSample ? "stated; depends on the data" : "stated")})");
            return chosen;
        }
    }

    // No component is told from the others before the data.
    private static double Concentration(Prior prior)
    {
        string[] form = prior.ToString().Split('(', ',', ')');
        return form is ["beta", var one, var other, ""] && one.Trim() == other.Trim() && double.TryParse(one, NumberStyles.Float, CultureInfo.InvariantCulture, out double concentration)
            ? concentration
            : throw new InputException($"--prior share={prior}", "shares have the symmetric prior beta(a, a), or for several components the Dirichlet distribution with that a", "write it as in share=beta(2,2)");
    }
}
