namespace Credence.Data;

/// <summary>Asks for the values themselves, for what has no finite moments: resampling, ranks, quantiles.</summary>
public sealed record SampleQuery
{
    /// <summary>Which rows, units, variants, segments and values; they mean what they mean for moments.</summary>
    public required MomentsQuery Rows { get; init; }

    /// <summary>Column of the cluster that units belong to; null where each unit stands for itself.</summary>
    public string? Cluster { get; init; }

    /// <summary>Whether a 64-bit key of each unit is asked for, which is the same in every file, shard and run. Needs <see cref="MomentsQuery.Unit"/>.</summary>
    public bool Keys { get; init; }

    /// <summary>Values kept in memory, of all metrics and segments together, above which the query is refused, at least 1. Default 2²⁷, a gigabyte.</summary>
    public long MaximumValues { get; init; } = 1L << 27;
}
