using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>
/// Normal-mixture boundary of a sub-Gaussian sum S with variance process v (Howard, Ramdas, McAuliffe and Sekhon, 2021, equations 14 and
/// 15): S stays below it for ever with probability 1 − alpha.
/// </summary>
public sealed record NormalMixtureBoundary
{
    /// <summary>Creates the boundary.</summary>
    /// <param name="rho">Precision of the mixing distribution, above 0: it is tightest near v of some multiples of it.</param>
    /// <param name="alpha">Error level, in (0, 1).</param>
    public NormalMixtureBoundary(double rho, double alpha = 0.05) => (Rho, Alpha) = (Guard.Positive(rho), Guard.Fraction(alpha));

    /// <summary>Precision of the mixing distribution.</summary>
    public double Rho { get; }

    /// <summary>Error level.</summary>
    public double Alpha { get; }

    /// <summary>The boundary whose two-sided form is tightest at a variance.</summary>
    /// <param name="variance">Value of v at the time that matters, above 0.</param>
    /// <param name="alpha">Error level, in (0, 1).</param>
    public static NormalMixtureBoundary TunedAt(double variance, double alpha = 0.05)
        => new(Guard.Positive(variance) / NormalMixture.BestInverseRatio(Guard.Fraction(alpha)), alpha);

    /// <summary>Bound of |S|: √((v + ρ) log((v + ρ)/(ρ alpha²))).</summary>
    /// <param name="variance">Variance process v, at least 0.</param>
    public double TwoSided(double variance)
    {
        Guard.NotNegative(variance);
        return Math.Sqrt((variance + Rho) * (Elementary.Log1p(variance / Rho) - 2 * Math.Log(Alpha)));
    }

    /// <summary>Closed-form bound of S, slightly above <see cref="OneSided"/>: √(2(v + ρ) log(1 + √((v + ρ)/ρ)/(2 alpha))).</summary>
    /// <param name="variance">Variance process v, at least 0.</param>
    public double OneSidedClosedForm(double variance)
    {
        Guard.NotNegative(variance);
        return Math.Sqrt(2 * (variance + Rho) * Elementary.Log1p(Math.Sqrt((variance + Rho) / Rho) / (2 * Alpha)));
    }

    /// <summary>Bound of S: the root s of 2√(ρ/(v + ρ)) exp(s²/(2(v + ρ))) Φ(s/√(v + ρ)) = 1/alpha.</summary>
    /// <param name="variance">Variance process v, at least 0.</param>
    public double OneSided(double variance)
    {
        Guard.NotNegative(variance);
        double goal = 0.5 * Elementary.Log1p(variance / Rho) - Math.Log(2 * Alpha), root = Math.Sqrt(variance + Rho);
        // The left side at 0 is log ½, so that for alpha near 1 the bound would be below 0; 0 is valid too.
        double Excess(double u) => 0.5 * u * u + Normal.LogCdf(u) - goal;
        return Excess(0) >= 0 ? 0 : root * Brent.FindRoot(Excess, 0, Math.Sqrt(2 * (goal + Math.Log(2))) + 1).Position;
    }
}
