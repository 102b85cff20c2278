using Credence.Statistics;

namespace Credence.Bayes;

/// <summary>Credible intervals of posterior draws.</summary>
public static class CredibleInterval
{
    /// <summary>The highest-density interval of a unimodal posterior: the shortest that spans ⌊level · n⌋ + 1 order statistics (Chen and Shao, 1999).</summary>
    /// <param name="draws">Draws in any order; NaN among them gives NaN limits.</param>
    /// <param name="level">The posterior probability inside, in (0, 1).</param>
    public static Interval HighestDensity(ReadOnlySpan<double> draws, double level)
        => SortedValues.HighestDensity(Sort(draws), Guard.Fraction(level));

    /// <summary>The equal-tailed interval, between the quantiles (1 − level)/2 and (1 + level)/2.</summary>
    /// <param name="draws">Draws in any order; NaN among them gives NaN limits.</param>
    /// <param name="level">The posterior probability inside, in (0, 1).</param>
    public static Interval EqualTailed(ReadOnlySpan<double> draws, double level)
        => SortedValues.EqualTailed(Sort(draws), Guard.Fraction(level));

    private static ReadOnlySpan<double> Sort(ReadOnlySpan<double> draws)
    {
        double[] sorted = draws.ToArray();
        Array.Sort(sorted);
        // NaN sorts first.
        return sorted.Length > 0 && double.IsNaN(sorted[0]) ? [] : sorted;
    }
}
