using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Lays the results before the rule that decides.</summary>
internal static class Judgement
{
    public static Verdict Of(AnalyzeOptions options, IReadOnlyList<MetricResult> metrics, IReadOnlyList<Finding> findings, ErrorControl? control = null)
    {
        MetricResult primary = metrics.FirstOrDefault(metric => metric.Role == MetricRole.Primary) ?? metrics[0];
        DecisionMetric[] guardrails = [.. metrics.Where(metric => metric.Role == MetricRole.Guardrail).Select(Evidence)];
        return VerdictRule.Decide(Evidence(primary) with { Control = control }, guardrails, findings, options.Randomised);
    }

    private static DecisionMetric Evidence(MetricResult metric) => new(
        IsOfChances(metric) ? $"the chance of a larger {metric.Name}" : metric.Kind == MetricKind.Construct ? $"the latent mean of {metric.Name}" : metric.Name,
        metric.Direction,
        metric.Kind == MetricKind.Proportion || IsOfChances(metric),
        [
            .. metric.Comparisons.Select(comparison => new TreatmentEvidence(
                comparison.Variant,
                IsOfChances(metric) ? 0.5 : comparison.Posterior?.ControlMean ?? metric.Variants[comparison.Control].Mean,
                IsOfChances(metric) ? 0.5 + comparison.Estimate : LevelOf(metric, comparison),
                comparison.Estimate,
                comparison.Interval,
                comparison.Relative,
                comparison.Significant,
                comparison.Margin is { } margin
                    ? new MarginEvidence(new(margin.Value, margin.IsRelative), margin.Bound, margin.Level, margin.Met)
                    : null,
                comparison.Equivalence is { } equivalence
                    ? new EquivalenceEvidence(new(equivalence.Margin, equivalence.IsRelative), equivalence.Interval, equivalence.Met)
                    : null)),
        ]);

    // An adjusted effect leads from the control's level to another than the treatment's own.
    private static double LevelOf(MetricResult metric, Comparison comparison) => comparison.Posterior is { } posterior ? posterior.ControlMean + comparison.Estimate
        : comparison.AdjustmentDetail is null
        ? metric.Variants[comparison.Variant].Mean
        : metric.Variants[comparison.Control].Mean + comparison.Estimate;

    // What Brunner and Munzel's test compares is a probability, whatever the metric.
    private static bool IsOfChances(MetricResult metric) => metric.Comparisons.Any(comparison => comparison.Method == BrunnerMunzel.Method);
}
