using System.Globalization;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What a careful statistician would remark about comparisons by resampling.</summary>
internal static class ResamplingFindings
{
    private const int FewUnits = 30;

    // Fewer replicates than this beyond a limit leave it to chance: 20 put it within some 22% of its level.
    private const int FewBeyond = 20;

    // A permutation that takes the standard error for a tenth too small or too large errs in 8% or 3% instead of 5%.
    private const double Tolerated = 1.1;

    /// <summary>The findings of a metric.</summary>
    public static IEnumerable<Finding> Of(MetricResult metric)
    {
        foreach (Comparison comparison in metric.Comparisons)
        {
            if (comparison.Resampling is not { } resampling)
                continue;
            string test = $"variant \"{comparison.Variant}\" on {metric.Name}";
            foreach (Finding finding in OfReplicates(comparison, resampling, test).Concat(OfMethod(metric, comparison, resampling, test)))
                yield return finding;
        }
    }

    private static IEnumerable<Finding> OfReplicates(Comparison comparison, ResamplingSummary resampling, string test)
    {
        double tail = (1 - comparison.Interval.Level) / (comparison.Alternative == Alternative.TwoSided && comparison.Method != "permutation" ? 2 : 1);
        double beyond = tail * (resampling.Replicates + 1);
        if (!resampling.Exact && beyond < FewBeyond)
        {
            yield return new("few-replicates", Severity.Warning,
                Invariant($"Only {beyond:0.#} of {resampling.Replicates:N0} replicates lie beyond a limit of the {comparison.Interval.Level:0.####%} interval of {test}; chance moves it{(beyond < 1 ? ", and it is left open" : "")}."),
                Invariant($"Ask for at least {Math.Ceiling(FewBeyond / tail):N0} with --replicates."));
        }
        if (resampling.Undefined > 0)
        {
            yield return new("resamples-without-difference", Severity.Warning,
                Invariant($"{resampling.Undefined:N0} of {resampling.Replicates:N0} resamples give no difference for {test}, as a denominator sums to 0; they count against any effect."),
                "Collect more units, or take a metric whose denominator is rarely 0.");
        }
    }

    private static IEnumerable<Finding> OfMethod(MetricResult metric, Comparison comparison, ResamplingSummary resampling, string test)
    {
        VariantSummary control = metric.Variants[comparison.Control], treatment = metric.Variants[comparison.Variant];
        bool permuted = comparison.Method == "permutation";
        if (!permuted && comparison.Method != "bootstrap-studentized" && resampling.SmallerArm is > 1 and < FewUnits)
        {
            yield return new("few-units-to-resample", Severity.Warning,
                Invariant($"With {resampling.SmallerArm} {(resampling.Clusters ? "clusters" : "units")} in an arm, resamples of {test} vary too little, so that the interval is too narrow and the p-value too small."),
                "Take --bootstrap studentized, --test permutation or --test welch.");
        }
        if (permuted && !resampling.Clusters && SpreadRatio(control, treatment) is var ratio && (ratio > Tolerated || ratio < 1 / Tolerated))
        {
            yield return new("unequal-spread", Severity.Warning,
                Invariant($"The arms of {test} differ in size and spread, so that allocating anew takes its standard error {Math.Abs(ratio - 1):0.#%} too {(ratio > 1 ? "large" : "small")}: the test asks whether anything differs, not only the mean."),
                "For a statement about the mean take --test welch or --bootstrap studentized.");
        }
        if (!double.IsNaN(comparison.PValue) && comparison.Relative.Contains(0) == comparison.PValue < 1 - comparison.Interval.Level)
        {
            yield return new("lift-disagrees", Severity.Note,
                $"The intervals of the difference and of the lift of {test} are not of one mind about 0, as each is made from resamples of its own; the difference decides.",
                "Read the difference, or take --bootstrap percentile, whose intervals always agree.");
        }
    }

    // Standard error under allocations of all units, which swaps the arms' shares of the variance, over that of the difference.
    private static double SpreadRatio(VariantSummary control, VariantSummary treatment)
    {
        double c = control.StandardDeviation * control.StandardDeviation, t = treatment.StandardDeviation * treatment.StandardDeviation;
        double ratio = Math.Sqrt((c / treatment.Count + t / control.Count) / (c / control.Count + t / treatment.Count));
        return double.IsFinite(ratio) ? ratio : 1;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
