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
            [.. segments.Where(segment => !IsSmall(segment)).Select(segment => LevelsOf(segment, [.. controlFirst]))]) is { } test
            ? new(test.Statistic, test.DegreesOfFreedom, test.PValue)
            : null;

    /// <summary>Whether a segment compares variants, but one that is present has too few units.</summary>
    public static bool IsSmall(SegmentResult segment)
        => IsCompared(segment) && segment.Variants.Values.Any(variant => variant.Count is > 0 and < Breakdown.MinimumUnits);

    /// <summary>Whether a segment holds at least two variants.</summary>
    public static bool IsCompared(SegmentResult segment) => segment.Variants.Values.Count(variant => variant.Count > 0) > 1;

    // The effects of an adjustment are not differences of levels. The control then stands at 0, and each variant at its effect; the squared standard
    // error of an effect is shared out as that of the plain difference is. With one treatment only its whole plays a part.
    private static Level[] LevelsOf(SegmentResult segment, string[] controlFirst)
    {
        Level[] plain = [.. controlFirst.Select(name => LevelOf(segment.Variants[name]))];
        (Comparison Comparison, double Share)[] adjusted = [.. controlFirst.Index().Skip(1).SelectMany(variant => segment.Comparisons
            .Where(comparison => comparison.Variant == variant.Item && (comparison.Adjustment != "none" || comparison.Method == ConstructEstimator.Method))
            .Select(comparison => (comparison, plain[0].Variance / (plain[0].Variance + plain[variant.Index].Variance))))];
        if (adjusted.Length == 0)
            return plain;
        double ofControl = adjusted.Average(entry => entry.Share * Square(entry.Comparison.StandardError));
        Level[] levels = [.. controlFirst.Select(_ => new Level(double.NaN, double.NaN))];
        levels[0] = new(0, ofControl);
        foreach ((Comparison comparison, double _) in adjusted)
            levels[Array.IndexOf(controlFirst, comparison.Variant)] = new(comparison.Estimate, Square(comparison.StandardError) - ofControl);
        return levels;
    }

    private static double Square(double value) => value * value;

    private static Level LevelOf(VariantSummary summary)
        => new(summary.Mean, summary.StandardDeviation * summary.StandardDeviation / summary.Count);
}
