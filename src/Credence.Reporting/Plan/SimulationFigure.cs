using Credence.Analysis;

namespace Credence.Reporting;

/// <summary>How often simulated experiments have found an effect by each look, where there is none and where there is one.</summary>
internal static class SimulationFigure
{
    private const double Width = 900, Height = 250, Top = 34, Gap = 70, Left = 52, Right = 22;
    private const int MostSymbols = 30;

    public static Drawing Of(SimulationPlanResult result)
    {
        IReadOnlyList<SimulatedRule> rules = SimulationTables.Shown(result);
        Drawing drawing = new(Width, "Found by each look",
            string.Join("; ", rules.Select(rule => $"{SimulationTables.Name(rule)}: power {SimulationTables.Percent(rule.Power)}, type I error {SimulationTables.Percent(rule.TypeOneError)}")) + ".");
        double width = (Width - Left - Gap - Right) / 2;
        double worst = rules.Max(rule => rule.TypeOneError.Interval.Upper);
        double bottom = Panel(drawing, Left, width, result, rules, "Type I error by look", Math.Max(1.3 * result.Alpha, worst), look => look.TypeOneError, NumberFormat.Level(result.Alpha));
        Panel(drawing, Left + width + Gap, width, result, rules, $"Power by look to find {SimulationTables.Effect(result)}", 1, look => look.Power, null);
        drawing.Height = CurvePanel.Legend(drawing, [.. Curves(result, rules, _ => 0, [])], bottom + 20);
        return drawing;
    }

    private static double Panel(
        Drawing drawing, double left, double width, SimulationPlanResult result, IReadOnlyList<SimulatedRule> rules, string title, double most, Func<SimulatedLook, double> value, string? level)
    {
        CurvePanel panel = new(new(0, result.Total, left, left + width), new(0, most, Top + Height, Top, 100, "%"));
        double bottom = panel.DrawAxes(drawing, "Units of both arms", title);
        if (level is not null)
            panel.Level(drawing, result.Alpha, level);
        foreach (Curve curve in Curves(result, rules, value, [(0, 0)]))
            panel.Draw(drawing, curve);
        return bottom;
    }

    // A share stays as it is until the next look.
    private static IEnumerable<Curve> Curves(SimulationPlanResult result, IReadOnlyList<SimulatedRule> rules, Func<SimulatedLook, double> value, (double, double)[] start)
        => rules.Select((rule, i) => new Curve(
            SimulationTables.Name(rule),
            [.. start, .. rule.Looks.Select(look => ((double)look.Units, value(look)))],
            Ink.Variant(i + 1),
            Dashed: rule.Rule == result.Naive.Rule,
            Symbols: rule.Looks.Count > MostSymbols ? null : i));
}
