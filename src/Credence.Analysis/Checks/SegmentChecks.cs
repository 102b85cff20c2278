using System.Globalization;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What breakdowns tell of the allocation: where a sample ratio mismatch comes from, and whether the mix of segments misleads.</summary>
internal sealed class SegmentChecks(AnalyzeOptions options, MomentsTable table, VariantOrder variants)
{
    private const int Named = 3;

    /// <summary>All findings, by breakdown.</summary>
    public IEnumerable<Finding> Findings(IReadOnlyList<MetricResult> metrics)
    {
        foreach (string by in options.By.Distinct(StringComparer.Ordinal))
        {
            MomentsRow[] rows = [.. table.Rows.Where(row => row.Segment?.By == by)];
            if (options.Randomised && Mismatch(by, rows) is { } mismatch)
                yield return mismatch;
            foreach (MetricResult metric in metrics)
            {
                foreach (Finding finding in OfMix(metric, by))
                    yield return finding;
            }
        }
    }

    /// <summary>Segments that lack a variant which other segments hold.</summary>
    public IReadOnlyList<string> WithoutPositivity()
        =>
        [
            .. table.Rows.Where(row => row.Segment is not null).GroupBy(row => row.Segment!)
                .Where(segment => variants.All.Any(name => segment.All(row => row.Variant != name || row.Units == 0)))
                .Select(segment => $"{segment.Key.By} = {segment.Key.Value ?? "(missing)"}"),
        ];

    // The level is shared among the segments, so that a table of many raises no more false alarms than one test.
    private Finding? Mismatch(string by, MomentsRow[] rows)
    {
        IReadOnlyList<double> shares = options.Expected?.For(variants.All) ?? variants.Shares;
        (string Name, double PValue, long Units)[] tests =
        [
            .. rows.GroupBy(row => row.Segment!.Value).Select(segment => (
                Name: segment.Key ?? "(missing)",
                SampleRatioTest.Test(
                    variants.All,
                    [.. variants.All.Select(name => segment.Where(row => row.Variant == name).Sum(row => row.Units))],
                    [.. shares],
                    options.SampleRatioAlpha).PValue,
                Units: segment.Sum(row => row.Units))),
        ];
        var found = tests.Where(test => test.PValue < options.SampleRatioAlpha / tests.Length).OrderBy(test => test.PValue).ToArray();
        if (found.Length == 0)
            return null;
        string worst = string.Join(", ", found.Take(Named).Select(test => Invariant($"{test.Name} ({test.Units:N0} units, {PValueText.WithLetter(test.PValue)})")));
        string more = found.Length > Named ? Invariant($" and {found.Length - Named} more") : "";
        return new("segment-sample-ratio-mismatch", Severity.Warning,
            Invariant($"By {by}, the units did not arrive in the planned proportions in {found.Length:N0} of {tests.Length:N0} segments: {worst}{more}."),
            "Look there for the cause: what is special about these segments (a browser, a release, a redirect) is where units were lost.");
    }

    private IEnumerable<Finding> OfMix(MetricResult metric, string by)
    {
        if (metric.Kind is not (MetricKind.Mean or MetricKind.Proportion))
            yield break;
        Breakdown breakdown = metric.Breakdowns.First(breakdown => breakdown.By == by);
        foreach (string treatment in metric.Comparisons.Select(comparison => comparison.Variant))
        {
            SegmentMeans[] segments = [.. breakdown.Segments.Select(segment => Means(segment.Variants[variants.Control], segment.Variants[treatment]))];
            if (MixShift.Of(segments, options.Effect.Alpha) is not { } shift)
                continue;
            if (shift.Reversed)
            {
                yield return new("simpson-reversal", Severity.Blocking,
                    Invariant($"{metric.Name} of variant \"{treatment}\" differs from the control by {shift.Crude:G4} over all units, but by {shift.Standardised:G4} where both hold the same mix of {by} (Simpson's paradox)."),
                    $"Trust neither number before you know why the variants hold different shares of {by}; with a sound assignment use --adjust stratified --strata {by}.");
            }
            else if (shift.Mix.PValue < options.SampleRatioAlpha)
            {
                yield return new("mix-shift", Severity.Warning,
                    Invariant($"Variant \"{treatment}\" and the control hold different shares of {by} ({PValueText.WithLetter(shift.Mix.PValue)}): {metric.Name} differs by {shift.Crude:G4} as it stands and by {shift.Standardised:G4} in a common mix."),
                    $"A random assignment gives equal shares: find the cause. If {by} is a consequence of the treatment, do not compare within it.");
            }
        }
    }

    private static SegmentMeans Means(VariantSummary control, VariantSummary treatment)
        => new(Arm(control), Arm(treatment), control.Count, treatment.Count);

    private static ArmMean Arm(VariantSummary arm) => new(arm.Mean, arm.StandardDeviation * arm.StandardDeviation / arm.Count);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
