using Credence.Numerics;

namespace Credence.Latent;

/// <summary>
/// Little's test of whether cells are missing completely at random: whether the means of missingness patterns differ by more than chance. That
/// it does not reject proves nothing; that it rejects leaves open whether the observed cells explain what is missing.
/// </summary>
/// <param name="Statistic">d² = Σ n (ȳ − μ)ᵀ Σ⁻¹ (ȳ − μ) over patterns, each in its own variables; NaN where one pattern is all there is, or μ and Σ are no maximum.</param>
/// <param name="DegreesOfFreedom">The observed variables of all patterns, less p.</param>
/// <param name="PValue">The probability of a larger statistic under a χ² distribution; NaN where there is no test.</param>
/// <remarks>Little (1988), <i>Journal of the American Statistical Association</i> 83, 1198, equation (6), with the maximum likelihood covariance.</remarks>
public sealed record LittleTest(double Statistic, int DegreesOfFreedom, double PValue)
{
    /// <summary>No test.</summary>
    internal static LittleTest None { get; } = new(double.NaN, 0, double.NaN);

    internal static LittleTest Of(PatternMoments moments, double statistic)
    {
        int freedom = moments.Patterns.Sum(pattern => pattern.Observed.Length) - moments.Variables.Count;
        return freedom <= 0 ? None : new(statistic, freedom, ChiSquared.UpperTail(statistic, freedom));
    }
}
