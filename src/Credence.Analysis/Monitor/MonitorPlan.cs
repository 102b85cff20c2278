using System.Globalization;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>How much of a test's plan has passed at a look.</summary>
/// <param name="options">What was planned.</param>
/// <param name="design">The design whose size the smallest effect worth finding asks for; null without one.</param>
/// <param name="start">Time of the first look.</param>
/// <param name="ratio">Treatment units per control unit, as planned.</param>
internal sealed class MonitorPlan(MonitorOptions options, GroupSequentialDesign? design, LookTime start, double ratio)
{
    private readonly double _firstDay = Math.Floor(start.End - 1e-9);

    /// <summary>Whether the end is stated, so that data beyond it contradict the plan; else it is computed from the data.</summary>
    public bool IsStated => options.Planned is not null;

    /// <summary>The share of the plan that has passed; null without a plan, or where the data cannot tell it yet.</summary>
    public double? ShareAt(CumulativeLook look, MetricKind kind) => options.Planned switch
    {
        { Units: { } units } => (double)look.Units / units,
        { Day: { } day } => (look.Time.End - _firstDay) / (LookEdges.DaysSince1970(day) + 1 - _firstDay),
        _ when design is not null && options.MinimumEffect is { } effect => look.Values / DesignSize.Units(design, look.Arms.Control, kind, effect, ratio),
        _ => null,
    };

    /// <summary>What is wrong with a look beyond the stated end.</summary>
    public InputException Beyond(CumulativeLook look) => options.Planned is { Units: { } units }
        ? new("--planned", Invariant($"{units:N0} units are planned, but {look.Units:N0} have come by {look.Time}"), "plan for as many, or add --overrun if they were under way when the plan ended")
        : new("--planned", Invariant($"the plan ends on {options.Planned!.Day:yyyy-MM-dd}, but units have come by {look.Time}"), "plan for as long, or add --overrun if they were under way when the plan ended");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
