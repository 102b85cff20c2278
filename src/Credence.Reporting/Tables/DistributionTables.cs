using Credence.Analysis;
using Credence.Experiments;

namespace Credence.Reporting;

/// <summary>Tables of how distributions differ: spread and shape, caps, and means with many zeros.</summary>
internal static class DistributionTables
{
    /// <summary>All tables that have something to show.</summary>
    public static IEnumerable<ReportTable> Of(AnalysisResult result, IReadOnlyList<MetricResult> metrics)
    {
        if (metrics.Any(metric => metric.ZeroInflated is not null))
            yield return ZeroInflated(result, metrics);
        if (metrics.Any(metric => metric.Winsorization is not null))
            yield return Caps(metrics);
        if (metrics.Any(metric => metric.Comparisons.Any(comparison => comparison.Spread is not null)))
            yield return Spread(metrics);
    }

    /// <summary>What estimate and lift mean where they are not a difference of means or shares.</summary>
    public static string MeaningOf(AnalysisResult result, string method) => method switch
    {
        "mann-whitney" => "Ranks: the difference is the shift of Hodges and Lehmann, the median of the differences of all pairs; the lift is the median of their ratios. "
            + "Whether there is a difference the test decides. ",
        "brunner-munzel" => "Ranks: the difference is the probability that a unit of the variant exceeds one of the control (ties by half) less one half; the lift is Cliff's delta, twice that. ",
        "cfa" => "Construct: effects are in standard deviations that it has in the control, whose mean is 0 by definition, so that there is no lift. ",
        "fisher" => "Exact: whether there is a difference the test decides; the interval is the score interval, widened to hold 0 where the test does. ",
        "quantile" => (result.Cluster ?? result.Unit) is { } cluster
            ? $"Quantiles are of rows; rows of one {TableCell.Printable(cluster)} are a cluster. "
            : "Quantiles are of rows, each of which counts as independent. ",
        _ => "",
    };

    private static ReportTable Spread(IReadOnlyList<MetricResult> metrics)
    {
        (MetricResult Metric, Comparison Comparison)[] all = [.. metrics.SelectMany(metric => metric.Comparisons.Where(c => c.Spread is not null).Select(c => (metric, c)))];
        bool read = all.Any(entry => entry.Comparison.Spread!.BrownForsythe is not null);
        TableColumn[] columns =
        [
            new("Metric"), new("Variant"), Number("Cohen's d"), Number("Hedges' g"), Number("Interval of d"), Number("Ratio of standard deviations"), Number("Interval of the ratio"),
            .. read ? new[] { Number("Equal spread, p"), Number("Equal distributions, p") } : [Number("Equal spread, p")],
        ];
        List<IReadOnlyList<TableCell>> rows = [];
        foreach ((MetricResult metric, Comparison comparison) in all)
        {
            SpreadComparison spread = comparison.Spread!;
            StandardizedDifference? size = comparison.EffectSize;
            List<TableCell> row =
            [
                metric.Name, comparison.Variant, Signed(size?.CohenD ?? double.NaN), Signed(size?.HedgesG ?? double.NaN),
                size is null || double.IsNaN(size.CohenD) ? NumberFormat.Missing : $"{Signed(size.Interval.Lower)} to {Signed(size.Interval.Upper)}",
                Factor(spread.Ratio.Ratio), double.IsNaN(spread.Ratio.PValue) ? NumberFormat.Missing : $"{Factor(spread.Ratio.Interval.Lower)} to {Factor(spread.Ratio.Interval.Upper)}",
                NumberFormat.PValue(spread.BrownForsythe?.PValue ?? spread.Ratio.PValue),
            ];
            if (read)
                row.Add(NumberFormat.PValue(spread.KolmogorovSmirnov?.PValue ?? double.NaN));
            rows.Add(row);
        }
        string note = read
            ? "Equal spread: Brown and Forsythe's test; equal distributions: Kolmogorov and Smirnov's. The interval of the ratio rests on fourth moments."
            : "The interval of the ratio and its p-value hold for normal values only; a rank test (--test mann-whitney) reads the values and gives robust ones.";
        return new("Spread and shape", columns, rows) { Note = note };
    }

    private static ReportTable ZeroInflated(AnalysisResult result, IReadOnlyList<MetricResult> metrics)
    {
        string interval = Words.Confidence(1 - result.Alpha);
        TableColumn[] columns = [new("Metric"), new("Variant"), new("Part"), Number(Words.Effect(result)), Number(interval), Number("p"), Number("Contribution")];
        List<IReadOnlyList<TableCell>> rows = [];
        foreach (MetricResult metric in metrics)
        {
            foreach ((string variant, ZeroInflatedSplit split) in metric.ZeroInflated ?? new Dictionary<string, ZeroInflatedSplit>())
            {
                NumberScale part = new(double.NaN, Math.Max(Math.Abs(split.FromShare), Math.Abs(split.FromValue)));
                NumberScale share = new(split.Share.StandardError, split.Share.Estimate, 100), value = new(split.Value.StandardError, split.Value.Estimate);
                rows.Add([metric.Name, variant, "share not 0", $"{share.Signed(split.Share.Estimate)} pp", $"{share.Signed(split.Share.Interval.Lower)} to {share.Signed(split.Share.Interval.Upper)} pp",
                    NumberFormat.PValue(split.Share.PValue), part.Signed(split.FromShare)]);
                rows.Add([metric.Name, variant, "mean of these", value.Signed(split.Value.Estimate), $"{value.Signed(split.Value.Interval.Lower)} to {value.Signed(split.Value.Interval.Upper)}",
                    NumberFormat.PValue(split.Value.PValue), part.Signed(split.FromValue)]);
            }
        }
        return new("Share and value", columns, rows)
        {
            Note = "Many values are 0. The contributions add up to the difference of the means. The share is compared as assigned; the mean of the units that are not 0 is not: "
                + "the treatment may change which units these are, so that a difference there need not be an effect on anyone.",
        };
    }

    private static ReportTable Caps(IReadOnlyList<MetricResult> metrics)
    {
        List<IReadOnlyList<TableCell>> rows = [];
        foreach (MetricResult metric in metrics)
        {
            if (metric.Winsorization is { } caps)
                rows.AddRange(caps.Capped.Select(IReadOnlyList<TableCell> (arm) => [metric.Name, arm.Key, NumberFormat.Level(caps.Quantile), NumberFormat.Plain(caps.Threshold), Share(arm.Value)]));
        }
        return new("Capped values", [new("Metric"), new("Variant"), Number("Quantile"), Number("Cap"), Number("Capped")], rows)
        {
            Note = "Larger values are set to the cap, which is one for all variants.",
        };
    }

    private static string Share(double share) => double.IsNaN(share) ? NumberFormat.Missing : NumberFormat.Fixed(100 * share, 2) + "%";

    private static string Signed(double value)
        => double.IsNaN(value) ? NumberFormat.Missing : (value > 0 ? "+" : "") + NumberFormat.Fixed(value, 3);

    private static string Factor(double value) => double.IsNaN(value) ? NumberFormat.Missing : double.IsInfinity(value) ? "∞" : NumberFormat.Fixed(value, 3);

    private static TableColumn Number(string name) => new(name, Alignment.Right);
}
