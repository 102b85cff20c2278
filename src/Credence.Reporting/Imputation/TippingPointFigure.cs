using Credence.Analysis;
using Credence.Latent;

namespace Credence.Reporting;

/// <summary>The pooled difference as a function of how far the missing values differ from what was imputed, with the points at which the conclusion
/// changes.</summary>
internal static class TippingPointFigure
{
    private const double Width = 900, Left = 78, Top = 34, Tall = 300;
    private const int Points = 161;

    public static Drawing? Of(ImputeComparison comparison)
    {
        SensitivityResult sensitivity = comparison.Sensitivity;
        TippingPoints tipping = sensitivity.Arms[(int)sensitivity.Shift];
        double unit = sensitivity.StandardDeviation;
        if (!(unit > 0) || !double.IsFinite(comparison.Pooled.PValue) || sensitivity.Lowest >= sensitivity.Highest)
            return null;
        // Two standard deviations either way, further where a nearer conclusion changes there.
        double low = Math.Max(sensitivity.Lowest, -Math.Max(2 * unit, Reach(tipping.Below))), high = Math.Min(sensitivity.Highest, Math.Max(2 * unit, Reach(tipping.Above)));
        (double Delta, PooledEstimate Pooled)[] course = [.. Enumerable.Range(0, Points).Select(i => low + ((high - low) * i / (Points - 1))).Select(delta => (delta, comparison.Difference.At(sensitivity.Shift, delta)))];
        double level = comparison.Interval.Level;
        double[] lower = [.. course.Select(at => at.Pooled.Interval(1 - level).Lower)], upper = [.. course.Select(at => at.Pooled.Interval(1 - level).Upper)];
        string whose = ImputeTables.Whose(comparison, sensitivity.Shift);
        Drawing drawing = new(Width, $"{comparison.Metric}: how far imputed values may be off", $"The difference {comparison.Variant} minus {comparison.Control} while the imputed values of {whose} are moved from {NumberFormat.Plain(low)} to {NumberFormat.Plain(high)}.");
        double pad = 0.05 * (upper.Max() - lower.Min());
        Axis x = new(low, high, Left, Width - 34, signed: true), y = new(Math.Min(lower.Min(), 0) - pad, Math.Max(upper.Max(), 0) + pad, Top + Tall, Top, signed: true);
        CurvePanel panel = new(x, y);
        double under = panel.DrawAxes(drawing, $"Missing values of {Lettering.Fit(whose, 200, 12)} moved by this from what was imputed (1 SD = {NumberFormat.Plain(unit)})",
            $"Difference in {Lettering.Fit(comparison.Metric, 300, 13, true)}: {comparison.Variant} minus {comparison.Control}");
        drawing.Area([.. course.Select((at, i) => (x.X(at.Delta), y.X(upper[i]))), .. course.Select((at, i) => (x.X(at.Delta), y.X(lower[i]))).Reverse()], Ink.Neutral, 0.14);
        drawing.Line(x.X(x.Low), y.X(0), x.X(x.High), y.X(0), Ink.Text, 1.2);
        drawing.Line(x.X(0), y.X(y.Low), x.X(0), y.X(y.High), Ink.Axis, 1.2, dashed: true);
        Curve[] curves =
        [
            new("pooled difference", [.. course.Select(at => (at.Delta, at.Pooled.Estimate))], Ink.Text),
            new($"{Words.Confidence(level)}", [.. course.Select((at, i) => (at.Delta, upper[i]))], Ink.Neutral) { Width = 1.6 },
            new("", [.. course.Select((at, i) => (at.Delta, lower[i]))], Ink.Neutral) { Width = 1.6 },
        ];
        foreach (Curve curve in curves)
            panel.Draw(drawing, curve);
        drawing.Circle(x.X(0), y.X(comparison.Pooled.Estimate), 5.5, Ink.Text);
        foreach (double point in new[] { tipping.Below, tipping.Above }.OfType<double>().Where(x.Shows))
        {
            double at = x.X(point), foot = y.X(y.Low);
            drawing.Line(at, y.X(comparison.Difference.At(sensitivity.Shift, point).Estimate), at, foot, Ink.Bad, 1.4, dashed: true);
            drawing.Circle(at, y.X(comparison.Difference.At(sensitivity.Shift, point).Estimate), 5.5, Ink.Bad);
            string label = NumberFormat.Typeset($"conclusion changes at {(point > 0 ? "+" : "")}{NumberFormat.Plain(point)}");
            bool fits = at + 8 + Lettering.Width(label, 12, true) < Width;
            drawing.Text(fits ? at + 8 : at - 8, foot - 8, label, Ink.Bad, 12, fits ? Anchor.Start : Anchor.End, bold: true);
        }
        drawing.Height = CurvePanel.Legend(drawing, curves, under + 16) + 4;
        return drawing;
    }

    private static double Reach(double? point) => point is { } value ? 1.25 * Math.Abs(value) : 0;
}
