using System.Runtime.CompilerServices;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>An experiment with one look at the end: of sample size, effect and power, any two give the third.</summary>
/// <remarks>
/// <para>n counts randomised units in the control arm: clusters where clusters are randomised. Every treatment arm has
/// <see cref="AllocationRatio"/> times as many. Effects are treatment minus control in the metric's units, with their sign.</para>
/// <para>A two-sided test has both tails in its power. Closed-form sample sizes and effects leave out the tail on the far side, as their
/// authors do; the difference is below 1e-5 where the power is at least 0.8.</para>
/// </remarks>
public abstract record FixedDesign
{
    private protected const double LargestSize = 1e15;

    // Rounding up ignores an excess that is rounding error.
    private const double RoundingSlack = 1e-10;

    /// <summary>Error level of the experiment, in (0, 1). Default 0.05.</summary>
    public double Alpha { get; init => field = Guard.Fraction(value, nameof(Alpha)); } = 0.05;

    /// <summary>Side of the test; one-sided puts all of <see cref="Alpha"/> on one side. Equivalence ignores it. Default two-sided.</summary>
    public Alternative Alternative { get; init; } = Alternative.TwoSided;

    /// <summary>Which way is good; decides the side of non-inferiority and of the minimum effect where the test is two-sided.</summary>
    public Direction Direction { get; init; } = Direction.Increase;

    /// <summary>What is to be shown. Default superiority.</summary>
    public Hypothesis Hypothesis { get; init; } = Hypothesis.Superiority;

    /// <summary>Units of each treatment arm per unit of the control arm, above 0. Default 1.</summary>
    public double AllocationRatio { get; init => field = Guard.Positive(value, nameof(AllocationRatio)); } = 1;

    /// <summary>Several treatments or several primary metrics. Default one of each.</summary>
    public Multiplicity Multiplicity { get; init; } = Multiplicity.None;

    /// <summary>Mean, rate or quantile of the metric in the control arm; null where it is not known. Makes effects relative.</summary>
    public abstract double? ControlLevel { get; }

    /// <summary>Name of the power calculation in kebab case.</summary>
    public abstract string MethodName { get; }

    /// <summary>Error level of one comparison of one metric.</summary>
    public double ComparisonAlpha => Multiplicity.ComparisonAlpha(Alpha, HalvesAlpha, AllocationRatio);

    /// <summary>Error level in one tail of one test.</summary>
    private protected double TailLevel => HalvesAlpha ? ComparisonAlpha / 2 : ComparisonAlpha;

    /// <summary>Whether rejections on the far side count: those of a two-sided test of superiority.</summary>
    private protected bool BothTails => Alternative == Alternative.TwoSided && Hypothesis.Objective == Objective.Superiority;

    /// <summary>Fewest units an arm can have.</summary>
    private protected virtual long SmallestArm => 1;

    /// <summary>The side effects are looked for on: +1 up, −1 down.</summary>
    private protected int Side => Alternative switch
    {
        Alternative.Greater => 1,
        Alternative.Less => -1,
        _ => Direction == Direction.Decrease ? -1 : 1,
    };

    /// <summary>Power to find <paramref name="effect"/>.</summary>
    /// <param name="n">Units in the control arm, need not be whole.</param>
    /// <param name="effect">True effect.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public double Power(double n, double effect)
    {
        Guard.Positive(n);
        CheckDesign();
        CheckEffect(effect);
        return JointPower(new(n, n * AllocationRatio), effect);
    }

    /// <summary>Units in the control arm, not rounded, that find <paramref name="effect"/> with <paramref name="power"/>.</summary>
    /// <param name="effect">Effect to be found; for non-inferiority and equivalence the true effect supposed, which may be 0.</param>
    /// <param name="power">Power wanted, in (<see cref="Alpha"/>, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public double SampleSize(double effect, double power)
    {
        double n = SolveSampleSize(effect, CheckedTarget(effect, power));
        return n <= LargestSize ? n : throw new ArgumentOutOfRangeException(nameof(effect), effect,
            FormattableString.Invariant($"effect is {effect}; must be larger: it needs more than {LargestSize:G1} units."));
    }

    /// <summary>The effect nearest to the hypothesis to be refuted that is found with <paramref name="power"/>; NaN where there is none.</summary>
    /// <remarks>For equivalence the true effect furthest from 0 with which equivalence is shown with that power.</remarks>
    /// <param name="n">Units in the control arm, need not be whole.</param>
    /// <param name="power">Power wanted, in (<see cref="Alpha"/>, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public double MinimumEffect(double n, double power)
    {
        Guard.Positive(n);
        CheckDesign();
        return SolveEffect(new(n, n * AllocationRatio), SingleTestPower(power));
    }

    /// <summary>The plan that finds <paramref name="effect"/> with <paramref name="power"/>.</summary>
    /// <inheritdoc cref="SampleSize"/>
    public Plan PlanSampleSize(double effect, double power)
    {
        double n = SampleSize(effect, power);
        PerArm<long> units = WholeUnits(n);
        return Describe(units, new(n, n * AllocationRatio), effect, JointPower(new(units.Control, units.Treatment), effect));
    }

    /// <summary>The plan with <paramref name="n"/> units in the control arm that find an effect with <paramref name="power"/>.</summary>
    /// <inheritdoc cref="MinimumEffect"/>
    public Plan PlanMinimumEffect(long n, double power)
    {
        PerArm<long> units = CheckedUnits(n);
        PerArm<double> sizes = new(units.Control, units.Treatment);
        return Describe(units, sizes, SolveEffect(sizes, SingleTestPower(power)), power);
    }

    /// <summary>The plan with <paramref name="n"/> units in the control arm and the power they have to find <paramref name="effect"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public Plan PlanPower(long n, double effect)
    {
        PerArm<long> units = CheckedUnits(n);
        CheckEffect(effect);
        PerArm<double> sizes = new(units.Control, units.Treatment);
        return Describe(units, sizes, effect, JointPower(sizes, effect));
    }

    /// <summary>An effect in the metric's units from one that is a fraction of the control level.</summary>
    /// <exception cref="InvalidOperationException">The control level is not known, or 0.</exception>
    public double AbsoluteEffect(double relativeEffect)
    {
        Guard.Finite(relativeEffect);
        return ControlLevel is { } mean and not 0
            ? relativeEffect * mean
            : throw new InvalidOperationException("A relative effect needs a control level that is known and not 0.");
    }

    /// <summary>Power of one test at these sizes.</summary>
    private protected abstract double TestPower(PerArm<double> sizes, double effect);

    /// <summary>Units in the control arm at which one test has the power.</summary>
    private protected abstract double SolveSampleSize(double effect, double power);

    /// <summary>The effect one test finds with the power; NaN where there is none.</summary>
    private protected abstract double SolveEffect(PerArm<double> sizes, double power);

    /// <summary>Refuses properties that do not go together.</summary>
    private protected virtual void CheckDesign()
    {
    }

    /// <summary>Refuses an effect that the metric cannot have.</summary>
    private protected virtual void CheckEffect(double effect, [CallerArgumentExpression(nameof(effect))] string name = "")
        => Guard.Finite(effect, name);

    /// <summary>What to know about a plan of this design.</summary>
    private protected virtual IEnumerable<Finding> Findings(PerArm<long> units, double effect)
    {
        if (double.IsNaN(effect))
        {
            yield return new("no-effect-suffices", Severity.Blocking, "No effect that the metric can have is found with this power at this size.",
                "Plan more units, or a lower power.");
        }
    }

    /// <summary>Last touches of a design whose units are more than single individuals, or whose power is simulated.</summary>
    private protected virtual Plan Complete(Plan plan) => plan;

    /// <summary>Distance of an effect from the hypothesis to be refuted; positive where more units give more power.</summary>
    private protected double Distance(double effect) => Hypothesis.Objective switch
    {
        Objective.NonInferiority => Side * effect + Hypothesis.Margin,
        Objective.Equivalence => Hypothesis.Margin - Math.Abs(effect),
        _ => Alternative == Alternative.TwoSided ? Math.Abs(effect) : Side * effect,
    };

    /// <summary>Power that one test needs for the experiment to have <paramref name="power"/> to find <paramref name="effect"/>.</summary>
    private protected double CheckedTarget(double effect, double power)
    {
        CheckDesign();
        CheckEffect(effect);
        double target = SingleTestPower(power);
        RequireDistance(effect);
        return target;
    }

    private protected double JointPower(PerArm<double> sizes, double effect) => Math.Pow(TestPower(sizes, effect), Multiplicity.JointTests);

    private bool HalvesAlpha => Alternative == Alternative.TwoSided && Hypothesis.Objective != Objective.Equivalence;

    private double SingleTestPower(double power)
    {
        Guard.Fraction(power);
        double single = Math.Pow(power, 1.0 / Multiplicity.JointTests), floor = BothTails ? ComparisonAlpha : TailLevel;
        return single > floor ? single : throw new ArgumentOutOfRangeException(nameof(power), power,
            FormattableString.Invariant($"power is {power}; must be above the error level of the test, {floor}, which a test has without any effect."));
    }

    private void RequireDistance(double effect)
    {
        if (Distance(effect) > 0)
            return;
        throw new ArgumentOutOfRangeException(nameof(effect), effect, Hypothesis.Objective switch
        {
            Objective.Superiority when effect == 0 => "effect is 0; must not be 0: no number of units tells no effect from no effect.",
            Objective.Superiority
                => FormattableString.Invariant($"effect is {effect}; must be {(Side > 0 ? "above" : "below")} 0, the side that the test looks at."),
            Objective.NonInferiority
                => FormattableString.Invariant($"effect is {effect}; must be better than the margin {-Side * Hypothesis.Margin}."),
            _ => FormattableString.Invariant($"effect is {effect}; must be inside the margins ±{Hypothesis.Margin}."),
        });
    }

    private PerArm<long> CheckedUnits(long n)
    {
        CheckDesign();
        return WholeUnits(Guard.AtLeast(n, SmallestArm));
    }

    private protected PerArm<long> WholeUnits(double control)
    {
        long whole = Math.Max(SmallestArm, RoundUp(control));
        return new(whole, Math.Max(SmallestArm, RoundUp(whole * AllocationRatio)));
    }

    private protected static long RoundUp(double value) => (long)Math.Ceiling(value - RoundingSlack * Math.Max(1, value));

    private Plan Describe(PerArm<long> units, PerArm<double> exact, double effect, double power) => Complete(new()
    {
        Method = MethodName,
        NPerArm = units,
        NPerArmExact = exact,
        Total = units.Control + Multiplicity.Treatments * units.Treatment,
        Power = power,
        MinimumEffect = effect,
        MinimumRelativeEffect = ControlLevel is { } mean and not 0 ? effect / mean : null,
        ComparisonAlpha = ComparisonAlpha,
        Findings = [.. Findings(units, effect)],
    });
}
