namespace Credence.Latent;

/// <summary>
/// Missingness patterns laid out for likelihoods: what a pattern of n rows adds depends on its scatter only through a root of it, so a pattern
/// is kept as its mean and at most min(n − 1, k) rows whose outer products sum to its scatter; all rows have p places, 0 where missing.
/// </summary>
/// <remarks>Patterns are ordered as the leaves of a tree of observed variables; a node that several patterns share is worked out once.</remarks>
internal sealed class PatternRows
{
    private readonly double[] means, roots;
    private readonly int[] observed, starts, rootStarts, shared;
    private readonly double[] counts, weights;

    /// <summary>Lays out patterns in their own units.</summary>
    public PatternRows(PatternMoments moments)
        : this(moments, new double[moments.Variables.Count], [.. Enumerable.Repeat(1.0, moments.Variables.Count)])
    {
    }

    /// <summary>Lays out patterns of (y − centre) / scale.</summary>
    public PatternRows(PatternMoments moments, ReadOnlySpan<double> centre, ReadOnlySpan<double> scale)
    {
        Order = moments.Variables.Count;
        Stride = PaddedTriangle.Stride(Order);
        Patterns = moments.Patterns.Count;
        Rows = moments.Count;
        int cells = moments.Patterns.Sum(pattern => pattern.Observed.Length);
        (means, observed, weights) = (new double[Patterns * Stride], new int[cells], new double[cells]);
        (starts, rootStarts, shared, counts) = (new int[Patterns + 1], new int[Patterns + 1], new int[Patterns], new double[Patterns]);
        List<double> found = [];
        double observations = 0;
        for (int i = 0; i < Patterns; i++)
        {
            MissingnessPattern pattern = moments.Patterns[i];
            ReadOnlySpan<int> places = pattern.Observed.Span;
            counts[i] = pattern.Count;
            observations += counts[i] * places.Length;
            starts[i + 1] = starts[i] + places.Length;
            places.CopyTo(observed.AsSpan(starts[i]));
            shared[i] = i == 0 ? 0 : places.CommonPrefixLength(Observed(i - 1));
            for (int j = 0; j < places.Length; j++)
                means[(i * Stride) + places[j]] = (pattern.Means.Span[j] - centre[places[j]]) / scale[places[j]];
            AddRoots(pattern, scale, found);
            rootStarts[i + 1] = found.Count / Stride;
        }
        roots = [.. found];
        Constant = -0.5 * observations * Math.Log(2 * Math.PI);
        Weigh();
    }

    /// <summary>The number p of variables.</summary>
    public int Order { get; }

    /// <summary>The length of a row: p, padded.</summary>
    public int Stride { get; }

    /// <summary>The number of patterns.</summary>
    public int Patterns { get; }

    /// <summary>The number n of rows.</summary>
    public double Rows { get; }

    /// <summary>−½ log 2π for each observed cell.</summary>
    public double Constant { get; }

    /// <summary>The observed variables of a pattern.</summary>
    public ReadOnlySpan<int> Observed(int pattern) => observed.AsSpan(starts[pattern]..starts[pattern + 1]);

    /// <summary>How many of them it shares with the pattern before, from the first on.</summary>
    public int Shared(int pattern) => shared[pattern];

    /// <summary>For each observed variable that is not shared: the number of rows of all patterns that begin alike up to it.</summary>
    public ReadOnlySpan<double> Weights(int pattern) => weights.AsSpan(starts[pattern]..starts[pattern + 1]);

    /// <summary>The number of rows of a pattern.</summary>
    public double Count(int pattern) => counts[pattern];

    /// <summary>The means of a pattern.</summary>
    public ReadOnlySpan<double> Means(int pattern) => means.AsSpan(pattern * Stride, Stride);

    /// <summary>The rows whose outer products sum to the scatter of a pattern, one after another.</summary>
    public ReadOnlySpan<double> Roots(int pattern) => roots.AsSpan((rootStarts[pattern] * Stride)..(rootStarts[pattern + 1] * Stride));

    // Cholesky's method with complete pivoting on the scatter with unit diagonal; it ends where rank does.
    private void AddRoots(MissingnessPattern pattern, ReadOnlySpan<double> scale, List<double> found)
    {
        int k = pattern.Observed.Length, most = (int)Math.Min(k, pattern.Count - 1);
        ReadOnlySpan<double> scatter = pattern.Scatter.Span;
        double[] left = new double[k * k], size = new double[k], root = new double[k], row = new double[Stride];
        for (int i = 0; i < k; i++)
            size[i] = Math.Sqrt(scatter[(i * k) + i]);
        for (int i = 0; i < k * k; i++)
            left[i] = size[i / k] > 0 && size[i % k] > 0 ? scatter[i] / size[i / k] / size[i % k] : 0;
        for (int step = 0; step < most; step++)
        {
            int pivot = 0;
            for (int i = 1; i < k; i++)
                pivot = left[(i * k) + i] > left[(pivot * k) + pivot] ? i : pivot;
            double largest = left[(pivot * k) + pivot];
            if (!(largest > 1e-15 * k))
                return;
            for (int i = 0; i < k; i++)
            {
                root[i] = left[(pivot * k) + i] / Math.Sqrt(largest);
                row[pattern.Observed.Span[i]] = root[i] * size[i] / scale[pattern.Observed.Span[i]];
            }
            for (int i = 0; i < k * k; i++)
                left[i] -= root[i / k] * root[i % k];
            for (int i = 0; i < k; i++)
                left[(pivot * k) + i] = left[(i * k) + pivot] = 0;
            found.AddRange(row);
            Array.Clear(row);
        }
    }

    // A pattern counts at every node on its way from the root of the tree.
    private void Weigh()
    {
        int[] opened = new int[Order];
        for (int i = 0; i < Patterns; i++)
        {
            for (int level = 0; level < starts[i + 1] - starts[i]; level++)
            {
                if (level >= shared[i])
                    opened[level] = starts[i] + level;
                weights[opened[level]] += counts[i];
            }
        }
    }
}
