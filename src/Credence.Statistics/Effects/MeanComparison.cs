namespace Credence.Statistics;

/// <summary>A difference from a control that is compared with a t or normal distribution.</summary>
/// <param name="Method">Name of the method in kebab case.</param>
/// <param name="Estimated">The difference, its variance, and how it goes with the control mean.</param>
/// <param name="DegreesOfFreedom">Degrees of freedom of the difference's standard error; null for a normal reference.</param>
/// <remarks>The one place where a difference becomes a test, an interval and a relative set, so that the three agree.</remarks>
public sealed record MeanComparison(string Method, EstimatedDifference Estimated, double? DegreesOfFreedom)
{
    /// <summary>Two independent arms.</summary>
    /// <param name="method">Name of the method in kebab case.</param>
    /// <param name="control">Level of the control.</param>
    /// <param name="treatment">Level of the treatment.</param>
    /// <param name="degreesOfFreedom">Degrees of freedom of the difference's standard error; null for a normal reference.</param>
    public MeanComparison(string method, ArmMean control, ArmMean treatment, double? degreesOfFreedom)
        : this(method, EstimatedDifference.Independent(control, treatment), degreesOfFreedom)
    {
    }

    /// <summary>Level of the control, base of the relative effect.</summary>
    public ArmMean Control => Estimated.Baseline;

    /// <summary>Level of the treatment: that of the control plus the difference.</summary>
    public ArmMean Treatment => Estimated.Treatment;

    /// <summary>Treatment minus control.</summary>
    public double Difference => Estimated.Difference;

    /// <summary>Standard error of the difference.</summary>
    public double StandardError => Math.Sqrt(Estimated.Variance);

    /// <summary>Whether there is a test: a finite standard error above the rounding error of the means, and degrees of freedom.</summary>
    /// <remarks>Without spread, or with one unit, the statistic has no reference distribution.</remarks>
    public bool IsTestable
    {
        get
        {
            double rounding = 20 * Rounding.Unit * Math.Max(Math.Abs(Control.Mean), Math.Abs(Treatment.Mean));
            return double.IsFinite(StandardError) && StandardError > rounding && DegreesOfFreedom is null or > 0;
        }
    }

    /// <summary>The effect with its test, interval and relative set.</summary>
    /// <returns>Where there is no test (see <see cref="IsTestable"/>), statistic and p-value are NaN, and interval and relative set
    /// hold everything.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Alpha is not in (0, 1), or above 0.5 for a one-sided test.</exception>
    public Effect Effect(EffectOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        double level = options.Level();
        if (!IsTestable)
        {
            double? none = DegreesOfFreedom is null ? null : double.NaN;
            Interval everything = new(double.NegativeInfinity, double.PositiveInfinity, level);
            return new(Method, Difference, StandardError, none, double.NaN, double.NaN, everything, RelativeEffects.All(Estimated));
        }
        ReferenceDistribution reference = new(DegreesOfFreedom);
        double statistic = Difference / StandardError;
        double p = reference.PValue(statistic, options.Alternative);
        double critical = reference.CriticalValue(options.Alpha, options.Alternative);
        Interval interval = Coherence.Symmetric(Difference, critical * StandardError, options);
        RelativeEffect relative = RelativeEffects.Of(Estimated, critical, options);
        bool rejects = p < options.Alpha;
        return new(
            Method, Difference, StandardError, DegreesOfFreedom, statistic, p,
            Coherence.Settle(interval, Difference, rejects),
            options.Relative == RelativeMethod.Fieller ? Coherence.Settle(relative, rejects) : relative);
    }
}
