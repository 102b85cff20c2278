namespace Credence.Bayes;

/// <summary>What a node of a model is.</summary>
public enum ModelNodeKind
{
    /// <summary>Drawn from a distribution and not observed: its posterior is sought.</summary>
    Parameter,

    /// <summary>Computed from its parents.</summary>
    Deterministic,

    /// <summary>Drawn from a distribution and observed.</summary>
    Observed,

    /// <summary>Drawn from a distribution, and missing from data that are observed elsewhere.</summary>
    Missing,

    /// <summary>Known and fixed.</summary>
    Constant,
}

/// <summary>A quantity of a model.</summary>
/// <param name="Name">The name, such as <c>mean</c>.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Distribution">The distribution with its parents' names, such as <c>normal(mean, sd)</c>; of a deterministic quantity, its formula; may be empty.</param>
public sealed record ModelNode(string Name, ModelNodeKind Kind, string Distribution = "")
{
    /// <summary>The sizes of its own dimensions, beside those of its plates; none for a scalar.</summary>
    public IReadOnlyList<int> Shape { get; init; } = [];

    /// <summary>The innermost plate it stands on; null where there is only one of it.</summary>
    public string? Plate { get; init; }
}

/// <summary>A repetition: all that stands on a plate exists as often as the plate has positions.</summary>
/// <param name="Name">What it runs over, such as <c>variant</c>.</param>
/// <param name="Size">The number of positions, at least 1.</param>
/// <param name="Within">The plate it is nested in; null where there is none.</param>
public sealed record ModelPlate(string Name, long Size, string? Within = null);

/// <summary>A dependence: the distribution or formula of one node names the other.</summary>
/// <param name="From">The parent.</param>
/// <param name="To">The child.</param>
public sealed record ModelEdge(string From, string To)
{
    /// <summary>What is written beside it, such as a coefficient; may be empty.</summary>
    public string Label { get; init; } = "";

    /// <summary>Whether it has no direction, as a covariance has none.</summary>
    public bool Mutual { get; init; }
}

/// <summary>A model as a graph of its quantities, their distributions, shapes and plates.</summary>
public sealed class ModelGraph
{
    /// <summary>Makes a graph.</summary>
    /// <exception cref="ArgumentException">Two nodes or plates share a name, or an edge, node or plate names one that does not exist.</exception>
    public ModelGraph(IReadOnlyList<ModelNode> nodes, IReadOnlyList<ModelEdge> edges, params IReadOnlyList<ModelPlate> plates)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(edges);
        ArgumentNullException.ThrowIfNull(plates);
        (Nodes, Edges, Plates) = (nodes, edges, plates);
        HashSet<string> names = Unique(nodes.Select(node => node.Name), "nodes"), plateNames = [];
        foreach (ModelPlate plate in plates)
        {
            // Outer plates come first, which also rules out circles.
            if (plate.Within is { } outer && !plateNames.Contains(outer))
                throw new ArgumentException($"The plate '{plate.Name}' is within '{outer}', which does not come before it.", nameof(plates));
            if (!plateNames.Add(plate.Name))
                throw new ArgumentException($"Two plates are called '{plate.Name}'.", nameof(plates));
            Guard.AtLeast(plate.Size, 1, nameof(plates));
        }
        if (nodes.FirstOrDefault(node => node.Plate is { } plate && !plateNames.Contains(plate)) is { } lost)
            throw new ArgumentException($"The node '{lost.Name}' stands on the plate '{lost.Plate}', which does not exist.", nameof(nodes));
        if (edges.SelectMany(edge => new[] { edge.From, edge.To }).FirstOrDefault(end => !names.Contains(end)) is { } missing)
            throw new ArgumentException($"An edge names '{missing}', which does not exist.", nameof(edges));
    }

    /// <summary>The quantities.</summary>
    public IReadOnlyList<ModelNode> Nodes { get; }

    /// <summary>The dependences.</summary>
    public IReadOnlyList<ModelEdge> Edges { get; }

    /// <summary>The plates, each after the one it is nested in.</summary>
    public IReadOnlyList<ModelPlate> Plates { get; }

    private static HashSet<string> Unique(IEnumerable<string> names, string what)
    {
        HashSet<string> set = new(StringComparer.Ordinal);
        foreach (string name in names)
        {
            if (!set.Add(name))
                throw new ArgumentException($"Two {what} are called '{name}'.", what);
        }
        return set;
    }
}
