using System.Globalization;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Whether a construct is measured well, and alike in all variants.</summary>
internal static class ConstructFindings
{
    // A step is rejected where the test says so and the fit loses something that matters (Cheung and Rensvold, 2002).
    private const double Alpha = 0.01, LossOfCfi = 0.01;

    // Below this index, or with an error of approximation surely above this, a model describes the indicators poorly (Browne and Cudeck, 1993).
    private const double PoorCfi = 0.9, PoorRmsea = 0.08, HopelessRmsea = 0.1;

    private const double WeakLoading = 0.3, DirectionZ = 1.96;
    private const int FewUnits = 100;

    /// <summary>All findings of a construct.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="groups">The variants of the fit.</param>
    /// <param name="fit">The fit over all units.</param>
    /// <param name="summed">Whether some unit has several rows, whose values were summed.</param>
    public static IEnumerable<Finding> Of(MetricSpec metric, IReadOnlyList<string> groups, LatentMeansFit fit, bool summed)
    {
        if (summed)
        {
            yield return new("indicators-summed", Severity.Warning,
                $"Some units have several rows, and the indicators of {metric.Name} are summed over them: a unit with more rows scores higher.",
                "Give one row per unit, or keep one with --where.");
        }
        if (fit.Trouble is { } trouble)
        {
            yield return new("construct-not-computable", Grave(metric), $"The construct {metric.Name} cannot be estimated: {trouble}.",
                "Check the indicators by themselves, as metrics of their own; leave out one that does not vary or hangs together with nothing, or collect more data.");
            yield break;
        }
        if (fit.Improper.Count > 0)
        {
            yield return new("improper-construct", Grave(metric),
                $"The factor model of {metric.Name} is inadmissible: {string.Join(", ", fit.Improper)} {(fit.Improper.Count == 1 ? "is" : "are")} not positive (a Heywood case).",
                "Use more indicators or more units; look for an indicator that hangs together with nothing, or two that are nearly the same.");
        }
        foreach (Finding finding in OfIndicators(metric, fit).Concat(OfMeasurement(metric, groups, fit)).Concat(OfUnits(metric, groups, fit)))
            yield return finding;
    }

    private static IEnumerable<Finding> OfIndicators(MetricSpec metric, LatentMeansFit fit)
    {
        LatentIndicator first = fit.Indicators[0];
        if (!(Math.Abs(first.Loading) > DirectionZ * first.StandardError))
        {
            yield return new("construct-direction-unclear", Grave(metric),
                Invariant($"The first indicator of {metric.Name}, {first.Name}, says which way the construct is large, but its loading is not told from 0 (standardised {first.StandardizedLoading:0.00})."),
                "Put the indicator first that measures the construct best.");
        }
        string[] weak = [.. fit.Indicators.Where(indicator => Math.Abs(indicator.StandardizedLoading) < WeakLoading).Select(Described)];
        if (weak.Length > 0)
        {
            yield return new("weak-indicator", Severity.Warning,
                $"Of {metric.Name} {string.Join(", ", weak)} {(weak.Length == 1 ? "measures" : "measure")} hardly anything.",
                "Leave it out if theory allows, so long as three indicators are left.");
        }
        string[] reversed = [.. fit.Indicators.Where(indicator => indicator.StandardizedLoading <= -WeakLoading).Select(Described)];
        if (reversed.Length > 0)
        {
            yield return new("reversed-indicator", Severity.Note,
                $"{string.Join(", ", reversed)} {(reversed.Length == 1 ? "falls" : "fall")} where {metric.Name} rises, as {first.Name} tells its direction.",
                "Nothing, if the question is put the other way round; else look how it was coded.");
        }
    }

    private static IEnumerable<Finding> OfMeasurement(MetricSpec metric, IReadOnlyList<string> groups, LatentMeansFit fit)
    {
        if (fit.Steps.Count == 0)
            yield break;
        MeasurementStep scalar = fit.Steps[^1];
        if (scalar.Cfi < PoorCfi || scalar.RmseaLower > PoorRmsea)
        {
            bool hopeless = scalar.Cfi < PoorCfi && scalar.RmseaLower > HopelessRmsea;
            yield return new("poor-construct-fit", hopeless ? Grave(metric) : Severity.Warning,
                Invariant($"One construct does not describe the indicators of {metric.Name}{(hopeless ? "" : " well")}: CFI {scalar.Cfi:0.000}, RMSEA {scalar.Rmsea:0.000} (90% interval {scalar.RmseaLower:0.000} to {scalar.RmseaUpper:0.000}), chi-square {scalar.ChiSquare:0.0} on {scalar.DegreesOfFreedom} degrees of freedom."),
                "Look whether the indicators measure more than one thing, or differ between the variants; compare constructs that hold together, or the indicators by themselves.");
        }
        foreach (MeasurementStep step in fit.Steps)
        {
            if (step.Change is { } change && change.PValue < Alpha && change.Cfi > LossOfCfi)
                yield return NotInvariant(metric, groups, fit, step, change);
        }
    }

    private static Finding NotInvariant(MetricSpec metric, IReadOnlyList<string> groups, LatentMeansFit fit, MeasurementStep step, MeasurementChange change)
    {
        string what = step.Name == "metric" ? "loadings" : "intercepts";
        string most = step.Name == "scalar" && fit.LargestMeanResidual is { } worst
            ? Invariant($" Against the control {fit.Indicators[worst.Indicator].Name} in \"{groups[worst.Group]}\" is {Math.Abs(worst.Size):0.00} standard deviations {(worst.Size > 0 ? "higher" : "lower")} than the construct explains.")
            : "";
        return new("measurement-not-invariant", Severity.Warning,
            Invariant($"The variants do not measure {metric.Name} alike: equal {what} are rejected (chi-square {change.ChiSquare:0.0} on {change.DegreesOfFreedom} degrees of freedom, {PValueText.WithLetter(change.PValue)}; the CFI falls by {change.Cfi:0.000}).{most}"),
            "The treatment moves an indicator in a way of its own, so that the effect on the construct depends on which indicators are asked: read them one by one, or leave out the one that differs.");
    }

    private static IEnumerable<Finding> OfUnits(MetricSpec metric, IReadOnlyList<string> groups, LatentMeansFit fit)
    {
        (SemGroup Group, int Place) smallest = fit.Model!.Sample.Select((group, place) => (group, place)).MinBy(entry => entry.group.Count);
        if (smallest.Group.Count < FewUnits)
        {
            yield return new("few-units", Severity.Warning,
                Invariant($"{metric.Name} has only {smallest.Group.Count:N0} units in variant \"{groups[smallest.Place]}\"; the standard errors of a factor model hold for large samples."),
                Invariant($"Collect at least {FewUnits} units per variant, better several hundreds."));
        }
    }

    private static string Described(LatentIndicator indicator) => Invariant($"{indicator.Name} (standardised loading {indicator.StandardizedLoading:0.00})");

    private static Severity Grave(MetricSpec metric) => metric.Role == MetricRole.Secondary ? Severity.Warning : Severity.Blocking;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
