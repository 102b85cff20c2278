using System.Globalization;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What a careful statistician would remark about the data of an analysis.</summary>
internal static class AnalysisFindings
{
    private const int FewUnits = 30;
    private const int FewEvents = 5;

    /// <summary>All findings, the gravest first.</summary>
    public static IEnumerable<Finding> Of(
        AnalyzeOptions options, MomentsTable table, VariantOrder variants, SampleRatio? ratio, IReadOnlyList<MetricResult> metrics)
        => OfAllocation(options, table, variants, ratio)
            .Concat(options.Adjustment.Cluster is null ? OfIndependentUnits(options, table, variants, metrics) : [])
            .Concat(CorrectionFindings.Of(options, metrics))
            .Concat(OfGaps(table, metrics))
            .Concat(metrics.SelectMany(OfMetric))
            .Concat(StrataAndClusterFindings.Of(metrics))
            .Concat(metrics.SelectMany(ResamplingFindings.Of))
            .Concat(metrics.SelectMany(DistributionFindings.Of))
            .OrderByDescending(finding => finding.Severity);

    // Tests that take units as independent would find fault with every experiment in clusters.
    private static IEnumerable<Finding> OfIndependentUnits(
        AnalyzeOptions options, MomentsTable table, VariantOrder variants, IReadOnlyList<MetricResult> metrics)
        => (options.Randomised ? BalanceCheck.Findings(BalanceCheck.Of(options, table, variants)) : [])
            .Concat(new SegmentChecks(options, table, variants).Findings(metrics))
            .Concat(MissingnessCheck.Findings(table, variants, metrics));

    private static IEnumerable<Finding> OfAllocation(AnalyzeOptions options, MomentsTable table, VariantOrder variants, SampleRatio? ratio)
    {
        if (ratio is not null && SampleRatioTest.Finding(ratio) is { } mismatch)
            yield return mismatch;
        if (variants.Undeclared.Count > 0)
        {
            yield return new("undeclared-variant", Severity.Blocking,
                $"The data hold {Words(variants.Undeclared)}, which the experiment does not declare; their units are left out.",
                "Declare them with their shares, or find out how they came into the data.");
        }
        string unit = options.Unit is null ? "rows" : "units";
        if (table.MissingVariant > 0)
        {
            yield return new("missing-variant", Severity.Warning,
                Invariant($"{table.MissingVariant:N0} {unit} have no variant and are left out."),
                "Find out why: if labels were lost for a reason connected with the outcome, the comparison is biased.");
        }
        if (table.UnitsInSeveralVariants > 0)
        {
            yield return new("units-in-several-variants", Severity.Warning,
                Invariant($"{table.UnitsInSeveralVariants:N0} units were seen in more than one variant and are left out."),
                "Check the assignment and the join of exposures: a unit must keep its variant.");
        }
        if (!options.Randomised)
        {
            yield return new("observational", Severity.Note,
                "The groups were not assigned at random: this compares groups and does not show what causes a difference.",
                "Read a difference as a description; a cause needs an experiment or an adjustment for what differs between the groups.");
        }
        if (options.Split is { } split)
        {
            yield return new("median-split", Severity.Note,
                Invariant($"Variant 1 holds the rows with {split.Column} above its median {table.SplitAt:R}, variant 0 those at or below it."),
                "A cut at the median loses information; compare groups that mean something where they exist.");
        }
    }

    private static IEnumerable<Finding> OfGaps(MomentsTable table, IReadOnlyList<MetricResult> metrics)
    {
        foreach ((int index, MetricResult metric) in metrics.Index())
        {
            long gaps = table.Rows.Where(row => row.Segment is null).Sum(row => row.Metrics[index].Gaps);
            if (gaps > 0)
            {
                yield return new("missing-rows-of-units", Severity.Warning,
                    Invariant($"{gaps:N0} rows of units have no value of {metric.Name}; they count as 0 in the sums of their units."),
                    "Where a missing value is not 0, the sums are too small, and more so in the variant that misses more: find out why.");
            }
        }
    }

    private static IEnumerable<Finding> OfMetric(MetricResult metric)
    {
        if (metric.Missing > 0)
        {
            yield return new("missing-outcome", Severity.Warning,
                Invariant($"{metric.Missing:N0} units have no value of {metric.Name} and are left out of it."),
                "Find out why: if values are missing for a reason connected with the variant, the comparison is biased.");
        }
        if (metric.Invalid > 0)
        {
            yield return new("invalid-outcome", Severity.Warning,
                Invariant($"{metric.Invalid:N0} values of {metric.Name} are not finite numbers and are left out."),
                "Look where they come from: a logarithm or a quotient of 0, or a fault upstream.");
        }
        foreach ((string variant, VariantSummary summary) in metric.Variants)
        {
            if (OfArm(metric, variant, summary) is { } finding)
                yield return finding;
        }
        foreach (Finding finding in OfDevelopment(metric).Concat(OfComparisons(metric)).Concat(metric.Breakdowns.SelectMany(breakdown => OfBreakdown(metric, breakdown))))
            yield return finding;
    }

    private static IEnumerable<Finding> OfDevelopment(MetricResult metric)
    {
        foreach ((string treatment, EffectTrend trend) in metric.Development?.Trends ?? new Dictionary<string, EffectTrend>())
        {
            if (!(trend.PValue < 0.01))
                continue;
            double overall = metric.Comparisons.FirstOrDefault(comparison => comparison.Variant == treatment)?.Estimate ?? double.NaN;
            string way = double.Sign(overall) * double.Sign(trend.Slope) < 0 ? "fades" : "grows";
            yield return new("effect-develops", Severity.Warning,
                Invariant($"The effect of variant {Word(treatment)} on {metric.Name} {way} with {metric.Development!.Since}: by {trend.Slope:+0.####;-0.####} per unit of it ({PValueText.WithLetter(trend.PValue)})."),
                "The average over the run is not what users will get later: run on until the effect settles, and read its last times.");
        }
    }

    private static Finding? OfArm(MetricResult metric, string variant, VariantSummary summary)
    {
        string arm = $"variant {Word(variant)}";
        if (summary.Count == 0)
        {
            return new("empty-arm", Grave(metric), $"No unit of {arm} has a value of {metric.Name}.",
                "Check the variant names and the source; without units there is nothing to compare.");
        }
        if (metric.Kind == MetricKind.Construct)
            return null;
        if (metric.Kind == MetricKind.Quantile)
            return DistributionFindings.OfQuantileArm(metric, arm, summary);
        if (metric.Kind == MetricKind.Proportion)
        {
            double rarer = Math.Min(summary.Mean, 1 - summary.Mean) * summary.Count;
            return rarer == 0 && metric.Variants.Values.All(other => other.Count == 0 || other.Mean == summary.Mean) ? Constant(metric, arm, summary)
                : rarer < FewEvents
                ? new("few-events", Severity.Warning,
                    Invariant($"{metric.Name} has only {rarer:0} of its rarer outcome among the {summary.Count:N0} units of {arm}; the normal approximation is rough."),
                    "Wait for more data before you rely on the p-value.")
                : null;
        }
        if (summary.Count < 2)
        {
            return new("too-few-units", Grave(metric), Invariant($"{metric.Name} has {summary.Count} unit in {arm}; its variance is unknown."),
                "Collect at least two units per variant, better hundreds.");
        }
        if (!double.IsFinite(summary.StandardDeviation))
            return Uncomputable(metric, arm, summary);
        if (summary.StandardDeviation == 0)
            return Constant(metric, arm, summary);
        return summary.Count < FewUnits
            ? new("few-units", Severity.Warning,
                Invariant($"{metric.Name} has only {summary.Count:N0} units in {arm}; the interval leans on values that are near normal."),
                "Look at the distribution, and collect more data.")
            : null;
    }

    private static Finding Constant(MetricResult metric, string arm, VariantSummary summary) => new("zero-variance", Severity.Warning,
        Invariant($"All {summary.Count:N0} values of {metric.Name} in {arm} are equal, as far as their variance tells."),
        "Check that the metric is what you mean: a test of a constant tells nothing.");

    private static Finding Uncomputable(MetricResult metric, string arm, VariantSummary summary)
        => metric.Kind == MetricKind.Ratio && double.IsNaN(summary.Mean)
            ? new("not-computable", Grave(metric), $"The denominator of {metric.Name} sums to 0 in {arm}, so there is no ratio.",
                "Check that the metric is what you mean.")
            : new("not-computable", Grave(metric), $"The variance of {metric.Name} in {arm} is not a finite number: its values are too large to be squared.",
                "Check the values, and measure the metric in larger units or take its logarithm.");

    private static IEnumerable<Finding> OfBreakdown(MetricResult metric, Breakdown breakdown)
    {
        int compared = breakdown.Segments.Count(InteractionTest.IsCompared), small = breakdown.Segments.Count(InteractionTest.IsSmall);
        if (compared < 2 || small == 0)
            yield break;
        string rest = compared - small < 2 ? ", and too few remain for it" : "";
        yield return new("small-segments", Severity.Note,
            Invariant($"{small:N0} of {compared:N0} segments by {breakdown.By} have fewer than {Breakdown.MinimumUnits} units of {metric.Name} in a variant; the test whether the segments differ leaves them out{rest}."),
            "Break down by fewer and larger segments, or collect more data.");
    }

    private static IEnumerable<Finding> OfComparisons(MetricResult metric)
    {
        if (metric.Kind != MetricKind.Construct && metric.Comparisons.Count > 0 && metric.Variants[metric.Comparisons[0].Control] is { Count: > 0, Mean: not > 0 } control)
        {
            yield return new("control-mean-not-positive", Severity.Warning,
                Invariant($"The control mean of {metric.Name} is {control.Mean:G6}; a relative effect has no clear meaning."),
                "Read the absolute difference.");
        }
        foreach (Comparison comparison in metric.Comparisons)
        {
            if (comparison.Clusters is { } clusters && double.IsNaN(comparison.PValue) && clusters.Count.Values.Any(count => count < 2))
                yield return OneCluster(metric, comparison, clusters);
            else if (HasVariance(metric, comparison.Variant) && HasVariance(metric, comparison.Control) && double.IsNaN(comparison.Frequentist?.PValue ?? comparison.PValue))
            {
                yield return new("not-computable", Grave(metric),
                    $"The test of {metric.Name} for variant {Word(comparison.Variant)} cannot be computed: neither group varies beyond the rounding of its values.",
                    "Check that the metric is what you mean.");
            }
        }
    }

    private static Finding OneCluster(MetricResult metric, Comparison comparison, ClusterSummary clusters)
    {
        string[] single = [.. clusters.Count.Where(arm => arm.Value < 2).Select(arm => Word(arm.Key))];
        string where = single.Length == 1 ? $"variant {single[0]} has" : $"variants {string.Join(" and ", single)} have";
        return new("not-computable", Grave(metric),
            $"The test of {metric.Name} for variant {Word(comparison.Variant)} cannot be computed: {where} one cluster of {clusters.Column}, and what differs between single clusters cannot be told from the effect.",
            "Randomise several clusters to each variant; more rows in one cluster do not help.");
    }

    // Arms without a variance have a finding of their own.
    private static bool HasVariance(MetricResult metric, string variant)
        => metric.Variants[variant] is { Count: > 1 } summary && double.IsFinite(summary.StandardDeviation);

    private static Severity Grave(MetricResult metric) => metric.Role == MetricRole.Secondary ? Severity.Warning : Severity.Blocking;

    private static string Words(IEnumerable<string> names) => string.Join(", ", names.Select(Word));

    private static string Word(string name) => $"\"{name}\"";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
