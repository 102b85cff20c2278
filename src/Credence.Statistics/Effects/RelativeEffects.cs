using Credence.Numerics;

namespace Credence.Statistics;

/// <summary>Confidence sets of the lift: difference divided by control mean, signed.</summary>
/// <remarks>Two-sided, the critical value c is that of the absolute test. One-sided, a set holds the lifts θ at which the one-sided
/// test of μ_T − (1 + θ) μ_C does not reject: above a positive control mean it is unbounded on the side of the alternative, above a
/// negative one on the other side, for the sign of the lift turns with the control mean.</remarks>
public static class RelativeEffects
{
    /// <summary>The set by the method that the options name.</summary>
    /// <param name="control">Level of the control.</param>
    /// <param name="treatment">Level of the treatment, independent of the control's.</param>
    /// <param name="criticalValue">Critical value of the absolute test, at least 0.</param>
    /// <param name="options">Method, alternative and level.</param>
    public static RelativeEffect Of(ArmMean control, ArmMean treatment, double criticalValue, EffectOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Guard.NotNegative(criticalValue);
        return options.Relative switch
        {
            RelativeMethod.Delta => Delta(control, treatment, criticalValue, options),
            RelativeMethod.Log => Log(control, treatment, criticalValue, options),
            _ => Fieller(control, treatment, criticalValue, options),
        };
    }

    /// <summary>Estimate of the lift; NaN where the control mean is 0.</summary>
    internal static double Lift(ArmMean control, ArmMean treatment)
        => control.Mean == 0 ? double.NaN : (treatment.Mean - control.Mean) / control.Mean;

    internal static RelativeEffect All(ArmMean control, ArmMean treatment)
        => new(Lift(control, treatment), RelativeSet.All, null, null);

    // Fieller (1954): the lifts θ with (d − θ m_C)² ≤ c² (v_T + (1 + θ)² v_C), that is aθ² − 2hθ + g ≤ 0. The discriminant is
    // written without the terms that cancel, and the smaller root as g over the larger, so that its sign is exactly that of
    // g = d² − c² (v_C + v_T): 0 lies in the set exactly when the absolute test does not reject.
    private static RelativeEffect Fieller(ArmMean control, ArmMean treatment, double critical, EffectOptions options)
    {
        double lift = Lift(control, treatment), scale = Scale(control, treatment);
        if (scale == 0)
            return All(control, treatment);
        double mean = control.Mean / scale, difference = (treatment.Mean - control.Mean) / scale, square = critical * critical;
        double controlVariance = control.Variance / scale / scale, treatmentVariance = treatment.Variance / scale / scale;
        double a = mean * mean - square * controlVariance;
        double h = difference * mean + square * controlVariance;
        double g = difference * difference - square * (controlVariance + treatmentVariance);
        double total = mean + difference;
        double discriminant = square * (controlVariance * total * total + treatmentVariance * a);
        if (a < 0 && discriminant <= 0)
            return All(control, treatment);
        if (a == 0 && h == 0)
            return g <= 0 ? All(control, treatment) : Empty(lift, options);
        (double lower, double upper) = Roots(a, h, g, Math.Sqrt(Math.Max(0, discriminant)));
        return a >= 0
            ? new(lift, RelativeSet.Interval, Bounded(lower, upper, a > 0 ? mean : h, options), null)
            : Outside(lift, lower, upper, difference - (lower + upper) / 2 * mean, options);
    }

    // The lift is scale-free; dividing by the largest number keeps squares from under- and overflowing.
    private static double Scale(ArmMean control, ArmMean treatment)
        => Math.Max(Math.Max(Math.Abs(control.Mean), Math.Abs(treatment.Mean)), Math.Sqrt(control.Variance + treatment.Variance));

    private static (double Lower, double Upper) Roots(double a, double h, double g, double root)
    {
        double q = h >= 0 ? h + root : h - root;
        if (q == 0)
            return (0, 0);
        double one = q / a, other = g / q;
        return one <= other ? (one, other) : (other, one);
    }

    // One-sided, one limit stays: the lower for Greater over a positive control mean, and so on by turning signs.
    private static Interval Bounded(double lower, double upper, double sign, EffectOptions options)
    {
        if (options.Alternative == Alternative.TwoSided)
            return new(lower, upper, options.Level());
        bool keepLower = options.Alternative == Alternative.Greater == sign > 0;
        return keepLower
            ? new(lower, double.PositiveInfinity, options.Level())
            : new(double.NegativeInfinity, upper, options.Level());
    }

    // Within the gap the numerator of the statistic keeps one sign, so a one-sided test rejects all of the gap or none of it.
    private static RelativeEffect Outside(double lift, double lower, double upper, double numerator, EffectOptions options)
    {
        bool rejects = options.Alternative switch
        {
            Alternative.Greater => numerator > 0,
            Alternative.Less => numerator < 0,
            _ => true,
        };
        return rejects
            ? new(lift, RelativeSet.Complement, null, new(lower, upper, options.Level()))
            : new(lift, RelativeSet.All, null, null);
    }

    // A control that is 0 without spread: the treatment differs from every multiple of it.
    private static RelativeEffect Empty(double lift, EffectOptions options)
        => new(lift, RelativeSet.Interval, new(double.NaN, double.NaN, options.Level()), null);

    private static RelativeEffect Delta(ArmMean control, ArmMean treatment, double critical, EffectOptions options)
    {
        double lift = Lift(control, treatment);
        if (double.IsNaN(lift))
            return All(control, treatment);
        double ratio = treatment.Mean / control.Mean;
        double error = Math.Sqrt(treatment.Variance + ratio * ratio * control.Variance) / Math.Abs(control.Mean);
        Interval interval = Bounded(lift - critical * error, lift + critical * error, control.Mean, options);
        return new(lift, RelativeSet.Interval, interval, null);
    }

    private static RelativeEffect Log(ArmMean control, ArmMean treatment, double critical, EffectOptions options)
    {
        if (!(control.Mean > 0 && treatment.Mean > 0))
            return All(control, treatment);
        double lift = Lift(control, treatment);
        double controlTerm = control.Variance / control.Mean / control.Mean;
        double halfWidth = critical * Math.Sqrt(controlTerm + treatment.Variance / treatment.Mean / treatment.Mean);
        double log = Elementary.Log1p(lift);
        Interval interval = Bounded(Elementary.Expm1(log - halfWidth), Elementary.Expm1(log + halfWidth), control.Mean, options);
        return new(lift, RelativeSet.Interval, interval, null);
    }
}
