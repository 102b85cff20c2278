using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>The probability that an experiment will be significant, averaged over a prior of the effect: what power is at a single effect.</summary>
/// <remarks>O'Hagan, Stevens and Campbell (2005): with effect δ ~ N(m, v) the estimate is N(m, v + s²).</remarks>
/// <param name="SignificantlyAbove">The probability of an estimate significantly above 0.</param>
/// <param name="SignificantlyBelow">The probability of an estimate significantly below 0.</param>
/// <param name="Limit">The probability that the effect is above 0, which the first approaches as the experiment grows.</param>
public sealed record Assurance(double SignificantlyAbove, double SignificantlyBelow, double Limit)
{
    /// <summary>The probability of a significant estimate in either direction.</summary>
    public double Significant => SignificantlyAbove + SignificantlyBelow;

    /// <summary>The assurance of a two-sided z-test.</summary>
    /// <param name="prior">The prior of the effect.</param>
    /// <param name="standardError">The standard error that the planned experiment will have, above 0.</param>
    /// <param name="alpha">The two-sided significance level, in (0, 1).</param>
    public static Assurance Of(EffectPrior prior, double standardError, double alpha = 0.05)
    {
        ArgumentNullException.ThrowIfNull(prior);
        Guard.Positive(standardError);
        double critical = Normal.UpperQuantile(0.5 * Guard.Fraction(alpha)) * standardError, spread = double.Hypot(prior.StandardDeviation, standardError);
        return new(
            Normal.UpperTail((critical - prior.Mean) / spread),
            Normal.Cdf((-critical - prior.Mean) / spread),
            Normal.Cdf(prior.Mean / prior.StandardDeviation));
    }

    /// <summary>The largest standard error at which the estimate is significantly above 0 with a given probability.</summary>
    /// <param name="prior">The prior of the effect.</param>
    /// <param name="target">The probability, in (α/2, 1).</param>
    /// <param name="alpha">The two-sided significance level, in (0, 1).</param>
    /// <returns>The standard error; NaN where no experiment reaches the target, because the effect may well be below 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The target is not above α/2, which an experiment of no size reaches.</exception>
    public static double RequiredStandardError(EffectPrior prior, double target, double alpha = 0.05)
    {
        ArgumentNullException.ThrowIfNull(prior);
        double critical = Normal.UpperQuantile(0.5 * Guard.Fraction(alpha)), quantile = Normal.Quantile(Guard.Fraction(target));
        Guard.Positive(critical + quantile, nameof(target));
        double mean = prior.Mean, sd = prior.StandardDeviation;
        if (!(mean / sd > quantile))
            return double.NaN;
        // (m − z s)/√(v + s²) falls from m/√v to below the target's quantile: at once where s is large, for the quantile is above −z.
        double high = sd;
        while (Excess(high) > 0)
            high *= 2;
        return Brent.FindRoot(Excess, 0, high).Position;

        double Excess(double error) => (mean - critical * error) / double.Hypot(sd, error) - quantile;
    }
}
