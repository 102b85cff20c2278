using Credence.Analysis;
using Credence.Experiments;

namespace Credence.Reporting;

/// <summary>A watched test in text and tables.</summary>
public static class MonitorTables
{
    // More looks than this are told by a selection: the first that count, those that decide, and even steps between.
    private const int Shown = 40;

    /// <summary>What the test says, for a terminal, a pipe and Markdown.</summary>
    public static ResultText Text(MonitorResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return ResultText.Of(result.Analysis) with { Tables = Build(result), Headline = Headline(result) };
    }

    /// <summary>The decision, or that the test goes on.</summary>
    internal static string Headline(MonitorResult result) => GoesOn(result) ? "Go on" : ResultText.Of(result.Analysis).Headline;

    /// <summary>Whether the test has neither stopped nor a verdict.</summary>
    internal static bool GoesOn(MonitorResult result)
        => result.Looks[^1].Decision == LookDecision.Continue && result.Analysis.Verdict.Decision == Decision.Inconclusive;

    /// <summary>All tables that have something to show.</summary>
    public static IReadOnlyList<ReportTable> Build(MonitorResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        List<ReportTable> tables = [Looks(result), Final(result), AnalysisTables.Levels([result.Metric])];
        if (result.Allocation is { } allocation)
            tables.Add(Allocation(allocation));
        if (LeftOut(result) is { Rows.Count: > 0 } leftOut)
            tables.Add(leftOut);
        if (result.Analysis.Findings.Count > 0)
            tables.Add(AnalysisTables.Findings(result.Analysis.Findings));
        return tables;
    }

    internal static ReportTable Looks(MonitorResult result)
    {
        MetricScale scale = Scale(result);
        bool planned = result.Looks.Any(look => look.Information is not null);
        string[] arms = [.. result.Looks[0].Count.Keys];
        TableColumn[] columns =
        [
            new("Look"), .. arms.Select(arm => Number($"Units, {TableCell.Printable(arm)}")), .. planned ? [Number("Of plan")] : Array.Empty<TableColumn>(), Number(Words.Effect(result.Analysis)),
            Number(Words.Confidence(1 - result.Analysis.Alpha)), Number("z"), Number("Boundary"), Number("p"), new("Decision"), Number("Fixed p"),
        ];
        List<IReadOnlyList<TableCell>> rows = [];
        foreach (Look look in Selected(result.Looks))
        {
            rows.Add(
            [
                look.Time.Text, .. arms.Select(arm => new TableCell(NumberFormat.Count(look.Count[arm]))),
                .. planned ? [look.Information is { } share ? NumberFormat.Share(share) : NumberFormat.Missing] : Array.Empty<TableCell>(),
                scale.Difference(look.Estimate), Interval(scale, look), Z(look.Z), Z(look.Boundary), NumberFormat.PValue(look.PValue), Decided(look),
                new TableCell(NumberFormat.PValue(look.FixedPValue), Tone.Muted),
            ]);
        }
        return new ReportTable("Looks", columns, rows) { Note = Note(result) };
    }

    internal static ReportTable Final(MonitorResult result)
    {
        MetricScale scale = Scale(result);
        FinalInference final = result.Final;
        List<IReadOnlyList<TableCell>> rows =
        [
            [Repeated(result.Rule.Method), scale.Difference(final.RepeatedInterval)],
            [final.MedianUnbiasedEstimate is null ? "p-value of all looks together" : "p-value by the order of the stages", NumberFormat.PEquals(final.AdjustedPValue)],
        ];
        if (final.MedianUnbiasedEstimate is { } estimate)
            rows.Add(["Median-unbiased estimate", scale.Difference(estimate)]);
        return new ReportTable("All looks together", [new("What"), Number("Value")], rows);
    }

    internal static ReportTable Allocation(SequentialAllocation allocation)
    {
        double total = allocation.Observed.Values.Sum();
        return new ReportTable("Sample ratio", [new("Variant"), Number("Units"), Number("Share"), Number("Planned")],
            [.. allocation.Observed.Select(IReadOnlyList<TableCell> (arm) => [arm.Key, NumberFormat.Count(arm.Value), NumberFormat.Share(arm.Value / total), NumberFormat.Share(allocation.Expected[arm.Key])])])
        {
            Note = $"Always-valid test of the allocation, {NumberFormat.PEquals(allocation.PValue)} over all looks: {(allocation.Mismatch ? "it does not match the plan" : "it matches the plan")}.",
        };
    }

    internal static ReportTable LeftOut(MonitorResult result)
    {
        ReportTable table = AnalysisTables.LeftOut(result.Analysis);
        return result.MissingTime == 0 ? table : table with
        {
            Rows = [.. table.Rows, [$"{(result.Analysis.Unit is null ? "rows" : "units")} without a time", NumberFormat.Count(result.MissingTime), result.Analysis.Unit is null ? NumberFormat.Share((double)result.MissingTime / result.Analysis.Rows) : ""]],
        };
    }

    internal static string Method(MonitorMethod method) => Words.Test(MetricKind.Mean, method switch
    {
        MonitorMethod.GroupSequential => "group-sequential",
        MonitorMethod.ConfidenceSequence => "confidence-sequence",
        _ => "msprt",
    });

    internal static MetricScale Scale(MonitorResult result) => new(result.Metric);

    private static string Repeated(MonitorMethod method) => method == MonitorMethod.GroupSequential ? "Repeated interval" : "Interval of all looks";

    private static string Interval(MetricScale scale, Look look) => double.IsInfinity(look.Interval.Lower) && double.IsInfinity(look.Interval.Upper) ? "any" : scale.Difference(look.Interval);

    private static string Z(double z) => double.IsNaN(z) ? NumberFormat.Missing : double.IsInfinity(z) ? "∞" : NumberFormat.Fixed(z, 2);

    private static TableCell Decided(Look look) => look.Decision switch
    {
        LookDecision.Reject => new("reject", Tone.Warning),
        LookDecision.Futility => new("stop for futility", Tone.Warning),
        LookDecision.End => new("end"),
        _ => new(double.IsInfinity(look.Boundary) && double.IsInfinity(look.Interval.Lower) ? "burn-in" : "go on", Tone.Muted),
    };

    private static IEnumerable<Look> Selected(IReadOnlyList<Look> looks)
    {
        if (looks.Count <= Shown)
            return looks;
        int step = (looks.Count + Shown - 1) / Shown;
        return looks.Where((look, i) => i % step == step - 1 || i == looks.Count - 1 || (i > 0 && look.Decision != looks[i - 1].Decision));
    }

    private static string Note(MonitorResult result)
    {
        RuleUsed rule = result.Rule;
        string set = rule switch
        {
            { Bounds: { } bounds } => $", boundaries {bounds}",
            { TuneAt: { } units } => $", tuned at {NumberFormat.Count(units)} units",
            _ => "",
        };
        string end = rule.Planned switch
        {
            { Units: { } units } => $" Planned for {NumberFormat.Count(units)} units{Fixed(rule.Method)}.",
            { Day: { } day } => $" Planned until {day:yyyy-MM-dd}{Fixed(rule.Method)}.",
            _ => "",
        };
        string events = result.Metric.Kind == MetricKind.Proportion ? $" and {NumberFormat.Count(rule.BurnIn.Events)} of the rarer outcome" : "";
        string shown = result.Looks.Count > Shown ? $" {NumberFormat.Count(result.Looks.Count)} looks were made; a selection is shown." : "";
        return $"{char.ToUpperInvariant(Method(rule.Method)[0])}{Method(rule.Method)[1..]}{set}, two-sided at {NumberFormat.Level(result.Analysis.Alpha)}; looks count from {NumberFormat.Count(rule.BurnIn.Units)} units{events} on.{end} "
            + $"Interval and p hold at all looks together; the fixed p holds at none of several looks.{shown}";

        static string Fixed(MonitorMethod method) => method == MonitorMethod.GroupSequential ? "" : ", where a fixed test uses the alpha that the looks have left";
    }

    private static TableColumn Number(string name) => new(name, Alignment.Right);
}
