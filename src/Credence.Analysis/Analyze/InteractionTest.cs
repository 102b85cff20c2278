using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Test that the effect of a metric is the same in all segments of a breakdown.</summary>
/// <remarks>The chi-square reference takes the variances as known, which is too bold for small cells: at 10 segments and level 0.05 the
/// test rejects normal values without an effect in 5.6% with 50 units in a cell, and in 9% with 10. Smaller segments are left out.</remarks>
internal static class InteractionTest
{
    /// <summary>The test over the segments that are large enough; null where fewer than two are.</summary>
    public static Interaction? Of(IReadOnlyList<SegmentResult> segments, IEnumerable<string> controlFirst)
        => EffectHomogeneity.Test(
            [.. segments.Where(segment => !IsSmall(segment)).Select(segment => controlFirst.Select(name => LevelOf(segment.Variants[name])).ToArray())]) is { } test
            ? new(test.Statistic, test.DegreesOfFreedom, test.PValue)
            : null;

    /// <summary>Whether a segment compares variants, but one that is present has too few units.</summary>
    public static bool IsSmall(SegmentResult segment)
        => IsCompared(segment) && segment.Variants.Values.Any(variant => variant.Count is > 0 and < Breakdown.MinimumUnits);

    /// <summary>Whether a segment holds at least two variants.</summary>
    public static bool IsCompared(SegmentResult segment) => segment.Variants.Values.Count(variant => variant.Count > 0) > 1;

    private static Level LevelOf(VariantSummary summary)
        => new(summary.Mean, summary.StandardDeviation * summary.StandardDeviation / summary.Count);
}
