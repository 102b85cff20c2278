using Credence.Bayes;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Priors of a multivariate normal from those that are stated and the data's scale.</summary>
internal static class NormalPriors
{
    // Wide beside the data, so that they outweigh it, but not flat.
    private const double Wide = 2.5;

    /// <summary>The priors, with each in words.</summary>
    /// <exception cref="InputException">There is no such parameter, or its prior does not fit it.</exception>
    public static (MultivariateNormalPriors Priors, IReadOnlyList<string> Words) Of(IReadOnlyDictionary<string, Prior> stated, PatternMoments moments)
    {
        string[] known = ["mean", "sd", "correlation", .. moments.Variables.SelectMany(name => new[] { $"mean[{name}]", $"sd[{name}]" })];
        foreach ((string name, Prior prior) in stated)
        {
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                throw new InputException(
                    $"--prior {name}={prior}", $"there is no parameter {name}",
                    (Nearest.Of(name, known) is { } nearest ? $"did you mean {nearest}? " : "") + "the parameters are mean, sd and correlation, and mean[column] and sd[column] of one column");
            }
            if (name == "correlation" != prior.Concentration is not null)
                throw new InputException($"--prior {name}={prior}", name == "correlation" ? "correlations have the prior lkj(η)" : "lkj is the prior of correlations", "write it as in correlation=lkj(1)");
        }
        IReadOnlyList<Moments> available = moments.Available();
        List<string> words = [];
        List<IDistribution> means = [], deviations = [];
        for (int i = 0; i < available.Count; i++)
        {
            string column = moments.Variables[i];
            means.Add(Chosen("mean", column, available[i].Mean, Distribution.Normal(available[i].Mean, Wide * available[i].StandardDeviation), prior => prior.Distribution(available[i].Mean)));
            deviations.Add(Chosen("sd", column, double.NaN, Distribution.HalfNormal(Wide * available[i].StandardDeviation), prior => prior.Within($"sd[{column}]", 0, double.PositiveInfinity)));
        }
        double concentration = stated.TryGetValue("correlation", out Prior? matrix) ? matrix.Concentration!.Value : 1;
        words.Add($"correlation ~ {new LkjCholesky(2, concentration)} ({(matrix is null ? "default" : "stated")})");
        return (new MultivariateNormalPriors(means, deviations, concentration), words);

        IDistribution Chosen(string parameter, string column, double centre, IDistribution otherwise, Func<Prior, IDistribution> read)
        {
            bool own = stated.TryGetValue($"{parameter}[{column}]", out Prior? prior);
            if (!own && !stated.TryGetValue(parameter, out prior))
            {
                words.Add($"{parameter}[{column}] ~ {otherwise} (default; depends on the data)");
                return otherwise;
            }
            string line = own || prior!.IsCentredOnSample ? $"{parameter}[{column}] ~ {read(prior!)}" : $"{parameter} ~ {prior}";
            line += prior!.IsCentredOnSample ? " (stated; depends on the data)" : " (stated)";
            if (!words.Contains(line))
                words.Add(line);
            return read(prior);
        }
    }
}
