using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>
/// Asymptotic confidence sequence of a difference (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, 2024): half-width
/// s√(2(tρ² + 1)/(t²ρ²) · log(√(tρ² + 1)/alpha)) after t units.
/// </summary>
/// <remarks>It holds for means, ratios and adjusted means alike, once estimates are nearly normal: a burn-in is not optional.</remarks>
public sealed record AsymptoticConfidenceSequence
{
    /// <summary>Creates the sequence.</summary>
    /// <param name="tuneAt">Number of units, both arms together, at which it is to be narrowest; above 0.</param>
    /// <param name="alpha">Error level, in (0, 1).</param>
    /// <param name="alternative">One- or two-sided.</param>
    public AsymptoticConfidenceSequence(double tuneAt, double alpha = 0.05, Alternative alternative = Alternative.TwoSided)
    {
        (TuneAt, Alpha, Alternative) = (Guard.Positive(tuneAt), Guard.Fraction(alpha), alternative);
        // One side at alpha is about as wide as two at 2 alpha, which must stay below 1 to be tuned.
        double tuned = alternative == Alternative.TwoSided ? alpha : Math.Min(2 * alpha, 0.5 * (1 + alpha));
        Rho = Math.Sqrt(NormalMixture.BestInverseRatio(tuned) / tuneAt);
    }

    /// <summary>Number of units at which the sequence is narrowest.</summary>
    public double TuneAt { get; }

    /// <summary>Error level.</summary>
    public double Alpha { get; }

    /// <summary>One- or two-sided.</summary>
    public Alternative Alternative { get; }

    /// <summary>The tuning parameter ρ, above 0; by default √((−W₋₁(−alpha²/e) − 1)/tuneAt), one-sided with 2 alpha for alpha.</summary>
    public double Rho { get; init => field = Guard.Positive(value); }

    /// <summary>Half-width in standard errors after some units.</summary>
    /// <param name="units">Units so far, above 0.</param>
    public double Radius(double units)
    {
        double ratio = 1 / (Guard.Positive(units) * Rho * Rho);
        return Alternative == Alternative.TwoSided ? NormalMixture.Radius(ratio, Alpha) : NormalMixture.OneSidedRadius(ratio, Alpha);
    }

    /// <summary>The sequence at one look.</summary>
    /// <param name="control">Level of the control so far: a mean, a ratio or an adjusted mean.</param>
    /// <param name="treatment">Level of the treatment so far, independent of the control's.</param>
    /// <param name="units">Units so far, both arms together, above 0.</param>
    public AlwaysValidResult At(ArmMean control, ArmMean treatment, double units) => At(EstimatedDifference.Independent(control, treatment), units);

    /// <summary>The sequence at one look at any difference, such as one adjusted for covariates.</summary>
    /// <param name="difference">The difference so far.</param>
    /// <param name="units">Units so far, both arms together, above 0.</param>
    public AlwaysValidResult At(EstimatedDifference difference, double units)
        => NormalMixture.Compare("asymptotic-confidence-sequence", difference, 1 / (Guard.Positive(units) * Rho * Rho), Alpha, Alternative);

    /// <summary>The sequence at one look for differences within pairs.</summary>
    /// <param name="differences">Moments of treatment minus control over the pairs so far; pairs are the units.</param>
    public AlwaysValidResult AtPairs(Moments differences)
        => At(new ArmMean(0, 0), SequentialArm.Of(differences), Math.Max(1, differences.Count));
}
