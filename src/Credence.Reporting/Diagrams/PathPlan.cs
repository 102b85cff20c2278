namespace Credence.Reporting;

/// <summary>Where the indicators of a variable stand, seen from it.</summary>
internal enum PathSide
{
    Left,
    Right,
    Up,
    Down,
}

/// <summary>The roles of the variables of a path diagram: which form the structure, which are indicators beside them, which stand beyond the indicators.</summary>
internal sealed class PathPlan
{
    /// <summary>Finds the roles.</summary>
    public PathPlan(PathGraph graph)
    {
        Graph = graph;
        int count = graph.Variables.Count;
        Home = FindHomes(graph);
        Beyond = [.. Enumerable.Range(0, count).Select(IsBeyond)];
        Structural = [.. Enumerable.Range(0, count).Where(i => Home[i] < 0 && !Beyond[i])];
        Indicators = [.. Enumerable.Range(0, count).Select(i => Enumerable.Range(0, count).Where(j => Home[j] == i).ToArray())];
        Layer = Layers(count);
        Depth = Structural.Length == 0 ? 0 : Structural.Max(i => Layer[i]) + 1;
    }

    public PathGraph Graph { get; }

    /// <summary>The variable beside which an indicator stands; −1 for the others.</summary>
    public int[] Home { get; }

    /// <summary>Whether a variable has to do with indicators alone, so that it stands on their far side.</summary>
    public bool[] Beyond { get; }

    /// <summary>The variables of the structure.</summary>
    public int[] Structural { get; }

    /// <summary>The indicators beside each variable.</summary>
    public int[][] Indicators { get; }

    /// <summary>The layer of each variable of the structure, from 0 on the left.</summary>
    public int[] Layer { get; }

    /// <summary>The number of layers.</summary>
    public int Depth { get; }

    /// <summary>The sides on which the indicators of a variable may stand.</summary>
    public PathSide[] Sides(int variable)
        => Depth == 1 ? [PathSide.Right]
            : Layer[variable] == 0 ? [PathSide.Left]
            : Layer[variable] == Depth - 1 ? [PathSide.Right] : [PathSide.Up, PathSide.Down];

    // An indicator stands beside the latent variable that measures the fewest: a general factor has them all.
    private static int[] FindHomes(PathGraph graph)
    {
        int[] home = new int[graph.Variables.Count], size = new int[graph.Variables.Count];
        Array.Fill(home, -1);
        foreach (PathArrow arrow in graph.Arrows.Where(arrow => arrow.Kind == PathKind.Loading))
            size[arrow.From]++;
        foreach (PathArrow arrow in graph.Arrows.Where(arrow => arrow.Kind == PathKind.Loading && !graph.Variables[arrow.To].Latent))
        {
            if (home[arrow.To] < 0 || size[arrow.From] < size[home[arrow.To]])
                home[arrow.To] = arrow.From;
        }
        return home;
    }

    private bool IsBeyond(int variable)
    {
        if (Home[variable] >= 0)
            return false;
        PathArrow[] away = [.. Graph.Arrows.Where(arrow => arrow.From == variable && arrow.Kind is PathKind.Loading or PathKind.Regression)];
        if (away.Length == 0 || away.Any(arrow => Home[arrow.To] < 0) || Graph.Variables[variable].Outcome || Home.Contains(variable))
            return false;
        // Latent variables that share the indicators of one other stand with it, as in growth curves.
        return !Graph.Variables[variable].Latent || away.Select(arrow => Home[arrow.To]).Distinct().Count() > 1;
    }

    // The longest path from a variable without predecessors; an arrow that closes a circle is passed over.
    private int[] Layers(int count)
    {
        (int From, int To)[] edges = [.. Graph.Arrows
            .Where(arrow => arrow.Kind is PathKind.Loading or PathKind.Regression && !Beyond[arrow.From])
            .Select(arrow => (From: Home[arrow.From] < 0 ? arrow.From : Home[arrow.From], To: Home[arrow.To] < 0 ? arrow.To : Home[arrow.To]))
            .Where(edge => edge.From != edge.To)
            .Where(edge => !Graph.Arrows.Any(arrow => arrow.Kind == PathKind.Loading && arrow.From == edge.From && Home[arrow.To] == edge.To))];
        int[] state = new int[count], layer = new int[count];
        int Below(int node)
        {
            if (state[node] == 0)
            {
                state[node] = 1;
                foreach ((int from, int to) in edges)
                {
                    if (to == node && state[from] != 1)
                        layer[node] = Math.Max(layer[node], Below(from) + 1);
                }
                state[node] = 2;
            }
            return layer[node];
        }
        foreach (int node in Structural)
            Below(node);
        // One without predecessors stands just before its nearest outcome.
        foreach (int node in Structural.Where(node => edges.All(edge => edge.To != node) && edges.Any(edge => edge.From == node)))
            layer[node] = edges.Where(edge => edge.From == node).Min(edge => layer[edge.To]) - 1;
        return layer;
    }
}
