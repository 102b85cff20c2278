using Credence.Statistics;

namespace Credence.Data;

/// <summary>The values of one metric in one variant, with what could not be used.</summary>
/// <param name="Name">Name of the metric.</param>
/// <param name="Columns">Per column the values of the units in which all columns are present and finite; numerator and denominator for a ratio.</param>
/// <param name="Missing">Units without a value.</param>
/// <param name="Invalid">Units with a value that is NaN or infinite.</param>
/// <param name="Binary">Whether every value used is 0 or 1 (of the first column, where there are two).</param>
public sealed record MetricSample(string Name, IReadOnlyList<double[]> Columns, long Missing, long Invalid, bool Binary)
{
    /// <summary>Units used.</summary>
    public int Count => Columns[0].Length;

    /// <summary>Values of the first column.</summary>
    public double[] Values => Columns[0];

    /// <summary>Rows without a value that count as 0 in the sum of their unit, as other rows of it have one.</summary>
    public long Gaps { get; init; }

    /// <summary>The cluster of each unit used, numbered from 0 over the whole table; null where no cluster was asked for.</summary>
    public int[]? Clusters { get; init; }

    /// <summary>The key of each unit used; null where none was asked for.</summary>
    public ulong[]? Keys { get; init; }
}

/// <summary>One variant, whole or within one segment.</summary>
/// <param name="Segment">The segment; null for the whole variant.</param>
/// <param name="Variant">Value of the variant as printed.</param>
/// <param name="Units">Units with this variant, whether or not a metric is missing.</param>
/// <param name="Metrics">Values, in the order of the query.</param>
public sealed record SampleRow(Segment? Segment, string Variant, long Units, IReadOnlyList<MetricSample> Metrics);

/// <summary>Values by variant and segment, in an order that depends on the data alone: that of the rows, or of the units by name where rows are summed.</summary>
/// <param name="Rows">One row per variant, and per segment and variant, in the order of the moments.</param>
/// <param name="InputRows">Rows read from the source.</param>
/// <param name="ExcludedByWhere">Rows dropped by the condition.</param>
/// <param name="MissingVariant">Rows kept by the condition that have no variant (units, where rows are summed by unit).</param>
/// <param name="UnitsInSeveralVariants">Units seen in more than one variant, all left out.</param>
public sealed record SampleTable(
    IReadOnlyList<SampleRow> Rows, long InputRows, long ExcludedByWhere, long MissingVariant, long UnitsInSeveralVariants)
{
    /// <summary>The median at which the variants were cut; null where they were not made by a cut.</summary>
    public double? SplitAt { get; init; }

    /// <summary>Number of clusters; 0 where none was asked for.</summary>
    public int Clusters { get; init; }
}
