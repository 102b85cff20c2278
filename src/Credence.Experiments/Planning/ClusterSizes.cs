using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>How the members of clusters are weighted in the mean of an arm.</summary>
public enum ClusterWeighting
{
    /// <summary>Every member counts the same: the mean over members.</summary>
    Members,

    /// <summary>Clusters count by their information m/(1 + (m − 1)ICC): the smallest variance.</summary>
    Optimal,

    /// <summary>Every cluster counts the same: the mean of cluster means.</summary>
    Clusters,
}

/// <summary>Sizes of clusters: how many members, and how much that varies.</summary>
public sealed record ClusterSizes
{
    // Sizes divided by their mean, where they are known.
    private readonly double[]? _relative;

    // Mean of 1/size times the mean size.
    private readonly double _reciprocal;

    private ClusterSizes(double mean, double variation, double reciprocal, double[]? relative)
        => (Mean, CoefficientOfVariation, _reciprocal, _relative) = (mean, variation, reciprocal, relative);

    /// <summary>Mean number of members.</summary>
    public double Mean { get; private init; }

    /// <summary>Standard deviation of the sizes (divisor: their number) over their mean.</summary>
    public double CoefficientOfVariation { get; }

    /// <summary>Clusters of one size, at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 1 or not finite.</exception>
    public static ClusterSizes Equal(double size) => new(AtLeastOne(size), 0, 1, null);

    /// <summary>Clusters of which only mean and variation of size are known.</summary>
    /// <remarks>Exact for <see cref="ClusterWeighting.Members"/>; for the mean of cluster means exact where sizes are lognormal; for
    /// optimal weights the second-order formula of van Breukelen, Candel and Berger (2007), refused above a variation of 1.</remarks>
    /// <param name="mean">Mean size, at least 1.</param>
    /// <param name="variation">Coefficient of variation, 0 or above.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static ClusterSizes Varying(double mean, double variation)
        => new(AtLeastOne(mean), Guard.NotNegative(variation), 1 + variation * variation, null);

    /// <summary>Clusters of known sizes; a design with more or fewer clusters has them in the same proportions.</summary>
    /// <exception cref="ArgumentException">There are none, or one is below 1.</exception>
    public static ClusterSizes FromSizes(ReadOnlySpan<long> sizes)
    {
        if (sizes.IsEmpty)
            throw new ArgumentException("sizes is empty; must hold at least one cluster.", nameof(sizes));
        double mean = 0;
        foreach (long size in sizes)
            mean += Guard.AtLeast(size, 1, nameof(sizes)) / (double)sizes.Length;
        double[] relative = new double[sizes.Length];
        double squares = 0, reciprocals = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            relative[i] = sizes[i] / mean;
            squares += (relative[i] - 1) * (relative[i] - 1);
            reciprocals += 1 / relative[i];
        }
        return new(mean, Math.Sqrt(squares / sizes.Length), reciprocals / sizes.Length, relative);
    }

    /// <summary>Variance of the mean of an arm against that of as many independent members.</summary>
    /// <remarks>1 + ((1 + cv²)m − 1)ICC for members (Eldridge, Ashby and Kerry 2006); 1 + (m − 1)ICC where sizes are equal.</remarks>
    /// <param name="icc">Intraclass correlation, in [0, 1].</param>
    /// <param name="weighting">How members are weighted.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ICC is outside [0, 1].</exception>
    /// <exception cref="ArgumentException">Optimal weights at a variation above 1 without the sizes themselves.</exception>
    public double DesignEffect(double icc, ClusterWeighting weighting)
    {
        Guard.Probability(icc);
        Check(weighting);
        return Mean * VariancePerCluster(icc, weighting);
    }

    /// <summary>Refuses a weighting whose variance is not known.</summary>
    internal void Check(ClusterWeighting weighting)
    {
        if (weighting == ClusterWeighting.Optimal && _relative is null && CoefficientOfVariation > 1)
        {
            throw new ArgumentException(
                "Optimal weights with a coefficient of variation of cluster sizes above 1 need the sizes themselves.", nameof(weighting));
        }
    }

    /// <summary>The mean size at which the variance per cluster has a value; NaN where no size suffices.</summary>
    internal double MeanForVariance(double variance, double icc, ClusterWeighting weighting)
    {
        double floor = (this with { Mean = double.MaxValue }).VariancePerCluster(icc, weighting);
        if (!(variance > floor))
            return double.NaN;
        if (weighting != ClusterWeighting.Optimal)
            return (1 - icc) * (weighting == ClusterWeighting.Clusters ? _reciprocal : 1) / (variance - floor);
        double lower = 1, upper = 1;
        while (Excess(Math.Log(lower)) < 0)
            lower /= 2;
        while (Excess(Math.Log(upper)) > 0)
            upper *= 2;
        return lower == upper ? lower : Math.Exp(Brent.FindRoot(Excess, Math.Log(lower), Math.Log(upper)).Position);

        double Excess(double logMean) => (this with { Mean = Math.Exp(logMean) }).VariancePerCluster(icc, weighting) - variance;
    }

    /// <summary>The same clusters, as different in size as before, with another mean size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The mean is below 1 or not finite.</exception>
    public ClusterSizes WithMean(double mean) => this with { Mean = AtLeastOne(mean) };

    // Variance of the mean of an arm, for unit variance, times its number of clusters.
    internal double VariancePerCluster(double icc, ClusterWeighting weighting) => weighting switch
    {
        ClusterWeighting.Clusters => (1 - icc) * _reciprocal / Mean + icc,
        ClusterWeighting.Optimal => OptimalVariance(icc),
        _ => (1 - icc) / Mean + (1 + CoefficientOfVariation * CoefficientOfVariation) * icc,
    };

    private double OptimalVariance(double icc)
    {
        if (_relative is null)
        {
            double equal = (1 - icc) / Mean + icc, share = icc / equal;
            return equal / (1 - CoefficientOfVariation * CoefficientOfVariation * share * (1 - share));
        }
        double information = 0;
        foreach (double relative in _relative)
            information += 1 / ((1 - icc) / (relative * Mean) + icc);
        return _relative.Length / information;
    }

    private static double AtLeastOne(double size, string name = "size") => size >= 1 && double.IsFinite(size)
        ? size
        : throw new ArgumentOutOfRangeException(name, size, FormattableString.Invariant($"{name} is {size}; must be at least 1."));
}
