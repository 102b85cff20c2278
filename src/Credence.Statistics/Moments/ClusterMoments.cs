namespace Credence.Statistics;

/// <summary>Counts, sums and products of each cluster's rows in one variant: enough for every linear statistic that allows for clusters.</summary>
/// <remarks>Immutable. Sums are about centres common to all clusters. The numbers lie side by side, so that millions of clusters fit.</remarks>
public sealed class ClusterMoments
{
    private readonly string[] _columns;
    private readonly double[] _centres;
    private readonly long[] _keys;
    private readonly long[] _counts;
    private readonly double[] _sums;
    private readonly double[] _products;

    internal ClusterMoments(string[] columns, double[] centres, long[] keys, long[] counts, double[] sums, double[] products)
        => (_columns, _centres, _keys, _counts, _sums, _products) = (columns, centres, keys, counts, sums, products);

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Columns => _columns;

    /// <summary>Number of clusters; every one has at least one row.</summary>
    public int Clusters => _keys.Length;

    /// <summary>Numbers by which a cluster is known in every variant, ascending.</summary>
    public ReadOnlySpan<long> Keys => _keys;

    /// <summary>Rows of each cluster.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    /// <summary>The constant c of each column that is taken off its values; near the mean, so that no digits are lost.</summary>
    public ReadOnlySpan<double> Centres => _centres;

    /// <summary>Σ(x − c) over the rows of a cluster, per column.</summary>
    public ReadOnlySpan<double> Sums(int cluster) => _sums.AsSpan(cluster * _columns.Length, _columns.Length);

    /// <summary>Σ(x − cₓ)(y − c_y) over the rows of a cluster, as a packed lower triangle.</summary>
    public ReadOnlySpan<double> Products(int cluster)
    {
        int triangle = CrossMoments.Triangle(_columns.Length);
        return _products.AsSpan(cluster * triangle, triangle);
    }

    /// <summary>Moments of the rows of one cluster.</summary>
    public CrossMoments MomentsOf(int cluster) => CrossMoments.FromShiftedSums(_columns, _counts[cluster], _centres, Sums(cluster), Products(cluster));

    /// <summary>Moments of the rows of all clusters, added in the order of the clusters.</summary>
    public CrossMoments Pooled()
    {
        int width = _columns.Length, triangle = CrossMoments.Triangle(width);
        double[] sums = new double[width], products = new double[triangle];
        long count = 0;
        for (int g = 0; g < Clusters; g++)
        {
            count += _counts[g];
            for (int i = 0; i < width; i++)
                sums[i] += _sums[g * width + i];
            for (int i = 0; i < triangle; i++)
                products[i] += _products[g * triangle + i];
        }
        return CrossMoments.FromShiftedSums(_columns, count, _centres, sums, products);
    }

    /// <summary>Moments of rows of which each belongs to a cluster.</summary>
    /// <param name="columns">Names of the columns.</param>
    /// <param name="clusters">The number of each row's cluster, the same in every variant.</param>
    /// <param name="rows">Values row after row, each row in the order of the columns.</param>
    /// <exception cref="ArgumentException">No column, a name twice, or lengths that do not fit.</exception>
    public static ClusterMoments FromRows(ReadOnlySpan<string> columns, ReadOnlySpan<long> clusters, ReadOnlySpan<double> rows)
    {
        string[] names = CrossMoments.Checked(columns);
        int width = names.Length;
        Guard.SameLength(rows.Length, clusters.Length * width, nameof(rows));
        CrossMoments whole = CrossMoments.FromRows(names, rows);
        double[] centres = clusters.IsEmpty ? new double[width] : whole.Means.ToArray();
        int[] order = [.. Enumerable.Range(0, clusters.Length)];
        long[] keys = clusters.ToArray();
        Array.Sort(clusters.ToArray(), order);
        ClusterMomentsBuilder builder = new(names, centres);
        double[] sums = new double[width], products = new double[CrossMoments.Triangle(width)];
        for (int start = 0, end; start < order.Length; start = end)
        {
            sums.AsSpan().Clear();
            products.AsSpan().Clear();
            for (end = start; end < order.Length && keys[order[end]] == keys[order[start]]; end++)
            {
                ReadOnlySpan<double> row = rows.Slice(order[end] * width, width);
                for (int i = 0, entry = 0; i < width; i++)
                {
                    sums[i] += row[i] - centres[i];
                    for (int j = 0; j <= i; j++, entry++)
                        products[entry] += (row[i] - centres[i]) * (row[j] - centres[j]);
                }
            }
            builder.Add(keys[order[start]], end - start, sums, products);
        }
        return builder.ToClusterMoments();
    }
}
