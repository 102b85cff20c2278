using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>
/// Empirical-Bernstein confidence sequence for the mean of bounded outcomes, by predictable plug-in bets (Waudby-Smith and Ramdas, 2024,
/// theorem 2): exact from the first unit, whatever the distribution.
/// </summary>
/// <remarks>
/// Units come in batches. The bet on a batch is set from the batches before it, so it is enough to know the batch's moments; batch sizes
/// must not depend on outcomes. Small batches bet better: the first is bet on blindly.
/// </remarks>
public sealed record BoundedMeanSequence
{
    private const double LargestBet = 0.5;

    private BoundedMeanSequence(double lower, double upper, double alpha)
        => (Lower, Upper, Alpha, Interval) = (lower, upper, alpha, new Interval(lower, upper, 1 - alpha));

    /// <summary>Least value an outcome can have.</summary>
    public double Lower { get; }

    /// <summary>Greatest value an outcome can have.</summary>
    public double Upper { get; }

    /// <summary>Error level.</summary>
    public double Alpha { get; }

    /// <summary>Moments of all the units so far, on the scale from 0 to 1.</summary>
    public Moments Scaled { get; private init; } = Moments.Empty;

    /// <summary>Σ λx over the units so far, on the scale from 0 to 1.</summary>
    public double WeightedSum { get; private init; }

    /// <summary>Σ λ over the units so far.</summary>
    public double Weight { get; private init; }

    /// <summary>Σ (x − μ̂)²(−log(1 − λ) − λ) over the units so far: the price of the bets.</summary>
    public double Price { get; private init; }

    /// <summary>Intersection of the intervals of all looks so far, in the outcome's units.</summary>
    public Interval Interval { get; private init; }

    /// <summary>The sequence before the first unit.</summary>
    /// <param name="lower">Least value an outcome can have.</param>
    /// <param name="upper">Greatest value an outcome can have, above <paramref name="lower"/>.</param>
    /// <param name="alpha">Error level, in (0, 1).</param>
    public static BoundedMeanSequence Start(double lower, double upper, double alpha = 0.05)
    {
        Guard.Positive(Guard.Finite(upper) - Guard.Finite(lower), nameof(upper));
        return new BoundedMeanSequence(lower, upper, Guard.Fraction(alpha));
    }

    /// <summary>The sequence after one more batch.</summary>
    /// <param name="batch">Moments of the batch's units.</param>
    /// <exception cref="InputException">The batch's mean or spread is impossible within the bounds.</exception>
    public BoundedMeanSequence Add(Moments batch)
    {
        if (batch.Count == 0)
            return this;
        double range = Upper - Lower;
        Moments scaled = batch.Shift(-Lower).Scale(1 / range);
        double mean = scaled.Mean, most = batch.Count * mean * (1 - mean);
        // A little room for the rounding of means and of the scale.
        if (!(mean is >= -1e-9 and <= 1 + 1e-9) || !(scaled.SumSquaredDeviations <= most + 1e-8 * batch.Count))
        {
            throw new InputException("", FormattableString.Invariant($"a batch of mean {batch.Mean} has values outside [{Lower}, {Upper}]"),
                "give bounds that every outcome keeps");
        }
        double earlier = Scaled.Count, logLevel = Math.Log(2 / Alpha);
        double centre = (0.5 + (earlier > 0 ? earlier * Scaled.Mean : 0)) / (earlier + 1);
        double variance = (0.25 + Scaled.SumSquaredDeviations) / (earlier + 1), time = earlier + batch.Count;
        double bet = Math.Min(LargestBet, Math.Sqrt(2 * logLevel / (variance * time * Elementary.Log1p(time))));
        double squares = scaled.SumSquaredDeviations + batch.Count * (mean - centre) * (mean - centre);
        double sum = WeightedSum + bet * batch.Count * mean, weight = Weight + bet * batch.Count;
        double price = Price + squares * (-Elementary.Log1p(-bet) - bet);
        double middle = sum / weight, half = (logLevel + price) / weight;
        return new BoundedMeanSequence(Lower, Upper, Alpha)
        {
            Scaled = Scaled.Merge(scaled),
            WeightedSum = sum,
            Weight = weight,
            Price = price,
            Interval = new Interval(
                Math.Max(Interval.Lower, Lower + range * (middle - half)), Math.Min(Interval.Upper, Lower + range * (middle + half)), 1 - Alpha),
        };
    }

    /// <summary>The sequence after more units in the order of their arrival, each with a bet from those before it: the best there is.</summary>
    /// <param name="outcomes">Outcomes in order.</param>
    /// <exception cref="InputException">An outcome is outside the bounds.</exception>
    public BoundedMeanSequence Add(ReadOnlySpan<double> outcomes)
    {
        BoundedMeanSequence sequence = this;
        foreach (double outcome in outcomes)
            sequence = sequence.Add(new Moments(1, outcome, 0));
        return sequence;
    }

    /// <summary>Interval of treatment minus control from two sequences; its error level is the sum of theirs.</summary>
    /// <param name="control">Sequence of the control.</param>
    /// <param name="treatment">Sequence of the treatment.</param>
    public static Interval Difference(BoundedMeanSequence control, BoundedMeanSequence treatment) => new(
        treatment.Interval.Lower - control.Interval.Upper, treatment.Interval.Upper - control.Interval.Lower, 1 - control.Alpha - treatment.Alpha);

    /// <summary>Set of the lift from two sequences; its error level is the sum of theirs.</summary>
    /// <param name="control">Sequence of the control.</param>
    /// <param name="treatment">Sequence of the treatment.</param>
    /// <returns>All lifts where the control's interval is not above 0.</returns>
    public static RelativeEffect Relative(BoundedMeanSequence control, BoundedMeanSequence treatment)
    {
        double estimate = Level(treatment) / Level(control) - 1;
        (Interval low, Interval high) = (control.Interval, treatment.Interval);
        if (!(low.Lower > 0))
            return new RelativeEffect(estimate, RelativeSet.All, null, null);
        // A negative treatment level over a small control level is the more extreme lift.
        double from = high.Lower / (high.Lower < 0 ? low.Lower : low.Upper), to = high.Upper / (high.Upper < 0 ? low.Upper : low.Lower);
        return new RelativeEffect(estimate, RelativeSet.Interval, new Interval(from - 1, to - 1, 1 - control.Alpha - treatment.Alpha), null);
    }

    private static double Level(BoundedMeanSequence sequence) => sequence.Lower + (sequence.Upper - sequence.Lower) * sequence.Scaled.Mean;
}
