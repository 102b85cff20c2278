using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>Non-inferiority by the bootstrap.</summary>
public static class BootstrapMargin
{
    /// <summary>Tests whether a treatment is no worse than a margin allows.</summary>
    /// <remarks>The bound is a limit of the interval of the difference or lift; the p-value is that of the difference less the margin. With a relative
    /// margin it is that of treatment − (1 + margin) control, or the share of resamples in which the control has the other sign, if that is larger.</remarks>
    /// <param name="control">Resamples of the control.</param>
    /// <param name="treatment">As many resamples of the treatment; or all of both.</param>
    /// <param name="interval">How the interval is made.</param>
    /// <param name="direction">Which way is good.</param>
    /// <param name="margin">How much harm is tolerated.</param>
    /// <param name="form">Level and side of the analysis.</param>
    /// <exception cref="ArgumentException">The arms have different numbers of resamples, or lack what the interval needs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The margin is negative or not finite.</exception>
    public static NonInferiorityTest Test(
        ArmReplicates control, ArmReplicates treatment, BootstrapInterval interval, Direction direction, Margin margin, EffectOptions form)
    {
        EffectOptions side = NonInferiority.TowardsHarm(direction, margin, form);
        Effect effect = Bootstrap.Compare(control, treatment, interval, side).Effect;
        bool turned = margin.IsRelative && !(control.Estimate > 0);
        double harm = (direction == Direction.Increase ? -1 : 1) * margin.Value, threshold = turned ? -harm : harm;
        if (double.IsNaN(effect.PValue))
            return new(margin, threshold, double.NaN, double.NaN, double.NaN, 1 - side.Alpha, false);
        ReplicatePairs pairs = ReplicatePairs.Of(control, treatment);
        Contrast contrast = margin.IsRelative
            ? new((c, t) => Contrast.Subtract(c * (1 + threshold), t), (_, _) => (-(1 + threshold), 1))
            : new((c, t) => Contrast.Subtract(c + threshold, t), (_, _) => (-1, 1));
        double p = ReplicateInterval.Of(interval, pairs, contrast).Test(side).PValue;
        if (margin.IsRelative)
        {
            ReplicateDistribution controls = new(control.Estimates, control.Probabilities);
            p = Math.Max(p, turned ? controls.AtLeast(0) : controls.AtMost(0));
        }
        Interval set = margin.IsRelative ? effect.Relative.Interval ?? new(double.NaN, double.NaN, 1 - side.Alpha) : effect.Interval;
        bool isLower = direction == Direction.Increase != turned;
        double bound = isLower ? set.Lower : set.Upper;
        double error = new ReplicateDistribution(pairs.Map(contrast), pairs.Probabilities).StandardDeviation;
        return new(margin, threshold, bound, pairs.Estimate(contrast) / error, p, 1 - side.Alpha, isLower ? bound > threshold : bound < threshold);
    }
}
