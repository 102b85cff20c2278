using System.Globalization;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What is to be remarked wherever a test is looked at more than once.</summary>
internal static class LookFindings
{
    public static Finding? ShortBurnIn(long? burnIn) => burnIn is not { } units || units >= SequentialOptions.DefaultBurnIn ? null : new("short-burn-in", Severity.Warning,
        Invariant($"Looks count from {units:N0} units on; below {SequentialOptions.DefaultBurnIn} the normal approximation raises false alarms."),
        "Leave --burn-in out, or make it longer.");

    /// <param name="opening">The burn-in.</param>
    /// <param name="metrics">Names of the metrics of which nothing is said yet; null where there is only one.</param>
    public static Finding BurnInNotOver(BurnIn opening, string? metrics)
    {
        string of = metrics is null ? "No look counts yet" : $"Nothing is said yet of {metrics}";
        string events = opening.Events > 0 ? Invariant($", for a proportion also {opening.Events:N0} of its rarer outcome") : "";
        return new("burn-in-not-over", Severity.Warning, Invariant($"{of}: the burn-in lasts until {opening.Units:N0} units{events}, and the metric must vary."), "Wait for more data.");
    }

    /// <summary>The declared design was taken, at this place in it.</summary>
    public static Finding DesignProgress(DeclaredLooks declared, double effect, string treatment, long come, double units)
    {
        string place = come >= units ? "the plan has reached its end" : Invariant($"that is {come / units:0.#%} of the plan");
        return new("design-progress", Severity.Note,
            Invariant($"The declared design ({Name(declared)}) needs {Math.Ceiling(units):N0} units to find a lift of {effect:0.##%} with power {declared.Power:0.#%}; {come:N0} of the control and \"{treatment}\" have come, {place}. ")
            + "The looks planned before are taken as made, and as having let the test go on.",
            "Where other looks were made, watch the test with credence monitor, which places every look by its time.");
    }

    /// <summary>The declared design could not be taken.</summary>
    public static Finding DesignSizeUnknown(DeclaredLooks declared, bool hasEffect) => new("design-size-unknown", Severity.Warning,
        $"The declared design ({Name(declared)}) could not be followed: {(hasEffect ? "the control has no level or spread" : "no minimumEffect is declared")} from which its size follows. A confidence sequence, which needs no size, is used in its place.",
        "Declare design.minimumEffect, or watch the test with credence monitor --planned.");

    /// <summary>A test for one look stands where several are declared; null where they are not.</summary>
    public static Finding? PlannedLooks(DeclaredLooks? declared, double alpha)
    {
        if (declared is null || declared.Count < 2)
            return null;
        double error = Peeking.TypeIError(InformationTimes.Equal(declared.Count), alpha);
        return new("planned-looks", Severity.Warning,
            Invariant($"The experiment declares {declared.Count} looks, but intervals and p-values of this analysis hold at one. Taken at each of {declared.Count}, such a test is significant in {error:0.0%} of tests without an effect, not in {alpha:0.##%}."),
            "Write inference: sequential (or --inference sequential), or watch the test with credence monitor.");
    }

    private static string Name(DeclaredLooks declared) => Invariant($"{declared.Count} looks, {declared.At(0.05).Bounds.Name}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
