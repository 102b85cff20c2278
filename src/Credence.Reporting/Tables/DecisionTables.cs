using Credence.Analysis;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>How the verdict came about: the rule step by step, and how comparisons share an error level.</summary>
internal static class DecisionTables
{
    /// <summary>The steps of the rule with what came of each.</summary>
    public static ReportTable Rule(AnalysisResult result) => new(
        "How the verdict came about",
        [new("Step"), new("Outcome"), new("Decides")],
        [.. result.Verdict.Steps.Select(IReadOnlyList<TableCell> (step) => [step.Rule, step.Outcome, step.Decides ? new TableCell("yes", Words.Tone(result)) : ""])]);

    /// <summary>Whether there is more to the rule than one metric's interval.</summary>
    public static bool IsWorthTelling(AnalysisResult result) => result.Verdict.Steps.Count > 2 || result.Correction is not null;

    /// <summary>The families and how they are corrected; empty where they are not.</summary>
    /// <param name="result">The analysis.</param>
    /// <param name="metrics">The metrics that the sentence stands below.</param>
    public static string CorrectionNote(AnalysisResult result, IReadOnlyList<MetricResult> metrics)
    {
        if (result.Correction is not { } correction)
            return "";
        string[] families = [.. correction.Families.Where(family => !family.Name.Contains(" by ", StringComparison.Ordinal) && family.Metrics.Intersect(metrics.Select(m => m.Name)).Any()).Select(Family)];
        string method = correction.Method == Correction.None || families.Length == 0 ? ""
            : $" Corrected by {ErrorControl.NameOf(correction.Method)} over {string.Join(" and over ", families)}"
                + (metrics.Any(m => m.Role == MetricRole.Guardrail) ? "; guardrails are not corrected." : ".");
        string gate = correction.GateOpen is { } open && metrics.Any(m => m.Role == MetricRole.Secondary)
            ? $" Secondary metrics count only where the primary metric has passed with every treatment: it has{(open ? "" : " not")}."
            : "";
        return method + gate;
    }

    /// <summary>What stands below a breakdown; empty where it is not corrected.</summary>
    public static string CorrectionNote(AnalysisResult result, MetricResult metric, Breakdown breakdown)
        => result.Correction is { Method: not Correction.None } correction
            && correction.Families.FirstOrDefault(family => family.Name == $"{metric.Name} by {breakdown.By}") is { } family
                ? $" Corrected by {ErrorControl.NameOf(correction.Method)} over {Comparisons(family)}."
                : "";

    /// <summary>Margin of equivalence and whether it is met.</summary>
    public static TableCell Equivalence(EquivalenceStatement? equivalence, MetricScale scale)
    {
        if (equivalence is null)
            return new TableCell("", Tone.Muted);
        string margin = equivalence.IsRelative ? NumberFormat.Level(equivalence.Margin) : scale.Size(equivalence.Margin);
        string interval = equivalence.IsRelative
            ? scale.Lift(new RelativeEffect(double.NaN, RelativeSet.Interval, equivalence.Interval, null))
            : scale.Difference(equivalence.Interval);
        string text = $"±{margin} {(equivalence.Met ? "met" : "not met")} ({NumberFormat.PEquals(equivalence.AdjustedPValue)}; {Words.Confidence(equivalence.Interval.Level)} {interval})";
        return new TableCell(text, equivalence.Met ? Tone.Good : Tone.Plain);
    }

    private static string Family(FamilyResult family)
        => $"{Comparisons(family)} of {TableCell.Printable(string.Join(", ", family.Metrics))} ({family.Name})";

    private static string Comparisons(FamilyResult family) => family.Comparisons == 1 ? "1 comparison" : $"{NumberFormat.Count(family.Comparisons)} comparisons";
}
