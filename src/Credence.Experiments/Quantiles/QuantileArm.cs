using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>A quantile of one arm, with limits at any level, for rows that are independent or come in clusters.</summary>
/// <remarks>
/// <para>The limits are order statistics: those whose ranks the number of values below the true quantile, a binomial number, passes with the
/// probability asked for. They hold for every distribution, with ties too, and are infinite where the sample is too small to have such
/// ranks.</para>
/// <para>With clusters, the binomial number is that of an effective sample: the rows over the design effect of the share below the
/// quantile (its cluster variance by linearisation over its binomial one, at least 1), reduced for the degrees of freedom of few clusters
/// (Woodruff 1952; Korn and Graubard 1998).</para>
/// </remarks>
public sealed class QuantileArm
{
    // From here on the binomial quantile is taken from its Cornish-Fisher expansion, which is right to a few hundredths of a rank.
    private const double LargeVariance = 1e4;

    // Level of the limits whose distance tells the standard error: 95 %.
    private const double ErrorLimits = 1.959963984540054;

    private readonly double[] _sorted;

    private QuantileArm(double[] sorted, double probability, int clusters, double designEffect)
    {
        (_sorted, Probability, Clusters, DesignEffect) = (sorted, probability, clusters, designEffect);
        Quantile = Interpolated(sorted, probability);
        int below = LowerBound(sorted, Quantile, false);
        TiedShare = sorted.Length == 0 ? double.NaN : (double)(LowerBound(sorted, Quantile, true) - below) / sorted.Length;
    }

    /// <summary>Which quantile, in (0, 1).</summary>
    public double Probability { get; }

    /// <summary>Number of values.</summary>
    public int Count => _sorted.Length;

    /// <summary>Number of clusters; that of values where they are independent.</summary>
    public int Clusters { get; }

    /// <summary>How many times larger the clusters make the variance of the share below the quantile, at least 1.</summary>
    public double DesignEffect { get; }

    /// <summary>The sample quantile, interpolated linearly between order statistics (type 7 of Hyndman and Fan 1996); NaN without values.</summary>
    public double Quantile { get; }

    /// <summary>Half the distance of the limits of a 95 % interval over its normal quantile; NaN where one is infinite.</summary>
    public double StandardError
    {
        get
        {
            double width = IsUsable ? Upper(ErrorLimits) - Lower(ErrorLimits) : double.NaN;
            return double.IsFinite(width) ? width / (2 * ErrorLimits) : double.NaN;
        }
    }

    /// <summary>Share of the values that equal the quantile.</summary>
    public double TiedShare { get; }

    /// <summary>Whether the arm has as many values, and clusters, as its quantile needs for an estimate of its error.</summary>
    internal bool IsUsable => Count > 0 && Clusters > 1;

    /// <summary>A quantile of independent values.</summary>
    /// <exception cref="ArgumentException">The probability is not in (0, 1), or a value is NaN.</exception>
    public static QuantileArm Of(ReadOnlySpan<double> values, double probability) => new(Sorted(values, probability), probability, values.Length, 1);

    /// <summary>A quantile of values in clusters, e.g. the page views of users.</summary>
    /// <param name="values">The values.</param>
    /// <param name="clusters">The cluster of each, numbered from 0 without gaps.</param>
    /// <param name="probability">Which quantile, in (0, 1).</param>
    /// <exception cref="ArgumentException">The probability is not in (0, 1), a value is NaN, a number is negative, or the lengths differ.</exception>
    public static QuantileArm Of(ReadOnlySpan<double> values, ReadOnlySpan<int> clusters, double probability)
    {
        Guard.SameLength(clusters.Length, values.Length);
        double[] sorted = Sorted(values, probability);
        int count = 0;
        foreach (int cluster in clusters)
            count = Math.Max(count, (int)Guard.AtLeast(cluster, 0, nameof(clusters)) + 1);
        double quantile = Interpolated(sorted, probability);
        double effect = Math.Max(DesignEffectOf(values, clusters, count, quantile, true), DesignEffectOf(values, clusters, count, quantile, false));
        return new(sorted, probability, count, effect);
    }

    /// <summary>A limit that the true quantile lies below with at most the probability of the upper tail of the normal distribution beyond
    /// <paramref name="z"/>; negative infinity where the sample is too small for one.</summary>
    internal double Lower(double z)
    {
        long rank = Rank(Probability, z);
        return rank < 1 ? double.NegativeInfinity : Math.Min(_sorted[Math.Min(rank, _sorted.Length) - 1], Quantile);
    }

    /// <summary>As <see cref="Lower"/>, above.</summary>
    internal double Upper(double z)
    {
        long rank = Rank(1 - Probability, z);
        return rank < 1 ? double.PositiveInfinity : Math.Max(_sorted[Math.Max(0, _sorted.Length - rank)], Quantile);
    }

    private long Rank(double probability, double z)
    {
        double effective = EffectiveCount(z);
        return (long)Math.Floor(Rank(effective, probability, z) * (_sorted.Length / effective));
    }

    private double EffectiveCount(double z)
    {
        double effective = Count / DesignEffect;
        if (Clusters == Count || z == 0)
            return effective;
        double t = StudentT.UpperQuantile(Normal.UpperTail(z), Clusters - 1);
        return effective * (z / t) * (z / t);
    }

    // The real j at which P(at most j − 1 of n below the quantile) is the tail beyond z; whole j below it have less.
    private static double Rank(double n, double probability, double z)
    {
        if (!(n >= 1))
            return 0;
        double variance = n * probability * (1 - probability);
        if (variance > LargeVariance)
            return n * probability + 0.5 - z * Math.Sqrt(variance) + (1 - 2 * probability) * (z * z - 1) / 6;
        double tail = Normal.UpperTail(z);
        // Even one value below has a smaller chance than asked for.
        if (Below(1) > tail)
            return 0;
        double j = Math.Clamp(n * probability + 0.5 - z * Math.Sqrt(variance) + (1 - 2 * probability) * (z * z - 1) / 6, 1, n);
        // On the scale of the normal quantile the tail is nearly a line.
        for (int step = 0; step < 8 && j >= 1 && j <= n; step++)
        {
            double change = Math.Sqrt(variance) * (Normal.Quantile(Below(j)) + z);
            if (Math.Abs(change) < 1e-7)
                return j;
            j -= change;
        }
        return Below(n) <= tail ? n : Brent.FindRoot(at => Below(at) - tail, 1, n, 1e-7).Position;

        double Below(double at) => IncompleteBeta.Complement(at, n - at + 1, probability);
    }

    // Variance of the share at or below the quantile as a ratio of cluster totals, over that of independent values.
    private static double DesignEffectOf(ReadOnlySpan<double> values, ReadOnlySpan<int> clusters, int count, double quantile, bool orEqual)
    {
        double[] below = new double[count], sizes = new double[count];
        double total = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double isBelow = values[i] < quantile || orEqual && values[i] == quantile ? 1 : 0;
            below[clusters[i]] += isBelow;
            sizes[clusters[i]]++;
            total += isBelow;
        }
        double share = total / values.Length, squares = 0;
        for (int g = 0; g < count; g++)
        {
            double residual = below[g] - share * sizes[g];
            squares += residual * residual;
        }
        double effect = squares * count / (count - 1) / (values.Length * share * (1 - share));
        return double.IsFinite(effect) ? Math.Max(1, effect) : 1;
    }

    private static double[] Sorted(ReadOnlySpan<double> values, double probability)
    {
        Guard.Fraction(probability);
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted.Length == 0 || !double.IsNaN(sorted[0]) ? sorted : throw new ArgumentException("A value is NaN; it has no rank.", nameof(values));
    }

    private static double Interpolated(double[] sorted, double probability)
    {
        if (sorted.Length == 0)
            return double.NaN;
        double place = (sorted.Length - 1) * probability;
        int low = (int)Math.Floor(place);
        double below = sorted[low], above = sorted[Math.Min(low + 1, sorted.Length - 1)];
        return place == low || below == above ? below : below + (place - low) * (above - below);
    }

    // Number of values below, or at most, the limit.
    private static int LowerBound(double[] sorted, double limit, bool orEqual)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = low + (high - low) / 2;
            if (sorted[middle] < limit || orEqual && sorted[middle] == limit)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
