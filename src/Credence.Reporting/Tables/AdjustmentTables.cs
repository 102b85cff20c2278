using Credence.Analysis;

namespace Credence.Reporting;

/// <summary>What an adjustment for covariates did to each comparison.</summary>
internal static class AdjustmentTables
{
    /// <summary>Whether there is something to show.</summary>
    public static bool Has(IReadOnlyList<MetricResult> metrics) => metrics.Any(metric => metric.Comparisons.Any(comparison => comparison.AdjustmentDetail is not null));

    /// <summary>Before and after, by metric and treatment.</summary>
    public static ReportTable Of(AnalysisResult result, IReadOnlyList<MetricResult> metrics)
    {
        List<IReadOnlyList<TableCell>> rows = [];
        foreach (MetricResult metric in metrics)
        {
            MetricScale scale = new(metric);
            foreach (Comparison comparison in metric.Comparisons)
            {
                if (comparison.AdjustmentDetail is not { } detail)
                    continue;
                rows.Add(
                [
                    metric.Name, comparison.Variant, scale.Difference(detail.PlainEstimate), scale.Size(detail.PlainStandardError),
                    scale.Difference(comparison.Estimate), scale.Size(comparison.StandardError), NumberFormat.Share(comparison.VarianceReduction),
                    Users(comparison.VarianceReduction), Correlation(detail.Correlation), Slopes(detail),
                ]);
            }
        }
        string effect = result.Randomised ? "Effect" : "Difference";
        return new ReportTable("Adjustment",
            [
                new("Metric"), new("Variant"), Number($"{effect} as it is"), Number("Standard error"), Number($"{effect} adjusted"), Number("Standard error"),
                Number("Variance removed"), Number("Like"), Number("Correlation"), new("Theta"),
            ], rows)
        {
            Note = Note(metrics),
        };
    }

    // The users that an analysis without adjustment would need for the same precision.
    private static string Users(double reduction)
    {
        double factor = 1 / (1 - reduction);
        return double.IsFinite(factor) ? $"{NumberFormat.Fixed(factor, 2)} × the users" : NumberFormat.Missing;
    }

    private static string Correlation(double correlation) => double.IsNaN(correlation) ? NumberFormat.Missing : NumberFormat.Fixed(correlation, 2);

    private static string Slopes(AdjustmentDetail detail) => detail.Slopes.Count == 0
        ? detail.Covariates.Count == 0 ? "none" : "by variant"
        : string.Join(", ", detail.Slopes.Select(slope => $"{TableCell.Printable(slope.Key)} {NumberFormat.Plain(slope.Value)}"));

    private static string Note(IReadOnlyList<MetricResult> metrics)
    {
        IEnumerable<string> methods = metrics.SelectMany(metric => metric.Comparisons).Where(comparison => comparison.AdjustmentDetail is not null)
            .Select(comparison => $"{Words.Adjustment(comparison)} on {Covariates(comparison.AdjustmentDetail!)}").Distinct();
        return $"{string.Join("; ", methods)}. Lifts are fractions of the control's level as it is, without adjustment.";
    }

    private static string Covariates(AdjustmentDetail detail)
        => detail.Covariates.Count == 0 ? "no covariate" : string.Join(", ", detail.Covariates.Select(TableCell.Printable));

    private static TableColumn Number(string name) => new(name, Alignment.Right);
}
