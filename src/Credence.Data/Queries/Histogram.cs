namespace Credence.Data;

/// <summary>Counts of a metric's values by variant in bins common to all variants.</summary>
/// <param name="Name">Name of the metric.</param>
/// <param name="Edges">Edges of the bins, one more than there are bins, increasing; empty where nothing could be counted.</param>
/// <param name="Counts">Counts per variant as printed.</param>
public sealed record Histogram(string Name, IReadOnlyList<double> Edges, IReadOnlyDictionary<string, HistogramCounts> Counts);

/// <summary>Counts of one variant.</summary>
/// <param name="Bins">One count per bin; a value on an inner edge belongs to the bin above it.</param>
/// <param name="Below">Values below the first edge.</param>
/// <param name="Above">Values above the last edge.</param>
public sealed record HistogramCounts(IReadOnlyList<long> Bins, long Below, long Above);
