namespace Credence.Statistics;

/// <summary>A test that treatment and control differ by less than a margin, in either direction.</summary>
/// <param name="Margin">How much difference is tolerated on either side.</param>
/// <param name="Interval">Interval of level 1 − 2 alpha: of the lift where the margin is relative, else of the difference; NaN limits where
/// there is none.</param>
/// <param name="PValue">p-value of "differs by the margin or more": the larger of the two one-sided ones.</param>
/// <param name="Met">Whether the interval lies between the margins.</param>
public sealed record EquivalenceTest(Margin Margin, Interval Interval, double PValue, bool Met);

/// <summary>Tests of equivalence by two one-sided tests at level alpha each (Schuirmann 1987).</summary>
/// <remarks>Both hypotheses "worse by the margin" and "better by the margin" have to be rejected, so that no correction for two tests is due
/// (intersection-union, Berger 1982). The interval has level 1 − 2 alpha and lies between the margins exactly when both are rejected.</remarks>
public static class Equivalence
{
    // 1 − 2 alpha is off by rounding where alpha is a decimal fraction.
    private const int LevelDigits = 14;

    /// <summary>Test of two means or ratios.</summary>
    /// <param name="arms">The comparison, e.g. of <see cref="MeanDifference.Welch(Moments, Moments)"/>.</param>
    /// <param name="margin">How much difference is tolerated on either side; relative margins are judged by Fieller's set.</param>
    /// <param name="options">Level and form of the analysis; its alternative plays no part.</param>
    /// <exception cref="ArgumentOutOfRangeException">The margin is negative or not finite, or alpha is not in (0, 0.5].</exception>
    public static EquivalenceTest Test(MeanComparison arms, Margin margin, EffectOptions options)
    {
        EffectOptions side = OneSided(options);
        return Of(NonInferiority.Test(arms, Direction.Increase, margin, side), NonInferiority.Test(arms, Direction.Decrease, margin, side));
    }

    /// <summary>Test of two proportions by their score statistics at the margins.</summary>
    /// <param name="controlSuccesses">Successes of the control, from 0 to its units.</param>
    /// <param name="controlUnits">Units of the control.</param>
    /// <param name="treatmentSuccesses">Successes of the treatment, from 0 to its units.</param>
    /// <param name="treatmentUnits">Units of the treatment.</param>
    /// <param name="margin">How much difference is tolerated on either side.</param>
    /// <param name="options">Level and form of the analysis; its alternative plays no part.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative or above its units, the margin is negative or not finite,
    /// or alpha is not in (0, 0.5].</exception>
    public static EquivalenceTest Test(
        long controlSuccesses, long controlUnits, long treatmentSuccesses, long treatmentUnits, Margin margin, EffectOptions options)
    {
        EffectOptions side = OneSided(options);
        NonInferiorityTest Against(Direction direction)
            => NonInferiority.Test(controlSuccesses, controlUnits, treatmentSuccesses, treatmentUnits, direction, margin, side);
        return Of(Against(Direction.Increase), Against(Direction.Decrease));
    }

    /// <summary>Joins the two one-sided tests.</summary>
    /// <param name="notLower">Test that the treatment is not lower than the control by the margin, one-sided at alpha.</param>
    /// <param name="notHigher">Test that it is not higher by the same margin, at the same level.</param>
    /// <exception cref="ArgumentException">The tests differ in margin or level.</exception>
    public static EquivalenceTest Of(NonInferiorityTest notLower, NonInferiorityTest notHigher)
    {
        ArgumentNullException.ThrowIfNull(notLower);
        ArgumentNullException.ThrowIfNull(notHigher);
        if (notLower.Margin != notHigher.Margin || notLower.Level != notHigher.Level)
            throw new ArgumentException("The two tests differ in margin or level.", nameof(notHigher));
        // Over a negative control mean a lower level is a higher lift.
        Interval interval = new(
            Math.Min(notLower.Bound, notHigher.Bound), Math.Max(notLower.Bound, notHigher.Bound), Math.Round(2 * notLower.Level - 1, LevelDigits));
        return new(notLower.Margin, interval, Math.Max(notLower.PValue, notHigher.PValue), notLower.Met && notHigher.Met);
    }

    /// <summary>The options of either test: one-sided at alpha.</summary>
    /// <exception cref="ArgumentNullException">There are no options.</exception>
    public static EffectOptions OneSided(EffectOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options with { Alternative = Alternative.Greater };
    }
}
