using Credence.Analysis;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>The level of a metric in each variant with its interval.</summary>
internal static class LevelsFigure
{
    private const double Width = 900;
    private const double RowHeight = 34;
    private const double Top = 10;

    /// <summary>One row per variant; null where no variant has a level, and for a construct, whose level in the control is 0 by definition.</summary>
    public static Drawing? Of(AnalysisResult result, MetricResult metric)
    {
        if (metric.Kind == MetricKind.Construct)
            return null;
        MetricScale scale = new(metric);
        double confidence = 1 - result.Alpha;
        (string Name, VariantSummary Level, Interval Interval)[] rows =
            [.. metric.Variants.Select(v => (v.Key, v.Value, LevelInterval.Of(metric, v.Key, confidence)))];
        double[] shown = [.. rows.SelectMany(r => new[] { r.Level.Mean, r.Interval.Lower, r.Interval.Upper }).Where(double.IsFinite)];
        if (shown.Length == 0)
            return null;
        string what = Words.Kind(metric.Kind);
        Drawing drawing = new(Width, $"{metric.Name}: {what} per variant",
            string.Join("; ", rows.Select(r => $"{r.Name}: {scale.Level(r.Level.Mean)} ({scale.Level(r.Interval)})")) + ".");
        double labels = Math.Min(230, rows.Max(r => Lettering.Width(r.Name, 13))) + 18;
        double numbers = Width - rows.Max(r => Lettering.Width(Numbers(scale, r.Level, r.Interval), 12)) - 2;
        double pad = 0.06 * (shown.Max() - shown.Min());
        (double factor, string unit) = metric.Kind == MetricKind.Proportion ? (100, "%") : (1, "");
        Axis axis = new(shown.Min() - pad, shown.Max() + pad, labels + 12, numbers - 24, factor, unit);
        double bottom = Top + rows.Length * RowHeight;
        double under = axis.Draw(drawing, Top, bottom);
        for (int i = 0; i < rows.Length; i++)
        {
            double y = Top + (i + 0.5) * RowHeight;
            Ink ink = Ink.Variant(i);
            drawing.Text(0, y + 4, Lettering.Fit(rows[i].Name, labels - 6, 13), Ink.Text);
            Interval interval = rows[i].Interval;
            if (double.IsFinite(interval.Lower))
            {
                drawing.Line(axis.X(interval.Lower), y, axis.X(interval.Upper), y, ink, 2.5);
                drawing.Line(axis.X(interval.Lower), y - 5, axis.X(interval.Lower), y + 5, ink, 2);
                drawing.Line(axis.X(interval.Upper), y - 5, axis.X(interval.Upper), y + 5, ink, 2);
            }
            if (double.IsFinite(rows[i].Level.Mean))
                drawing.Symbol(i, axis.X(rows[i].Level.Mean), y, 6, ink);
            drawing.Text(numbers, y + 4, Numbers(scale, rows[i].Level, interval), Ink.Text, 12);
        }
        drawing.Text((axis.X(axis.Low) + axis.X(axis.High)) / 2, under + 12, $"{char.ToUpperInvariant(what[0])}{what[1..]} with {Words.Confidence(confidence)}", Ink.Muted, 12, Anchor.Middle);
        drawing.Height = under + 22;
        return drawing;
    }

    private static string Numbers(MetricScale scale, VariantSummary level, Interval interval)
        => NumberFormat.Typeset($"{scale.Level(level.Mean)}  ({scale.Level(interval)})");
}
