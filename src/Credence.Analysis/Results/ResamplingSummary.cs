namespace Credence.Analysis;

/// <summary>How a comparison by resampling came about.</summary>
/// <param name="Replicates">Resamples, or allocations, drawn; all there are where they were enumerated.</param>
/// <param name="Exact">Whether all were enumerated.</param>
/// <param name="Clusters">Whether clusters were resampled, not units.</param>
/// <param name="SmallerArm">Units, or clusters, of the smaller arm.</param>
/// <param name="Undefined">Resamples without a difference, which count to both tails.</param>
/// <param name="Edges">Edges of equal bins over the differences, for a picture; empty where there is none.</param>
/// <param name="Counts">Differences per bin.</param>
public sealed record ResamplingSummary(
    int Replicates, bool Exact, bool Clusters, int SmallerArm, int Undefined, IReadOnlyList<double> Edges, IReadOnlyList<long> Counts)
{
    private const int Bins = 60;

    /// <summary>Summarises the differences of all replicates.</summary>
    /// <param name="replicates">Their number.</param>
    /// <param name="exact">Whether they are all there are.</param>
    /// <param name="clusters">Whether clusters were resampled.</param>
    /// <param name="smallerArm">Units, or clusters, of the smaller arm.</param>
    /// <param name="sorted">The differences in their order.</param>
    internal static ResamplingSummary Of(int replicates, bool exact, bool clusters, int smallerArm, IReadOnlyList<double> sorted)
    {
        int undefined = replicates - sorted.Count;
        if (sorted.Count == 0 || !(sorted[0] < sorted[^1]) || !double.IsFinite(sorted[^1] - sorted[0]))
            return new(replicates, exact, clusters, smallerArm, undefined, [], []);
        double width = (sorted[^1] - sorted[0]) / Bins;
        long[] counts = new long[Bins];
        foreach (double difference in sorted)
            counts[Math.Min(Bins - 1, (int)((difference - sorted[0]) / width))]++;
        return new(replicates, exact, clusters, smallerArm, undefined, [.. Enumerable.Range(0, Bins + 1).Select(i => sorted[0] + i * width)], counts);
    }
}
