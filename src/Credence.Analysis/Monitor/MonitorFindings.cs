using System.Globalization;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What a careful statistician would remark about the course of a test.</summary>
internal sealed class MonitorFindings(
    MonitorOptions options, LookRule rule, IReadOnlyList<Look> looks, FinalInference final, SequentialAllocation? allocation, long missingTime, long afterStop)
{
    public IEnumerable<Finding> All => new[] { Mismatch(), MissingTime(), LookFindings.ShortBurnIn(options.BurnIn), NotStarted(), Peeked(), AfterStop(), Disjoint() }.OfType<Finding>();

    private Finding? Mismatch()
    {
        if (allocation is not { Mismatch: true })
            return null;
        double total = allocation.Observed.Values.Sum();
        string split = string.Join(", ", allocation.Observed.Select(arm => Invariant($"{arm.Value:N0} in {arm.Key} ({arm.Value / total:0.0##%}; planned {allocation.Expected[arm.Key]:0.0##%})")));
        return new("sample-ratio-mismatch", Severity.Blocking, Invariant($"The units did not arrive in the planned proportions: {split}; always-valid {PValueText.WithLetter(allocation.PValue)}."),
            "Find the cause (assignment, redirects, bots, lost logs) before reading any effect; state the planned shares if they were others.");
    }

    private Finding? MissingTime() => missingTime == 0 ? null : new("missing-time", Severity.Warning,
        Invariant($"{missingTime:N0} {(options.Analysis.Unit is null ? "rows" : "units")} have no time and are left out."),
        "Find out why: a unit without a time belongs to no look.");

    private Finding? NotStarted() => rule.Started ? null : LookFindings.BurnInNotOver(options.Opening, null);

    private Finding? Peeked()
    {
        double alpha = options.Analysis.Effect.Alpha;
        Look[] tempting = [.. looks.Where(look => look.Decision is LookDecision.Continue && look.FixedPValue < alpha)];
        if (tempting.Length == 0)
            return null;
        double error = Peeking.TypeIError([.. looks.Select(look => (double)look.Count.Values.Sum()).Where(count => count > 0).Distinct()], alpha);
        return new("peeking", Severity.Warning,
            Invariant($"A fixed-horizon test was significant at {tempting.Length:N0} of {looks.Count:N0} looks, first at {tempting[0].Time} ({PValueText.WithLetter(tempting[0].FixedPValue)}), where the boundary was not crossed. ")
            + Invariant($"Looked at {looks.Count:N0} times, it is significant at some look in {error:0%} of tests without an effect, not in {alpha:0.##%}."),
            "Do not stop for the dashed interval; it holds only at a single look that was planned.");
    }

    private Finding? AfterStop() => afterStop == 0 ? null : new("data-after-stop", Severity.Note,
        Invariant($"{afterStop:N0} units came after the test had stopped at {looks[^1].Time}; they are not used."),
        "Add --overrun if they were under way when it stopped.");

    private Finding? Disjoint() => final.RepeatedInterval.Lower <= final.RepeatedInterval.Upper ? null : new("no-common-effect", Severity.Warning,
        "The intervals of the looks have no value in common: the effect changes over time, or an assumption does not hold.",
        "Look at the effect by day, and for changes of the product or the tracking; the last look's interval is shown.");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
