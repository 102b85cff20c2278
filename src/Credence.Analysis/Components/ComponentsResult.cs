using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Principal components of columns, with what they explain.</summary>
/// <param name="Source">The source as the user wrote it.</param>
/// <param name="Rows">Rows read from the source.</param>
/// <param name="ExcludedByWhere">Rows dropped by the condition.</param>
/// <param name="Incomplete">Rows left out as a cell of theirs is missing or invalid.</param>
/// <param name="Columns">Names of the columns decomposed, in the order of the query; constant ones are left out.</param>
/// <param name="Decomposition">The decomposition.</param>
/// <param name="Parallel">95% point of each component's variance in independent normal data of the same size.</param>
/// <param name="Retained">Leading components whose variance exceeds it.</param>
/// <param name="Ranks">Ranks whose reconstructions are drawn, in increasing order.</param>
/// <param name="Replicates">Data sets drawn for <paramref name="Parallel"/>.</param>
/// <param name="Seed">Seed of these draws.</param>
/// <param name="Findings">What a careful reader would remark.</param>
public sealed record ComponentsResult(
    string Source,
    long Rows,
    long ExcludedByWhere,
    long Incomplete,
    IReadOnlyList<string> Columns,
    PrincipalComponents Decomposition,
    IReadOnlyList<double> Parallel,
    int Retained,
    IReadOnlyList<int> Ranks,
    int Replicates,
    ulong Seed,
    IReadOnlyList<Finding> Findings);
