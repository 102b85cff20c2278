namespace Credence.Statistics;

/// <summary>An estimated difference of a treatment from a control, beside the control mean that a relative effect is a fraction of.</summary>
/// <remarks>The two estimates may depend on each other in any way: as those of two independent arms do, where the covariance is minus
/// the variance of the control mean, or as an adjusted difference does with the plain control mean.</remarks>
public readonly record struct EstimatedDifference
{
    /// <summary>A difference with its own variance, the control mean, and their covariance.</summary>
    /// <param name="difference">Treatment minus control.</param>
    /// <param name="variance">Squared standard error of the difference.</param>
    /// <param name="baseline">The control mean, base of the relative effect.</param>
    /// <param name="covariance">Covariance of the difference and the control mean.</param>
    public EstimatedDifference(double difference, double variance, ArmMean baseline, double covariance)
    {
        (Difference, Variance, Baseline, Covariance) = (difference, variance, baseline, covariance);
        Slope = baseline.Variance > 0 ? covariance / baseline.Variance : 0;
        Residual = Math.Max(0, variance - Slope * covariance);
        Treatment = new(baseline.Mean + difference, Residual + (1 + Slope) * (1 + Slope) * baseline.Variance);
    }

    private EstimatedDifference(ArmMean control, ArmMean treatment)
    {
        (Baseline, Treatment, Slope, Residual) = (control, treatment, -1, treatment.Variance);
        (Difference, Variance, Covariance) = (treatment.Mean - control.Mean, control.Variance + treatment.Variance, -control.Variance);
    }

    /// <summary>Treatment minus control.</summary>
    public double Difference { get; }

    /// <summary>Squared standard error of the difference.</summary>
    public double Variance { get; }

    /// <summary>The control mean.</summary>
    public ArmMean Baseline { get; }

    /// <summary>Covariance of the difference and the control mean.</summary>
    public double Covariance { get; }

    /// <summary>Control mean plus difference: the level of the treatment on the scale of the control mean.</summary>
    public ArmMean Treatment { get; }

    /// <summary>Regression of the difference on the control mean; −1 for independent arms.</summary>
    internal double Slope { get; }

    /// <summary>Variance of the difference that the control mean leaves unexplained; the treatment mean's for independent arms.</summary>
    internal double Residual { get; }

    /// <summary>Difference of two independent arms.</summary>
    public static EstimatedDifference Independent(ArmMean control, ArmMean treatment) => new(control, treatment);

    /// <summary>Squared standard error of the difference less a multiple of the control mean.</summary>
    internal double VarianceLess(double multiple) => Residual + (multiple - Slope) * (multiple - Slope) * Baseline.Variance;
}
