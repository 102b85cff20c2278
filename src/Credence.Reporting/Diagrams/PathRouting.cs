namespace Credence.Reporting;

/// <summary>Finds the ways of the arrows of a path diagram: of several that could be taken, the one that meets the least.</summary>
internal sealed class PathRouting
{
    private const int Points = 49;

    private readonly PathPlan plan;
    private readonly PathLayout layout;
    private readonly IReadOnlyList<DiagramNode> nodes;
    private readonly List<PathTrace> traces = [];
    private readonly List<PathLabel> labels = [];

    /// <summary>Routes every arrow of a plan.</summary>
    public PathRouting(PathPlan plan, PathLayout layout)
    {
        (this.plan, this.layout, nodes) = (plan, layout, layout.Nodes);
        foreach (PathArrow arrow in plan.Graph.Arrows.Where(arrow => arrow.Kind is PathKind.Loading or PathKind.Regression))
            traces.Add(new(arrow, Straight(arrow), BothHeads: false));
        Residuals(variable => plan.Home[variable] >= 0);
        foreach (PathArrow arrow in plan.Graph.Arrows.Where(arrow => arrow.Kind == PathKind.Covariance).OrderBy(arrow => Distance(arrow)))
            traces.Add(new(arrow, Least(plan.Home[arrow.From] >= 0 && plan.Home[arrow.To] >= 0 ? [.. Around(arrow), .. Bows(arrow)] : Bows(arrow), arrow), BothHeads: true));
        Residuals(variable => plan.Home[variable] < 0);
    }

    /// <summary>The arrows.</summary>
    public IReadOnlyList<PathTrace> Traces => traces;

    /// <summary>The numbers at the ends of residual arrows and loops.</summary>
    public IReadOnlyList<PathLabel> Labels => labels;

    private double Distance(PathArrow arrow) => PathLine.Length((nodes[arrow.From].X, nodes[arrow.From].Y), (nodes[arrow.To].X, nodes[arrow.To].Y));

    // Straight where nothing stands in the way, else bent around what does. Two arrows between the same variables bow apart.
    private IReadOnlyList<(double X, double Y)> Straight(PathArrow arrow)
    {
        (DiagramNode from, DiagramNode to) = (nodes[arrow.From], nodes[arrow.To]);
        if (arrow.Kind == PathKind.Loading && plan.Home[arrow.To] >= 0)
        {
            bool row = layout.Outward(arrow.To).Y != 0;
            (double X, double Y) end = row
                ? (to.X, to.Y + (Math.Sign(from.Y - to.Y) * to.Height / 2))
                : (to.X + (Math.Sign(from.X - to.X) * to.Width / 2), to.Y);
            return [from.Border(end.X, end.Y), end];
        }
        bool mutual = Linked(arrow.To, arrow.From);
        List<(double, IReadOnlyList<(double X, double Y)>)> ways = [(0, mutual ? Bow(from, to, 34) : [from.Border(to.X, to.Y), to.Border(from.X, from.Y)])];
        foreach (double bow in Enumerable.Range(2, 20).Select(step => 20.0 * step))
            ways.AddRange(mutual ? [(60 + bow, Bow(from, to, bow))] : [(60 + bow, Bow(from, to, bow)), (60 + bow, Bow(from, to, -bow))]);
        return Least(ways, arrow);
    }

    private IReadOnlyList<(double X, double Y)> Least(IEnumerable<(double Cost, IReadOnlyList<(double X, double Y)> Line)> ways, PathArrow arrow)
        => ways.MinBy(way => way.Cost + Met(way.Line, arrow)).Line;

    private double Met(IReadOnlyList<(double X, double Y)> line, PathArrow arrow)
    {
        double cost = 0;
        for (int i = 0; i < nodes.Count; i++)
        {
            if (i != arrow.From && i != arrow.To && PathBox.Around(nodes[i]).Grown(7).IsCrossed(line))
                cost += 2000;
        }
        cost += 600 * labels.Count(label => label.Box.Grown(3).IsCrossed(line));
        foreach (PathTrace other in traces)
            cost += PathLine.Crossings(line, other.Line) * (other.Arrow.Kind == PathKind.Variance ? 250 : other.Arrow.Kind == PathKind.Covariance ? 60 : 120);
        for (int i = 1; i < line.Count; i++)
            cost += 0.3 * PathLine.Length(line[i - 1], line[i]);
        return cost;
    }

    // Curves to either side, of any bend.
    private IEnumerable<(double Cost, IReadOnlyList<(double X, double Y)> Line)> Bows(PathArrow arrow)
    {
        (DiagramNode from, DiagramNode to) = (nodes[arrow.From], nodes[arrow.To]);
        if (Linked(arrow.From, arrow.To) && Linked(arrow.To, arrow.From))
            yield return (0, Bow(from, to, 0));
        if (plan.Home[arrow.From] < 0 && plan.Home[arrow.To] < 0 && Math.Abs(from.X - to.X) < 1)
        {
            // Arrows between neighbours leave nearer to each other than those that pass by others.
            int passed = nodes.Where((node, i) => plan.Home[i] < 0 && Math.Abs(node.X - from.X) < 1 && (node.Y - from.Y) * (node.Y - to.Y) < 0).Count();
            foreach ((double X, double Y) way in new[] { (-1.0, 0.0), (1.0, 0.0) })
            {
                foreach (double reach in new[] { 30.0, 45, 60, 80, 100, 125, 150, 180, 220, 260 })
                {
                    foreach (double port in new[] { 0.1, 0.3, 0.5, 0.7 })
                        yield return ((40 * Math.Abs(port - 0.7 + (0.2 * passed))) + (0.6 * Math.Abs(reach - 36 - (58 * passed))), Beside(from, to, way, reach, port));
                }
            }
        }
        foreach (double bow in new[] { 26.0, 45, 70, 100, 130, 160, 200, 250, 310, 380, 460 })
        {
            yield return (0.1 * bow, Bow(from, to, bow));
            yield return (0.1 * bow, Bow(from, to, -bow));
        }
    }

    private bool Linked(int from, int to) => plan.Graph.Arrows.Any(arrow => arrow.Kind == PathKind.Regression && arrow.From == from && arrow.To == to);

    // From the side of one variable to the same side of another above or below it.
    private static (double X, double Y)[] Beside(DiagramNode from, DiagramNode to, (double X, double Y) way, double reach, double port)
    {
        double sense = Math.Sign(to.Y - from.Y), along = port * Math.PI / 2;
        (double x, double y) = (way.X * from.Width / 2 * Math.Cos(along), sense * from.Height / 2 * Math.Sin(along));
        (double X, double Y) start = from.Border(from.X + x, from.Y + y), end = to.Border(to.X + x, to.Y - y);
        return Curve(start, (start.X + (way.X * reach), start.Y), (end.X + (way.X * reach), end.Y), end);
    }

    private static (double X, double Y)[] Bow(DiagramNode from, DiagramNode to, double bow)
    {
        double length = PathLine.Length((from.X, from.Y), (to.X, to.Y));
        if (length == 0)
            return [(from.X, from.Y), (to.X, to.Y)];
        (double X, double Y) control = (((from.X + to.X) / 2) + (2 * bow * (to.Y - from.Y) / length), ((from.Y + to.Y) / 2) - (2 * bow * (to.X - from.X) / length));
        (double X, double Y) start = from.Border(control.X, control.Y), end = to.Border(control.X, control.Y);
        return Curve(start, control, control, end);
    }

    // On the far side of the indicators.
    private IEnumerable<(double Cost, IReadOnlyList<(double X, double Y)> Line)> Around(PathArrow arrow)
    {
        (DiagramNode from, DiagramNode to) = (nodes[arrow.From], nodes[arrow.To]);
        ((double X, double Y) first, (double X, double Y) second) = (layout.Outward(arrow.From), layout.Outward(arrow.To));
        (double X, double Y) start = Corner(from, first, to), end = Corner(to, second, from);
        double[] reaches = [22, 34, 60, 90, 120, 160, 220, 300];
        foreach (double one in reaches)
        {
            foreach (double other in reaches)
            {
                foreach (double lean in new[] { 0.0, 0.8 })
                    yield return (10 * lean, Curve(start, Leaning(start, first, to, one, lean), Leaning(end, second, from, other, lean), end));
            }
        }
    }

    // Away from a box, and towards another one as far as the curve leans.
    private static (double X, double Y) Leaning((double X, double Y) at, (double X, double Y) outward, DiagramNode other, double reach, double lean) => outward.X != 0
        ? (at.X + (outward.X * reach), at.Y + (lean * reach * Math.Sign(other.Y - at.Y)))
        : (at.X + (lean * reach * Math.Sign(other.X - at.X)), at.Y + (outward.Y * reach));

    // The outward side of a box, near the end towards another one.
    private static (double X, double Y) Corner(DiagramNode box, (double X, double Y) outward, DiagramNode other)
        => outward.X != 0
            ? (box.X + (outward.X * box.Width / 2), box.Y + (Math.Sign(other.Y - box.Y) * ((box.Height / 2) - 3)))
            : (box.X + (Math.Sign(other.X - box.X) * ((box.Width / 2) - 4)), box.Y + (outward.Y * box.Height / 2));

    private static (double X, double Y)[] Curve((double X, double Y) a, (double X, double Y) b, (double X, double Y) c, (double X, double Y) d)
    {
        (double X, double Y)[] line = new (double, double)[Points];
        for (int i = 0; i < line.Length; i++)
        {
            double t = i / (Points - 1.0), s = 1 - t;
            (double p, double q, double r, double u) = (s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t);
            line[i] = ((p * a.X) + (q * b.X) + (r * c.X) + (u * d.X), (p * a.Y) + (q * b.Y) + (r * c.Y) + (u * d.Y));
        }
        return line;
    }

    private void Residuals(Func<int, bool> chosen)
    {
        foreach (PathArrow arrow in plan.Graph.Arrows.Where(arrow => arrow.Kind == PathKind.Variance && chosen(arrow.From)))
        {
            (double X, double Y) wanted = layout.Outward(arrow.From);
            (double Cost, PathTrace Trace, PathLabel Label)[] ways =
            [
                .. from reach in new[] { 20.0, 14 }
                   from turn in Enumerable.Range(-16, 32)
                   let way = Residual(arrow, Math.Atan2(wanted.Y, wanted.X) + (turn * Math.PI / 16), reach)
                   select ((3 * Math.Abs(turn)) + ((20 - reach) * 2), way.Trace, way.Label),
            ];
            (_, PathTrace trace, PathLabel label) = ways.MinBy(way => way.Cost + Met(way.Trace.Line, arrow) + Hidden(way.Label.Box));
            traces.Add(trace);
            labels.Add(label);
        }
    }

    private double Hidden(PathBox box)
        => (2000 * nodes.Count(node => PathBox.Around(node).Grown(2).Overlap(box) > 0)) + (2000 * labels.Count(label => label.Box.Overlap(box) > 0))
            + (600 * traces.Count(trace => box.Grown(1).IsCrossed(trace.Line)));

    // A residual is a short arrow from its number, the variance of a variable without predecessors a loop.
    private (PathTrace Trace, PathLabel Label) Residual(PathArrow arrow, double angle, double length)
    {
        DiagramNode node = nodes[arrow.From];
        (double dx, double dy) = (Math.Round(Math.Cos(angle), 12), Math.Round(Math.Sin(angle), 12));
        (double X, double Y) border = node.Border(node.X + dx, node.Y + dy);
        bool loop = !plan.Graph.Variables[arrow.From].Outcome;
        double reach = loop ? length - 3 : length;
        double half = (arrow.Width / 2) + 3;
        double beyond = reach + Math.Min(Math.Abs(dx) < 1e-9 ? double.PositiveInfinity : half / Math.Abs(dx), Math.Abs(dy) < 1e-9 ? double.PositiveInfinity : 7 / Math.Abs(dy)) + 1;
        PathLabel label = new(arrow, PathLabel.At((border.X + (dx * beyond), border.Y + (dy * beyond)), arrow));
        if (!loop)
            return (new(arrow, [(border.X + (dx * reach), border.Y + (dy * reach)), border], BothHeads: false), label);
        (double X, double Y) side = (-dy * 7, dx * 7);
        (double X, double Y) Away((double X, double Y) point, double by) => (point.X + (dx * by), point.Y + (dy * by));
        (double X, double Y) left = (border.X + side.X, border.Y + side.Y), right = (border.X - side.X, border.Y - side.Y);
        (double X, double Y) start = node.Border(left.X - (dx * 2), left.Y - (dy * 2)), end = node.Border(right.X - (dx * 2), right.Y - (dy * 2));
        (double X, double Y) outLeft = (start.X + side.X, start.Y + side.Y), outRight = (end.X - side.X, end.Y - side.Y);
        return (new(arrow, Curve(start, Away(outLeft, 22), Away(outRight, 22), end), BothHeads: true), label);
    }
}
