using Credence.Analysis;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>The interval of one variant's level, for pictures; comparisons have their own.</summary>
internal static class LevelInterval
{
    /// <summary>Student's t interval for a mean, Wilson's score interval (1927) for a share, the normal interval of the delta method for a ratio.</summary>
    public static Interval Of(MetricKind kind, VariantSummary level, double confidence)
    {
        double tail = 0.5 * (1 - confidence);
        if (level.Count < 1 || double.IsNaN(level.Mean))
            return new Interval(double.NaN, double.NaN, confidence);
        if (kind == MetricKind.Proportion)
            return Wilson(level, Normal.UpperQuantile(tail), confidence);
        if (level.Count < 2)
            return new Interval(double.NaN, double.NaN, confidence);
        double quantile = kind == MetricKind.Mean ? StudentT.UpperQuantile(tail, level.Count - 1) : Normal.UpperQuantile(tail);
        double half = quantile * level.StandardDeviation / Math.Sqrt(level.Count);
        return new Interval(level.Mean - half, level.Mean + half, confidence);
    }

    private static Interval Wilson(VariantSummary level, double z, double confidence)
    {
        double n = level.Count;
        double centre = (level.Mean + z * z / (2 * n)) / (1 + z * z / n);
        double half = z / (1 + z * z / n) * Math.Sqrt(level.Mean * (1 - level.Mean) / n + z * z / (4 * n * n));
        return new Interval(Math.Max(0, centre - half), Math.Min(1, centre + half), confidence);
    }
}
