using Credence.Analysis;
using Credence.Data;

namespace Credence.Reporting;

/// <summary>How a metric's values are spread in each variant: one panel each over a common axis, the control's outline in all.</summary>
internal static class DistributionFigure
{
    private const double Width = 900;
    private const double PanelHeight = 84;
    private const double Gap = 18;
    private const double Top = 12;

    /// <summary>The figure; null where the metric has no histogram, as a share has none.</summary>
    public static Drawing? Of(MetricResult metric, Histogram histogram)
    {
        if (metric.Kind == MetricKind.Proportion || histogram.Edges.Count < 2)
            return null;
        Panel[] panels = [.. metric.Variants.Keys.Where(histogram.Counts.ContainsKey).Select((v, i) => new Panel(v, i, histogram.Counts[v], metric.Variants[v]))];
        if (panels.Length == 0 || panels.All(p => p.Total == 0))
            return null;
        string of = metric.Kind == MetricKind.Ratio ? "the numerator of " : "";
        Drawing drawing = new(Width, $"Distribution of {of}{metric.Name}", Describe(panels, metric));
        double labels = Math.Clamp(panels.Max(p => Lettering.Width(p.Variant, 13, true)) + 18, 110, 230);
        Axis axis = new(histogram.Edges[0], histogram.Edges[^1], labels + 52, Width - 12);
        (double top, int? cutBin) = Ceiling(panels);
        double bottom = Top + panels.Length * (PanelHeight + Gap) - Gap;
        double under = axis.Draw(drawing, Top, bottom);
        MetricScale scale = new(metric);
        double[] edges = [.. histogram.Edges];
        for (int i = 0; i < panels.Length; i++)
        {
            double y = Top + i * (PanelHeight + Gap) + PanelHeight;
            Draw(drawing, axis, edges, panels[i], i == 0 ? null : panels[0], y, top, cutBin);
            drawing.Text(0, y - PanelHeight + 16, Lettering.Fit(panels[i].Variant, labels - 6, 13, true), Ink.Text, 13, bold: true);
            drawing.Text(0, y - PanelHeight + 34, $"{NumberFormat.Count(panels[i].Level.Count)} units", Ink.Muted, 12);
            if (metric.Kind == MetricKind.Mean)
                MeanLine(drawing, axis, panels[i], scale, y);
        }
        string dashes = panels.Length > 1 ? $"; dashed: {Lettering.Fit(Words.Control(panels[0].Variant), 220, 12)}" : "";
        drawing.Text((axis.X(axis.Low) + axis.X(axis.High)) / 2, under + 12, $"Share of units by value of {(of.Length > 0 ? "the numerator" : Lettering.Fit(metric.Name, 300, 12))}{dashes}", Ink.Muted, 12, Anchor.Middle);
        drawing.Height = under + 22;
        return drawing;
    }

    private static void Draw(Drawing drawing, Axis axis, double[] edges, Panel panel, Panel? control, double y, double top, int? cutBin)
    {
        drawing.Line(axis.X(axis.Low), y, axis.X(axis.High), y, Ink.Axis);
        drawing.Line(axis.X(axis.Low), y - PanelHeight + 8, axis.X(axis.High), y - PanelHeight + 8, Ink.Grid);
        drawing.Text(axis.X(axis.Low) - 6, y - PanelHeight + 12, NumberFormat.Level(Math.Round(top, 6)), Ink.Muted, 11, Anchor.End);
        drawing.Text(axis.X(axis.Low) - 6, y + 4, "0", Ink.Muted, 11, Anchor.End);
        double Height(double share) => y - Math.Min(share / top, 1) * (PanelHeight - 8);
        List<(double, double)> outline = Outline(axis, edges, panel, Height);
        drawing.Area(outline, Ink.Variant(panel.Place), 0.28);
        drawing.Polyline(outline, Ink.Variant(panel.Place), 1.8);
        if (control is not null)
            drawing.Polyline(Outline(axis, edges, control, Height), Ink.Text, 1.1, dashed: true);
        if (cutBin is { } bin && panel.Share(bin) > top)
            Cut(drawing, axis, edges, bin, y - PanelHeight + 8, panel.Share(bin));
        if (panel.Counts.Below > 0)
            drawing.Text(axis.X(axis.Low) + 4, y - PanelHeight + 26, NumberFormat.Typeset($"← {NumberFormat.Count(panel.Counts.Below)} lower"), Ink.Muted, 11);
        if (panel.Counts.Above > 0)
            drawing.Text(axis.X(axis.High), y - PanelHeight + 26, $"{NumberFormat.Count(panel.Counts.Above)} higher →", Ink.Muted, 11, Anchor.End);
    }

    private static List<(double, double)> Outline(Axis axis, double[] edges, Panel panel, Func<double, double> height)
    {
        List<(double, double)> points = [(axis.X(edges[0]), height(0))];
        for (int i = 0; i < panel.Counts.Bins.Count; i++)
        {
            points.Add((axis.X(edges[i]), height(panel.Share(i))));
            points.Add((axis.X(edges[i + 1]), height(panel.Share(i))));
        }
        points.Add((axis.X(edges[^1]), height(0)));
        return points;
    }

    // A gap in the column and its number say that the column is longer than drawn.
    private static void Cut(Drawing drawing, Axis axis, double[] edges, int bin, double top, double share)
    {
        double left = axis.X(edges[bin]) - 3;
        double right = axis.X(edges[bin + 1]) + 3;
        drawing.Area([(left, top + 16), (right, top + 10), (right, top + 14), (left, top + 20)], Ink.Paper);
        drawing.Text(right + 4, top + 18, NumberFormat.Share(share), Ink.Text, 11);
    }

    private static void MeanLine(Drawing drawing, Axis axis, Panel panel, MetricScale scale, double y)
    {
        string text = $"mean {NumberFormat.Typeset(scale.Level(panel.Level.Mean))}";
        drawing.Text(0, y - PanelHeight + 51, text, Ink.Muted, 12);
        if (!axis.Shows(panel.Level.Mean))
            return;
        double x = axis.X(panel.Level.Mean);
        drawing.Line(x, y - PanelHeight + 8, x, y, Ink.Text, 1.5);
        drawing.Area([(x, y), (x - 5, y + 8), (x + 5, y + 8)], Ink.Text);
    }

    // One bin may dwarf the rest, as zero does in revenue: the axis then fits the rest, and that column is cut.
    private static (double Top, int? CutBin) Ceiling(Panel[] panels)
    {
        int bins = panels[0].Counts.Bins.Count;
        double[] highest = [.. Enumerable.Range(0, bins).Select(i => panels.Max(p => p.Share(i)))];
        int largest = Array.IndexOf(highest, highest.Max());
        double rest = highest.Where((_, i) => i != largest).DefaultIfEmpty(0).Max();
        return rest > 0 && highest[largest] > 5 * rest ? (RoundUp(2 * rest), largest) : (RoundUp(highest[largest]), null);
    }

    private static double RoundUp(double share)
    {
        if (!(share > 0))
            return 1;
        double power = Math.Pow(10, Math.Floor(Math.Log10(share)));
        return new[] { 1, 1.5, 2, 3, 4, 5, 6, 8, 10 }.Select(d => d * power).First(c => c >= share * 0.9999);
    }

    private static string Describe(Panel[] panels, MetricResult metric)
    {
        MetricScale scale = new(metric);
        return string.Join("; ", panels.Select(p => $"{p.Variant}: {NumberFormat.Count(p.Level.Count)} units, {Words.Kind(metric.Kind)} {scale.Level(p.Level.Mean)}, "
            + $"standard deviation {scale.Spread(p.Level.StandardDeviation)}")) + ".";
    }

    private sealed record Panel(string Variant, int Place, HistogramCounts Counts, VariantSummary Level)
    {
        public long Total { get; } = Counts.Bins.Sum() + Counts.Below + Counts.Above;

        public double Share(int bin) => Total == 0 ? 0 : (double)Counts.Bins[bin] / Total;
    }
}
