using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>The difference of a quantile between two independent arms.</summary>
/// <remarks>The limits of the arms are joined by the method of variance estimates recovery (Zou and Donner 2008; Donner and Zou 2012 for the
/// ratio), which keeps their asymmetry: the distance of a limit from the estimate is the root of the squared distances of those limits of the arms that lie
/// in its direction. The p-value is that of the widest interval that leaves 0 out, so that p-value, interval and relative set agree.</remarks>
/// <param name="Control">Quantile of the control.</param>
/// <param name="Treatment">Quantile of the treatment.</param>
public sealed record QuantileComparison(QuantileArm Control, QuantileArm Treatment)
{
    /// <summary>Name of the method.</summary>
    public const string Method = "quantile";

    // Beyond, tails are below the smallest double.
    private const double LargestZ = 38;

    /// <summary>Treatment less control.</summary>
    public double Difference => Treatment.Quantile - Control.Quantile;

    private bool IsTestable => Control.IsUsable && Treatment.IsUsable && double.IsFinite(Difference);

    /// <summary>The effect with its test, interval and relative set.</summary>
    /// <returns>Statistic: the z of the widest interval that leaves 0 out, signed. Standard error: half the width of the two-sided interval over its
    /// normal quantile; NaN where a limit is infinite. The relative set needs a control quantile whose interval is positive on both sides; else it
    /// is all. An arm without values or with one cluster leaves no test.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Alpha is out of its range.</exception>
    public Effect Effect(EffectOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        RelativeEffect anything = new(Control.Quantile == 0 ? double.NaN : Difference / Control.Quantile, RelativeSet.All, null, null);
        if (!IsTestable)
        {
            Interval everything = Coherence.OneSided(double.NegativeInfinity, double.PositiveInfinity, options);
            return new(Method, Difference, double.NaN, null, double.NaN, double.NaN, everything, anything);
        }
        double critical = Critical(options);
        double lower = Lower(1, critical), upper = Upper(1, critical);
        double error = (upper - lower) / (2 * critical), z = Statistic(1, 0, critical);
        double p = PValue(z, options.Alternative);
        Interval interval = Coherence.Settle(Coherence.OneSided(lower, upper, options), Difference, p < options.Alpha);
        return new(
            Method, Difference, double.IsFinite(error) ? error : double.NaN, null, z, p, interval,
            Relative(critical, options) is { } relative ? Coherence.Settle(relative, p < options.Alpha) : anything);
    }

    /// <summary>Tests that the treatment is not worse than the control by more than a margin.</summary>
    /// <remarks>With a relative margin m, of the contrast Q_T − (1 ∓ m) Q_C.</remarks>
    /// <param name="direction">Which way is good.</param>
    /// <param name="margin">How much harm is tolerated.</param>
    /// <param name="options">Level and form of the analysis.</param>
    /// <exception cref="ArgumentOutOfRangeException">The margin is negative or not finite, or alpha is out of its range.</exception>
    public NonInferiorityTest Against(Direction direction, Margin margin, EffectOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Guard.NotNegative(margin.Value, nameof(margin));
        EffectOptions side = options with
        {
            Alpha = options.Alternative == Alternative.TwoSided ? options.Alpha / 2 : options.Alpha,
            Alternative = direction == Direction.Increase ? Alternative.Greater : Alternative.Less,
        };
        double threshold = (direction == Direction.Increase ? -1 : 1) * margin.Value;
        Effect effect = Effect(side);
        if (!IsTestable || margin.IsRelative && effect.Relative.Interval is null)
            return new(margin, threshold, double.NaN, double.NaN, double.NaN, 1 - side.Alpha, false);
        double z = margin.IsRelative ? Statistic(1 + threshold, 0, Critical(side)) : Statistic(1, threshold, Critical(side));
        Interval set = margin.IsRelative ? effect.Relative.Interval!.Value : effect.Interval;
        double bound = direction == Direction.Increase ? set.Lower : set.Upper;
        bool met = direction == Direction.Increase ? bound > threshold : bound < threshold;
        return new(margin, threshold, bound, z, PValue(z, side.Alternative), 1 - side.Alpha, met);
    }

    private static double Critical(EffectOptions options)
        => Normal.UpperQuantile(options.Alternative == Alternative.TwoSided ? options.Alpha / 2 : options.Alpha);

    private static double PValue(double z, Alternative alternative) => alternative switch
    {
        Alternative.Greater => Normal.UpperTail(z),
        Alternative.Less => Normal.UpperTail(-z),
        _ => Math.Min(1, 2 * Normal.UpperTail(Math.Abs(z))),
    };

    // Limits of Q_T − ratio · Q_C, for any sign of the ratio.
    private double Lower(double ratio, double z)
        => Contrast(ratio) - double.Hypot(Below(Treatment, z), Share(ratio, ratio > 0 ? Above(Control, z) : Below(Control, z)));

    private double Upper(double ratio, double z)
        => Contrast(ratio) + double.Hypot(Above(Treatment, z), Share(ratio, ratio > 0 ? Below(Control, z) : Above(Control, z)));

    private static double Below(QuantileArm arm, double z) => arm.Quantile - arm.Lower(z);

    private static double Above(QuantileArm arm, double z) => arm.Upper(z) - arm.Quantile;

    private double Contrast(double ratio) => Treatment.Quantile - ratio * Control.Quantile;

    private static double Share(double ratio, double distance) => ratio == 0 ? 0 : ratio * distance;

    // The z up to which the interval of the contrast leaves the value out. The critical value is the first to be tried, so that the
    // statistic lies on the same side of it as the interval of that level.
    private double Statistic(double ratio, double value, double critical)
    {
        double contrast = Contrast(ratio);
        if (contrast == value)
            return 0;
        double low = 0, high = LargestZ;
        for (double z = critical; high - low > 1e-8 * high; z = low + (high - low) / 2)
        {
            if (contrast > value ? Lower(ratio, z) > value : Upper(ratio, z) < value)
                low = z;
            else
                high = z;
        }
        return contrast > value ? low : -low;
    }

    // The ratios at which the interval of Q_T − ratio · Q_C holds 0, less 1: its limits fall with the ratio where the control is positive.
    private RelativeEffect? Relative(double critical, EffectOptions options)
    {
        double controlBelow = Below(Control, critical), controlAbove = Above(Control, critical);
        if (!(Control.Quantile - controlBelow > 0))
            return null;
        double treatmentBelow = Below(Treatment, critical), treatmentAbove = Above(Treatment, critical), estimate = Treatment.Quantile / Control.Quantile;
        double lower = Turn(ratio => Contrast(ratio) - double.Hypot(treatmentBelow, Share(ratio, ratio > 0 ? controlAbove : controlBelow)), estimate, -1);
        double upper = Turn(ratio => Contrast(ratio) + double.Hypot(treatmentAbove, Share(ratio, ratio > 0 ? controlBelow : controlAbove)), estimate, 1);
        return new(Difference / Control.Quantile, RelativeSet.Interval, Coherence.OneSided(lower - 1, upper - 1, options), null);
    }

    private static double Turn(Func<double, double> limit, double estimate, int side)
    {
        double none = side * double.PositiveInfinity, far = estimate;
        if (limit(estimate) == 0)
            return estimate;
        for (double step = Math.Max(1e-3, Math.Abs(estimate)); side * limit(far) > 0; step *= 2)
        {
            if (step > 1e9 * Math.Max(1, Math.Abs(estimate)))
                return none;
            far = estimate + side * step;
        }
        return Brent.FindRoot(limit, estimate, far, 1e-15).Position;
    }
}
