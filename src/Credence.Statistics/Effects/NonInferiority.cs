namespace Credence.Statistics;

/// <summary>Tests that a treatment is not worse than the control by more than a margin.</summary>
/// <remarks>The bound is the limit of the effect's interval or relative set on the side of harm: that of the two-sided interval of
/// level 1 − alpha, or, where the analysis is one-sided, of the one-sided interval of level 1 − alpha towards harm, whichever side
/// the analysis itself looks at. With the default relative and proportion methods, it passes the threshold exactly when
/// the p-value is below alpha/2 or alpha.</remarks>
public static class NonInferiority
{
    /// <summary>Test of two means or ratios.</summary>
    /// <param name="arms">The comparison, e.g. of <see cref="MeanDifference.Welch(Moments, Moments)"/>.</param>
    /// <param name="direction">Which way is good.</param>
    /// <param name="margin">How much harm is tolerated.</param>
    /// <param name="options">Level and form of the analysis.</param>
    /// <remarks>With an absolute margin, the difference is shifted. With a relative one m, the test is of the linear combination
    /// δ ± m μ_C of difference and control mean with the same degrees of freedom; since it says something about the lift only where
    /// the sign of the control mean is clear, its p-value is the larger of that and of the control mean against 0 (intersection-union,
    /// Berger 1982).</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The margin is negative or not finite, or alpha is out of its range.</exception>
    public static NonInferiorityTest Test(MeanComparison arms, Direction direction, Margin margin, EffectOptions options)
    {
        ArgumentNullException.ThrowIfNull(arms);
        EffectOptions side = TowardsHarm(direction, margin, options);
        Effect effect = arms.Effect(side);
        double harm = (direction == Direction.Increase ? -1 : 1) * margin.Value;
        if (!arms.IsTestable)
            return new(margin, harm, double.NaN, double.NaN, double.NaN, 1 - side.Alpha, false);
        ReferenceDistribution reference = new(arms.DegreesOfFreedom);
        if (!margin.IsRelative)
        {
            double statistic = (arms.Difference - harm) / arms.StandardError;
            double p = reference.PValue(statistic, side.Alternative);
            return Result(margin, harm, effect.Interval, direction, statistic, p);
        }
        bool positive = arms.Control.Mean > 0;
        double threshold = positive ? harm : -harm;
        double error = Math.Sqrt(arms.Estimated.VarianceLess(threshold));
        double shifted = (arms.Difference - threshold * arms.Control.Mean) / error;
        double signTest = reference.UpperTail(Math.Abs(arms.Control.Mean) / Math.Sqrt(arms.Control.Variance));
        double pValue = Math.Max(reference.PValue(shifted, side.Alternative), signTest);
        Direction goodLift = direction == Direction.Increase == positive ? Direction.Increase : Direction.Decrease;
        Interval set = effect.Relative.Interval ?? new(double.NaN, double.NaN, 1 - side.Alpha);
        return Result(margin, threshold, set, goodLift, shifted, pValue);
    }

    /// <summary>Test of two proportions by their score statistic at the margin.</summary>
    /// <remarks>The statistic of Farrington and Manning (1990), whose inversion is Mee's interval, or for a relative margin
    /// Koopman's. A margin that no proportion can pass has the p-value 0.</remarks>
    /// <param name="controlSuccesses">Successes of the control, from 0 to its units.</param>
    /// <param name="controlUnits">Units of the control.</param>
    /// <param name="treatmentSuccesses">Successes of the treatment, from 0 to its units.</param>
    /// <param name="treatmentUnits">Units of the treatment.</param>
    /// <param name="direction">Which way is good.</param>
    /// <param name="margin">How much harm is tolerated.</param>
    /// <param name="options">Level and form of the analysis.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative or above its units, the margin is negative or not finite,
    /// or alpha is out of its range.</exception>
    public static NonInferiorityTest Test(
        long controlSuccesses, long controlUnits, long treatmentSuccesses, long treatmentUnits,
        Direction direction, Margin margin, EffectOptions options)
    {
        ProportionCounts counts = ProportionDifference.Checked(controlSuccesses, controlUnits, treatmentSuccesses, treatmentUnits);
        EffectOptions side = TowardsHarm(direction, margin, options);
        Effect effect = ProportionDifference.Compare(controlSuccesses, controlUnits, treatmentSuccesses, treatmentUnits, side);
        double threshold = (direction == Direction.Increase ? -1 : 1) * margin.Value;
        if (double.IsNaN(effect.Estimate))
            return new(margin, threshold, double.NaN, double.NaN, double.NaN, 1 - side.Alpha, false);
        double statistic = margin.IsRelative
            ? threshold >= -1 ? counts.RatioScore(1 + threshold) : double.PositiveInfinity
            : Math.Abs(threshold) <= 1 ? counts.DifferenceScore(threshold) : -threshold * double.PositiveInfinity;
        Interval set = margin.IsRelative
            ? effect.Relative.Interval ?? new(double.NaN, double.NaN, 1 - side.Alpha)
            : effect.Interval;
        return Result(margin, threshold, set, direction, statistic, new ReferenceDistribution(null).PValue(statistic, side.Alternative));
    }

    /// <summary>The one-sided form in which an analysis judges a margin: towards what is good, at the level of its own limits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The margin is negative or not finite.</exception>
    public static EffectOptions TowardsHarm(Direction direction, Margin margin, EffectOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Guard.NotNegative(margin.Value, nameof(margin));
        return options with
        {
            Alpha = options.Alternative == Alternative.TwoSided ? options.Alpha / 2 : options.Alpha,
            Alternative = direction == Direction.Increase ? Alternative.Greater : Alternative.Less,
        };
    }

    private static NonInferiorityTest Result(
        Margin margin, double threshold, Interval set, Direction good, double statistic, double p)
    {
        double bound = good == Direction.Increase ? set.Lower : set.Upper;
        bool met = good == Direction.Increase ? bound > threshold : bound < threshold;
        return new(margin, threshold, bound, statistic, p, set.Level, met);
    }
}
