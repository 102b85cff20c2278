using System.Runtime.InteropServices;

namespace Credence.Statistics;

/// <summary>Takes clusters one after the other, as an engine returns them. Not thread-safe.</summary>
public sealed class ClusterMomentsBuilder
{
    private readonly string[] _columns;
    private readonly double[] _centres;
    private readonly List<long> _keys = [];
    private readonly List<long> _counts = [];
    private readonly List<double> _sums = [];
    private readonly List<double> _products = [];

    /// <summary>Starts without clusters.</summary>
    /// <param name="columns">Names of the columns.</param>
    /// <param name="centres">The constant that is taken off each column's values.</param>
    /// <exception cref="ArgumentException">No column, a name twice, or lengths that do not fit.</exception>
    public ClusterMomentsBuilder(ReadOnlySpan<string> columns, ReadOnlySpan<double> centres)
    {
        _columns = CrossMoments.Checked(columns);
        Guard.SameLength(centres.Length, _columns.Length);
        _centres = centres.ToArray();
    }

    /// <summary>Adds rows of a cluster; a cluster without rows is left out.</summary>
    /// <param name="key">Number of the cluster, not below that of the one before; the same number adds to it.</param>
    /// <param name="count">Its rows.</param>
    /// <param name="sums">Σ(x − c) per column.</param>
    /// <param name="products">Σ(x − cₓ)(y − c_y) as a packed lower triangle.</param>
    /// <exception cref="ArgumentException">Lengths do not fit, or the key is below the last.</exception>
    public void Add(long key, long count, ReadOnlySpan<double> sums, ReadOnlySpan<double> products)
    {
        Guard.AtLeast(count, 0);
        Guard.SameLength(sums.Length, _columns.Length);
        Guard.SameLength(products.Length, CrossMoments.Triangle(_columns.Length));
        if (_keys.Count > 0)
            Guard.AtLeast(key, _keys[^1]);
        if (count == 0)
            return;
        if (_keys.Count > 0 && key == _keys[^1])
        {
            _counts[^1] += count;
            Add(sums, CollectionsMarshal.AsSpan(_sums)[^sums.Length..]);
            Add(products, CollectionsMarshal.AsSpan(_products)[^products.Length..]);
            return;
        }
        _keys.Add(key);
        _counts.Add(count);
        _sums.AddRange(sums);
        _products.AddRange(products);
    }

    private static void Add(ReadOnlySpan<double> values, Span<double> target)
    {
        for (int i = 0; i < target.Length; i++)
            target[i] += values[i];
    }

    /// <summary>The clusters so far.</summary>
    public ClusterMoments ToClusterMoments() => new(_columns, [.. _centres], [.. _keys], [.. _counts], [.. _sums], [.. _products]);
}
