using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>States whether a treatment is within a margin, at the level that a correction leaves to the claim.</summary>
internal static class Claims
{
    /// <summary>The non-inferiority statement; null without a margin, or where the way of estimating has no such test.</summary>
    /// <param name="estimator">How the metric is estimated.</param>
    /// <param name="arms">The metric's moments.</param>
    /// <param name="treatment">The treatment.</param>
    /// <param name="form">Level and form of the analysis.</param>
    /// <param name="corrected">The claim after correction; null where there is none.</param>
    public static MarginStatement? Margin(IEstimator estimator, MetricArms arms, string treatment, EffectOptions form, CorrectedTest? corrected)
    {
        double alpha = corrected is { } claim ? form.Alternative == Alternative.TwoSided ? 2 * claim.Alpha : claim.Alpha : form.Alpha;
        if (arms.Spec.Margin is not { } margin || estimator.Against(arms, treatment, margin, form with { Alpha = alpha }) is not { } test)
            return null;
        bool met = corrected?.Rejects ?? test.Met;
        double bound = met == test.Met || double.IsNaN(test.Bound) ? test.Bound
            : met ? Beside(test.Threshold, above: test.Bound <= test.Threshold)
            : test.Threshold;
        return new(margin.Value, margin.IsRelative, met, bound, test.Level, test.PValue) { AdjustedPValue = corrected?.PValue ?? test.PValue };
    }

    /// <summary>The equivalence statement; null without a margin, or where the way of estimating has no such test.</summary>
    /// <param name="estimator">How the metric is estimated.</param>
    /// <param name="arms">The metric's moments.</param>
    /// <param name="treatment">The treatment.</param>
    /// <param name="form">Level and form of the analysis.</param>
    /// <param name="corrected">The claim after correction; null where there is none.</param>
    public static EquivalenceStatement? Equivalence(IEstimator estimator, MetricArms arms, string treatment, EffectOptions form, CorrectedTest? corrected)
    {
        EffectOptions side = Statistics.Equivalence.OneSided(form with { Alpha = corrected?.Alpha ?? form.Alpha });
        if (arms.Spec.Equivalence is not { } margin
            || Against(estimator, arms, treatment, Direction.Increase, margin, side) is not { } notLower
            || Against(estimator, arms, treatment, Direction.Decrease, margin, side) is not { } notHigher)
        {
            return null;
        }
        EquivalenceTest test = Statistics.Equivalence.Of(notLower, notHigher);
        bool met = corrected?.Rejects ?? test.Met;
        Interval interval = met && !test.Met
            ? test.Interval with { Lower = Math.Max(test.Interval.Lower, Beside(-margin.Value, above: true)), Upper = Math.Min(test.Interval.Upper, Beside(margin.Value, above: false)) }
            : test.Interval;
        return new(margin.Value, margin.IsRelative, met, test.PValue, corrected?.PValue ?? test.PValue, interval);
    }

    private static NonInferiorityTest? Against(
        IEstimator estimator, MetricArms arms, string treatment, Direction direction, Margin margin, EffectOptions side)
        => estimator.Against(arms with { Spec = arms.Spec with { Direction = direction } }, treatment, margin, side);

    // A limit that a later step of the correction moves says no more than on which side of the threshold the effect lies.
    private static double Beside(double threshold, bool above) => above ? Math.BitIncrement(threshold) : Math.BitDecrement(threshold);
}
