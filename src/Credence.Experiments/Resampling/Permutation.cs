using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>A permutation comparison of two arms.</summary>
/// <param name="Effect">The effect: the p-value and the interval are those of the permutations, the standard error and statistic are Welch's, or the
/// delta method's for a ratio.</param>
/// <param name="Differences">The difference in each allocation, sorted.</param>
/// <param name="Allocations">Number of allocations, or of all there are.</param>
/// <param name="Exact">Whether these are all there are.</param>
public sealed record PermutationComparison(Effect Effect, IReadOnlyList<double> Differences, int Allocations, bool Exact);

/// <summary>The permutation test of a difference of means or ratios, with the interval that inverts it.</summary>
/// <remarks>
/// <para>The null hypothesis is that the treatment changes no unit, so that the values would be the same under any allocation (Fisher 1935; Pitman
/// 1937). Where arms differ in spread and size at equal means it is wrong, and the test may reject it more or less often than alpha.</para>
/// <para>Where not all allocations are enumerated the p-value counts the actual one as one more of them, (b + 1)/(R + 1), and is never 0 (Phipson
/// and Smyth 2010).</para>
/// <para>The interval holds the shifts δ for which the test does not reject that the treatment adds δ to every unit (δ times its denominator for a
/// ratio). Each allocation is at least as extreme as the actual one over a range of δ that is known in closed form, so that the ends are order
/// statistics of the ends of these ranges. The lifts are found in the same way, from treatments that multiply every unit.</para>
/// </remarks>
public sealed class Permutation
{
    /// <summary>Most allocations that are enumerated.</summary>
    public const int MostEnumerated = 1 << 18;

    // Differences nearer than this share of the units' mean distance from the common level are equal.
    private const double Noise = 1e-11;

    private readonly MeanComparison _reference;
    private readonly PermutedDifference _actual;
    private readonly PermutedDifference[] _allocations;
    private readonly double _controlLevel, _treatmentLevel, _noise;
    private readonly bool _testable;

    private Permutation(PermutedArms arms, PermutedDifference[] allocations, bool exact, MeanComparison reference)
    {
        (_allocations, Exact, _reference) = (allocations, exact, reference);
        SmallerArm = Math.Min(arms.Treated, arms.Units - arms.Treated);
        _testable = arms.Treated > 0 && arms.Treated < arms.Units && arms.Units > 2 && arms.Scale > 0;
        if (_testable)
            _actual = arms.Actual();
        (_controlLevel, _treatmentLevel, _noise) = (reference.Control.Mean, reference.Treatment.Mean, Noise * arms.Scale);
    }

    /// <summary>Whether all allocations were enumerated.</summary>
    public bool Exact { get; }

    /// <summary>Units of the smaller arm.</summary>
    public int SmallerArm { get; }

    /// <summary>Allocates the units of two arms to them anew, over and over.</summary>
    /// <param name="control">Values, or numerators, of the control.</param>
    /// <param name="treatment">Those of the treatment.</param>
    /// <param name="denominators">Denominators of both for a ratio of sums; null for a mean.</param>
    /// <param name="options">How many, and from which random numbers.</param>
    /// <param name="name">A name that no other comparison of the analysis has.</param>
    /// <param name="progress">Told the share done; may be null.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static Permutation Of(
        double[] control, double[] treatment, (double[] Control, double[] Treatment)? denominators, ResamplingOptions options, string name,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(control);
        ArgumentNullException.ThrowIfNull(treatment);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        if (denominators is var (below, other))
        {
            Guard.SameLength(below.Length, control.Length, nameof(denominators));
            Guard.SameLength(other.Length, treatment.Length, nameof(denominators));
        }
        MeanComparison reference = denominators is var (x, z)
            ? RatioDifference.Compare(Pairs(control, x), Pairs(treatment, z))
            : MeanDifference.Welch(Moments.FromValues(control), Moments.FromValues(treatment));
        PermutedArms arms = new(control, treatment, denominators?.Control, denominators?.Treatment);
        bool exact = options.Exact && Number(arms.Units, arms.Treated) <= MostEnumerated;
        if (exact)
            return new(arms, arms.Enumerate(), true, reference);
        PermutedDifference[] drawn = new PermutedDifference[options.Replicates];
        ReplicateLoop.Run(options, $"permutation {name}", (i, random, scratch) => drawn[i] = arms.Draw(random, scratch), progress, cancellation);
        return new(arms, drawn, false, reference);
    }

    /// <summary>The test at a level, its interval and its relative set.</summary>
    /// <param name="form">Level and side.</param>
    /// <returns>Where no unit differs or an arm is empty, statistic and p-value are NaN and the interval holds everything.</returns>
    public PermutationComparison Compare(EffectOptions form)
    {
        ArgumentNullException.ThrowIfNull(form);
        Effect reference = _reference.Effect(form) with { Method = "permutation", DegreesOfFreedom = null };
        double[] differences = Array.ConvertAll(_allocations, allocation => allocation.Difference);
        Array.Sort(differences);
        if (!_testable)
            return new(reference with { Statistic = double.NaN, PValue = double.NaN, Interval = Everything(form), Relative = reference.Relative with { Set = RelativeSet.All, Interval = null, Complement = null } }, differences, _allocations.Length, Exact);
        PermutationRanges shifts = Shifts();
        double p = shifts.PValue(0, form.Alternative);
        Interval interval = Coherence.Settle(shifts.Limits(form), _actual.Difference, p < form.Alpha);
        RelativeEffect relative = Coherence.Settle(Lifts(form) ?? reference.Relative, p < form.Alpha);
        return new(reference with { PValue = p, Interval = interval, Relative = relative }, differences, _allocations.Length, Exact);
    }

    /// <summary>Tests whether the treatment is no worse than a margin allows: by a shift, or for a relative margin by a factor.</summary>
    /// <param name="direction">Which way is good.</param>
    /// <param name="margin">How much harm is tolerated.</param>
    /// <param name="form">Level and side of the analysis.</param>
    /// <returns>For a relative margin over a control that is not positive, all NaN.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The margin is negative or not finite.</exception>
    public NonInferiorityTest Against(Direction direction, Margin margin, EffectOptions form)
    {
        EffectOptions side = NonInferiority.TowardsHarm(direction, margin, form);
        double threshold = (direction == Direction.Increase ? -1 : 1) * margin.Value;
        PermutationRanges? factors = margin.IsRelative && _testable ? Factors() : null;
        if (!_testable || (margin.IsRelative && factors is null))
            return new(margin, threshold, double.NaN, double.NaN, double.NaN, 1 - side.Alpha, false);
        double p = factors is null ? Shifts().PValue(threshold, side.Alternative)
            : threshold <= -1 ? double.NaN : factors.PValue(1 / (1 + threshold), PercentileLift.Turned(side.Alternative));
        Interval set = factors is null ? Shifts().Limits(side) : Lifts(side)!.Interval!.Value;
        double bound = direction == Direction.Increase ? set.Lower : set.Upper;
        double statistic = (_reference.Difference - threshold * (margin.IsRelative ? _controlLevel : 1)) / _reference.StandardError;
        return new(margin, threshold, bound, statistic, p, 1 - side.Alpha, direction == Direction.Increase ? bound > threshold : bound < threshold);
    }

    // The shift δ takes D − δ from the actual difference and D_r − δ a_r from that of an allocation.
    private PermutationRanges Shifts()
    {
        double actual = _actual.Difference;
        PermutationRanges ranges = new(_allocations.Length, Exact, actual);
        for (int i = 0; i < _allocations.Length; i++)
        {
            (double difference, double ofShift, _) = _allocations[i];
            ranges.Set(i, Quotient(actual - difference, 1 - ofShift), Quotient(actual + difference, 1 + ofShift));
        }
        return ranges;
    }

    // A treatment that multiplies values is undone by the factor φ = 1/(1 + lift): the actual difference becomes φT − C and that of an allocation
    // φA + B. Where an allocation takes more than all of T to one side it is extreme whatever φ is, which only widens the set.
    private PermutationRanges? Factors()
    {
        if (!(_controlLevel > 0 && _treatmentLevel > 0))
            return null;
        PermutationRanges ranges = new(_allocations.Length, Exact, _controlLevel / _treatmentLevel);
        for (int i = 0; i < _allocations.Length; i++)
        {
            double a = _allocations[i].OfTreated, b = _allocations[i].Difference - a;
            double same = _treatmentLevel - a, turned = _treatmentLevel + a;
            // At φ = 1 these are the ranges of the shifts at δ = 0, where rounding must not part them.
            double first = same > 0 ? 1 - Quotient(_actual.Difference - _allocations[i].Difference, same) : double.NaN;
            double second = turned > 0 ? 1 - Quotient(_actual.Difference + _allocations[i].Difference, turned) : double.NaN;
            ranges.Set(i, first, second);
        }
        return ranges;
    }

    private RelativeEffect? Lifts(EffectOptions form)
    {
        if (Factors() is not { } ranges)
            return null;
        Interval factors = ranges.Limits(form with { Alternative = PercentileLift.Turned(form.Alternative) });
        Interval limits = new(1 / factors.Upper - 1, factors.Lower > 0 ? 1 / factors.Lower - 1 : double.PositiveInfinity, factors.Level);
        if (form.Alternative == Alternative.Less)
            limits = limits with { Lower = double.NegativeInfinity };
        return new(_reference.Difference / _controlLevel, RelativeSet.Interval, limits, null);
    }

    // NaN where the actual allocation is met again: it is as extreme as itself everywhere.
    private double Quotient(double distance, double rate)
        => Math.Abs(rate) < 1e-12 ? double.NaN : Math.Abs(distance) <= _noise ? 0 : distance / rate;

    private static Interval Everything(EffectOptions form) => new(double.NegativeInfinity, double.PositiveInfinity, form.Level());

    private static CrossMoments Pairs(double[] numerators, double[] denominators)
        => CrossMoments.FromRows(["numerator", "denominator"], [.. numerators.Zip(denominators).SelectMany(row => (double[])[row.First, row.Second])]);

    private static double Number(int units, int taken)
    {
        double number = 1;
        for (int i = 1; i <= Math.Min(taken, units - taken) && number < 1e18; i++)
            number = Math.Round(number * (units - Math.Min(taken, units - taken) + i) / i);
        return number;
    }
}
