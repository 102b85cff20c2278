using Credence.Statistics;

namespace Credence.Data;

/// <summary>Asks for the sums of each cluster, or of each stratum.</summary>
public sealed record ClusterQuery
{
    /// <summary>Which rows, units, variants, segments and values; units are summed before clusters are.</summary>
    public required MomentsQuery Rows { get; init; }

    /// <summary>Column of the cluster or stratum.</summary>
    public required string Column { get; init; }

    /// <summary>Whether names are kept and rows without one make a cluster of their own, as for strata, which are few. Default: such rows are
    /// refused.</summary>
    public bool Named { get; init; }
}

/// <summary>The clusters of one variant, whole or within one segment.</summary>
/// <param name="Segment">The segment; null for the whole variant.</param>
/// <param name="Variant">Value of the variant as printed.</param>
/// <param name="Clusters">Clusters with units of this variant, whether or not a metric is missing.</param>
/// <param name="Metrics">Sums of each cluster, in the order of the query; clusters in which a metric has no value are left out of it.</param>
public sealed record ClusterRow(Segment? Segment, string Variant, long Clusters, IReadOnlyList<ClusterMoments> Metrics);

/// <summary>Sums of the rows of each cluster, by variant and segment.</summary>
/// <param name="Rows">One row per variant, and per segment and variant.</param>
/// <param name="Clusters">Number of clusters.</param>
/// <param name="InSeveralVariants">Clusters among them with units of more than one variant.</param>
public sealed record ClusterTable(IReadOnlyList<ClusterRow> Rows, long Clusters, long InSeveralVariants)
{
    /// <summary>Names of the clusters by their keys, null for that of rows without one; empty where they were not asked for.</summary>
    public IReadOnlyList<string?> Names { get; init; } = [];
}
