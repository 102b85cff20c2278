namespace Credence.Reporting;

/// <summary>Places the variables of a path diagram: the structure in layers from left to right, indicators in a column or row beside their latent variable.</summary>
/// <remarks>Heights within layers, and whether indicators stand above or below, are found by descent over one variable, or two that change places, at a
/// time: apart from each other, arrows straight and free of variables and of other arrows, short and level.</remarks>
internal sealed class PathLayout
{
    private const double Pitch = 40, BoxHeight = 27, MeanHeight = 16, Stub = 62, LayerGap = 105, Step = 20, Clear = 16;

    private readonly PathPlan plan;
    private readonly PathGraph graph;
    private readonly DiagramNode[] nodes;
    private readonly PathBox[] rooms;
    private readonly double[] height, pitch, rowPitch, distance;
    private readonly (int From, int To)[][] fans;
    private readonly PathSide[] side;
    private readonly (int From, int To)[] structure, loadings, arcs;

    /// <summary>Places the variables of a graph.</summary>
    public PathLayout(PathPlan plan)
    {
        (this.plan, graph) = (plan, plan.Graph);
        nodes = [.. graph.Variables.Select(Shape)];
        rooms = new PathBox[nodes.Length];
        height = new double[nodes.Length];
        side = new PathSide[nodes.Length];
        structure = [.. graph.Arrows.Where(IsStructure).Select(arrow => (arrow.From, arrow.To))];
        loadings = [.. graph.Arrows.Where(arrow => arrow.Kind == PathKind.Loading && plan.Home[arrow.To] >= 0).Select(arrow => (arrow.From, arrow.To))];
        arcs = [.. graph.Arrows.Where(arrow => arrow.Kind == PathKind.Covariance && plan.Home[arrow.From] < 0 && plan.Home[arrow.To] < 0).Select(arrow => (arrow.From, arrow.To))];
        EqualWidths();
        int[] all = [.. Enumerable.Range(0, nodes.Length)];
        fans = [.. all.Select(latent => loadings.Where(edge => plan.Home[edge.To] == latent && !plan.Beyond[edge.From]).ToArray())];
        pitch = [.. all.Select(PitchOf)];
        rowPitch = [.. all.Select(latent => plan.Indicators[latent].Length == 0 ? 0 : RowPitch(latent))];
        distance = [.. all.Select(Distance)];
        Begin();
        Descend();
    }

    /// <summary>The variables on paper.</summary>
    public IReadOnlyList<DiagramNode> Nodes => nodes;

    /// <summary>The direction away from the structure, in which a variable's residual stands.</summary>
    public (double X, double Y) Outward(int variable)
    {
        int home = plan.Home[variable];
        return home >= 0 ? Direction(side[home]) : (0, -1);
    }

    private bool IsStructure(PathArrow arrow)
        => !plan.Beyond[arrow.From] && (arrow.Kind == PathKind.Regression || (arrow.Kind == PathKind.Loading && plan.Home[arrow.To] < 0));

    private static (double X, double Y) Direction(PathSide side) => side switch
    {
        PathSide.Left => (-1, 0),
        PathSide.Right => (1, 0),
        PathSide.Up => (0, -1),
        _ => (0, 1),
    };

    private static DiagramNode Shape(PathVariable variable)
    {
        double text = Math.Max(Lettering.Width(variable.Name, 13, true), Lettering.Width(variable.Mean, 11));
        double extra = variable.Mean.Length > 0 ? MeanHeight : 0;
        return variable.Latent
            ? new(0, 0, Math.Max(84, (1.25 * text) + 24), 48 + extra, Round: true)
            : new(0, 0, Math.Max(46, text + 18), BoxHeight + extra, Round: false);
    }

    // Variables of one layer look alike, and so do their indicators.
    private void EqualWidths()
    {
        foreach (IGrouping<(int, bool), int> alike in Enumerable.Range(0, nodes.Length).Where(i => !plan.Beyond[i])
            .GroupBy(i => (plan.Layer[plan.Home[i] < 0 ? i : plan.Home[i]], plan.Home[i] < 0 && graph.Variables[i].Latent)))
        {
            foreach (IGrouping<bool, int> same in alike.GroupBy(i => plan.Home[i] < 0))
            {
                double width = same.Max(i => nodes[i].Width), tall = same.Max(i => nodes[i].Height);
                foreach (int i in same)
                    nodes[i] = nodes[i] with { Width = width, Height = tall };
            }
        }
    }

    private void Begin()
    {
        for (int layer = 0; layer < plan.Depth; layer++)
        {
            double top = 0;
            int[] members = [.. plan.Structural.Where(i => plan.Layer[i] == layer)];
            foreach (int i in members)
            {
                double tall = Math.Max(nodes[i].Height + 40, plan.Indicators[i].Length * pitch[i]);
                height[i] = Step * Math.Round((top + (tall / 2)) / Step);
                top += tall + 20;
            }
            foreach ((int place, int i) in members.Index())
            {
                height[i] -= Step * Math.Round(top / 2 / Step);
                PathSide[] sides = plan.Sides(i);
                side[i] = sides[sides.Length == 1 ? 0 : members.Length == 1 ? layer % 2 == 1 ? 0 : 1 : 2 * place < members.Length ? 0 : 1];
            }
        }
    }

    private double PitchOf(int latent) => plan.Indicators[latent] is [int first, ..] ? Math.Max(Pitch, nodes[first].Height + 13) + (IsReached(latent) ? 16 : 0) : Pitch;

    // Whether arrows from beyond take the place of the residuals.
    private bool IsReached(int latent) => graph.Arrows.Any(arrow => plan.Beyond[arrow.From] && plan.Home[arrow.To] == latent);

    private void Descend()
    {
        double best = Cost();
        double range = Step * Math.Ceiling(plan.Structural.Select(i => Math.Abs(height[i])).DefaultIfEmpty(0).Max() / Step) + 200;
        for (int sweep = 0; sweep < 12; sweep++)
        {
            double before = best;
            foreach (int i in plan.Structural)
            {
                foreach (PathSide way in plan.Indicators[i].Length == 0 ? [side[i]] : plan.Sides(i))
                {
                    for (double y = -range; y <= range; y += Step)
                        best = Try(i, y, way, best);
                }
                foreach (int other in plan.Structural.Where(other => other > i && plan.Layer[other] == plan.Layer[i]))
                {
                    (height[i], height[other]) = (height[other], height[i]);
                    double cost = Cost();
                    if (cost < best - 1e-9)
                        best = cost;
                    else
                        (height[i], height[other]) = (height[other], height[i]);
                }
            }
            if (best >= before - 1e-9)
                break;
        }
        Cost();
    }

    private double Try(int variable, double y, PathSide way, double best)
    {
        (double, PathSide) before = (height[variable], side[variable]);
        (height[variable], side[variable]) = (y, way);
        double cost = Cost();
        if (cost < best - 1e-9)
            return cost;
        (height[variable], side[variable]) = before;
        return best;
    }

    private double Cost()
    {
        Arrange();
        double cost = Crowding();
        for (int e = 0; e < structure.Length; e++)
        {
            (DiagramNode from, DiagramNode to) = (nodes[structure[e].From], nodes[structure[e].To]);
            cost += 0.25 * Math.Abs(from.Y - to.Y);
            for (int i = 0; i < nodes.Length; i++)
            {
                if (i != structure[e].From && i != structure[e].To && PathBox.Around(nodes[i]).Grown(Clear).IsCrossed((from.X, from.Y), (to.X, to.Y)))
                    cost += 4000;
            }
            foreach ((int From, int To) other in loadings)
                cost += Crosses(structure[e], other) ? 80 : 0;
            for (int other = e + 1; other < structure.Length; other++)
                cost += Crosses(structure[e], structure[other]) ? 120 : Closeness(structure[e], structure[other]);
        }
        foreach ((int from, int to) in loadings)
            cost += 0.02 * PathLine.Length((nodes[from].X, nodes[from].Y), (nodes[to].X, nodes[to].Y));
        foreach ((int from, int to) in arcs)
            cost += 0.1 * Math.Abs(nodes[from].Y - nodes[to].Y);
        double extent = nodes.Length == 0 ? 0 : nodes.Max(node => node.Y) - nodes.Min(node => node.Y);
        return cost + (0.5 * extent) + (0.02 * plan.Structural.Sum(i => Math.Abs(height[i])));
    }

    private bool Crosses((int From, int To) one, (int From, int To) other)
        => PathLine.Cross((nodes[one.From].X, nodes[one.From].Y), (nodes[one.To].X, nodes[one.To].Y), (nodes[other.From].X, nodes[other.From].Y), (nodes[other.To].X, nodes[other.To].Y));

    // Two arrows that leave one variable, or reach one, side by side have no room for their numbers.
    private double Closeness((int From, int To) one, (int From, int To) other)
    {
        if (one.From != other.From && one.To != other.To)
            return 0;
        double a = Math.Atan2(nodes[one.To].Y - nodes[one.From].Y, nodes[one.To].X - nodes[one.From].X);
        double b = Math.Atan2(nodes[other.To].Y - nodes[other.From].Y, nodes[other.To].X - nodes[other.From].X);
        return 100 * Math.Max(0, 0.3 - Math.Abs(a - b));
    }

    private double Crowding()
    {
        double cost = 0;
        for (int i = 0; i < nodes.Length; i++)
            rooms[i] = Room(i);
        for (int i = 0; i < nodes.Length; i++)
        {
            for (int j = i + 1; j < nodes.Length; j++)
            {
                if (plan.Home[i] >= 0 && plan.Home[i] == plan.Home[j])
                    continue;
                double depth = rooms[i].Overlap(rooms[j]);
                cost += depth > 0 ? 2000 + (50 * depth) : 0;
            }
        }
        return cost;
    }

    // A variable with its residual, its loop and some air.
    private PathBox Room(int i)
    {
        if (plan.Home[i] < 0)
            return PathBox.Around((nodes[i].X, nodes[i].Y), nodes[i].Width + 8, nodes[i].Height + 44);
        (double x, double y) = Outward(i);
        return PathBox.Around((nodes[i].X + (x * Stub / 2), nodes[i].Y + (y * 22)), nodes[i].Width + 8 + (Math.Abs(x) * Stub), nodes[i].Height + 10 + (Math.Abs(y) * 44));
    }

    private void Arrange()
    {
        double[] column = Columns();
        foreach (int i in plan.Structural)
            nodes[i] = nodes[i] with { X = column[plan.Layer[i]], Y = height[i] };
        foreach (int latent in plan.Structural.Where(i => plan.Indicators[i].Length > 0))
            Fan(latent);
        foreach (IGrouping<PathSide, int> group in Enumerable.Range(0, nodes.Length).Where(i => plan.Beyond[i]).GroupBy(i => side[plan.Home[Targets(i)[0]]]))
            Outside(group.Key, [.. group]);
    }

    private double[] Columns()
    {
        double[] column = new double[plan.Depth];
        double right = 0;
        for (int layer = 0; layer < plan.Depth; layer++)
        {
            int[] members = [.. plan.Structural.Where(i => plan.Layer[i] == layer)];
            double left = members.Max(i => Reach(i, PathSide.Left));
            column[layer] = layer == 0 ? 0 : right + LayerGap + left;
            right = column[layer] + members.Max(i => Reach(i, PathSide.Right));
        }
        return column;
    }

    // How far a variable with its indicators reaches to the left or right of its centre.
    private double Reach(int i, PathSide way)
    {
        double own = nodes[i].Width / 2;
        if (plan.Indicators[i].Length == 0)
            return own;
        double row = rowPitch[i] * plan.Indicators[i].Length / 2;
        return side[i] is PathSide.Up or PathSide.Down ? Math.Max(own, row - 30) : side[i] == way ? own + distance[i] + nodes[plan.Indicators[i][0]].Width + Stub : own;
    }

    // Covariances of residuals and arrows from outside pass between the residuals.
    private double RowPitch(int latent)
        => Math.Max(56, nodes[plan.Indicators[latent][0]].Width + 14)
            + (graph.Arrows.Any(arrow => arrow.Kind is PathKind.Covariance or PathKind.Regression && (plan.Home[arrow.From] == latent || plan.Home[arrow.To] == latent)) ? 22 : 0);

    // Long enough for the numbers on the outermost arrows of the fan to stand apart.
    private double Distance(int latent)
    {
        int loaded = plan.Graph.Arrows.Count(arrow => arrow.Kind == PathKind.Loading && plan.Home[arrow.To] == latent);
        double shared = loaded > plan.Indicators[latent].Length ? 60 : 0;
        return Math.Max(110, 0.62 * pitch[latent] * plan.Indicators[latent].Length) + shared;
    }

    private void Fan(int latent)
    {
        int[] indicators = plan.Indicators[latent];
        (double dx, double dy) = Direction(side[latent]);
        // Shared indicators stand midway between the variables that share them.
        double y = fans[latent].Average(edge => nodes[edge.From].Y);
        for (int k = 0; k < indicators.Length; k++)
        {
            DiagramNode box = nodes[indicators[k]];
            double along = k - ((indicators.Length - 1) / 2.0);
            nodes[indicators[k]] = dx != 0
                ? box with { X = nodes[latent].X + (dx * ((nodes[latent].Width / 2) + distance[latent] + (box.Width / 2))), Y = y + (along * pitch[latent]) }
                : box with { X = nodes[latent].X + (along * rowPitch[latent]), Y = nodes[latent].Y + (dy * ((nodes[latent].Height / 2) + 74 + (6 * indicators.Length) + (box.Height / 2))) };
        }
    }

    private int[] Targets(int i) => [.. graph.Arrows.Where(arrow => arrow.From == i && arrow.To != i && plan.Home[arrow.To] >= 0).Select(arrow => arrow.To)];

    // Beyond the indicators, each level with those it leads to.
    private void Outside(PathSide way, int[] variables)
    {
        (double dx, double dy) = Direction(way);
        int[] reached = [.. variables.SelectMany(Targets)];
        double far = reached.Max(i => (dx * nodes[i].X) + (dy * nodes[i].Y) + (dx != 0 ? nodes[i].Width / 2 : nodes[i].Height / 2));
        double distance = Math.Max(120, 0.4 * Pitch * reached.Length / variables.Length);
        double Along(int i) => Targets(i).Average(target => dx != 0 ? nodes[target].Y : nodes[target].X);
        double last = double.NegativeInfinity;
        foreach (int i in variables.OrderBy(Along))
        {
            double size = (dx != 0 ? nodes[i].Height : nodes[i].Width) + 13, half = (dx != 0 ? nodes[i].Width : nodes[i].Height) / 2;
            double at = Math.Max(Along(i), last + (size / 2));
            last = at + (size / 2);
            nodes[i] = nodes[i] with { X = dx != 0 ? dx * (far + distance + half) : at, Y = dx != 0 ? at : dy * (far + distance + half) };
        }
    }
}
