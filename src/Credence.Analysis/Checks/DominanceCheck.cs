using System.Globalization;
using Credence.Data;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Whether a few units make up much of a metric's sum, so that the comparison hangs on who got them.</summary>
/// <remarks>A share p of n units holds at most p + cv √(p (1 − p)) of their sum, cv being standard deviation over mean (Cauchy-Schwarz). Moments therefore
/// rule most metrics out, and values are read only for the others.</remarks>
internal static class DominanceCheck
{
    private const double Top = 0.001, Much = 0.1;

    /// <summary>The finding <c>outlier-dominance</c> of each metric that a few units dominate.</summary>
    public static async Task<IReadOnlyList<Finding>> FindingsAsync(
        AnalyzeOptions options, MomentsTable table, IReadOnlyList<MetricResult> metrics, IMomentsEngine engine, CancellationToken cancellation)
    {
        int[] suspects = [.. metrics.Index().Where(entry => entry.Item.Kind == MetricKind.Mean && MayBeDominated(table, entry.Index)).Select(entry => entry.Index)];
        if (suspects.Length == 0)
            return [];
        MomentsQuery query = Analyze.Query(options);
        SampleTable samples = await engine.SamplesAsync(
            new() { Rows = query with { ColumnSets = [.. suspects.Select(index => query.ColumnSets[index])], Segments = [] } }, null, cancellation).ConfigureAwait(false);
        return [.. suspects.Select((index, place) => Of(metrics[index].Name, [.. samples.Rows.SelectMany(row => row.Metrics[place].Values)])).OfType<Finding>()];
    }

    private static bool MayBeDominated(MomentsTable table, int index)
    {
        Moments pooled = table.Rows.Where(row => row.Segment is null).Select(row => row.Metrics[index].Moments)
            .Where(moments => moments.Count > 0).Select(moments => moments.Of(0)).Aggregate(default(Moments), (sum, arm) => sum.Count == 0 ? arm : sum.Merge(arm));
        if (pooled.Count < 2 || !(pooled.Mean > 0))
            return false;
        double share = (double)Largest(pooled.Count) / pooled.Count;
        return share + pooled.StandardDeviation / pooled.Mean * Math.Sqrt(share * (1 - share)) > Much;
    }

    private static Finding? Of(string name, double[] values)
    {
        Array.Sort(values);
        if (values.Length == 0 || values[0] < 0)
            return null;
        int few = (int)Largest(values.Length);
        double share = values.AsSpan(values.Length - few).ToArray().Sum() / values.Sum();
        string who = few == 1 ? "The largest unit holds" : string.Create(CultureInfo.InvariantCulture, $"The {few:N0} largest of {values.Length:N0} units hold");
        return share > Much && few < share * values.Length
            ? new("outlier-dominance", Severity.Warning,
                string.Create(CultureInfo.InvariantCulture, $"{who} {share:0.#%} of the sum of {name}: the comparison hangs on which variant they fell into."),
                "Look whether they are real; cap them with --winsorize 0.999, or compare medians, logarithms or shares.")
            : null;
    }

    private static long Largest(long units) => Math.Max(1, (long)Math.Round(Top * units));
}
