using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>Successes and units of one arm.</summary>
/// <param name="Successes">Successes, in [0, Units].</param>
/// <param name="Units">Units.</param>
public readonly record struct SuccessCount(long Successes, long Units)
{
    internal long Failures => Units - Successes;
}

/// <summary>
/// Always-valid comparison of two conversion rates without any approximation: each arm's likelihood mixed over a beta distribution,
/// against the best that the hypothesis can do (the universal inference of Wasserman, Ramdas and Balakrishnan, 2020, with Robbins'
/// beta mixture).
/// </summary>
/// <remarks>
/// For any true rates, the product of the arms' ratios B(a + s, b + f)/(B(a, b) pˢ(1 − p)ᶠ) is a martingale with mean 1; its least value
/// over the rates that have a given difference, or ratio, is therefore an e-value against that difference, at any look and any sizes of
/// the arms. It needs no burn-in.
/// </remarks>
public sealed record BetaBinomialSequentialTest
{
    /// <summary>Creates the test.</summary>
    /// <param name="a">First parameter of the beta distribution of either rate, above 0; by default ½ (Jeffreys).</param>
    /// <param name="b">Second parameter, above 0.</param>
    /// <param name="alpha">Error level, in (0, 1).</param>
    public BetaBinomialSequentialTest(double a = 0.5, double b = 0.5, double alpha = 0.05)
        => (A, B, Alpha) = (Guard.Positive(a), Guard.Positive(b), Guard.Fraction(alpha));

    /// <summary>First parameter of the beta distribution.</summary>
    public double A { get; }

    /// <summary>Second parameter of the beta distribution.</summary>
    public double B { get; }

    /// <summary>Error level.</summary>
    public double Alpha { get; }

    /// <summary>Log e-value against a difference of the rates.</summary>
    /// <param name="control">Counts of the control.</param>
    /// <param name="treatment">Counts of the treatment.</param>
    /// <param name="difference">Treatment minus control, in [−1, 1].</param>
    public double LogEvidenceAgainstDifference(SuccessCount control, SuccessCount treatment, double difference)
    {
        Check(control, treatment);
        return Mixed(control) + Mixed(treatment) - RestrictedLikelihood.AtDifference(control, treatment, difference);
    }

    /// <summary>Log e-value against a ratio of the rates.</summary>
    /// <param name="control">Counts of the control.</param>
    /// <param name="treatment">Counts of the treatment.</param>
    /// <param name="ratio">Treatment over control, above 0.</param>
    public double LogEvidenceAgainstRatio(SuccessCount control, SuccessCount treatment, double ratio)
    {
        Check(control, treatment);
        return Mixed(control) + Mixed(treatment) - RestrictedLikelihood.AtRatio(control, treatment, Guard.Positive(ratio));
    }

    /// <summary>The test at one look.</summary>
    /// <param name="control">Counts of the control so far.</param>
    /// <param name="treatment">Counts of the treatment so far.</param>
    public AlwaysValidResult At(SuccessCount control, SuccessCount treatment)
    {
        double log = LogEvidenceAgainstDifference(control, treatment, 0), threshold = -Math.Log(Alpha);
        double p = Rate(control), q = Rate(treatment), estimate = q - p;
        bool Keeps(double difference) => LogEvidenceAgainstDifference(control, treatment, difference) < threshold;
        double centre = double.IsNaN(estimate) ? 0 : estimate;
        Interval interval = new(Edge(Keeps, centre, -1), Edge(Keeps, centre, 1), 1 - Alpha);
        double error = Math.Sqrt(p * (1 - p) / control.Units + q * (1 - q) / treatment.Units);
        return new AlwaysValidResult("beta-binomial", estimate, error, log, Math.Min(1, Math.Exp(-log)), interval, Relative(control, treatment));
    }

    // Lifts are searched on the log scale of the ratio, where exp(±60) is out of the reach of any counts.
    private RelativeEffect Relative(SuccessCount control, SuccessCount treatment)
    {
        const double Far = 60;
        double threshold = -Math.Log(Alpha), lift = Rate(treatment) / Rate(control) - 1;
        bool Keeps(double log) => LogEvidenceAgainstRatio(control, treatment, Math.Exp(log)) < threshold;
        double log = Math.Log((treatment.Successes + 0.0) / treatment.Units / ((control.Successes + 0.0) / control.Units));
        double centre = double.IsNaN(log) ? 0 : Math.Clamp(log, -Far, Far);
        double low = Edge(Keeps, centre, -Far), high = Edge(Keeps, centre, Far);
        Interval interval = new(low <= -Far ? -1 : Elementary.Expm1(low), high >= Far ? double.PositiveInfinity : Elementary.Expm1(high), 1 - Alpha);
        return new RelativeEffect(control.Successes == 0 ? double.NaN : lift, RelativeSet.Interval, interval, null);
    }

    /// <summary>Where, from a value that is kept towards an end, values stop being kept.</summary>
    private static double Edge(Func<double, bool> keeps, double inside, double end)
    {
        if (keeps(end))
            return end;
        double outside = end;
        while (true)
        {
            double middle = inside + 0.5 * (outside - inside);
            if (middle == inside || middle == outside)
                return outside;
            if (keeps(middle))
                inside = middle;
            else
                outside = middle;
        }
    }

    private double Mixed(SuccessCount arm) => GammaFunction.LogBeta(A + arm.Successes, B + arm.Failures) - GammaFunction.LogBeta(A, B);

    private static double Rate(SuccessCount arm) => (double)arm.Successes / arm.Units;

    private static void Check(SuccessCount control, SuccessCount treatment)
    {
        Guard.AtLeast(control.Successes, 0, nameof(control));
        Guard.AtLeast(control.Failures, 0, nameof(control));
        Guard.AtLeast(treatment.Successes, 0, nameof(treatment));
        Guard.AtLeast(treatment.Failures, 0, nameof(treatment));
    }
}
