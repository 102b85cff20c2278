using System.Globalization;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What to remark about ranks, quantiles, caps and exact tests.</summary>
internal static class DistributionFindings
{
    private const double ManyTies = 0.01;
    private const double UnequalCaps = 0.01;

    /// <summary>All findings of a metric.</summary>
    public static IEnumerable<Finding> Of(MetricResult metric) => OfCaps(metric).Concat(metric.Comparisons.SelectMany(comparison => OfComparison(metric, comparison)));

    /// <summary>What there is to say of one arm of a quantile.</summary>
    public static Finding? OfQuantileArm(MetricResult metric, string arm, VariantSummary summary) => double.IsNaN(summary.StandardDeviation)
        ? new("few-values-for-quantile", Severity.Warning,
            Invariant($"The {summary.Count:N0} values of {metric.Name} in {arm} are too few to bound its quantile on both sides."),
            "Collect more data, or compare a quantile nearer to the middle.")
        : null;

    private static IEnumerable<Finding> OfComparison(MetricResult metric, Comparison comparison)
    {
        if (comparison.TiedShare is { } tied && tied >= ManyTies && !double.IsNaN(comparison.PValue))
        {
            yield return new("quantile-ties", Severity.Note,
                Invariant($"{tied:0.#%} of the values of {metric.Name} are equal to its quantile in one variant: the quantile moves in steps, and so does its interval."),
                "Compare a share, such as that of the values above a threshold, or a mean.");
        }
        bool rejects = comparison.PValue < 1 - comparison.Interval.Level;
        if (comparison.Method is "mann-whitney" or "fisher" && !double.IsNaN(comparison.PValue) && rejects == comparison.Interval.Contains(0))
        {
            string why = comparison.Method == "fisher" ? "the interval is that of the score test" : "the shift moves in steps where values are equal";
            yield return new("test-and-interval-part", Severity.Warning,
                $"For {metric.Name} of variant \"{comparison.Variant}\" the test finds a difference and the interval holds 0, because {why}: whether there is a difference the test decides, and how large it is remains open.",
                "Read the p-value for whether there is a difference; for its size compare a mean or a share.");
        }
        if (comparison.Method == "brunner-munzel" && double.IsNaN(comparison.PValue) && Math.Abs(comparison.Estimate) == 0.5)
        {
            yield return new("not-computable", metric.Role == MetricRole.Secondary ? Severity.Warning : Severity.Blocking,
                $"Every value of {metric.Name} in one variant lies above all of the other: Brunner and Munzel's variance is 0, and there is no test.",
                "Use --test mann-whitney.");
        }
    }

    private static IEnumerable<Finding> OfCaps(MetricResult metric)
    {
        if (metric.Winsorization is not { } caps)
            yield break;
        string shares = string.Join(", ", caps.Capped.Select(arm => Invariant($"{arm.Value:0.###%} of \"{arm.Key}\"")));
        yield return new("winsorised", Severity.Note,
            Invariant($"Values of {metric.Name} above {caps.Threshold:G6}, the {caps.Quantile:0.####%} quantile of all variants together, are set to it: {shares}."),
            "Read the effect as one on capped values; what the change does to the largest values is cut off.");
        foreach (Comparison comparison in metric.Comparisons)
        {
            VariantSummary control = metric.Variants[comparison.Control], treatment = metric.Variants[comparison.Variant];
            if (control.Count == 0 || treatment.Count == 0)
                continue;
            long Above(string name, VariantSummary arm) => (long)Math.Round(caps.Capped[name] * arm.Count);
            double p = ProportionDifference.Compare(
                Above(comparison.Control, control), control.Count, Above(comparison.Variant, treatment), treatment.Count, new()).PValue;
            if (p < UnequalCaps)
            {
                yield return new("unequal-capping", Severity.Warning,
                    Invariant($"Variant \"{comparison.Variant}\" has another share of values of {metric.Name} above the cap than the control ({PValueText.WithLetter(p)}): the cap hides a part of the effect."),
                    "Raise the cap, or report the effect without it as well.");
            }
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
