namespace Credence.Statistics;

/// <summary>Moments of one metric in one variant, with what could not be used.</summary>
/// <param name="Name">Name of the metric.</param>
/// <param name="Moments">Moments of the units whose values are present and finite.</param>
/// <param name="Missing">Units without a value.</param>
/// <param name="Invalid">Units with a value that is NaN or infinite.</param>
/// <param name="Binary">Whether every value used is 0 or 1 (of a ratio's numerator, where there are two columns).</param>
public sealed record MetricMoments(string Name, CrossMoments Moments, long Missing, long Invalid, bool Binary);

/// <summary>One variant, whole or within one segment.</summary>
/// <param name="Segment">The segment; null for the whole variant.</param>
/// <param name="Variant">Value of the variant as printed.</param>
/// <param name="Units">Units with this variant, whether or not a metric is missing.</param>
/// <param name="Metrics">Moments, in the order of the query.</param>
public sealed record MomentsRow(Segment? Segment, string Variant, long Units, IReadOnlyList<MetricMoments> Metrics);

/// <summary>One value of a column used for a breakdown.</summary>
/// <param name="By">Name of the column.</param>
/// <param name="Value">Value as printed; null where the column is missing.</param>
public sealed record Segment(string By, string? Value);

/// <summary>Moments by variant and segment: the whole of what the statistics know about the rows.</summary>
/// <param name="Rows">One row per variant, and per segment and variant.</param>
/// <param name="InputRows">Rows read from the source.</param>
/// <param name="ExcludedByWhere">Rows dropped by the condition.</param>
/// <param name="MissingVariant">Rows kept by the condition that have no variant (units, where rows are summed by unit).</param>
/// <param name="UnitsInSeveralVariants">Units seen in more than one variant, all left out.</param>
public sealed record MomentsTable(
    IReadOnlyList<MomentsRow> Rows,
    long InputRows,
    long ExcludedByWhere,
    long MissingVariant,
    long UnitsInSeveralVariants);
