namespace Credence.Experiments;

/// <summary>Greatest log-likelihood of two binomial rates that have a given difference or ratio.</summary>
internal static class RestrictedLikelihood
{
    /// <summary>Over the control rates p, with treatment rate p + difference.</summary>
    public static double AtDifference(SuccessCount control, SuccessCount treatment, double difference)
    {
        double low = Math.Max(0, -difference), high = Math.Min(1, 1 - difference);
        if (difference == 0)
            return Likelihood(control, treatment, Pooled(control, treatment), Pooled(control, treatment));
        double p = Root(p => Slope(control, p) + Slope(treatment, p + difference), low, high);
        return Likelihood(control, treatment, p, Math.Clamp(p + difference, 0, 1));
    }

    /// <summary>Over the control rates p, with treatment rate ratio · p.</summary>
    public static double AtRatio(SuccessCount control, SuccessCount treatment, double ratio)
    {
        if (ratio == 1)
            return AtDifference(control, treatment, 0);
        double p = Root(p => Slope(control, p) + ratio * Slope(treatment, ratio * p), 0, Math.Min(1, 1 / ratio));
        return Likelihood(control, treatment, p, Math.Min(1, ratio * p));
    }

    private static double Pooled(SuccessCount control, SuccessCount treatment)
        => control.Units + treatment.Units == 0 ? 0.5 : ((double)control.Successes + treatment.Successes) / ((double)control.Units + treatment.Units);

    private static double Likelihood(SuccessCount control, SuccessCount treatment, double p, double q)
        => Term(control.Successes, p) + Term(control.Failures, 1 - p) + Term(treatment.Successes, q) + Term(treatment.Failures, 1 - q);

    private static double Term(long count, double probability) => count == 0 ? 0 : count * Math.Log(probability);

    private static double Slope(SuccessCount arm, double p)
        => (arm.Successes == 0 ? 0 : arm.Successes / Math.Max(p, 0)) - (arm.Failures == 0 ? 0 : arm.Failures / Math.Max(1 - p, 0));

    // The log-likelihood is concave, its slope falls, and may be infinite at the ends: bisection needs the sign alone.
    private static double Root(Func<double, double> slope, double low, double high)
    {
        // A root at 0 would be halved for ever; 1e-60 of the range is close enough for any logarithm.
        for (int step = 0; step < 200; step++)
        {
            double middle = low + 0.5 * (high - low);
            if (middle == low || middle == high)
                break;
            if (slope(middle) > 0)
                low = middle;
            else
                high = middle;
        }
        return low + 0.5 * (high - low);
    }
}
