using Credence.Analysis;
using Credence.Experiments;

namespace Credence.Reporting;

/// <summary>Tables of what an analysis assumes and checks.</summary>
internal static class CheckTables
{
    /// <summary>Every assumption with what the data say of it.</summary>
    public static ReportTable Assumptions(AnalysisResult result) => new(
        "Assumptions",
        [new("Assumption"), new("Status"), new("Evidence")],
        [.. result.Assumptions.Select(IReadOnlyList<TableCell> (check) => [check.Assumption, Status(check.Status), check.Evidence])])
    {
        Note = "Not testable: the comparison rests on it, and only the way the experiment was run can answer for it.",
    };

    /// <summary>The covariates by variant, with their standardised differences.</summary>
    public static ReportTable Balance(BalanceTable balance)
    {
        string[] variants = [.. balance.Levels[0].Keys];
        TableColumn[] columns =
        [
            new("Covariate"),
            .. variants.Select(variant => new TableColumn(variant, Alignment.Right)),
            .. balance.Comparisons.Select(comparison => new TableColumn(balance.Comparisons.Count > 1 ? $"{comparison.Variant}, in standard deviations" : "Difference in standard deviations", Alignment.Right)),
        ];
        List<IReadOnlyList<TableCell>> rows =
        [
            .. balance.Covariates.Select(IReadOnlyList<TableCell> (name, place) =>
            [
                name,
                .. balance.Levels[place].Values.Select(level => new TableCell(NumberFormat.Plain(level.Mean))),
                .. balance.Comparisons.Select(comparison => new TableCell(Difference(comparison.Balance.Differences[place]))),
            ]),
        ];
        if (balance.Comparisons.All(comparison => double.IsNaN(comparison.Balance.PValue)))
            return new("Balance before the experiment", columns, rows) { Note = "There is nothing to test: no covariate varies, or there are too few units." };
        string tests = string.Join("; ", balance.Comparisons.Select(comparison => $"{comparison.Variant} against {comparison.Control}: {NumberFormat.PEquals(comparison.Balance.PValue)}"));
        return new("Balance before the experiment", columns, rows) { Note = $"All covariates at once (Hotelling's T²): {tests}. Means of the units that have every covariate." };
    }

    /// <summary>How each comparison behaved when the units were assigned anew.</summary>
    public static ReportTable Certificate(AnalysisResult result, Certificate certificate)
    {
        string interval = Words.Confidence(1 - certificate.Alpha);
        List<IReadOnlyList<TableCell>> rows =
        [
            .. certificate.Comparisons.Select(IReadOnlyList<TableCell> (comparison) =>
            [
                comparison.Metric, comparison.Variant, comparison.Method, Share(comparison.FalsePositives),
                comparison.PlantedLift is { } lift ? NumberFormat.Share(lift) : NumberFormat.Missing,
                Share(comparison.Coverage), Share(comparison.AbsoluteCoverage), Share(comparison.Detected),
            ]),
        ];
        return new(
            "Certificate",
            [
                new("Metric"), new("Variant"), new("Method"), new("False positives", Alignment.Right), new("Planted lift", Alignment.Right),
                new($"{interval} of the lift holds it", Alignment.Right), new($"{interval} of the difference holds it", Alignment.Right), new("Detected", Alignment.Right),
            ],
            rows)
        {
            Note = $"The {(result.Cluster is { } cluster ? $"clusters of {TableCell.Printable(cluster)}" : "units")} of these data were assigned anew by chance {NumberFormat.Count(certificate.Replicates)} times and analysed by the same code, without an effect and with the planted lift. "
                + $"Promised: false positives {NumberFormat.Level(certificate.Alpha)}, intervals {NumberFormat.Level(1 - certificate.Alpha)}. In brackets the exact 95% binomial interval of each share."
                + WithoutLift(certificate),
        };
    }

    // Why there is no planted lift, or no difference that it makes.
    private static string WithoutLift(Certificate certificate)
    {
        bool ranks = certificate.Comparisons.Any(comparison => comparison.Method is "mann-whitney" or "brunner-munzel");
        bool levels = certificate.Comparisons.Any(comparison => comparison.PlantedLift is null && comparison.Method is not ("mann-whitney" or "brunner-munzel"));
        bool absolute = certificate.Comparisons.Any(comparison => comparison.PlantedLift is not null && comparison.AbsoluteCoverage is null);
        return (ranks ? " What a planted lift makes of ranks is not known, so that none is planted for rank tests." : "")
            + (levels ? " No lift is planted in a metric whose level is not above 0 in every variant." : "")
            + (absolute ? " What a planted lift makes of the difference is known for means and proportions only." : "");
    }

    /// <summary>A metric by the time since exposure.</summary>
    public static ReportTable Development(AnalysisResult result, MetricResult metric, Development development)
        => AnalysisTables.Segments(result, metric, AsBreakdown(development)) with
        {
            Title = $"{metric.Name} by time since exposure",
            Note = TrendNote(result, development),
        };

    /// <summary>The times as segments, for tables and pictures of segments.</summary>
    public static Breakdown AsBreakdown(Development development) => new(development.Since, development.Segments, null);

    private static string TrendNote(AnalysisResult result, Development development)
        => development.Trends.Count == 0
            ? "Fewer than three times hold both variants: no trend can be tested. The intervals of single times are not corrected for their number."
            : "The intervals of single times are not corrected for their number; the trend is one test. " + string.Join(" ", development.Trends.Select(trend =>
                $"{trend.Key}: the {(result.Randomised ? "effect" : "difference")} changes by {Signed(trend.Value.Slope)} per unit of {development.Since}, standard error {NumberFormat.Plain(trend.Value.StandardError)}, {NumberFormat.PEquals(trend.Value.PValue)}."));

    private static TableCell Status(AssumptionStatus status) => status switch
    {
        AssumptionStatus.Holds => new("holds", Tone.Good),
        AssumptionStatus.Violated => new("violated", Tone.Bad),
        _ => new("not testable", Tone.Muted),
    };

    private static string Difference(double value) => double.IsNaN(value) ? NumberFormat.Missing : (value > 0 ? "+" : "") + NumberFormat.Fixed(value, 2);

    private static string Share(ObservedShare? share)
        => share is { } counted ? $"{NumberFormat.Share(counted.Estimate)} ({NumberFormat.Share(counted.Interval.Lower)} to {NumberFormat.Share(counted.Interval.Upper)})" : NumberFormat.Missing;

    private static string Signed(double value) => (value > 0 ? "+" : "") + NumberFormat.Plain(value);
}
