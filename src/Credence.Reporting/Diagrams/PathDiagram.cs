using System.Globalization;
using System.Text;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>Draws structural equation models: latent variables as ellipses, observed ones as boxes, effects as straight arrows, covariances as curved ones with two heads.</summary>
public static class PathDiagram
{
    /// <summary>Writes one group of a model as SVG, PNG or DOT, by the ending of the path.</summary>
    /// <param name="table">The model.</param>
    /// <param name="values">What stands on each arrow: one value for each parameter of the model.</param>
    /// <param name="group">The group, from 0.</param>
    /// <param name="title">The title.</param>
    /// <param name="legend">What the marks behind the numbers mean; may be empty.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Stops before writing.</param>
    /// <exception cref="InputException">The ending is another, or the file cannot be written.</exception>
    public static Task WriteAsync(
        ParameterTable table, IReadOnlyList<PathValue> values, int group, string title, string legend, string path, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(values);
        Guard.SameLength(values.Count, table.Parameters.Count);
        Guard.AtLeast(group, 0);
        ArgumentException.ThrowIfNullOrEmpty(path);
        PathGraph graph = PathGraph.Of(table, values, group);
        return Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".DOT" or ".GV" => AtomicFile.WriteAsync(path, PathDot.Write(graph), cancellation),
            ".SVG" => AtomicFile.WriteAsync(path, SvgWriter.WriteFile(Of(graph, title, legend).Framed()), cancellation),
            ".PNG" => AtomicFile.WriteAsync(path, PngWriter.Write(Of(graph, title, legend).Framed()), cancellation),
            _ => throw new InputException(path, "has an ending that no diagram is written for", "let it end in .svg, .png or .dot"),
        };
    }

    internal static Drawing Of(PathGraph graph, string title, string legend)
    {
        PathPicture picture = PathPicture.Of(graph);
        PathBox extent = picture.Extent().Grown(2);
        string[] notes = [.. Notes(graph, legend)];
        double width = Math.Max(extent.Right - extent.Left, Math.Max(Lettering.Width(title, 16, true), notes.Select(note => Lettering.Width(note, 11)).DefaultIfEmpty(0).Max()) + 2);
        Drawing drawing = new(width, title, Describe(graph)) { Height = extent.Bottom - extent.Top + 14 + (16 * notes.Length) };
        (double right, double down) = (((width - (extent.Right - extent.Left)) / 2) - extent.Left, -extent.Top);
        (double X, double Y) At((double X, double Y) point) => (point.X + right, point.Y + down);
        foreach (PathTrace trace in picture.Traces)
            Trace(drawing, trace with { Line = [.. trace.Line.Select(At)] });
        for (int i = 0; i < picture.Nodes.Count; i++)
            Variable(drawing, graph.Variables[i], picture.Nodes[i] with { X = picture.Nodes[i].X + right, Y = picture.Nodes[i].Y + down });
        foreach (PathLabel label in picture.Labels)
            Number(drawing, label, At(label.Centre));
        foreach ((int line, string note) in notes.Index())
            drawing.Text(0, drawing.Height - 4 - (16 * (notes.Length - 1 - line)), note, Ink.Muted, 11);
        return drawing;
    }

    private static void Trace(Drawing drawing, PathTrace trace)
    {
        Ink ink = trace.Arrow.Fixed ? Ink.Axis : Ink.Text;
        drawing.Polyline(trace.Line, ink, trace.Arrow.Kind is PathKind.Regression ? 1.6 : 1.1, trace.Arrow.Fixed);
        double size = trace.Arrow.Kind == PathKind.Variance ? 6 : 9;
        Head(drawing, trace.Line[^2], trace.Line[^1], size, ink);
        if (trace.BothHeads)
            Head(drawing, trace.Line[1], trace.Line[0], size, ink);
    }

    private static void Head(Drawing drawing, (double X, double Y) before, (double X, double Y) tip, double size, Ink ink)
    {
        double length = PathLine.Length(before, tip);
        if (length == 0)
            return;
        (double dx, double dy) = (size * (tip.X - before.X) / length, size * (tip.Y - before.Y) / length);
        drawing.Area([tip, (tip.X - dx - (0.42 * dy), tip.Y - dy + (0.42 * dx)), (tip.X - dx + (0.42 * dy), tip.Y - dy - (0.42 * dx))], ink);
    }

    private static void Variable(Drawing drawing, PathVariable variable, DiagramNode at)
    {
        IReadOnlyList<(double, double)> outline = at.Outline();
        drawing.Area(outline, variable.Latent ? Ink.Paper : Ink.Grid);
        drawing.Polyline([.. outline, outline[0]], Ink.Text, 1.4);
        drawing.Text(at.X, variable.Mean.Length == 0 ? at.Y + 4.5 : at.Y - 2, variable.Name, Ink.Text, 13, Anchor.Middle, bold: true);
        if (variable.Mean.Length > 0)
            drawing.Text(at.X, at.Y + 12, variable.Mean, Ink.Muted, PathLabel.Size, Anchor.Middle);
    }

    private static void Number(Drawing drawing, PathLabel label, (double X, double Y) centre)
    {
        PathBox box = PathBox.Around(centre, label.Box.Right - label.Box.Left, label.Box.Bottom - label.Box.Top);
        if (label.Arrow.Kind != PathKind.Variance)
            drawing.Area([(box.Left + 1, box.Top), (box.Right - 1, box.Top), (box.Right - 1, box.Bottom), (box.Left + 1, box.Bottom)], Ink.Paper);
        drawing.Text(centre.X, centre.Y + 4, label.Arrow.Text, label.Arrow.Fixed ? Ink.Axis : Ink.Text, PathLabel.Size, Anchor.Middle);
    }

    private static IEnumerable<string> Notes(PathGraph graph, string legend)
    {
        if (legend.Length > 0)
            yield return legend;
        string parts = string.Join("; ", new[]
        {
            graph.Arrows.Any(arrow => arrow.Fixed) ? "grey, dashed: fixed" : "",
            graph.Arrows.Any(arrow => arrow.Kind == PathKind.Covariance) ? "curved: covariance" : "",
            graph.Arrows.Any(arrow => arrow.Kind == PathKind.Variance && graph.Variables[arrow.From].Outcome) ? "short arrow: residual variance" : "",
            graph.Arrows.Any(arrow => arrow.Kind == PathKind.Variance && !graph.Variables[arrow.From].Outcome) ? "loop: variance" : "",
        }.Where(part => part.Length > 0));
        if (parts.Length > 0)
            yield return parts;
    }

    private static string Describe(PathGraph graph)
    {
        StringBuilder text = new();
        foreach (PathArrow arrow in graph.Arrows)
        {
            string says = arrow.Kind switch
            {
                PathKind.Loading => "measures by",
                PathKind.Regression => "acts on",
                PathKind.Covariance => "covaries with",
                _ => "has variance",
            };
            string what = arrow.Kind == PathKind.Variance ? arrow.Text : $"{graph.Variables[arrow.To].Name}{(arrow.Text.Length > 0 ? ": " : "")}{arrow.Text}";
            text.Append(CultureInfo.InvariantCulture, $"{graph.Variables[arrow.From].Name} {says} {what}; ");
        }
        return text.ToString().TrimEnd(' ', ';') + ".";
    }
}
