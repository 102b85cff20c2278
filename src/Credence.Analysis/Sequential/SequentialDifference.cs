using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>The difference of two arms with the variance that sequential theory gives it.</summary>
internal static class SequentialDifference
{
    /// <summary>For always-valid sequences: variances with the divisor n.</summary>
    public static EstimatedDifference ForSequences(MetricKind kind, CrossMoments control, CrossMoments treatment) => kind == MetricKind.Ratio
        ? EstimatedDifference.Independent(RatioDifference.Arm(control), RatioDifference.Arm(treatment))
        : EstimatedDifference.Independent(SequentialArm.Of(control.Of(0)), SequentialArm.Of(treatment.Of(0)));

    /// <summary>For group-sequential designs: that of the z test with one look.</summary>
    public static EstimatedDifference ForDesigns(MetricKind kind, CrossMoments control, CrossMoments treatment)
    {
        switch (kind)
        {
            case MetricKind.Ratio:
                return EstimatedDifference.Independent(RatioDifference.Arm(control), RatioDifference.Arm(treatment));
            case MetricKind.Proportion:
                // The variance without an effect, as in the pooled z test, whose tails are the better ones where events are few.
                double all = control.Count + treatment.Count, rate = all == 0 ? double.NaN : Mean(control) * (control.Count / all) + Mean(treatment) * (treatment.Count / all);
                ArmMean Arm(CrossMoments arm) => new(Mean(arm), rate * (1 - rate) / arm.Count);
                return EstimatedDifference.Independent(Arm(control), Arm(treatment));
            default:
                return MeanDifference.Z(control.Of(0), treatment.Of(0)).Estimated;
        }
    }

    /// <summary>How much counts towards a burn-in besides units: a normal approximation of a proportion is as good as its rarer outcome is often.</summary>
    public static long Events(MetricKind kind, CrossMoments control, CrossMoments treatment)
    {
        if (kind != MetricKind.Proportion)
            return long.MaxValue;
        double successes = Mean(control) * control.Count + Mean(treatment) * treatment.Count;
        return (long)Math.Round(Math.Min(successes, control.Count + treatment.Count - successes));
    }

    private static double Mean(CrossMoments arm) => arm.Count == 0 ? 0 : arm.Means[0];
}
