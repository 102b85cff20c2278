using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>One estimate from several completed data sets (Rubin 1987; Barnard and Rubin 1999).</summary>
/// <param name="Estimate">Mean of the estimates.</param>
/// <param name="Within">Mean of their variances.</param>
/// <param name="Between">Sample variance of the estimates.</param>
/// <param name="Variance">Within + (1 + 1/m) between.</param>
/// <param name="DegreesOfFreedom">Degrees of freedom of t.</param>
/// <param name="VarianceIncrease">Relative increase in variance due to missing cells, (1 + 1/m) between / within.</param>
/// <param name="Lambda">Share of the variance that is due to missing cells, (1 + 1/m) between / variance.</param>
/// <param name="MissingInformation">Fraction of missing information, corrected for the number of imputations.</param>
/// <param name="Imputations">The number m of completed data sets.</param>
public sealed record PooledEstimate(
    double Estimate, double Within, double Between, double Variance, double DegreesOfFreedom, double VarianceIncrease, double Lambda,
    double MissingInformation, int Imputations)
{
    // Below this share, degrees of freedom are so many that t is normal; the bound keeps them finite.
    private const double LeastLambda = 1e-4;

    /// <summary>Root of the variance.</summary>
    public double StandardError => Math.Sqrt(Variance);

    /// <summary>Estimate over standard error.</summary>
    public double Statistic => Estimate / StandardError;

    /// <summary>Two-sided p-value of "the estimate is 0"; NaN where the variance is 0.</summary>
    public double PValue => Variance > 0 ? StudentT.TwoSidedPValue(Statistic, DegreesOfFreedom) : double.NaN;

    /// <summary>Pools the estimates of m completed data sets.</summary>
    /// <param name="estimates">An estimate of each, at least 2.</param>
    /// <param name="variances">Their squared standard errors.</param>
    /// <param name="completeDegreesOfFreedom">Degrees of freedom if no cell were missing, above 0; +∞ gives those of Rubin (1987).</param>
    /// <returns>ν = (m − 1)/λ², and by Barnard and Rubin 1/(1/ν + 1/ν_obs) with ν_obs = (ν_c + 1)/(ν_c + 3) ν_c (1 − λ); the fraction of missing
    /// information is (r + 2/(ν + 3))/(r + 1). A λ below 0.0001 counts as 0.0001 in the degrees of freedom.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static PooledEstimate Of(ReadOnlySpan<double> estimates, ReadOnlySpan<double> variances, double completeDegreesOfFreedom = double.PositiveInfinity)
    {
        int m = (int)Guard.AtLeast(estimates.Length, 2, nameof(estimates));
        Guard.SameLength(variances.Length, m, nameof(variances));
        Moments spread = Moments.FromValues(estimates);
        double within = Moments.FromValues(variances).Mean, added = (1 + 1.0 / m) * spread.Variance, variance = within + added;
        double lambda = added / variance, counted = Math.Max(lambda, LeastLambda), rubin = (m - 1) / (counted * counted);
        double complete = completeDegreesOfFreedom, observed = (complete + 1) / (complete + 3) * complete * (1 - counted);
        double degrees = double.IsPositiveInfinity(complete) ? rubin : rubin * observed / (rubin + observed), increase = added / within;
        double missing = double.IsPositiveInfinity(increase) ? 1 : (increase + 2 / (degrees + 3)) / (increase + 1);
        return new(spread.Mean, within, spread.Variance, variance, degrees, increase, lambda, missing, m);
    }

    /// <summary>The interval of level 1 − alpha.</summary>
    public Interval Interval(double alpha)
    {
        double reach = StudentT.UpperQuantile(Guard.Fraction(alpha) / 2, DegreesOfFreedom) * StandardError;
        return new(Estimate - reach, Estimate + reach, 1 - alpha);
    }
}
