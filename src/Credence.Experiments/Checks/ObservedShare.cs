using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>A share that was counted, with its exact binomial interval (Clopper and Pearson 1934).</summary>
/// <param name="Count">How often it happened.</param>
/// <param name="Of">Number of trials, at least 1.</param>
public readonly record struct ObservedShare(long Count, long Of)
{
    /// <summary>Count over number of trials.</summary>
    public double Estimate => (double)Count / Of;

    /// <summary>The exact interval of level 0.95.</summary>
    public Interval Interval => At(0.95);

    /// <summary>The exact interval of a level in (0, 1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The level is not in (0, 1).</exception>
    public Interval At(double level)
    {
        double tail = (1 - Guard.Fraction(level)) / 2;
        return new(
            Count == 0 ? 0 : BetaDistribution.Quantile(tail, Count, Of - Count + 1),
            Count == Of ? 1 : BetaDistribution.UpperQuantile(tail, Count + 1, Of - Count),
            level);
    }
}
