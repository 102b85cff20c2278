using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>How the outcomes of a variant are distributed around its parameters.</summary>
public enum OutcomeLikelihood
{
    /// <summary>Normal with <c>mean</c> and <c>sd</c>.</summary>
    Normal,

    /// <summary>Student's t with centre <c>mean</c>, <c>scale</c> and degrees of freedom <c>nu</c>: values far out weigh little.</summary>
    Student,

    /// <summary>Log-normal: the logs are normal with <c>meanlog</c> and <c>sdlog</c>.</summary>
    LogNormal,

    /// <summary>0 or 1 with probability <c>mean</c> of 1.</summary>
    Binomial,

    /// <summary>Poisson counts with <c>mean</c>.</summary>
    Poisson,

    /// <summary>Counts with <c>mean</c> and variance mean + mean² / <c>dispersion</c>.</summary>
    NegativeBinomial,

    /// <summary>0 with probability <c>zeros</c>, else log-normal with <c>meanlog</c> and <c>sdlog</c>.</summary>
    Hurdle,
}

/// <summary>The likelihoods by the names they are written with.</summary>
public static class OutcomeLikelihoods
{
    private static readonly Dictionary<string, OutcomeLikelihood> ByName = new(StringComparer.Ordinal)
    {
        ["normal"] = OutcomeLikelihood.Normal,
        ["student"] = OutcomeLikelihood.Student,
        ["lognormal"] = OutcomeLikelihood.LogNormal,
        ["binomial"] = OutcomeLikelihood.Binomial,
        ["poisson"] = OutcomeLikelihood.Poisson,
        ["negative-binomial"] = OutcomeLikelihood.NegativeBinomial,
        ["hurdle"] = OutcomeLikelihood.Hurdle,
    };

    /// <summary>All names.</summary>
    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <summary>Reads a likelihood by name.</summary>
    /// <param name="text">The name.</param>
    /// <param name="place">Where it stands, for messages.</param>
    /// <exception cref="InputException">There is none of that name.</exception>
    public static OutcomeLikelihood Parse(string text, string place = "")
    {
        ArgumentNullException.ThrowIfNull(text);
        if (ByName.TryGetValue(text, out OutcomeLikelihood likelihood))
            return likelihood;
        string all = $"the likelihoods are {string.Join(", ", Names)}";
        throw new InputException(place, $"there is no likelihood '{text}'", Nearest.Of(text, Names) is { } nearest ? $"did you mean '{nearest}'? {all}" : all);
    }

    /// <summary>The parameters of a variant that may have a prior, such as <c>mean</c>, <c>sd</c> and <c>variance</c>.</summary>
    public static IReadOnlyList<string> PriorNames(OutcomeLikelihood likelihood)
        => [.. OutcomeFamily.Of(likelihood).Parameters.SelectMany(parameter => parameter.PriorNames)];
}
