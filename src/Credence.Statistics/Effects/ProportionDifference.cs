namespace Credence.Statistics;

/// <summary>Difference of two proportions.</summary>
public static class ProportionDifference
{
    /// <summary>Pooled z test, with the interval and relative set that the options name.</summary>
    /// <param name="controlSuccesses">Successes of the control, from 0 to its units.</param>
    /// <param name="controlUnits">Units of the control.</param>
    /// <param name="treatmentSuccesses">Successes of the treatment, from 0 to its units.</param>
    /// <param name="treatmentUnits">Units of the treatment.</param>
    /// <param name="options">Level and form.</param>
    /// <returns>The effect. By default interval (Mee 1984) and relative set (Koopman 1984) invert the score test, which is the pooled
    /// z at 0, so that all three agree. Two arms without any success, or without any failure, have z = 0. The standard error is
    /// unpooled. An empty arm leaves no test: statistic and p-value are NaN, interval and set hold everything.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative or above its units, or alpha is out of its range.</exception>
    public static Effect Compare(
        long controlSuccesses, long controlUnits, long treatmentSuccesses, long treatmentUnits, EffectOptions options)
    {
        ProportionCounts counts = Checked(controlSuccesses, controlUnits, treatmentSuccesses, treatmentUnits);
        ArgumentNullException.ThrowIfNull(options);
        double level = options.Level();
        if (controlUnits == 0 || treatmentUnits == 0)
        {
            Interval everything = new(double.NegativeInfinity, double.PositiveInfinity, level);
            RelativeEffect anything = new(double.NaN, RelativeSet.All, null, null);
            return new(Method, double.NaN, double.NaN, null, double.NaN, double.NaN, everything, anything);
        }
        ReferenceDistribution normal = new(null);
        double statistic = counts.DifferenceScore(0), critical = normal.CriticalValue(options.Alpha, options.Alternative);
        double p = normal.PValue(statistic, options.Alternative);
        bool rejects = p < options.Alpha;
        Interval interval = Interval(counts, critical, options);
        RelativeEffect relative = options.Relative == RelativeMethod.Fieller
            ? Coherence.Settle(ScoreIntervals.Lift(counts, critical, options), rejects)
            : RelativeEffects.Of(counts.ControlArm, counts.TreatmentArm, critical, options);
        if (options.ProportionInterval == ProportionInterval.Score)
            interval = Coherence.Settle(interval, counts.Difference, rejects);
        double standardError = Math.Sqrt(counts.ControlArm.Variance + counts.TreatmentArm.Variance);
        return new(Method, counts.Difference, standardError, null, statistic, p, interval, relative);
    }

    private const string Method = "z";

    internal static ProportionCounts Checked(long controlSuccesses, long controlUnits, long treatmentSuccesses, long treatmentUnits)
    {
        Guard.AtLeast(controlSuccesses, 0);
        Guard.AtLeast(treatmentSuccesses, 0);
        Guard.AtLeast(controlUnits, controlSuccesses);
        Guard.AtLeast(treatmentUnits, treatmentSuccesses);
        return new(controlSuccesses, controlUnits, treatmentSuccesses, treatmentUnits);
    }

    internal static Interval Interval(ProportionCounts counts, double critical, EffectOptions options) => options.ProportionInterval switch
    {
        ProportionInterval.Wald => Wald(counts, critical, options),
        ProportionInterval.Newcombe => Newcombe(counts, critical, options),
        ProportionInterval.AgrestiCaffo => AgrestiCaffo(counts, critical, options),
        _ => ScoreIntervals.Difference(counts, critical, options),
    };

    private static Interval Wald(ProportionCounts counts, double critical, EffectOptions options)
    {
        double standardError = Math.Sqrt(counts.ControlArm.Variance + counts.TreatmentArm.Variance);
        return Coherence.Symmetric(counts.Difference, critical * standardError, options);
    }

    // Agresti and Caffo (2000): Wald's interval of the table with one success and one failure more in each arm.
    private static Interval AgrestiCaffo(ProportionCounts counts, double critical, EffectOptions options)
        => Wald(
            new(counts.ControlSuccesses + 1, counts.ControlUnits + 2, counts.TreatmentSuccesses + 1, counts.TreatmentUnits + 2),
            critical,
            options);

    // Newcombe (1998), method 10: the distances of Wilson's limits from the proportions, added in quadrature.
    private static Interval Newcombe(ProportionCounts counts, double critical, EffectOptions options)
    {
        (double controlBelow, double controlAbove) = WilsonArms(counts.ControlSuccesses, counts.ControlUnits, critical);
        (double treatmentBelow, double treatmentAbove) = WilsonArms(counts.TreatmentSuccesses, counts.TreatmentUnits, critical);
        return Coherence.OneSided(
            counts.Difference - Math.Sqrt(treatmentBelow * treatmentBelow + controlAbove * controlAbove),
            counts.Difference + Math.Sqrt(treatmentAbove * treatmentAbove + controlBelow * controlBelow),
            options);
    }

    // Wilson's interval (1927), as distances below and above the proportion.
    private static (double Below, double Above) WilsonArms(long successes, long units, double critical)
    {
        double p = (double)successes / units, square = critical * critical / units;
        double shift = (0.5 - p) * square, spread = critical * Math.Sqrt((p * (1 - p) + square / 4) / units);
        return ((spread - shift) / (1 + square), (spread + shift) / (1 + square));
    }
}
