namespace Credence.Reporting;

/// <summary>An arrow on paper.</summary>
/// <param name="Arrow">What it means.</param>
/// <param name="Line">The points it passes.</param>
/// <param name="BothHeads">Whether it has a head at either end.</param>
internal sealed record PathTrace(PathArrow Arrow, IReadOnlyList<(double X, double Y)> Line, bool BothHeads);

/// <summary>A number on paper.</summary>
/// <param name="Arrow">The arrow it belongs to.</param>
/// <param name="Box">Where it stands.</param>
internal sealed record PathLabel(PathArrow Arrow, PathBox Box)
{
    public const double Size = 11;

    public (double X, double Y) Centre => ((Box.Left + Box.Right) / 2, (Box.Top + Box.Bottom) / 2);

    /// <summary>A label's box around a point.</summary>
    public static PathBox At((double X, double Y) point, PathArrow arrow) => PathBox.Around(point, arrow.Width + 6, 14);
}

/// <summary>Everything of a path diagram in its place.</summary>
/// <param name="Nodes">The variables.</param>
/// <param name="Traces">The arrows.</param>
/// <param name="Labels">The numbers.</param>
internal sealed record PathPicture(IReadOnlyList<DiagramNode> Nodes, IReadOnlyList<PathTrace> Traces, IReadOnlyList<PathLabel> Labels)
{
    /// <summary>Lays out a graph: variables first, then arrows between them, then residuals, covariances, and numbers where there is room.</summary>
    public static PathPicture Of(PathGraph graph)
    {
        PathPlan plan = new(graph);
        PathLayout layout = new(plan);
        PathRouting routing = new(plan, layout);
        return new(layout.Nodes, routing.Traces, PathLabelling.Place(layout.Nodes, routing.Traces, routing.Labels));
    }

    /// <summary>The rectangle that holds everything.</summary>
    public PathBox Extent()
    {
        PathBox[] boxes = [.. Nodes.Select(PathBox.Around), .. Labels.Select(label => label.Box), .. Traces.SelectMany(trace => trace.Line).Select(point => PathBox.Around(point, 2, 2))];
        return boxes.Length == 0 ? default : new(boxes.Min(box => box.Left), boxes.Min(box => box.Top), boxes.Max(box => box.Right), boxes.Max(box => box.Bottom));
    }
}
