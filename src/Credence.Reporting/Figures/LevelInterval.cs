using Credence.Analysis;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>The interval of one variant's level, for pictures; comparisons have their own.</summary>
internal static class LevelInterval
{
    /// <summary>As for independent units, or with clusters the t interval of the clusters' standard error with one degree of freedom less than clusters.</summary>
    public static Interval Of(MetricResult metric, string variant, double confidence)
    {
        VariantSummary level = metric.Variants[variant];
        if (metric.Comparisons.Select(comparison => comparison.Clusters).FirstOrDefault(found => found?.LevelStandardErrors.ContainsKey(variant) == true) is not { } clusters)
            return Of(metric.Kind, level, confidence);
        double half = clusters.Count[variant] < 2 ? double.NaN : StudentT.UpperQuantile(0.5 * (1 - confidence), clusters.Count[variant] - 1) * clusters.LevelStandardErrors[variant];
        return new Interval(level.Mean - half, level.Mean + half, confidence);
    }

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
