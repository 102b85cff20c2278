using Credence.Bayes;

namespace Credence.Reporting;

/// <summary>A node on paper: an ellipse, or a box.</summary>
internal sealed record DiagramNode(double X, double Y, double Width, double Height, bool Round)
{
    /// <summary>Points around it.</summary>
    public IReadOnlyList<(double X, double Y)> Outline() => Round
        ? [.. Enumerable.Range(0, 64).Select(i => (X + (Width / 2 * Math.Cos(i * Math.PI / 32)), Y + (Height / 2 * Math.Sin(i * Math.PI / 32))))]
        : [(X - (Width / 2), Y - (Height / 2)), (X + (Width / 2), Y - (Height / 2)), (X + (Width / 2), Y + (Height / 2)), (X - (Width / 2), Y + (Height / 2))];

    /// <summary>Where a line from its centre to a point leaves it.</summary>
    public (double X, double Y) Border(double toX, double toY)
    {
        (double dx, double dy) = (toX - X, toY - Y);
        if (dx == 0 && dy == 0)
            return (X, Y);
        double a = Math.Abs(dx) / (Width / 2), b = Math.Abs(dy) / (Height / 2);
        double scale = Round ? Math.Sqrt((a * a) + (b * b)) : Math.Max(a, b);
        return (X + (dx / scale), Y + (dy / scale));
    }

    /// <summary>Whether a line passes through it, with a little room around.</summary>
    public bool IsCrossed((double X, double Y) from, (double X, double Y) to)
    {
        for (int i = 1; i < 40; i++)
        {
            double x = from.X + ((to.X - from.X) * i / 40), y = from.Y + ((to.Y - from.Y) * i / 40);
            if (Math.Abs(x - X) < (Width / 2) + 4 && Math.Abs(y - Y) < (Height / 2) + 4)
                return true;
        }
        return false;
    }
}

/// <summary>Draws edges: straight where nothing stands in the way, else around it.</summary>
internal static class DiagramEdge
{
    /// <summary>Draws an edge with its arrowhead and label; where nodes stand in the way, it passes the points given for it, if any.</summary>
    public static void Draw(Drawing drawing, ModelEdge edge, int from, int to, DiagramNode[] nodes, IReadOnlyList<(double X, double Y)> between)
    {
        DiagramNode[] others = [.. nodes.Where((_, i) => i != from && i != to)];
        List<(double X, double Y)> way = between.Count > 0 && others.Any(node => node.IsCrossed((nodes[from].X, nodes[from].Y), (nodes[to].X, nodes[to].Y)))
            ? [(nodes[from].X, nodes[from].Y), .. between, (nodes[to].X, nodes[to].Y)]
            : Way(nodes[from], nodes[to], others);
        way[0] = nodes[from].Border(way[1].X, way[1].Y);
        way[^1] = nodes[to].Border(way[^2].X, way[^2].Y);
        List<(double X, double Y)> line = Rounded(way);
        drawing.Polyline(line, Ink.Axis, 1.3, edge.Mutual);
        Head(drawing, line[^2], line[^1]);
        if (edge.Mutual)
            Head(drawing, line[1], line[0]);
        if (edge.Label.Length > 0)
        {
            (double x, double y) = way.Count > 2 ? way[way.Count / 2] : ((way[0].X + way[1].X) / 2, (way[0].Y + way[1].Y) / 2);
            double half = (Lettering.Width(edge.Label, 11) / 2) + 3;
            drawing.Area([(x - half, y - 8), (x + half, y - 8), (x + half, y + 7), (x - half, y + 7)], Ink.Paper);
            drawing.Text(x, y + 4, edge.Label, Ink.Text, 11, Anchor.Middle);
        }
    }

    // One bend beside the first node in the way, on the nearer side that is free; the straight line where neither is.
    private static List<(double X, double Y)> Way(DiagramNode from, DiagramNode to, DiagramNode[] others)
    {
        (double X, double Y) start = (from.X, from.Y), end = (to.X, to.Y);
        bool Free((double X, double Y) a, (double X, double Y) b) => !others.Any(node => node.IsCrossed(a, b));
        if (Free(start, end))
            return [start, end];
        IEnumerable<(double X, double Y)> bends = others.Where(node => node.IsCrossed(start, end)).SelectMany(node => new[]
        {
            (node.X - (node.Width / 2) - 16, node.Y), (node.X + (node.Width / 2) + 16, node.Y),
            (node.X, node.Y - (node.Height / 2) - 16), (node.X, node.Y + (node.Height / 2) + 16),
        });
        foreach ((double X, double Y) bend in bends.OrderBy(bend => Length(start, bend) + Length(bend, end)))
        {
            if (Free(start, bend) && Free(bend, end))
                return [start, bend, end];
        }
        return [start, end];
    }

    private static double Length((double X, double Y) a, (double X, double Y) b) => Math.Sqrt(((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y)));

    // Bends become curves: a Catmull-Rom spline through all points.
    private static List<(double X, double Y)> Rounded(List<(double X, double Y)> way)
    {
        if (way.Count == 2)
            return way;
        List<(double X, double Y)> line = [way[0]];
        for (int k = 0; k + 1 < way.Count; k++)
        {
            (double X, double Y) p0 = way[Math.Max(k - 1, 0)], p1 = way[k], p2 = way[k + 1], p3 = way[Math.Min(k + 2, way.Count - 1)];
            for (int i = 1; i <= 12; i++)
                line.Add((Spline(p0.X, p1.X, p2.X, p3.X, i / 12.0), Spline(p0.Y, p1.Y, p2.Y, p3.Y, i / 12.0)));
        }
        return line;
    }

    private static double Spline(double a, double b, double c, double d, double t)
        => b + (0.5 * t * (c - a + (t * ((2 * a) - (5 * b) + (4 * c) - d + (t * ((3 * (b - c)) + d - a))))));

    private static void Head(Drawing drawing, (double X, double Y) before, (double X, double Y) tip)
    {
        double length = Length(before, tip);
        if (length == 0)
            return;
        (double dx, double dy) = ((tip.X - before.X) / length, (tip.Y - before.Y) / length);
        drawing.Area([tip, (tip.X - (9 * dx) - (4 * dy), tip.Y - (9 * dy) + (4 * dx)), (tip.X - (9 * dx) + (4 * dy), tip.Y - (9 * dy) - (4 * dx))], Ink.Axis);
    }
}
