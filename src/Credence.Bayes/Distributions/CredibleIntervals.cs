using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Bayes;

/// <summary>Intervals and interval probabilities of a distribution of one number.</summary>
public static class CredibleIntervals
{
    /// <summary>P(lower &lt; X ≤ upper), without cancellation in either tail.</summary>
    public static double Probability(this IDistribution distribution, double lower, double upper)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        if (!(lower < upper))
            return 0;
        return distribution.Cdf(lower) > 0.5
            ? distribution.UpperTail(lower) - distribution.UpperTail(upper)
            : distribution.Cdf(upper) - distribution.Cdf(lower);
    }

    /// <summary>The equal-tailed interval (ETI): as much probability lies below it as above.</summary>
    /// <param name="distribution">The distribution.</param>
    /// <param name="level">The probability inside, in (0, 1).</param>
    public static Interval EqualTailed(this IDistribution distribution, double level)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        double tail = 0.5 * (1 - Guard.Fraction(level));
        return new(distribution.Quantile(tail), distribution.UpperQuantile(tail), level);
    }

    /// <summary>The highest-density interval (HDI): the shortest with the given probability, with equal densities at both ends unless one is an end of the support.</summary>
    /// <remarks>Of a density with several peaks it is the shortest single interval only if they lie close; of a flat one, the equal-tailed.</remarks>
    /// <param name="distribution">A continuous distribution.</param>
    /// <param name="level">The probability inside, in (0, 1).</param>
    /// <exception cref="ArgumentException">The distribution is discrete.</exception>
    public static Interval HighestDensity(this IDistribution distribution, double level)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        double outside = 1 - Guard.Fraction(level);
        if (distribution.IsDiscrete)
            throw new ArgumentException($"{distribution} is discrete.", nameof(distribution));
        double atLow = Excess(0), atHigh = Excess(outside);
        if (atLow == 0 && atHigh == 0)
            return distribution.EqualTailed(level);
        Interval low = new(distribution.Lower, distribution.UpperQuantile(outside), level);
        Interval high = new(distribution.Quantile(outside), distribution.Upper, level);
        if (atLow <= 0)
            return atHigh >= 0 && high.Upper - high.Lower < low.Upper - low.Lower ? high : low;
        if (atHigh >= 0)
            return high;
        double below = Brent.FindRoot(Excess, 0, outside, 1e-13 * outside).Position;
        return new(distribution.Quantile(below), distribution.UpperQuantile(outside - below), level);

        // How much higher the log density is at the upper end than at the lower, with the given probability below; bounded, for it is infinite at ends of the support.
        double Excess(double below)
            => Math.Clamp(distribution.LogDensity(distribution.UpperQuantile(outside - below)) - distribution.LogDensity(distribution.Quantile(below)), -100, 100);
    }
}
