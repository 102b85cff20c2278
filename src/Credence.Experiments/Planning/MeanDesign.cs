using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>A comparison of two means, or of two ratios of means by the delta method.</summary>
/// <remarks>
/// <para>n = (z₁₋α/₂ + z₁₋β)² (σ₀² + σ₁²/r) / δ² with r treatment units per control unit (normal), or the n at which noncentral t has the
/// power. Exact for normal data with equal standard deviations; with unequal ones t has Satterthwaite's degrees of freedom.</para>
/// <para>A covariate with correlation ρ to the outcome leaves (1 − ρ²) of the variance (Deng, Xu, Kohavi and Walker 2013).</para>
/// </remarks>
public sealed record MeanDesign : DifferenceDesign
{
    /// <param name="standardDeviation">Standard deviation of the metric in the control arm, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The standard deviation is not a finite number above 0.</exception>
    public MeanDesign(double standardDeviation) => StandardDeviation = Guard.Positive(standardDeviation);

    /// <summary>Standard deviation of the metric in the control arm.</summary>
    public double StandardDeviation { get; }

    /// <summary>Standard deviation in the treatment arms, above 0; null where it is that of the control.</summary>
    public double? TreatmentStandardDeviation
    {
        get;
        init => field = value is { } deviation ? Guard.Positive(deviation, nameof(TreatmentStandardDeviation)) : null;
    }

    /// <summary>Correlation of outcome and covariate (multiple correlation with several), in (−1, 1). Default 0: no covariate.</summary>
    public double CovariateCorrelation
    {
        get;
        init => field = value is > -1 and < 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(CovariateCorrelation), value,
                FormattableString.Invariant($"CovariateCorrelation is {value}; must be in (-1, 1)."));
    }

    /// <summary>Mean of the metric in the control arm, or the ratio; null where it is not known.</summary>
    public double? Baseline { get; init => field = value is { } mean ? Guard.Finite(mean, nameof(Baseline)) : null; }

    /// <inheritdoc/>
    public override double? ControlLevel => Baseline;

    // In units of the larger one, whose square may be out of range.
    private (double Control, double Treatment, double Larger) Scaled
    {
        get
        {
            double larger = Math.Max(StandardDeviation, TreatmentDeviation);
            return (StandardDeviation / larger, TreatmentDeviation / larger, larger);
        }
    }

    private double TreatmentDeviation => TreatmentStandardDeviation ?? StandardDeviation;

    /// <summary>A design with mean and standard deviation as observed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than two values, or they do not vary.</exception>
    public static MeanDesign FromMoments(Moments moments)
        => new(Guard.Positive(moments.StandardDeviation, nameof(moments))) { Baseline = moments.Mean };

    /// <summary>A design with mean, standard deviation and the covariates' multiple correlation as observed.</summary>
    /// <param name="moments">Moments of outcome and covariates over the same rows.</param>
    /// <param name="outcome">Column of the outcome.</param>
    /// <param name="covariates">Columns known before the experiment; may be none.</param>
    /// <exception cref="ArgumentException">A column is unknown, does not vary, or is determined by the others.</exception>
    public static MeanDesign FromMoments(CrossMoments moments, string outcome, params ReadOnlySpan<string> covariates)
    {
        ArgumentNullException.ThrowIfNull(moments);
        MeanDesign design = FromMoments(moments.Of(outcome));
        return covariates.IsEmpty ? design : design with { CovariateCorrelation = MultipleCorrelation.Of(moments, outcome, covariates) };
    }

    /// <summary>A ratio of two means with moments as observed, linearised.</summary>
    /// <param name="moments">Moments of both columns over the same rows.</param>
    /// <param name="numerator">Column of the numerator.</param>
    /// <param name="denominator">Column of the denominator; mean above 0.</param>
    /// <exception cref="ArgumentException">A column is unknown, the denominator's mean is not above 0, or the ratio does not vary.</exception>
    public static MeanDesign ForRatio(CrossMoments moments, string numerator, string denominator)
    {
        ArgumentNullException.ThrowIfNull(moments);
        Moments above = moments.Of(numerator), below = moments.Of(denominator);
        return ForRatio(new(above.Mean, above.Variance), new(below.Mean, below.Variance), moments.Covariance(numerator, denominator));
    }

    /// <summary>A ratio of two means, linearised: variance (σ_N² − 2Rσ_ND + R²σ_D²)/μ_D² with R = μ_N/μ_D (delta method).</summary>
    /// <param name="numerator">Mean and variance of the numerator per unit.</param>
    /// <param name="denominator">Mean and variance of the denominator per unit; mean above 0.</param>
    /// <param name="covariance">Covariance of numerator and denominator per unit.</param>
    /// <exception cref="ArgumentOutOfRangeException">A variance is negative, the denominator's mean is not above 0, or the ratio does not vary.</exception>
    public static MeanDesign ForRatio(MeanAndVariance numerator, MeanAndVariance denominator, double covariance)
    {
        Guard.Finite(numerator.Mean, nameof(numerator));
        Guard.NotNegative(numerator.Variance, nameof(numerator));
        Guard.Positive(denominator.Mean, nameof(denominator));
        Guard.NotNegative(denominator.Variance, nameof(denominator));
        Guard.Finite(covariance);
        if (covariance * covariance > numerator.Variance * denominator.Variance * (1 + 1e-9))
        {
            throw new ArgumentOutOfRangeException(nameof(covariance), covariance,
                FormattableString.Invariant($"covariance is {covariance}; must not exceed the product of the standard deviations."));
        }
        double ratio = numerator.Mean / denominator.Mean;
        double variance = numerator.Variance - 2 * ratio * covariance + ratio * ratio * denominator.Variance;
        return new(Math.Sqrt(Guard.Positive(variance, nameof(covariance))) / denominator.Mean) { Baseline = ratio, Method = PowerMethod.Normal };
    }

    /// <summary>The same design with the allocation that needs the fewest units for a given power.</summary>
    public MeanDesign WithOptimalAllocation()
        => this with { AllocationRatio = Allocation.OptimalRatio(StandardDeviation, TreatmentDeviation, treatments: Multiplicity.Treatments) };

    private protected override double StandardError(PerArm<double> sizes)
    {
        double kept = Math.Sqrt(1 - CovariateCorrelation * CovariateCorrelation);
        (double control, double treatment, double larger) = Scaled;
        return kept * larger * Math.Sqrt(control * control / sizes.Control + treatment * treatment / sizes.Treatment);
    }

    private protected override double ResidualDegrees(PerArm<double> sizes)
    {
        (double control, double treatment) = sizes;
        if (TreatmentDeviation == StandardDeviation)
            return control + treatment - 2;
        (double ofControl, double ofTreatment, double _) = Scaled;
        double a = ofControl * ofControl / control, b = ofTreatment * ofTreatment / treatment;
        return (a + b) * (a + b) / (a * a / (control - 1) + b * b / (treatment - 1));
    }
}

/// <summary>Mean and variance of a column.</summary>
/// <param name="Mean">Its mean.</param>
/// <param name="Variance">Its variance.</param>
public readonly record struct MeanAndVariance(double Mean, double Variance);
