namespace Credence.Statistics;

/// <summary>Merges many <see cref="CrossMoments"/> in place, without allocating: shards, days, resamples. Not thread-safe.</summary>
public sealed class CrossMomentsAccumulator
{
    private readonly string[] _columns;
    private readonly double[] _means;
    private readonly double[] _coProducts;

    /// <summary>Starts with no rows.</summary>
    /// <exception cref="ArgumentException">No column, or a name twice.</exception>
    public CrossMomentsAccumulator(params ReadOnlySpan<string> columns)
    {
        _columns = CrossMoments.Checked(columns);
        _means = new double[_columns.Length];
        _coProducts = new double[CrossMoments.Triangle(_columns.Length)];
    }

    /// <summary>Number of rows so far.</summary>
    public long Count { get; private set; }

    /// <summary>Merges more rows; as <see cref="CrossMoments.Merge"/>.</summary>
    /// <exception cref="ArgumentException">The columns differ.</exception>
    public void Add(CrossMoments moments)
    {
        ArgumentNullException.ThrowIfNull(moments);
        moments.RequireSameColumns(_columns);
        if (moments.Count == 0)
            return;
        if (Count == 0)
        {
            moments.Means.CopyTo(_means);
            moments.CoProducts.CopyTo(_coProducts);
        }
        else
        {
            CrossMoments.MergeInto(_means, _coProducts, Count, moments);
        }
        Count += moments.Count;
    }

    /// <summary>The moments of all rows so far.</summary>
    public CrossMoments ToCrossMoments()
        => Count == 0 ? CrossMoments.Empty(_columns) : new(_columns, Count, [.. _means], [.. _coProducts]);
}
