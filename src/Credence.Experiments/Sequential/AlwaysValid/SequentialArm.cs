using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>Levels of an arm for sequential tests, with the divisor n that their theory uses.</summary>
public static class SequentialArm
{
    /// <summary>The mean of an arm's units and its squared standard error, s²/n with s² of divisor n.</summary>
    /// <param name="moments">Moments of the units so far.</param>
    public static ArmMean Of(Moments moments)
        => new(moments.Mean, moments.Count == 0 ? double.NaN : moments.SumSquaredDeviations / moments.Count / moments.Count);

    /// <summary>The mean of an arm whose units have a known variance.</summary>
    /// <param name="moments">Moments of the units so far.</param>
    /// <param name="variance">Variance of a unit, at least 0.</param>
    public static ArmMean WithKnownVariance(Moments moments, double variance) => new(moments.Mean, Guard.NotNegative(variance) / moments.Count);

    /// <summary>A proportion and its squared standard error p(1 − p)/n.</summary>
    /// <param name="successes">Successes, in [0, units].</param>
    /// <param name="units">Units, at least 1.</param>
    public static ArmMean OfProportion(long successes, long units)
    {
        Guard.AtLeast(units, 1);
        Guard.AtLeast(successes, 0);
        Guard.AtLeast(units - successes, 0, nameof(successes));
        double p = (double)successes / units;
        return new ArmMean(p, p * (1 - p) / units);
    }
}
