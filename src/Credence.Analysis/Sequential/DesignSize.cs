using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>The size that a design needs, from the control as seen so far.</summary>
internal static class DesignSize
{
    /// <summary>The largest number of units of both arms; null where the control's level and spread do not tell it.</summary>
    /// <param name="design">The design.</param>
    /// <param name="control">Moments of the control.</param>
    /// <param name="kind">What is measured.</param>
    /// <param name="effect">Smallest lift worth finding.</param>
    /// <param name="ratio">Treatment units per control unit, as planned.</param>
    public static double? Units(GroupSequentialDesign design, CrossMoments control, MetricKind kind, double effect, double ratio)
    {
        ArmMean arm = kind == MetricKind.Ratio ? RatioDifference.Arm(control) : SequentialArm.Of(control.Of(0));
        double deviation = Math.Sqrt(arm.Variance * control.Count), treated = arm.Mean * (1 + effect);
        if (!(deviation > 0) || !(Math.Abs(arm.Mean) > 0) || !double.IsFinite(deviation))
            return null;
        SequentialSampleSize size = kind == MetricKind.Proportion && treated < 1
            ? SequentialSampleSize.ForProportions(design, arm.Mean, treated, ratio)
            : SequentialSampleSize.ForMeans(design, deviation, arm.Mean * effect, ratio);
        return size.Control + size.Treatment;
    }
}
