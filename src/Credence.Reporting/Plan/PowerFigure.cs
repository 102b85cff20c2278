using Credence.Analysis;
using Credence.Experiments;

namespace Credence.Reporting;

/// <summary>Power of a plan: over sizes for the planned effect, and over effects at the planned size.</summary>
internal static class PowerFigure
{
    private const double Width = 900, Height = 250, Top = 34, Gap = 70, Left = 48, Right = 22;

    public static Drawing Of(PlanResult result)
    {
        Plan plan = result.Plan;
        string unit = plan.Clusters is null ? "Units" : "Clusters";
        long n = plan.Clusters?.PerArm.Control ?? plan.NPerArm!.Value.Control;
        string effect = PlanNumbers.Effect(result.Design, plan.MinimumEffect), power = PlanNumbers.Power(plan.Power);
        Drawing drawing = new(Width, "Power of the plan", $"With {NumberFormat.Count(n)} {unit.ToLowerInvariant()} in the control arm an effect of {effect} is found with power {power}.");
        double panel = (Width - Left - Gap - Right) / 2;
        double bottom = Panel(drawing, Left, panel, result, $"Power to find {effect}", $"{unit} in the control arm", [.. result.PowerBySize.Select(p => (p.N, p.Power))], (n, $"{NumberFormat.Count(n)}: {power}"), (1, ""));
        (double factor, string suffix) = result.Design is ProportionDesign ? (100.0, " pp") : (1, "");
        Panel(drawing, Left + panel + Gap, panel, result, $"Power of {NumberFormat.Count(n)} {unit.ToLowerInvariant()} in the control arm", "True effect", [.. result.PowerByEffect.Select(p => (p.Effect, p.Power))], (plan.MinimumEffect, $"{effect}: {power}"), (factor, suffix));
        drawing.Height = bottom;
        return drawing;
    }

    private static double Panel(
        Drawing drawing, double left, double width, PlanResult result, string title, string along, IReadOnlyList<(double X, double Y)> points, (double X, string Label) plan, (double Factor, string Unit) scale)
    {
        Axis x = new(Math.Min(0, points.Min(p => p.X)), Math.Max(0, points.Max(p => p.X)), left, left + width, scale.Factor, scale.Unit);
        Axis y = new(0, 1, Top + Height, Top, 100, "%");
        CurvePanel panel = new(x, y);
        double bottom = panel.DrawAxes(drawing, along, title);
        if (Math.Abs(result.WantedPower - result.Plan.Power) > 0.02)
            panel.Level(drawing, result.WantedPower, NumberFormat.Level(result.WantedPower));
        panel.Draw(drawing, new("", points, Ink.Variant(1)));
        panel.Mark(drawing, plan.X, result.Plan.Power, plan.Label, Ink.Variant(2));
        return bottom;
    }
}

/// <summary>The effect that can be found, by day.</summary>
internal static class DayFigure
{
    private const double Width = 900, Height = 240, Top = 34, Left = 66, Right = 22;

    public static Drawing Of(PlanResult result)
    {
        (double X, double Y)[] points = [.. result.DetectableByDay.Where(day => double.IsFinite(day.MinimumEffect)).Select(day => ((double)day.Day, day.MinimumEffect))];
        string power = NumberFormat.Level(result.WantedPower);
        Drawing drawing = new(Width, "What can be found by day",
            string.Join("; ", result.DetectableByDay.Select(day => $"day {day.Day}: {PlanNumbers.Effect(result.Design, day.MinimumEffect)}")) + ".");
        (double factor, string unit) = result.Design is ProportionDesign ? (100.0, " pp") : (1, "");
        Axis x = new(0, points.Select(p => p.X).DefaultIfEmpty(1).Max(), Left, Width - Right);
        Axis y = new(Math.Min(0, points.Select(p => p.Y).DefaultIfEmpty(0).Min()), Math.Max(0, points.Select(p => p.Y).DefaultIfEmpty(1).Max()), Top + Height, Top, factor, unit);
        CurvePanel panel = new(x, y);
        drawing.Height = panel.DrawAxes(drawing, "Days since the start", $"Effect found with power {power}");
        panel.Draw(drawing, new("", points, Ink.Variant(1), Symbols: 0));
        if (result.Plan.Days is { } days)
            panel.Mark(drawing, days, result.Plan.MinimumEffect, $"day {NumberFormat.Count((long)days)}: {PlanNumbers.Effect(result.Design, result.Plan.MinimumEffect)}", Ink.Variant(2), falling: true);
        return drawing;
    }
}

/// <summary>What a number of clusters can do over intraclass correlations.</summary>
internal static class IccFigure
{
    private const double Width = 900, Height = 220, Top = 34, Left = 58, Gap = 66, Right = 22;

    public static Drawing Of(PlanResult result)
    {
        long clusters = result.Plan.Clusters!.PerArm.Control;
        Drawing drawing = new(Width, $"{NumberFormat.Count(clusters)} clusters per arm by intraclass correlation",
            string.Join("; ", result.OverIcc.Select(row => $"{PlanNumbers.Number(row.IntraclassCorrelation)}: power {PlanNumbers.Power(row.Power)}, effect {PlanNumbers.Number(row.MinimumEffect)}")) + ".");
        double width = (Width - Left - 2 * Gap - Right) / 3;
        Panel(drawing, 0, width, result, $"Power to find {PlanNumbers.Number(result.Plan.MinimumEffect)}", row => row.Power, 1, (100, "%"));
        Panel(drawing, 1, width, result, "Effect found", row => row.MinimumEffect, null, (1, ""));
        drawing.Height = Panel(drawing, 2, width, result, "Members per cluster needed", row => row.ClusterSizeNeeded ?? double.NaN, null, (1, ""));
        return drawing;
    }

    private static double Panel(
        Drawing drawing, int place, double width, PlanResult result, string title, Func<ClusterScenario, double> value, double? top, (double Factor, string Unit) scale)
    {
        double left = Left + place * (width + Gap);
        double[] values = [.. result.OverIcc.Select(value)];
        double[] finite = [.. values.Where(double.IsFinite)];
        Axis x = new(0, result.OverIcc[^1].IntraclassCorrelation, left, left + width);
        // Sizes grow without bound where clusters run short: the panel ends at twenty times the smallest.
        double high = top ?? (finite.Length == 0 ? 1 : Math.Min(finite.Max(), 20 * finite.Min()));
        Axis y = new(0, high, Top + Height, Top, scale.Factor, scale.Unit);
        CurvePanel panel = new(x, y);
        double bottom = panel.DrawAxes(drawing, "Intraclass correlation", title);
        panel.Draw(drawing, new("", [.. result.OverIcc.Select((row, i) => (row.IntraclassCorrelation, values[i]))], Ink.Variant(1), Symbols: 0));
        return bottom;
    }
}
