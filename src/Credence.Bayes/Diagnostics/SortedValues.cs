using Credence.Statistics;

namespace Credence.Bayes;

/// <summary>Quantiles and shortest intervals of values in increasing order.</summary>
internal static class SortedValues
{
    /// <summary>The quantile by linear interpolation between order statistics (Hyndman and Fan, 1996, type 7); NaN of no values.</summary>
    public static double Quantile(ReadOnlySpan<double> sorted, double probability)
    {
        if (sorted.IsEmpty)
            return double.NaN;
        double position = (sorted.Length - 1) * probability;
        int below = (int)position;
        double share = position - below, low = sorted[below];
        if (share == 0 || sorted[below + 1] == low)
            return low;
        return (1 - share) * low + share * sorted[below + 1];
    }

    /// <summary>
    /// The shortest interval that spans ⌊level · n⌋ + 1 order statistics, the first of equally short ones (Chen and Shao, 1999); NaN of no values.
    /// </summary>
    public static Interval HighestDensity(ReadOnlySpan<double> sorted, double level)
    {
        if (sorted.IsEmpty)
            return new Interval(double.NaN, double.NaN, level);
        int span = Math.Min((int)Math.Floor(level * sorted.Length), sorted.Length - 1), best = 0;
        for (int i = 1; i + span < sorted.Length; i++)
        {
            if (sorted[i + span] - sorted[i] < sorted[best + span] - sorted[best])
                best = i;
        }
        return new Interval(sorted[best], sorted[best + span], level);
    }

    /// <summary>The interval between the quantiles (1 ∓ level)/2; NaN of no values.</summary>
    public static Interval EqualTailed(ReadOnlySpan<double> sorted, double level)
        => new(Quantile(sorted, (1 - level) / 2), Quantile(sorted, (1 + level) / 2), level);
}
