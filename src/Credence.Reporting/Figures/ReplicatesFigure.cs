using Credence.Analysis;

namespace Credence.Reporting;

/// <summary>The differences over all resamples or allocations: a histogram with 0, the estimate and the interval.</summary>
internal static class ReplicatesFigure
{
    private const double Width = 900;
    private const double Top = 22;
    private const double Tall = 130;
    private const double Left = 12;

    /// <summary>The figure; null where nothing was resampled, or nothing differs.</summary>
    public static Drawing? Of(MetricResult metric, Comparison comparison)
    {
        if (comparison.Resampling is not { Edges.Count: > 1 } resampling)
            return null;
        MetricScale scale = new(metric);
        bool allocations = comparison.Method == "permutation";
        string what = allocations ? "allocations" : "resamples";
        string all = resampling.Exact ? $"all {NumberFormat.Count(resampling.Replicates)} {what}" : $"{NumberFormat.Count(resampling.Replicates)} {what}";
        Drawing drawing = new(Width, $"Differences of {metric.Name} over {what}, {comparison.Variant} against {comparison.Control}",
            $"{all}: differences from {scale.Difference(resampling.Edges[0])} to {scale.Difference(resampling.Edges[^1])}; estimate {scale.Difference(comparison.Estimate)}, interval {scale.Difference(comparison.Interval)}.");
        double[] shown = [0, comparison.Estimate, .. new[] { comparison.Interval.Lower, comparison.Interval.Upper }.Where(double.IsFinite)];
        bool percent = metric.Kind == MetricKind.Proportion;
        Axis axis = new(Math.Min(resampling.Edges[0], shown.Min()), Math.Max(resampling.Edges[^1], shown.Max()), Left, Width - Left, percent ? 100 : 1, percent ? "%" : "", signed: true);
        double bottom = Top + Tall, under = axis.Draw(drawing, Top, bottom);
        Bars(drawing, axis, resampling, bottom, Ink.Variant(1));
        Marks(drawing, axis, comparison, scale, bottom);
        drawing.Text(Width / 2, under + 12, allocations
            ? $"Difference in each of {all} of the units to the arms, as if the treatment did nothing"
            : $"Difference in each of {all}", Ink.Muted, 12, Anchor.Middle);
        drawing.Height = under + 22;
        return drawing;
    }

    private static void Bars(Drawing drawing, Axis axis, ResamplingSummary resampling, double bottom, Ink ink)
    {
        double most = Math.Max(1, resampling.Counts.Max());
        List<(double, double)> outline = [(axis.X(resampling.Edges[0]), bottom)];
        for (int i = 0; i < resampling.Counts.Count; i++)
        {
            double y = bottom - resampling.Counts[i] / most * (Tall - 10);
            outline.Add((axis.X(resampling.Edges[i]), y));
            outline.Add((axis.X(resampling.Edges[i + 1]), y));
        }
        outline.Add((axis.X(resampling.Edges[^1]), bottom));
        drawing.Area(outline, ink, 0.28);
        drawing.Polyline(outline, ink, 1.4);
    }

    private static void Marks(Drawing drawing, Axis axis, Comparison comparison, MetricScale scale, double bottom)
    {
        drawing.Line(axis.X(0), Top, axis.X(0), bottom, Ink.Text, 1.2, dashed: true);
        double estimate = axis.X(comparison.Estimate);
        drawing.Line(estimate, Top, estimate, bottom, Ink.Text, 1.8);
        double low = double.IsFinite(comparison.Interval.Lower) ? axis.X(comparison.Interval.Lower) : axis.X(axis.Low);
        double high = double.IsFinite(comparison.Interval.Upper) ? axis.X(comparison.Interval.Upper) : axis.X(axis.High);
        drawing.Line(low, bottom - 3, high, bottom - 3, Ink.Text, 4);
        string text = NumberFormat.Typeset($"{scale.Difference(comparison.Estimate)} ({scale.Difference(comparison.Interval)})");
        double half = Lettering.Width(text, 12) / 2;
        drawing.Text(Math.Clamp(estimate, Left + half, Width - Left - half), Top - 8, text, Ink.Text, 12, Anchor.Middle);
    }
}
