using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>The normal posterior of a mean where the standard deviation of the data is known; without data, its prior.</summary>
/// <param name="Location">The mean of the posterior, finite.</param>
/// <param name="Variance">The variance of the posterior, above 0; infinite for a flat prior.</param>
public sealed record NormalPosterior(double Location, double Variance) : ArmPosterior
{
    /// <summary>The flat prior, which leaves everything to the data.</summary>
    public static NormalPosterior Flat { get; } = new(0, double.PositiveInfinity);

    /// <summary>The mean of the posterior.</summary>
    public double Location { get; } = Guard.Finite(Location);

    /// <summary>The variance of the posterior.</summary>
    public double Variance { get; } = double.IsPositiveInfinity(Variance) ? Variance : Guard.Positive(Variance);

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The prior is flat and there are no data.</exception>
    public override IDistribution Mean => Distribution.Normal(Location, Math.Sqrt(Variance));

    /// <summary>The prior that a user states: normal(mean, sd).</summary>
    /// <exception cref="InputException">It is another distribution.</exception>
    public static NormalPosterior FromPrior(IDistribution prior)
    {
        ArgumentNullException.ThrowIfNull(prior);
        return (prior.Name, prior.Parameters) is ("normal", [double mean, double sd])
            ? new(mean, sd * sd)
            : throw new InputException($"prior {prior}", "is not conjugate to a normal mean", "state normal(mean, sd)");
    }

    /// <summary>The posterior after values whose standard deviation is known.</summary>
    /// <param name="values">The moments of the values; only count and mean matter.</param>
    /// <param name="standardDeviation">The known standard deviation of one value, above 0.</param>
    public NormalPosterior After(Moments values, double standardDeviation)
    {
        Guard.Positive(standardDeviation);
        return values.Count == 0 ? this : After(values.Mean, standardDeviation / Math.Sqrt(values.Count));
    }

    /// <summary>The posterior after a normal estimate with a known standard error.</summary>
    /// <param name="estimate">The estimate, finite.</param>
    /// <param name="standardError">Its standard error, above 0.</param>
    public NormalPosterior After(double estimate, double standardError)
    {
        double error = Guard.Positive(standardError) * standardError;
        // Weights rather than precisions, so that nothing overflows and a flat prior has weight 0.
        double weight = double.IsInfinity(Variance) ? 1 : Variance / (Variance + error);
        return new(Location + weight * (Guard.Finite(estimate) - Location), weight * error);
    }

    internal override PosteriorDensity ToDensity()
    {
        IDistribution proper = Mean;
        return new StudentTDensity(double.PositiveInfinity, proper.Mean, proper.StandardDeviation);
    }
}

/// <summary>
/// The normal-inverse-gamma posterior of a mean and a variance, μ | σ² ~ N(m, σ²/κ) and σ² ~ IG(α, β); without data, its prior.
/// </summary>
/// <remarks>Gelman et al. (2013), section 3.3, in the parameters of the inverse gamma.</remarks>
/// <param name="Location">The centre m of the mean, finite.</param>
/// <param name="Kappa">The number κ of observations the centre is worth, above 0.</param>
/// <param name="Alpha">The shape α of the variance, above 0.</param>
/// <param name="Beta">The scale β of the variance, above 0.</param>
public sealed record NormalInverseGammaPosterior(double Location, double Kappa, double Alpha, double Beta) : ArmPosterior
{
    /// <summary>The centre m of the mean.</summary>
    public double Location { get; } = Guard.Finite(Location);

    /// <summary>The number κ of observations the centre is worth.</summary>
    public double Kappa { get; } = Guard.Positive(Kappa);

    /// <summary>The shape α of the variance.</summary>
    public double Alpha { get; } = Guard.Positive(Alpha);

    /// <summary>The scale β of the variance.</summary>
    public double Beta { get; } = Guard.Positive(Beta);

    /// <summary>Student's t with 2α degrees of freedom.</summary>
    public override IDistribution Mean => Distribution.StudentT(2 * Alpha, Location, MeanScale);

    /// <summary>The posterior of the variance.</summary>
    public IDistribution Variance => Distribution.InverseGamma(Alpha, Beta);

    /// <summary>The distribution of a new value.</summary>
    public IDistribution Predictive => Distribution.StudentT(2 * Alpha, Location, Math.Sqrt(Beta * (Kappa + 1) / (Alpha * Kappa)));

    private double MeanScale => Math.Sqrt(Beta / (Alpha * Kappa));

    /// <summary>The posterior after further values.</summary>
    public NormalInverseGammaPosterior After(Moments values)
    {
        if (values.Count == 0)
            return this;
        double n = values.Count, difference = Guard.Finite(values.Mean, nameof(values)) - Location;
        return new(
            Location + n / (Kappa + n) * difference,
            Kappa + n,
            Alpha + 0.5 * n,
            Beta + 0.5 * Guard.NotNegative(values.SumSquaredDeviations, nameof(values)) + 0.5 * Kappa / (Kappa + n) * n * difference * difference);
    }

    /// <summary>The log of the density of the values with this as the prior.</summary>
    public double LogMarginalLikelihood(Moments values)
    {
        NormalInverseGammaPosterior posterior = After(values);
        return GammaFunction.LogGamma(posterior.Alpha) - GammaFunction.LogGamma(Alpha) + Alpha * Math.Log(Beta) - posterior.Alpha * Math.Log(posterior.Beta)
            + 0.5 * Math.Log(Kappa / posterior.Kappa) - 0.5 * values.Count * Math.Log(2 * Math.PI);
    }

    internal override PosteriorDensity ToDensity() => new StudentTDensity(2 * Alpha, Location, MeanScale);
}
