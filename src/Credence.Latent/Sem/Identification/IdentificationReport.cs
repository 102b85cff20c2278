using System.Globalization;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>Parameters that can be exchanged for one another without any change of the moments.</summary>
/// <param name="Parameters">Their names, that of the group added where there are several.</param>
/// <param name="Excess">How many of them would have to be fixed.</param>
public sealed record Tradeoff(IReadOnlyList<string> Parameters, int Excess);

/// <summary>Whether the parameters of a model can be told from its moments.</summary>
/// <param name="Parameters">The free parameters, less one for each equality constraint.</param>
/// <param name="Rank">The rank of the derivatives of the moments by them; equal to their number where the model is identified.</param>
/// <param name="Moments">The means, variances and covariances of all groups that the model explains; those of exogenous variables held at the data's do not count.</param>
/// <param name="Tradeoffs">Which parameters trade off.</param>
/// <param name="Reasons">Why, where the pattern is a known one; each sentence says what to do.</param>
public sealed record IdentificationReport(int Parameters, int Rank, int Moments, IReadOnlyList<Tradeoff> Tradeoffs, IReadOnlyList<string> Reasons)
{
    private const int MostNames = 12;

    /// <summary>Whether the parameters are locally identified at almost all of their values.</summary>
    public bool Identified => Rank == Parameters;

    /// <summary>The degrees of freedom: moments less parameters.</summary>
    public int DegreesOfFreedom => Moments - Parameters;

    /// <summary>The finding in one sentence.</summary>
    public string Sentence => Identified
        ? string.Create(CultureInfo.InvariantCulture, $"{Parameters} parameters, rank {Rank}: identified, with {DegreesOfFreedom} {(DegreesOfFreedom == 1 ? "degree" : "degrees")} of freedom")
        : string.Create(CultureInfo.InvariantCulture, $"{Parameters} parameters, rank {Rank}: not identified; these parameters trade off: {string.Join("; ", Tradeoffs.Select(Listed))}");

    /// <summary>The blocking finding <c>sem-not-identified</c>; null where the model is identified.</summary>
    public Finding? Finding => Identified ? null : new Finding(
        "sem-not-identified", Severity.Blocking, $"{Sentence}.",
        Reasons.Count > 0 ? string.Join(" ", Reasons) : "Fix or equate parameters among those named, or add indicators or groups that tell them apart.");

    private static string Listed(Tradeoff tradeoff)
    {
        string names = string.Join(", ", tradeoff.Parameters.Take(MostNames));
        int rest = tradeoff.Parameters.Count - MostNames;
        return rest > 0 ? string.Create(CultureInfo.InvariantCulture, $"{names} and {rest} more") : names;
    }
}
