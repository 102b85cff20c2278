using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>A cluster to be randomised.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">Its number of members.</param>
public readonly record struct Cluster(string Name, long Size);

/// <summary>A line of a randomisation list.</summary>
/// <param name="Name">Name of the cluster.</param>
/// <param name="Size">Its number of members.</param>
/// <param name="Block">Number of its matched block, from 1; null without matching.</param>
/// <param name="Variant">The variant it gets.</param>
public sealed record ClusterAssignment(string Name, long Size, int? Block, string Variant);

/// <summary>Lists that assign clusters to variants at random.</summary>
/// <remarks>Same clusters, variants and seed give the same list, whatever the order the clusters come in.</remarks>
public static class ClusterRandomization
{
    /// <summary>Complete randomisation: variants get numbers of clusters that differ by at most one.</summary>
    /// <param name="clusters">The clusters, with different names.</param>
    /// <param name="variants">The variants, at least two.</param>
    /// <param name="seed">Seed of the list.</param>
    /// <exception cref="ArgumentException">A name comes twice, or there are fewer than two variants or fewer clusters than variants.</exception>
    public static IReadOnlyList<ClusterAssignment> Complete(IReadOnlyList<Cluster> clusters, IReadOnlyList<string> variants, ulong seed)
    {
        Cluster[] sorted = Sorted(clusters, variants);
        RandomStream random = new(seed, "cluster-randomization");
        string[] order = [.. variants];
        random.Shuffle(order.AsSpan());
        string[] labels = [.. sorted.Select((_, i) => order[i % order.Length])];
        random.Shuffle(labels.AsSpan());
        return [.. sorted.Zip(labels, (cluster, variant) => new ClusterAssignment(cluster.Name, cluster.Size, null, variant))];
    }

    /// <summary>Randomisation within blocks of clusters of like size, one cluster per variant: pairs where there are two variants.</summary>
    /// <remarks>Clusters are sorted by size; neighbours make a block. Where the last block is not full, its variants are drawn at random.</remarks>
    /// <inheritdoc cref="Complete"/>
    public static IReadOnlyList<ClusterAssignment> MatchedOnSize(IReadOnlyList<Cluster> clusters, IReadOnlyList<string> variants, ulong seed)
    {
        Cluster[] sorted = Sorted(clusters, variants);
        RandomStream random = new(seed, "cluster-randomization-matched");
        string[] order = [.. variants];
        List<ClusterAssignment> list = new(sorted.Length);
        for (int i = 0; i < sorted.Length; i++)
        {
            int place = i % order.Length;
            if (place == 0)
                random.Shuffle(order.AsSpan());
            list.Add(new(sorted[i].Name, sorted[i].Size, i / order.Length + 1, order[place]));
        }
        return list;
    }

    private static Cluster[] Sorted(IReadOnlyList<Cluster> clusters, IReadOnlyList<string> variants)
    {
        ArgumentNullException.ThrowIfNull(clusters);
        ArgumentNullException.ThrowIfNull(variants);
        Guard.AtLeast(variants.Count, 2, nameof(variants));
        Guard.AtLeast(clusters.Count, variants.Count, nameof(clusters));
        RequireDifferent(variants, nameof(variants));
        RequireDifferent(clusters.Select(cluster => cluster.Name), nameof(clusters));
        foreach (Cluster cluster in clusters)
            Guard.AtLeast(cluster.Size, 1, nameof(clusters));
        return [.. clusters.OrderByDescending(cluster => cluster.Size).ThenBy(cluster => cluster.Name, StringComparer.Ordinal)];
    }

    private static void RequireDifferent(IEnumerable<string> names, string argument)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (string name in names)
        {
            if (!seen.Add(name))
                throw new ArgumentException($"{argument} holds {name} twice; names must differ.", argument);
        }
    }
}
