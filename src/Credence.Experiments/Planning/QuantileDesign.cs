using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>How a treatment moves a distribution.</summary>
public enum EffectShape
{
    /// <summary>Every value by the same amount.</summary>
    Shift,

    /// <summary>Every value by the same factor.</summary>
    Scale,
}

/// <summary>A comparison of two quantiles by a z test with Woodruff's (1952) standard errors; its power is simulated.</summary>
/// <remarks>Samples are drawn from the distribution given, or from data with replacement, and the test is done on each. The same seed gives the
/// same power, and neighbouring sizes and effects share their draws. Sizes are found to 0.2 %.</remarks>
public sealed record QuantileDesign : FixedDesign
{
    private const long LargestSample = 1L << 40;

    private readonly Func<double, double> _inverse;

    private QuantileDesign(Func<double, double> inverse, double quantile)
    {
        Quantile = Guard.Fraction(quantile);
        _inverse = inverse;
        Baseline = Guard.Finite(inverse(quantile), nameof(inverse));
    }

    /// <summary>Which quantile is compared, in (0, 1).</summary>
    public double Quantile { get; }

    /// <summary>The quantile in the control arm.</summary>
    public double Baseline { get; }

    /// <summary>How the treatment moves the distribution; effects are stated on the quantile either way. Default a shift.</summary>
    public EffectShape Shape { get; init; } = EffectShape.Shift;

    /// <summary>Number of simulated experiments, at least 100. Default 10,000.</summary>
    public int Replicates { get; init => field = (int)Guard.AtLeast(value, 100, nameof(Replicates)); } = 10_000;

    /// <summary>Seed of the simulation. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <inheritdoc/>
    public override double? ControlLevel => Baseline;

    /// <inheritdoc/>
    public override string MethodName => "simulation";

    private protected override long SmallestArm => 2;

    /// <summary>A design whose control arm is drawn from data with replacement.</summary>
    /// <param name="quantile">Which quantile is compared, in (0, 1).</param>
    /// <param name="values">Values of the metric, finite, at least two.</param>
    /// <exception cref="ArgumentException">The quantile is outside its range, or there are fewer than two values, or one is not finite.</exception>
    public static QuantileDesign FromData(double quantile, ReadOnlySpan<double> values)
    {
        Guard.AtLeast(values.Length, 2, nameof(values));
        foreach (double value in values)
            Guard.Finite(value, nameof(values));
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        return new(p => sorted[Math.Clamp((int)Math.Ceiling(p * sorted.Length) - 1, 0, sorted.Length - 1)], quantile);
    }

    /// <summary>A design whose control arm has a given distribution.</summary>
    /// <param name="quantile">Which quantile is compared, in (0, 1).</param>
    /// <param name="inverse">Inverse of the distribution function: nondecreasing, finite on (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">The quantile is outside its range, or the distribution has none there.</exception>
    public static QuantileDesign FromDistribution(double quantile, Func<double, double> inverse)
    {
        ArgumentNullException.ThrowIfNull(inverse);
        return new(inverse, quantile);
    }

    private protected override double TestPower(PerArm<double> sizes, double effect) => Rejected(Draw(sizes), effect) / (double)Replicates;

    private protected override double SolveSampleSize(double effect, double power)
    {
        double target = power * Replicates;
        long lower = SmallestArm, upper = 16;
        while (!Suffices(upper))
        {
            if (upper > LargestSample)
            {
                throw new ArgumentOutOfRangeException(nameof(effect), effect,
                    FormattableString.Invariant($"effect is {effect}; must be larger: it needs more than {upper} units."));
            }
            (lower, upper) = (upper, 2 * upper);
        }
        while (upper - lower > Math.Max(1, upper / 512))
        {
            long middle = lower + (upper - lower) / 2;
            (lower, upper) = Suffices(middle) ? (lower, middle) : (middle, upper);
        }
        return upper;

        bool Suffices(long n) => Rejected(Draw(new(n, n * AllocationRatio)), effect) >= target;
    }

    private protected override double SolveEffect(PerArm<double> sizes, double power)
    {
        (QuantileSample[] control, QuantileSample[] treatment) arms = Draw(sizes);
        double target = power * Replicates;
        double typical = arms.control.Zip(arms.treatment, StandardErrorOf).Average();
        if (!double.IsFinite(typical) || typical == 0)
            return double.NaN;
        bool equivalence = Hypothesis.Objective == Objective.Equivalence;
        double start = Hypothesis.Objective == Objective.NonInferiority ? -Side * Hypothesis.Margin : 0, step = Side * typical;
        if (equivalence && Rejected(arms, start) < target)
            return double.NaN;
        for (int doublings = 0; Rejected(arms, start + step) >= target == equivalence; doublings++)
        {
            if (doublings == 60)
                return double.NaN;
            step *= 2;
        }
        double near = start, far = start + step;
        while (Math.Abs(far - near) > 1e-9 * Math.Abs(step))
        {
            double middle = (near + far) / 2;
            (near, far) = Rejected(arms, middle) >= target == equivalence ? (middle, far) : (near, middle);
        }
        return equivalence ? near : far;
    }

    private protected override Plan Complete(Plan plan)
    {
        double single = Math.Pow(plan.Power, 1.0 / Multiplicity.JointTests);
        return plan with { MonteCarloError = plan.Power / single * Multiplicity.JointTests * Math.Sqrt(single * (1 - single) / Replicates) };
    }

    private protected override IEnumerable<Finding> Findings(PerArm<long> units, double effect)
    {
        foreach (Finding finding in base.Findings(units, effect))
            yield return finding;
        (QuantileSample[] control, QuantileSample[] treatment) = Draw(new(units.Control, units.Treatment));
        double ties = control.Zip(treatment, (a, b) => StandardErrorOf(a, b) == 0 ? 1.0 : 0.0).Average();
        if (ties > 0)
        {
            yield return new("quantile-ties", Severity.Warning,
                FormattableString.Invariant(
                    $"{ties:P1} of the simulated samples have no variation around the quantile because values repeat; they count as not significant."),
                "Compare a mean or a proportion, or a quantile where the values differ.");
        }
    }

    private (QuantileSample[] Control, QuantileSample[] Treatment) Draw(PerArm<double> sizes)
        => (QuantileSample.Draw(_inverse, Quantile, RoundUp(sizes.Control), Replicates, new RandomStream(Seed, "quantile-power", 0)),
            QuantileSample.Draw(_inverse, Quantile, RoundUp(sizes.Treatment), Replicates, new RandomStream(Seed, "quantile-power", 1)));

    private int Rejected((QuantileSample[] Control, QuantileSample[] Treatment) arms, double effect)
    {
        double critical = Normal.UpperQuantile(TailLevel), factor = Shape == EffectShape.Scale ? 1 + effect / Baseline : 1;
        double shift = Shape == EffectShape.Scale ? 0 : effect;
        int rejected = 0;
        for (int i = 0; i < arms.Control.Length; i++)
        {
            QuantileSample control = arms.Control[i], treatment = arms.Treatment[i];
            double error = StandardErrorOf(control, new(0, factor * treatment.StandardError));
            if (error > 0 && Rejects(factor * treatment.Value + shift - control.Value, error * critical))
                rejected++;
        }
        return rejected;
    }

    private bool Rejects(double difference, double reach) => Hypothesis.Objective switch
    {
        Objective.NonInferiority => Side * difference + Hypothesis.Margin > reach,
        Objective.Equivalence => Hypothesis.Margin - Math.Abs(difference) > reach,
        _ => Alternative == Alternative.TwoSided ? Math.Abs(difference) > reach : Side * difference > reach,
    };

    private static double StandardErrorOf(QuantileSample a, QuantileSample b)
        => Math.Sqrt(a.StandardError * a.StandardError + b.StandardError * b.StandardError);

    private protected override void CheckDesign()
    {
        if (Shape == EffectShape.Scale && Baseline == 0)
            throw new ArgumentException("A quantile of 0 cannot be scaled; plan a shift.", nameof(Shape));
    }
}
