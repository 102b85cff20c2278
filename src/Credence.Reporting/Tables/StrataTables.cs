using Credence.Analysis;

namespace Credence.Reporting;

/// <summary>Tables of strata and clusters.</summary>
internal static class StrataTables
{
    /// <summary>The tables of one metric: strata of each comparison, and its clusters.</summary>
    public static IEnumerable<ReportTable> Of(AnalysisResult result, MetricResult metric)
    {
        foreach (Comparison comparison in metric.Comparisons.Where(comparison => comparison.Stratification is not null))
            yield return Strata(result, metric, comparison);
        if (metric.Comparisons.Any(comparison => comparison.Clusters is not null))
            yield return Clusters(metric);
    }

    /// <summary>The effect in each stratum, with its weight.</summary>
    public static ReportTable Strata(AnalysisResult result, MetricResult metric, Comparison comparison)
    {
        Strata strata = comparison.Stratification!;
        MetricScale scale = new(metric);
        TableColumn[] columns =
        [
            new(strata.Column), Number("Weight"), Number("Units, control"), Number("Units, variant"), Number("Control"), Number(Words.Effect(result)),
            Number("Variance"), Number("Standard error"), Number(Words.Confidence(comparison.Interval.Level)),
        ];
        List<IReadOnlyList<TableCell>> rows = [.. strata.Results.Select(IReadOnlyList<TableCell> (stratum) =>
        [
            Name(stratum), NumberFormat.Share(stratum.Weight), NumberFormat.Count(stratum.ControlCount), NumberFormat.Count(stratum.TreatmentCount),
            scale.Level(stratum.ControlMean), scale.Difference(stratum.Estimate), NumberFormat.Plain(stratum.Variance), scale.Size(stratum.StandardError),
            scale.Difference(stratum.Interval),
        ])];
        double gain = 1 - strata.VarianceRatio;
        string says = double.IsNaN(gain) ? "What the strata gain is not known."
            : gain >= 0 ? $"The strata take {NumberFormat.Share(gain)} off the variance, like {NumberFormat.Plain(1 / strata.VarianceRatio)} times as many units would."
            : $"The strata cost precision: the variance is {NumberFormat.Plain(strata.VarianceRatio)} times that without them.";
        return new($"{metric.Name} of {TableCell.Printable(comparison.Variant)} by stratum", columns, rows) { Note = says };
    }

    /// <summary>How many clusters there are, and how alike their rows are.</summary>
    public static ReportTable Clusters(MetricResult metric)
    {
        List<IReadOnlyList<TableCell>> rows = [];
        foreach (Comparison comparison in metric.Comparisons)
        {
            if (comparison.Clusters is not { } clusters)
                continue;
            rows.Add(
            [
                comparison.Variant, NumberFormat.Count(clusters.Count[comparison.Control]), NumberFormat.Count(clusters.Count[comparison.Variant]),
                NumberFormat.Count(clusters.InBothVariants), NumberFormat.Plain(clusters.MeanSize), NumberFormat.Plain(clusters.Icc), NumberFormat.Plain(clusters.DesignEffect),
            ]);
        }
        string column = metric.Comparisons.First(comparison => comparison.Clusters is not null).Clusters!.Column;
        return new(
            $"{metric.Name}: clusters by {TableCell.Printable(column)}",
            [new("Variant"), Number("Clusters, control"), Number("Clusters, variant"), Number("In both"), Number("Rows each"), Number("Intraclass correlation"), Number("Design effect")],
            rows)
        {
            Note = "Design effect: how many times the variance is that of as many independent rows, by the intraclass correlation and the sizes.",
        };
    }

    /// <summary>The strata as segments, for the picture.</summary>
    public static Breakdown AsBreakdown(Comparison comparison) => new(
        comparison.Stratification!.Column,
        [.. comparison.Stratification.Results.Select(stratum => new SegmentResult(
            Name(stratum).Text,
            new Dictionary<string, VariantSummary>
            {
                [comparison.Control] = new(stratum.ControlCount, stratum.ControlMean, double.NaN),
                [comparison.Variant] = new(stratum.TreatmentCount, stratum.ControlMean + stratum.Estimate, double.NaN),
            },
            [
                comparison with
                {
                    Estimate = stratum.Estimate, StandardError = stratum.StandardError, Interval = stratum.Interval, Relative = stratum.Relative,
                    PValue = stratum.PValue, Significant = stratum.PValue < 1 - stratum.Interval.Level,
                },
            ]))],
        null);

    private static TableCell Name(StratumResult stratum) => stratum.Values is [var value]
        ? AnalysisTables.SegmentName(value)
        : new(string.Join(", ", stratum.Values.Take(4).Select(value => value ?? "(missing)")) + (stratum.Values.Count > 4 ? $" and {stratum.Values.Count - 4} more" : ""));

    private static TableColumn Number(string name) => new(name, Alignment.Right);
}
