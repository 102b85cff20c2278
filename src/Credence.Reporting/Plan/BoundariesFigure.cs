using System.Globalization;
using Credence.Analysis;
using Credence.Experiments;

namespace Credence.Reporting;

/// <summary>Group-sequential designs side by side: boundaries, nominal levels, alpha spent and inflation.</summary>
internal static class BoundariesFigure
{
    private const double Width = 900, Height = 210, Top = 34, Left = 62, Gap = 74, Between = 46, Margin = 22;
    private const double HighestZ = 6;
    private const double SmallestP = -8;

    public static Drawing Of(SequentialPlanResult result)
    {
        Drawing drawing = new(Width, result.Plans.Count > 1 ? "Boundaries compared" : $"Boundaries: {Name(result.Plans[0])}",
            string.Join("; ", result.Plans.Select(plan => $"{Name(plan)}: z {string.Join(", ", plan.Design.Boundaries.Select(z => double.IsFinite(z) ? NumberFormat.Fixed(z, 2) : "never"))}")) + ".");
        double width = (Width - Left - Gap - Margin) / 2, right = Left + width + Gap;
        double second = Boundaries(drawing, Left, width, result, Top);
        Nominal(drawing, right, width, result, Top);
        double top = second + Between;
        double bottom = Spent(drawing, Left, width, result, top);
        Inflation(drawing, right, width, result, top);
        drawing.Height = CurvePanel.Legend(drawing, [.. Curves(result, _ => []), .. Futile(result) ? [new Curve("dashed: futility", [], Ink.Axis, Dashed: true)] : Array.Empty<Curve>()], bottom + 20);
        return drawing;
    }

    private static double Boundaries(Drawing drawing, double left, double width, SequentialPlanResult result, double top)
    {
        double[] all = [.. result.Plans.SelectMany(plan => plan.Design.Boundaries.Concat(plan.Design.FutilityBoundaries)).Where(double.IsFinite)];
        Axis y = new(Math.Min(0, all.Min()), Math.Min(HighestZ, Math.Ceiling(2 * all.Max()) / 2 + 0.5), top + Height, top);
        CurvePanel panel = new(Time(left, width), y);
        double bottom = panel.DrawAxes(drawing, "Information fraction", result.Plans[0].Design.Options.Sides == 2 ? "Boundary of |z|" : "Boundary of z");
        foreach (Curve curve in Curves(result, plan => plan.Boundaries))
            panel.Draw(drawing, curve);
        foreach (Curve curve in Curves(result, plan => [.. Enumerable.Range(0, plan.FutilityBoundaries.Count).Select(k => SequentialTables.Futility(plan, k) ?? double.NaN)]))
            panel.Draw(drawing, curve with { Dashed = true });
        return bottom;
    }

    private static void Nominal(Drawing drawing, double left, double width, SequentialPlanResult result, double top)
    {
        double low = result.Plans.SelectMany(plan => plan.Design.NominalPValues).Select(p => p > 0 ? Math.Log10(p) : SmallestP).Min();
        Axis y = new(Math.Max(SmallestP, Math.Floor(low)), 0, top + Height, top, label: PowerOfTen);
        CurvePanel panel = new(Time(left, width), y);
        panel.DrawAxes(drawing, "Information fraction", "Nominal p");
        foreach (Curve curve in Curves(result, plan => [.. plan.NominalPValues.Select(Math.Log10)]))
            panel.Draw(drawing, curve);
    }

    private static double Spent(Drawing drawing, double left, double width, SequentialPlanResult result, double top)
    {
        double alpha = result.Plans[0].Design.Options.Alpha;
        CurvePanel panel = new(Time(left, width), new(0, 1.1 * alpha, top + Height, top));
        double bottom = panel.DrawAxes(drawing, "Information fraction", "Alpha spent");
        panel.Level(drawing, alpha, alpha.ToString("R", CultureInfo.InvariantCulture));
        foreach (Curve curve in Curves(result, plan => plan.CumulativeAlpha))
            panel.Draw(drawing, curve);
        return bottom;
    }

    // Bars from 1, the test with one look: what lies beyond is the price of looking.
    private static void Inflation(Drawing drawing, double left, double width, SequentialPlanResult result, double top)
    {
        double most = result.Plans.Max(plan => plan.Design.InflationFactor);
        double row = Math.Min(44, Height / result.Plans.Count);
        Axis x = new(1, 1 + 1.25 * Math.Max(most - 1, 0.01), left, left + width);
        double bottom = top + Height;
        drawing.Text(left, top - 12, "Inflation of the largest sample", Ink.Text, 13, bold: true);
        double under = x.Draw(drawing, top, bottom);
        drawing.Text(left + width / 2, under + 12, "Times the sample of a test with one look", Ink.Muted, 12, Anchor.Middle);
        for (int i = 0; i < result.Plans.Count; i++)
        {
            double factor = result.Plans[i].Design.InflationFactor, y = top + i * row;
            drawing.Area([(x.X(1), y + 4), (x.X(factor), y + 4), (x.X(factor), y + row - 4), (x.X(1), y + row - 4)], Ink.Variant(i + 1), 0.85);
            drawing.Text(x.X(factor) + 6, y + row / 2 + 4, NumberFormat.Fixed(factor, 4), Ink.Text, 11);
        }
    }

    private static IEnumerable<Curve> Curves(SequentialPlanResult result, Func<GroupSequentialDesign, IReadOnlyList<double>> values) => result.Plans.Select((plan, i) =>
    {
        IReadOnlyList<double> heights = values(plan.Design);
        return new Curve(Name(plan), [.. heights.Select((value, k) => (plan.Design.InformationTimes[k], value))], Ink.Variant(i + 1), Symbols: heights.Count > 30 ? null : i);
    });

    private static bool Futile(SequentialPlanResult result) => result.Plans.Any(plan => plan.Design.FutilityBoundaries.Count > 0);

    private static string Name(SequentialPlan plan) => plan.Design.Options.Bounds.Name;

    private static Axis Time(double left, double width) => new(0, 1, left, left + width);

    private static string PowerOfTen(double exponent)
        => exponent >= -4 ? Math.Pow(10, exponent).ToString("0.####", CultureInfo.InvariantCulture) : $"1e{exponent.ToString("0", CultureInfo.InvariantCulture)}";
}
