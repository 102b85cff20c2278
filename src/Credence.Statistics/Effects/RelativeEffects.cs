using Credence.Numerics;

namespace Credence.Statistics;

/// <summary>Confidence sets of the lift: difference divided by control mean, signed.</summary>
/// <remarks>Two-sided, the critical value c is that of the absolute test. One-sided, a set holds the lifts θ at which the one-sided
/// test of δ − θ μ_C, that is μ_T − (1 + θ) μ_C, does not reject: above a positive control mean it is unbounded on the side of the
/// alternative, above a negative one on the other side, for the sign of the lift turns with the control mean.</remarks>
public static class RelativeEffects
{
    /// <summary>The set of two independent arms, by the method that the options name.</summary>
    /// <param name="control">Level of the control.</param>
    /// <param name="treatment">Level of the treatment, independent of the control's.</param>
    /// <param name="criticalValue">Critical value of the absolute test, at least 0.</param>
    /// <param name="options">Method, alternative and level.</param>
    public static RelativeEffect Of(ArmMean control, ArmMean treatment, double criticalValue, EffectOptions options)
        => Of(EstimatedDifference.Independent(control, treatment), criticalValue, options);

    /// <summary>The set by the method that the options name.</summary>
    /// <param name="estimated">The difference and the control mean.</param>
    /// <param name="criticalValue">Critical value of the absolute test, at least 0.</param>
    /// <param name="options">Method, alternative and level.</param>
    public static RelativeEffect Of(EstimatedDifference estimated, double criticalValue, EffectOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Guard.NotNegative(criticalValue);
        return options.Relative switch
        {
            RelativeMethod.Delta => Delta(estimated, criticalValue, options),
            RelativeMethod.Log => Log(estimated, criticalValue, options),
            _ => Fieller(estimated, criticalValue, options),
        };
    }

    /// <summary>Every lift: the data say nothing about the relative effect.</summary>
    internal static RelativeEffect All(EstimatedDifference estimated) => new(Lift(estimated), RelativeSet.All, null, null);

    // NaN where the control mean is 0.
    private static double Lift(EstimatedDifference estimated)
        => estimated.Baseline.Mean == 0 ? double.NaN : estimated.Difference / estimated.Baseline.Mean;

    // Fieller (1954): the lifts θ with (d − θ m)² ≤ c² (v_d − 2θk + θ² v_m), that is aθ² − 2hθ + g ≤ 0, for a difference d and a
    // control mean m with variances v and covariance k. With the slope β = k/v_m and the residual r = v_d − βk, the discriminant is
    // written without the terms that cancel, and the smaller root as g over the larger, so that its sign is exactly that of
    // g = d² − c² v_d: 0 lies in the set exactly when the absolute test does not reject.
    private static RelativeEffect Fieller(EstimatedDifference estimated, double critical, EffectOptions options)
    {
        double lift = Lift(estimated), scale = Scale(estimated);
        if (scale == 0)
            return All(estimated);
        double mean = estimated.Baseline.Mean / scale, difference = estimated.Difference / scale, square = critical * critical;
        double controlVariance = estimated.Baseline.Variance / scale / scale, residual = estimated.Residual / scale / scale;
        double slope = estimated.Slope;
        double a = mean * mean - square * controlVariance;
        double h = difference * mean - square * (slope * controlVariance);
        double g = difference * difference - square * (slope * slope * controlVariance + residual);
        double total = difference - slope * mean;
        double discriminant = square * (controlVariance * total * total + residual * a);
        if (a < 0 && discriminant <= 0)
            return All(estimated);
        if (a == 0 && h == 0)
            return g > 0 && IsOnTheSide(difference, options) ? Empty(lift, options) : All(estimated);
        (double lower, double upper) = Roots(a, h, g, Math.Sqrt(Math.Max(0, discriminant)));
        return a >= 0
            ? new(lift, RelativeSet.Interval, Bounded(lower, upper, a > 0 ? mean : h, options), null)
            : Outside(lift, lower, upper, difference - (lower + upper) / 2 * mean, options);
    }

    // The lift is scale-free; dividing by the largest number keeps squares from under- and overflowing.
    private static double Scale(EstimatedDifference estimated) => Math.Max(
        Math.Max(Math.Abs(estimated.Baseline.Mean), Math.Abs(estimated.Treatment.Mean)),
        Math.Sqrt(Math.Max(estimated.Variance, estimated.Baseline.Variance)));

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
        => IsOnTheSide(numerator, options)
            ? new(lift, RelativeSet.Complement, null, new(lower, upper, options.Level()))
            : new(lift, RelativeSet.All, null, null);

    // Whether a numerator far from 0 makes the test reject.
    private static bool IsOnTheSide(double numerator, EffectOptions options) => options.Alternative switch
    {
        Alternative.Greater => numerator > 0,
        Alternative.Less => numerator < 0,
        _ => true,
    };

    // A control that is 0 without spread: the treatment differs from every multiple of it.
    private static RelativeEffect Empty(double lift, EffectOptions options)
        => new(lift, RelativeSet.Interval, new(double.NaN, double.NaN, options.Level()), null);

    private static RelativeEffect Delta(EstimatedDifference estimated, double critical, EffectOptions options)
    {
        double lift = Lift(estimated), mean = estimated.Baseline.Mean;
        if (double.IsNaN(lift))
            return All(estimated);
        double slope = estimated.Treatment.Mean / mean - (1 + estimated.Slope);
        double error = Math.Sqrt(estimated.Residual + slope * slope * estimated.Baseline.Variance) / Math.Abs(mean);
        Interval interval = Bounded(lift - critical * error, lift + critical * error, mean, options);
        return new(lift, RelativeSet.Interval, interval, null);
    }

    // Variance of log m_T − log m_C by the delta method, with m_T = m_C + d written by its slope 1 + β on m_C.
    private static RelativeEffect Log(EstimatedDifference estimated, double critical, EffectOptions options)
    {
        double control = estimated.Baseline.Mean, treatment = estimated.Treatment.Mean;
        if (!(control > 0 && treatment > 0))
            return All(estimated);
        double lift = Lift(estimated), slope = 1 - (1 + estimated.Slope) * (control / treatment);
        double controlTerm = slope * slope * (estimated.Baseline.Variance / control / control);
        double halfWidth = critical * Math.Sqrt(controlTerm + estimated.Residual / treatment / treatment);
        double log = Elementary.Log1p(lift);
        Interval interval = Bounded(Elementary.Expm1(log - halfWidth), Elementary.Expm1(log + halfWidth), control, options);
        return new(lift, RelativeSet.Interval, interval, null);
    }
}
