namespace Credence.Statistics;

/// <summary>Difference of two means of independent units.</summary>
public static class MeanDifference
{
    /// <summary>Welch's t test, for variances that may differ (Welch 1947; degrees of freedom of Satterthwaite 1946).</summary>
    /// <returns>The effect; an arm with fewer than two units, or no spread in both, leaves no test (see
    /// <see cref="MeanComparison.IsTestable"/>).</returns>
    /// <exception cref="ArgumentOutOfRangeException">The options' alpha is out of its range.</exception>
    public static Effect Welch(Moments control, Moments treatment, EffectOptions options) => Welch(control, treatment).Effect(options);

    /// <summary>Student's t test with a pooled variance, for equal variances.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The options' alpha is out of its range.</exception>
    public static Effect Student(Moments control, Moments treatment, EffectOptions options) => Student(control, treatment).Effect(options);

    /// <summary>z test with unpooled variances and a normal reference, for large arms.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The options' alpha is out of its range.</exception>
    public static Effect Z(Moments control, Moments treatment, EffectOptions options) => Z(control, treatment).Effect(options);

    /// <summary>The arms of Welch's test.</summary>
    public static MeanComparison Welch(Moments control, Moments treatment)
    {
        ArmMean c = Arm(control, control.Variance), t = Arm(treatment, treatment.Variance);
        double share = c.Variance / (c.Variance + t.Variance);
        double degreesOfFreedom = 1 / (share * share / (control.Count - 1) + (1 - share) * (1 - share) / (treatment.Count - 1));
        return new("welch", c, t, degreesOfFreedom);
    }

    /// <summary>The arms of Student's test, each with the pooled variance.</summary>
    public static MeanComparison Student(Moments control, Moments treatment)
    {
        long degreesOfFreedom = control.Count + treatment.Count - 2;
        double pooled = degreesOfFreedom > 0
            ? (control.SumSquaredDeviations + treatment.SumSquaredDeviations) / degreesOfFreedom
            : double.NaN;
        return new("student", Arm(control, pooled), Arm(treatment, pooled), degreesOfFreedom);
    }

    /// <summary>The arms of the z test.</summary>
    public static MeanComparison Z(Moments control, Moments treatment)
        => new("z", Arm(control, control.Variance), Arm(treatment, treatment.Variance), null);

    private static ArmMean Arm(Moments moments, double variance) => new(moments.Mean, variance / moments.Count);
}
