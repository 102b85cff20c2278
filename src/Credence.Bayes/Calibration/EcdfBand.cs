using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>
/// A band that holds the whole empirical distribution function of n independent uniform values with a given probability (Säilynoja, Bürkner
/// and Vehtari, 2022): at every point the binomial limits of one pointwise level γ, chosen so that the joint probability is exact.
/// </summary>
/// <param name="Points">The points z in (0, 1), in increasing order.</param>
/// <param name="Lower">The lower limit of the distribution function at each point.</param>
/// <param name="Upper">The upper limit at each point.</param>
/// <param name="Level">The probability that all of it lies inside.</param>
/// <remarks>Exact for up to 1000 values; beyond, the deviations of 1000 values scaled by their standard deviations.</remarks>
public sealed record EcdfBand(IReadOnlyList<double> Points, IReadOnlyList<double> Lower, IReadOnlyList<double> Upper, double Level)
{
    private const int LargestExact = 1000;

    /// <summary>Whether a distribution function given at the points lies inside at all of them.</summary>
    public bool Contains(IReadOnlyList<double> ecdf) => LargestExcess(ecdf) <= 1e-12;

    /// <summary>How far a distribution function given at the points strays out of the band; 0 or less where it is inside.</summary>
    public double LargestExcess(IReadOnlyList<double> ecdf)
    {
        ArgumentNullException.ThrowIfNull(ecdf);
        Guard.SameLength(ecdf.Count, Points.Count);
        double excess = double.NegativeInfinity;
        for (int i = 0; i < Points.Count; i++)
            excess = Math.Max(excess, Math.Max(Lower[i] - ecdf[i], ecdf[i] - Upper[i]));
        return excess;
    }

    /// <summary>Computes the band.</summary>
    /// <param name="size">The number of values, at least 1.</param>
    /// <param name="points">Points in (0, 1), in increasing order.</param>
    /// <param name="level">The joint probability, in (0, 1).</param>
    public static EcdfBand Of(int size, IReadOnlyList<double> points, double level)
    {
        ArgumentNullException.ThrowIfNull(points);
        Guard.AtLeast(size, 1);
        Guard.Fraction(level);
        int exact = Math.Min(size, LargestExact);
        UniformCounts counts = new(exact, points);
        // The joint probability is a step function of γ: keep the side on which it is at least the level.
        double low = (1 - level) / points.Count / 4, high = 1 - level;
        for (int i = 0; i < 40 && high - low > 1e-4 * high; i++)
        {
            double middle = Math.Sqrt(low * high);
            (low, high) = counts.JointProbability(middle) >= level ? (middle, high) : (low, middle);
        }
        (int[] lower, int[] upper) = counts.Limits(low);
        double scale = Math.Sqrt((double)exact / size);
        double Limit(int count, int point) => points[point] + scale * ((double)count / exact - points[point]);
        return new EcdfBand(points, [.. lower.Select(Limit)], [.. upper.Select(Limit)], level);
    }

    /// <summary>
    /// The probability that uniform values stray somewhere at least as far from their expectation as these do: a p-value of uniformity.
    /// </summary>
    /// <param name="size">The number of values.</param>
    /// <param name="points">Points in (0, 1), in increasing order.</param>
    /// <param name="atMost">How many of the values are at most each point.</param>
    public static double PValue(int size, IReadOnlyList<double> points, IReadOnlyList<int> atMost)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(atMost);
        Guard.SameLength(atMost.Count, points.Count);
        int exact = Math.Min(size, LargestExact);
        double scale = Math.Sqrt((double)size / exact);
        int[] scaled = size == exact ? [.. atMost]
            : [.. atMost.Select((count, i) => (int)Math.Round(exact * Math.Clamp(points[i] + scale * ((double)count / size - points[i]), 0, 1)))];
        UniformCounts counts = new(exact, points);
        // Limits a shade below the smallest pointwise probability exclude nothing that is less extreme.
        return Math.Clamp(1 - counts.JointProbability(counts.SmallestPointwise(scaled) * (1 + 1e-9)), 0, 1);
    }
}

/// <summary>Counts of uniform values up to given points: binomial at each, and from point to point a Markov chain.</summary>
internal sealed class UniformCounts(int size, IReadOnlyList<double> points)
{
    private readonly double[] logFactorial = LogFactorials(size);
    private double[][]? cumulative;

    // P(count ≤ k) at each point.
    private double[][] Cumulative => cumulative ??= [.. points.Select(CumulativeAt)];

    /// <summary>The counts inside limits that leave out at most γ/2 at either side of each point.</summary>
    public (int[] Lower, int[] Upper) Limits(double gamma)
    {
        int[] lower = new int[points.Count], upper = new int[points.Count];
        for (int i = 0; i < points.Count; i++)
        {
            double[] at = Cumulative[i];
            while (lower[i] < size && at[lower[i]] < gamma / 2)
                lower[i]++;
            upper[i] = size;
            while (upper[i] > lower[i] && 1 - at[upper[i] - 1] < gamma / 2)
                upper[i]--;
        }
        return (lower, upper);
    }

    /// <summary>The smallest two-sided binomial probability among the points.</summary>
    public double SmallestPointwise(IReadOnlyList<int> counts)
    {
        double smallest = 1;
        for (int i = 0; i < points.Count; i++)
        {
            double below = Cumulative[i][counts[i]], above = counts[i] == 0 ? 1 : 1 - Cumulative[i][counts[i] - 1];
            smallest = Math.Min(smallest, 2 * Math.Min(below, above));
        }
        return smallest;
    }

    /// <summary>The probability that the counts stay inside the limits of a pointwise level at all points, by recursion from point to point.</summary>
    public double JointProbability(double gamma)
    {
        (int[] lower, int[] upper) = Limits(gamma);
        double[] before = [1.0], after;
        int beforeFrom = 0;
        double last = 0;
        for (int i = 0; i < points.Count; i++)
        {
            after = new double[upper[i] - lower[i] + 1];
            double share = (points[i] - last) / (1 - last), logShare = Math.Log(share), logRest = Math.Log(1 - share);
            for (int b = 0; b < before.Length; b++)
            {
                int count = beforeFrom + b, left = size - count;
                for (int next = Math.Max(count, lower[i]); next <= upper[i]; next++)
                    after[next - lower[i]] += before[b] * Math.Exp(LogBinomial(left, next - count) + (next - count) * logShare + (size - next) * logRest);
            }
            (before, beforeFrom, last) = (after, lower[i], points[i]);
        }
        return before.Sum();
    }

    private double[] CumulativeAt(double point)
    {
        double[] at = new double[size + 1];
        double sum = 0, log = Math.Log(point), logRest = Elementary.Log1p(-point);
        for (int k = 0; k <= size; k++)
            at[k] = Math.Min(1, sum += Math.Exp(LogBinomial(size, k) + k * log + (size - k) * logRest));
        return at;
    }

    private double LogBinomial(int n, int k) => logFactorial[n] - logFactorial[k] - logFactorial[n - k];

    private static double[] LogFactorials(int largest)
    {
        double[] values = new double[largest + 1];
        for (int i = 1; i <= largest; i++)
            values[i] = values[i - 1] + Math.Log(i);
        return values;
    }
}
