using Credence.Bayes;
using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>A normal prior of an effect: of a lift, a fraction such as 0.05, or of a difference in the metric's units.</summary>
/// <param name="Mean">The mean, finite.</param>
/// <param name="StandardDeviation">The standard deviation, above 0.</param>
public sealed record EffectPrior(double Mean, double StandardDeviation)
{
    /// <summary>The mean.</summary>
    public double Mean { get; } = Guard.Finite(Mean);

    /// <summary>The standard deviation.</summary>
    public double StandardDeviation { get; } = Guard.Positive(StandardDeviation);

    /// <summary>The prior as a distribution.</summary>
    public IDistribution Distribution => Bayes.Distribution.Normal(Mean, StandardDeviation);

    /// <summary>The prior of someone who is this sure that the effect lies between two values, and as unsure on either side.</summary>
    /// <param name="lower">The lower value, such as −0.05 for a lift of −5 %.</param>
    /// <param name="upper">The upper value, above the lower.</param>
    /// <param name="probability">How sure, in (0, 1), such as 0.9.</param>
    public static EffectPrior LikelyBetween(double lower, double upper, double probability)
    {
        double half = 0.5 * Guard.Positive(Guard.Finite(upper) - Guard.Finite(lower), nameof(upper));
        return new(lower + half, half / Normal.UpperQuantile(0.5 * (1 - Guard.Fraction(probability))));
    }

    /// <summary>The prior of the difference that a prior of the lift means at a given control mean.</summary>
    /// <param name="controlMean">The control's mean, above 0.</param>
    public EffectPrior OfDifference(double controlMean) => new(Mean * Guard.Positive(controlMean), StandardDeviation * controlMean);

    /// <summary>The posterior after an estimate of the effect: the estimate shrunken towards the prior's mean.</summary>
    /// <param name="estimate">The estimate, finite.</param>
    /// <param name="standardError">Its standard error, above 0.</param>
    public NormalPosterior After(double estimate, double standardError)
        => new NormalPosterior(Mean, StandardDeviation * StandardDeviation).After(estimate, standardError);
}
