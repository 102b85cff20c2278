using System.Globalization;
using System.Text;

namespace Credence.Bayes;

/// <summary>Writes a model's graph in the DOT language of Graphviz.</summary>
/// <remarks>Observed nodes are shaded, missing ones dashed, deterministic ones boxes, constants plain; plates are rounded clusters.</remarks>
public static class ModelGraphDot
{
    /// <summary>The graph as text.</summary>
    public static string Write(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        StringBuilder text = new();
        text.Append("digraph model {\n  node [fontname=\"DejaVu Sans\", fontsize=11];\n  edge [fontname=\"DejaVu Sans\", fontsize=10];\n");
        Level(text, graph, null, "  ");
        foreach (ModelEdge edge in graph.Edges)
        {
            List<string> attributes = [];
            if (edge.Label.Length > 0)
                attributes.Add($"label={Quote(edge.Label)}");
            if (edge.Mutual)
                attributes.Add("dir=both, constraint=false");
            text.Append(CultureInfo.InvariantCulture, $"  {Quote(edge.From)} -> {Quote(edge.To)}{(attributes.Count > 0 ? $" [{string.Join(", ", attributes)}]" : "")};\n");
        }
        return text.Append("}\n").ToString();
    }

    private static void Level(StringBuilder text, ModelGraph graph, string? plate, string indent)
    {
        foreach (ModelNode node in graph.Nodes.Where(node => node.Plate == plate))
            text.Append(CultureInfo.InvariantCulture, $"{indent}{Quote(node.Name)} [label={Quote(Label(node))}, {Style(node.Kind)}];\n");
        foreach (ModelPlate inner in graph.Plates.Where(inner => inner.Within == plate))
        {
            text.Append(CultureInfo.InvariantCulture, $"{indent}subgraph {Quote("cluster_" + inner.Name)} {{\n");
            text.Append(CultureInfo.InvariantCulture, $"{indent}  label={Quote(string.Create(CultureInfo.InvariantCulture, $"{inner.Name} ({inner.Size:N0})"))}; labelloc=b; labeljust=r; style=rounded;\n");
            Level(text, graph, inner.Name, indent + "  ");
            text.Append(indent).Append("}\n");
        }
    }

    private static string Label(ModelNode node)
    {
        string name = node.Shape.Count == 0 ? node.Name : $"{node.Name} ({string.Join(" × ", node.Shape.Select(size => size.ToString(CultureInfo.InvariantCulture)))})";
        string sign = node.Kind is ModelNodeKind.Deterministic or ModelNodeKind.Constant ? "= " : "~ ";
        return node.Distribution.Length == 0 ? name : $"{name}\n{sign}{node.Distribution}";
    }

    private static string Style(ModelNodeKind kind) => kind switch
    {
        ModelNodeKind.Observed => "shape=ellipse, style=filled, fillcolor=\"#e3e7eb\"",
        ModelNodeKind.Missing => "shape=ellipse, style=dashed",
        ModelNodeKind.Deterministic => "shape=box",
        ModelNodeKind.Constant => "shape=plaintext",
        _ => "shape=ellipse",
    };

    private static string Quote(string text)
        => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
