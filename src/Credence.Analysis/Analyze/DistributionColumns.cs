using Credence.Data;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Caps of large values, and what is asked beside moments to report them and to split means with many zeros.</summary>
internal static class DistributionColumns
{
    // Share of zeros from which the effect on a mean is split.
    private const double ManyZeros = 0.3;

    // Sums of units may differ by rounding from pass to pass; what equals the cap is not above it.
    private const double Rounding = 1e-12;

    /// <summary>The options with the cap of each metric that is to be winsorised, found over all variants.</summary>
    public static async Task<AnalyzeOptions> WithCapsAsync(AnalyzeOptions options, IMomentsEngine engine, CancellationToken cancellation)
    {
        int[] capped = [.. options.Metrics.Index().Where(entry => entry.Item is { Winsorize: not null, Cap: null }).Select(entry => entry.Index)];
        if (capped.Length == 0)
            return options;
        MomentsQuery query = Analyze.Query(options) with { ColumnSets = [.. capped.Select(index => options.Metrics[index].ColumnSet)] };
        IReadOnlyList<PooledQuantile> found = await engine.QuantilesAsync(
            query, [.. capped.Select(index => options.Metrics[index].Winsorize!.Value)], cancellation).ConfigureAwait(false);
        MetricSpec[] metrics = [.. options.Metrics];
        for (int i = 0; i < capped.Length; i++)
        {
            MetricSpec spec = metrics[capped[i]];
            // Where a metric turns out to be a proportion there is nothing to cap.
            bool isProportion = spec.Kind is null && found[i].Binary || double.IsNaN(found[i].Value);
            metrics[capped[i]] = isProportion ? spec with { Winsorize = null } : spec with { Cap = found[i].Value, Kind = spec.Kind ?? MetricKind.Mean };
        }
        return options with { Metrics = metrics };
    }

    /// <summary>Counts of units above a cap, and of units that are not 0.</summary>
    public static IEnumerable<ColumnSet> Of(AnalyzeOptions options)
    {
        foreach (ColumnSet capped in OfCaps(options))
            yield return capped;
        foreach (MetricSpec spec in options.Metrics)
        {
            if (spec.Kind is null or MetricKind.Mean)
                yield return new(NotZero(spec.Name), [spec.Columns[0]]) { NonZero = true };
        }
    }

    /// <summary>Counts of units above a cap.</summary>
    public static IEnumerable<ColumnSet> OfCaps(AnalyzeOptions options)
    {
        foreach (MetricSpec spec in options.Metrics)
        {
            if (spec.Cap is { } cap)
                yield return new(AboveCap(spec.Name), [spec.Columns[0]]) { Above = cap + Math.Abs(cap) * Rounding };
        }
    }

    /// <summary>A metric with what the counts tell of it.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="place">Its place in the query.</param>
    /// <param name="options">The analysis.</param>
    /// <param name="table">The moments.</param>
    public static MetricResult Describe(MetricResult metric, int place, AnalyzeOptions options, MomentsTable table)
    {
        metric = Capped(metric, options.Metrics[place], table);
        Dictionary<string, MomentsRow> arms = Arms(table);
        return metric.Kind == MetricKind.Mean && options.Adjustment.Cluster is null && Split(metric, place, arms, options.Effect) is { } split ? metric with { ZeroInflated = split } : metric;
    }

    /// <summary>A metric with its cap and the shares above it, where it has one.</summary>
    public static MetricResult Capped(MetricResult metric, MetricSpec spec, MomentsTable table)
    {
        if (spec is not { Winsorize: { } quantile, Cap: { } cap })
            return metric;
        Dictionary<string, MomentsRow> arms = Arms(table);
        OrderedDictionary<string, double> shares = [];
        foreach (string name in metric.Variants.Keys)
            shares.Add(name, arms.TryGetValue(name, out MomentsRow? row) && Counted(row, AboveCap(spec.Name)) is { Moments.Count: > 0 } counted ? counted.Moments.Means[0] : double.NaN);
        return metric with { Winsorization = new(quantile, cap, shares) };
    }

    private static Dictionary<string, MomentsRow> Arms(MomentsTable table)
        => table.Rows.Where(row => row.Segment is null).ToDictionary(row => row.Variant, StringComparer.Ordinal);

    private static OrderedDictionary<string, ZeroInflatedSplit>? Split(MetricResult metric, int place, Dictionary<string, MomentsRow> arms, EffectOptions form)
    {
        Dictionary<string, (Moments All, long NonZero)> counts = [];
        foreach ((string name, MomentsRow row) in arms)
        {
            if (Counted(row, NotZero(metric.Name)) is { Moments.Count: > 0 } counted && counted.Moments.Count == row.Metrics[place].Moments.Count)
                counts.Add(name, (row.Metrics[place].Moments.Of(0), (long)Math.Round(counted.Moments.Means[0] * counted.Moments.Count)));
        }
        long units = counts.Values.Sum(arm => arm.All.Count), nonZero = counts.Values.Sum(arm => arm.NonZero);
        if (nonZero == 0 || nonZero > (1 - ManyZeros) * units)
            return null;
        OrderedDictionary<string, ZeroInflatedSplit> split = [];
        foreach (Comparison comparison in metric.Comparisons)
        {
            if (counts.TryGetValue(comparison.Control, out var control) && counts.TryGetValue(comparison.Variant, out var treatment))
                split.Add(comparison.Variant, ZeroInflatedSplit.Of(control.All, control.NonZero, treatment.All, treatment.NonZero, form));
        }
        return split.Count == 0 ? null : split;
    }

    private static MetricMoments? Counted(MomentsRow row, string name) => row.Metrics.LastOrDefault(metric => metric.Name == name);

    private static string AboveCap(string metric) => $"{metric}: above the cap";

    private static string NotZero(string metric) => $"{metric}: not 0";
}
