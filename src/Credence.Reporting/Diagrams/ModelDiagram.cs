using System.Globalization;
using System.Text;
using Credence.Bayes;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>Draws a model's graph: quantities as ellipses, observed ones shaded, deterministic ones as boxes, plates as rounded frames with their size.</summary>
public static class ModelDiagram
{
    private const double NameSize = 13, TextSize = 11, LeastWidth = 84;

    /// <summary>Writes the graph as SVG, PNG or DOT, by the ending of the path.</summary>
    /// <exception cref="InputException">The ending is another, or the file cannot be written.</exception>
    public static Task WriteAsync(ModelGraph graph, string title, string path, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(title);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".DOT" or ".GV" => AtomicFile.WriteAsync(path, ModelGraphDot.Write(graph), cancellation),
            ".SVG" => AtomicFile.WriteAsync(path, SvgWriter.WriteFile(Of(graph, title).Framed()), cancellation),
            ".PNG" => AtomicFile.WriteAsync(path, PngWriter.Write(Of(graph, title).Framed()), cancellation),
            _ => throw new InputException(path, "has an ending that no graph is written for", "let it end in .svg, .png or .dot"),
        };
    }

    internal static Drawing Of(ModelGraph graph, string title)
    {
        Dictionary<string, int> place = graph.Nodes.Select((node, i) => (node.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i, StringComparer.Ordinal);
        Dictionary<string, int> plates = graph.Plates.Select((plate, i) => (plate.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i, StringComparer.Ordinal);
        LayoutBox[] boxes = [.. graph.Nodes.Select(node => Box(node, node.Plate is { } plate ? plates[plate] : -1))];
        ModelEdge[] directed = [.. graph.Edges.Where(edge => !edge.Mutual && edge.From != edge.To)];
        LayeredLayout layout = new(
            boxes,
            [.. directed.Select(edge => (place[edge.From], place[edge.To]))],
            [.. graph.Plates.Select(plate => plate.Within is { } outer ? plates[outer] : -1)]);
        (double left, double top, double right, double bottom) = Extent(boxes, layout, directed.Length);
        Drawing drawing = new(Math.Max(right - left, Lettering.Width(title, 16, true)) + 2, title, Describe(graph)) { Height = bottom - top + 40 };
        double shift = 1 - left + ((drawing.Width - 2 - (right - left)) / 2), down = 1 - top;
        for (int i = 0; i < graph.Plates.Count; i++)
            Frame(drawing, graph.Plates[i], layout.Groups[i], shift, down);
        DiagramNode[] nodes = [.. boxes.Select((box, i) => new DiagramNode(layout.X[i] + shift, layout.Y[i] + down, box.Width, box.Height, graph.Nodes[i].Kind != ModelNodeKind.Deterministic && graph.Nodes[i].Kind != ModelNodeKind.Constant))];
        for (int i = 0; i < directed.Length; i++)
            DiagramEdge.Draw(drawing, directed[i], place[directed[i].From], place[directed[i].To], nodes, [.. layout.Way(i).Select(point => (point.X + shift, point.Y + down))]);
        foreach (ModelEdge edge in graph.Edges.Where(edge => edge.Mutual && edge.From != edge.To))
            DiagramEdge.Draw(drawing, edge, place[edge.From], place[edge.To], nodes, []);
        for (int i = 0; i < nodes.Length; i++)
            Node(drawing, graph.Nodes[i], nodes[i]);
        Legend(drawing, graph, bottom + down + 26);
        return drawing;
    }

    private static (double Left, double Top, double Right, double Bottom) Extent(LayoutBox[] boxes, LayeredLayout layout, int edges)
    {
        (double Left, double Top, double Right, double Bottom)[] all =
        [
            .. boxes.Select((box, i) => (layout.X[i] - (box.Width / 2), layout.Y[i] - (box.Height / 2), layout.X[i] + (box.Width / 2), layout.Y[i] + (box.Height / 2))),
            .. layout.Groups,
            .. Enumerable.Range(0, edges).SelectMany(layout.Way).Select(point => (point.X - 20, point.Y, point.X + 20, point.Y)),
        ];
        return all.Length == 0 ? (0, 0, 0, 0) : (all.Min(one => one.Left), all.Min(one => one.Top), all.Max(one => one.Right), all.Max(one => one.Bottom));
    }

    private static LayoutBox Box(ModelNode node, int group)
    {
        (string name, string text) = Lines(node);
        double width = Math.Max(Lettering.Width(name, NameSize, true), Lettering.Width(text, TextSize));
        bool round = node.Kind is not (ModelNodeKind.Deterministic or ModelNodeKind.Constant);
        return new(Math.Max(LeastWidth, round ? (1.24 * width) + 22 : width + 24), text.Length == 0 ? 36 : round ? 56 : 46, group);
    }

    private static (string Name, string Text) Lines(ModelNode node)
    {
        string shape = node.Shape.Count == 0 ? "" : $" ({string.Join(" × ", node.Shape.Select(size => size.ToString(CultureInfo.InvariantCulture)))})";
        string sign = node.Kind is ModelNodeKind.Deterministic or ModelNodeKind.Constant ? "= " : "~ ";
        return (node.Name + shape, node.Distribution.Length == 0 ? "" : Lettering.Fit(NumberFormat.Typeset(sign + node.Distribution), 260, TextSize));
    }

    private static void Node(Drawing drawing, ModelNode node, DiagramNode at)
    {
        IReadOnlyList<(double, double)> outline = at.Outline();
        bool dashed = node.Kind == ModelNodeKind.Missing;
        if (node.Kind != ModelNodeKind.Constant)
        {
            drawing.Area(outline, node.Kind == ModelNodeKind.Observed ? Ink.Grid : Ink.Paper);
            drawing.Polyline([.. outline, outline[0]], Ink.Text, 1.4, dashed);
        }
        else
        {
            drawing.Area(outline, Ink.Paper);
        }
        (string name, string text) = Lines(node);
        drawing.Text(at.X, text.Length == 0 ? at.Y + 5 : at.Y - 3, name, Ink.Text, NameSize, Anchor.Middle, bold: true);
        if (text.Length > 0)
            drawing.Text(at.X, at.Y + 14, text, Ink.Muted, TextSize, Anchor.Middle);
    }

    private static void Frame(Drawing drawing, ModelPlate plate, (double Left, double Top, double Right, double Bottom) at, double shift, double down)
    {
        (double left, double top, double right, double bottom) = (at.Left + shift, at.Top + down, at.Right + shift, at.Bottom + down);
        if (right <= left)
            return;
        List<(double, double)> outline = [];
        void Corner(double x, double y, double from)
        {
            for (int i = 0; i <= 8; i++)
                outline.Add((x + (10 * Math.Cos(from + (i * Math.PI / 16))), y + (10 * Math.Sin(from + (i * Math.PI / 16)))));
        }
        Corner(right - 10, bottom - 10, 0);
        Corner(left + 10, bottom - 10, Math.PI / 2);
        Corner(left + 10, top + 10, Math.PI);
        Corner(right - 10, top + 10, 1.5 * Math.PI);
        drawing.Polyline([.. outline, outline[0]], Ink.Axis, 1.2);
        string label = string.Create(CultureInfo.InvariantCulture, $"{plate.Name} ({plate.Size:N0})");
        drawing.Text(right - 10, bottom - 8, Lettering.Fit(label, right - left - 16, 12), Ink.Muted, 12, Anchor.End);
    }

    private static void Legend(Drawing drawing, ModelGraph graph, double y)
    {
        (ModelNodeKind Kind, string Text)[] entries = [(ModelNodeKind.Observed, "shaded: observed"), (ModelNodeKind.Missing, "dashed: missing"), (ModelNodeKind.Deterministic, "box: computed")];
        drawing.Text(1, y, string.Join("; ", entries.Where(entry => graph.Nodes.Any(node => node.Kind == entry.Kind)).Select(entry => entry.Text)), Ink.Muted, 11);
    }

    private static string Describe(ModelGraph graph)
    {
        StringBuilder text = new();
        foreach (ModelNode node in graph.Nodes)
        {
            string parents = string.Join(", ", graph.Edges.Where(edge => edge.To == node.Name && !edge.Mutual).Select(edge => edge.From));
            text.Append(CultureInfo.InvariantCulture, $"{node.Name}{(node.Plate is { } plate ? $", for each {plate}" : "")}{(parents.Length > 0 ? $", depends on {parents}" : "")}; ");
        }
        return text.ToString().TrimEnd(' ', ';') + ".";
    }
}
