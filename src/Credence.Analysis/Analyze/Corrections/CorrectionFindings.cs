using System.Globalization;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What a reader has to know of many comparisons and of their correction.</summary>
internal static class CorrectionFindings
{
    /// <summary>All such findings.</summary>
    public static IEnumerable<Finding> Of(AnalyzeOptions options, IReadOnlyList<MetricResult> metrics)
        => options.Correction == Correction.None ? Uncorrected(options.Effect.Alpha, metrics).Concat(Waiting(options, metrics))
            : Waiting(options, metrics).Concat(CutAtZero(options, metrics));

    // The bounds on the error over k tests: of Sidak, which holds for the jointly normal statistics of a common control, and of Bonferroni.
    private static IEnumerable<Finding> Uncorrected(double alpha, IReadOnlyList<MetricResult> metrics)
    {
        int treatments = metrics.Max(metric => metric.Comparisons.Count);
        if (treatments < 2)
            yield break;
        double chance = -double.ExpM1(treatments * double.LogP1(-alpha)), atMost = Math.Min(1, treatments * alpha);
        yield return new("uncorrected-comparisons", Severity.Note,
            Invariant($"{treatments} treatments are each tested at alpha {alpha:0.######} without a correction: if none differs from the control, the chance of at least one false finding in a metric is at most {chance:0.###%} (at most {atMost:0.###%} whatever the dependence)."),
            "Correct with --correction dunnett or holm (correction: in the experiment file), or declare one treatment beforehand as the one that counts.");
    }

    private static IEnumerable<Finding> Waiting(AnalyzeOptions options, IReadOnlyList<MetricResult> metrics)
    {
        string[] waiting = [.. metrics.Where(metric => metric.Role == MetricRole.Secondary && metric.Comparisons.Any(IsHeldBack)).Select(metric => metric.Name)];
        if (options.Gatekeeping && waiting.Length > 0)
        {
            yield return new("secondary-not-tested", Severity.Note,
                $"The primary metric has not passed with every treatment, so no claim is made about {string.Join(", ", waiting)}, though an own test would reject.",
                "Read it as a hint for the next experiment: its adjusted p-value is not below that of the primary metric.");
        }
    }

    private static IEnumerable<Finding> CutAtZero(AnalyzeOptions options, IReadOnlyList<MetricResult> metrics)
    {
        if (options.Correction is not (Correction.Holm or Correction.Hochberg or Correction.Hommel))
            yield break;
        foreach (MetricResult metric in metrics.Where(metric => Corrections.Concern(metric.Role)))
        {
            string[] cut = [.. metric.Comparisons.Where(comparison => comparison.Significant && !(comparison.PValue < IntervalAlpha(comparison))).Select(comparison => comparison.Variant)];
            if (cut.Length > 0)
            {
                yield return new("interval-cut-at-zero", Severity.Note,
                    Invariant($"Only a later step of {ErrorControl.NameOf(options.Correction)}'s correction finds an effect on {metric.Name} for {string.Join(", ", cut)}: its simultaneous interval holds 0 and is cut there."),
                    "The near limit says which way the effect goes, not how large it is at least; dunnett, sidak or bonferroni have intervals of one piece with their tests.");
            }
        }
    }

    private static bool IsHeldBack(Comparison comparison) => !comparison.Significant && comparison.PValue < IntervalAlpha(comparison);

    private static double IntervalAlpha(Comparison comparison) => 1 - comparison.Interval.Level;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
