using System.Globalization;
using System.Text;

namespace Credence.Reporting;

/// <summary>Writes a path diagram as a DOT graph.</summary>
internal static class PathDot
{
    /// <summary>The graph: from left to right, a rank for the indicators of each latent variable.</summary>
    public static string Write(PathGraph graph)
    {
        StringBuilder dot = new("digraph model {\n  rankdir=LR;\n  node [fontname=\"Helvetica\"];\n  edge [fontname=\"Helvetica\", fontsize=10];\n");
        foreach (PathVariable variable in graph.Variables)
        {
            string label = variable.Mean.Length == 0 ? Quoted(variable.Name) : Quoted($"{variable.Name}\n{variable.Mean}");
            dot.Append(CultureInfo.InvariantCulture, $"  {Quoted(variable.Name)} [shape={(variable.Latent ? "ellipse" : "box")}, label={label}];\n");
        }
        foreach (PathArrow arrow in graph.Arrows)
        {
            List<string> attributes = [];
            if (arrow.Text.Length > 0)
                attributes.Add($"label={Quoted(arrow.Text)}");
            if (arrow.Kind is PathKind.Covariance or PathKind.Variance)
                attributes.Add("dir=both");
            if (arrow.Kind == PathKind.Covariance)
                attributes.Add("constraint=false");
            if (arrow.Fixed)
                attributes.Add("style=dashed, color=gray");
            string list = attributes.Count == 0 ? "" : $" [{string.Join(", ", attributes)}]";
            dot.Append(CultureInfo.InvariantCulture, $"  {Quoted(graph.Variables[arrow.From].Name)} -> {Quoted(graph.Variables[arrow.To].Name)}{list};\n");
        }
        return dot.Append("}\n").ToString();
    }

    private static string Quoted(string text)
        => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
