namespace Credence.Statistics;

/// <summary>Successes and units of two arms, with the score tests of their difference and ratio.</summary>
internal readonly record struct ProportionCounts(long ControlSuccesses, long ControlUnits, long TreatmentSuccesses, long TreatmentUnits)
{
    public double Control => (double)ControlSuccesses / ControlUnits;

    public double Treatment => (double)TreatmentSuccesses / TreatmentUnits;

    // Two quotients of whole numbers; their difference over the common denominator has no cancellation while it fits in 128 bits.
    public double Difference
        => (double)((Int128)TreatmentSuccesses * ControlUnits - (Int128)ControlSuccesses * TreatmentUnits)
            / ControlUnits / TreatmentUnits;

    public ArmMean ControlArm => new(Control, Control * (1 - Control) / ControlUnits);

    public ArmMean TreatmentArm => new(Treatment, Treatment * (1 - Treatment) / TreatmentUnits);

    /// <summary>z statistic of difference = <paramref name="difference"/>, with the variance at the restricted maximum of the likelihood.</summary>
    /// <remarks>Mee (1984); at 0 it is the pooled z. 0 where the data fit the hypothesis exactly.</remarks>
    public double DifferenceScore(double difference)
    {
        double numerator = difference == 0 ? Difference : Difference - difference;
        if (numerator == 0)
            return 0;
        double control = RestrictedControl(difference), treatment = Math.Clamp(control + difference, 0, 1);
        return numerator / Math.Sqrt(control * (1 - control) / ControlUnits + treatment * (1 - treatment) / TreatmentUnits);
    }

    /// <summary>z statistic of treatment = <paramref name="ratio"/> × control, with the variance at the restricted maximum.</summary>
    /// <remarks>Koopman (1984); at 1 it is the pooled z. The root of the restricted likelihood is written without cancellation.</remarks>
    public double RatioScore(double ratio)
    {
        double numerator = ratio == 1 ? Difference : Treatment - ratio * Control;
        if (numerator == 0)
            return 0;
        double successes = (double)ControlSuccesses + TreatmentSuccesses;
        double a = ratio * ((double)TreatmentUnits + ControlSuccesses), b = (double)ControlUnits + TreatmentSuccesses;
        double failures = (double)(ControlUnits - ControlSuccesses) * (TreatmentUnits - TreatmentSuccesses);
        double control = Math.Min(1, 2 * successes / (a + b + Math.Sqrt((a - b) * (a - b) + 4 * ratio * failures)));
        double treatment = Math.Min(1, ratio * control);
        double variance = treatment * (1 - treatment) / TreatmentUnits + ratio * ratio * control * (1 - control) / ControlUnits;
        return numerator / Math.Sqrt(variance);
    }

    // The score Σ x/p − (n − x)/(1 − p) over both arms falls from end to end of the range allowed, so its root is bracketed.
    // Multiplied by the four factors it is the cubic of Farrington and Manning (1990), whose trigonometric root is the start;
    // Newton steps that leave the bracket are replaced by bisection.
    private double RestrictedControl(double difference)
    {
        double low = Math.Max(0, -difference), high = Math.Min(1, 1 - difference);
        if (difference == 0)
            return ((double)ControlSuccesses + TreatmentSuccesses) / ((double)ControlUnits + TreatmentUnits);
        if (low >= high)
            return low;
        // Without a success or failure that would make it infinite there, the score may keep one sign up to an end.
        if (Score(low, difference).Score <= 0)
            return low;
        if (Score(high, difference).Score >= 0)
            return high;
        double p = CubicRoot(difference);
        for (int step = 0; step < 100; step++)
        {
            if (!(p > low && p < high))
                p = low + (high - low) / 2;
            (double score, double slope) = Score(p, difference);
            if (score > 0)
                low = p;
            else
                high = p;
            double next = p - score / slope;
            if (Math.Abs(next - p) <= 2 * Rounding.Unit * p || high - low <= 2 * Rounding.Unit * high)
                return Math.Clamp(next, low, high);
            p = next;
        }
        return p;
    }

    private (double Score, double Slope) Score(double control, double difference)
    {
        double treatment = control + difference;
        double score = 0, slope = 0;
        Add(ControlSuccesses, control, 1);
        Add(ControlUnits - ControlSuccesses, 1 - control, -1);
        Add(TreatmentSuccesses, treatment, 1);
        Add(TreatmentUnits - TreatmentSuccesses, 1 - treatment, -1);
        return (score, slope);

        void Add(long count, double probability, int sign)
        {
            if (count == 0)
                return;
            double term = count / probability;
            score += sign * term;
            slope -= term / probability;
        }
    }

    private double CubicRoot(double difference)
    {
        double total = (double)ControlUnits + TreatmentUnits, successes = (double)ControlSuccesses + TreatmentSuccesses;
        double b = ((TreatmentUnits + 2.0 * ControlUnits) * difference - total - successes) / (3 * total);
        double c = ((ControlUnits * difference - total - 2.0 * ControlSuccesses) * difference + successes) / total;
        double d = ControlSuccesses * difference * (1 - difference) / total;
        double q = b * b * b - b * c / 2 + d / 2;
        double radius = Math.CopySign(Math.Sqrt(Math.Max(0, b * b - c / 3)), q);
        double angle = radius == 0 ? Math.PI / 2 : Math.Acos(Math.Clamp(q / (radius * radius * radius), -1, 1));
        return 2 * radius * Math.Cos((Math.PI + angle) / 3) - b;
    }
}
