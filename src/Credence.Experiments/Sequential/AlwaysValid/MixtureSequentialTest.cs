using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>
/// Mixture sequential probability ratio test of a difference with a normal mixing distribution (Robbins, 1970; Johari, Pekelis and
/// Walsh, 2022).
/// </summary>
/// <remarks>
/// The e-value is √(v/(v + τ²)) exp(τ² d²/(2v(v + τ²))) for a difference d with variance v. With known variances it is exact for normal
/// data from the first unit; with estimated ones, or other data, it needs a burn-in.
/// </remarks>
public sealed record MixtureSequentialTest
{
    /// <summary>Creates the test.</summary>
    /// <param name="mixingVariance">Variance τ² of the effects mixed over, above 0, fixed before the first look: about the square of the effect expected.</param>
    /// <param name="alpha">Error level, in (0, 1).</param>
    public MixtureSequentialTest(double mixingVariance, double alpha = 0.05)
        => (MixingVariance, Alpha) = (Guard.Positive(mixingVariance), Guard.Fraction(alpha));

    /// <summary>Variance τ² of the effects mixed over.</summary>
    public double MixingVariance { get; }

    /// <summary>Error level.</summary>
    public double Alpha { get; }

    /// <summary>The test whose interval is narrowest where the estimate's variance is as stated.</summary>
    /// <param name="variance">Squared standard error of the difference at the time that matters, above 0.</param>
    /// <param name="alpha">Error level, in (0, 1).</param>
    public static MixtureSequentialTest TunedAt(double variance, double alpha = 0.05)
        => new(Guard.Positive(variance) * NormalMixture.BestInverseRatio(Guard.Fraction(alpha)), alpha);

    /// <summary>The test at one look.</summary>
    /// <param name="control">Level of the control so far.</param>
    /// <param name="treatment">Level of the treatment so far.</param>
    /// <returns>No evidence and the whole line where there is no variance yet.</returns>
    public AlwaysValidResult At(ArmMean control, ArmMean treatment) => At(EstimatedDifference.Independent(control, treatment));

    /// <summary>The test at one look at any difference, such as one adjusted for covariates.</summary>
    /// <param name="difference">The difference so far.</param>
    /// <returns>No evidence and the whole line where there is no variance yet.</returns>
    public AlwaysValidResult At(EstimatedDifference difference)
        => NormalMixture.Compare("msprt", difference, difference.Variance / MixingVariance, Alpha, Alternative.TwoSided);
}
