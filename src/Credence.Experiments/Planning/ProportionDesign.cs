using System.Runtime.CompilerServices;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>How the power of a comparison of two proportions is calculated.</summary>
public enum ProportionMethod
{
    /// <summary>Normal, with the pooled variance under the hypothesis and the unpooled one under the effect (Fleiss, Levin and Paik 2003,
    /// chapter 4); with a margin Farrington and Manning (1990), of which it is the case without.</summary>
    Handbook,

    /// <summary>Exact power of the pooled z test by summing binomial probabilities.</summary>
    Exact,

    /// <summary>The handbook's formula with continuity correction (Casagrande, Pike and Smith 1978); for tests that use one.</summary>
    Continuity,

    /// <summary>Normal on the variance-stabilised scale 2·arcsin√p (Cohen 1988).</summary>
    Arcsine,
}

/// <summary>A comparison of two proportions.</summary>
/// <remarks>Effects are absolute differences of the rates; <see cref="FixedDesign.AbsoluteEffect"/> makes them from relative ones. Margins are
/// understood by <see cref="ProportionMethod.Handbook"/> alone.</remarks>
public sealed record ProportionDesign : FixedDesign
{
    private const double FewExpected = 10;
    private const double LargestExact = 2e6;

    /// <param name="baseline">Rate in the control arm, in (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside (0, 1).</exception>
    public ProportionDesign(double baseline) => Baseline = Guard.Fraction(baseline);

    /// <summary>Rate in the control arm.</summary>
    public double Baseline { get; }

    /// <summary>How power is calculated. Default the handbook's formula.</summary>
    public ProportionMethod Method { get; init; } = ProportionMethod.Handbook;

    /// <inheritdoc/>
    public override double? ControlLevel => Baseline;

    /// <inheritdoc/>
    public override string MethodName => Method switch
    {
        ProportionMethod.Exact => "exact",
        ProportionMethod.Continuity => "continuity",
        ProportionMethod.Arcsine => "arcsine",
        _ => "handbook",
    };

    private protected override double TestPower(PerArm<double> sizes, double effect)
    {
        if (Method == ProportionMethod.Exact)
            return ExactPower(RoundUp(sizes.Control), RoundUp(sizes.Treatment), effect);
        ProportionFormula formula = Formula(sizes.Treatment / sizes.Control, effect);
        double n = sizes.Control, critical = Normal.UpperQuantile(TailLevel);
        if (Hypothesis.Objective == Objective.Equivalence)
        {
            double above = formula.PowerQuantile(n, -Hypothesis.Margin, 1, critical);
            double below = formula.PowerQuantile(n, Hypothesis.Margin, -1, critical);
            return Math.Max(0, Normal.Cdf(above) - Normal.UpperTail(below));
        }
        int side = BothTails ? (effect < 0 ? -1 : 1) : Side;
        double power = Normal.Cdf(formula.PowerQuantile(n, NullDifference, side, critical));
        return BothTails ? power + Normal.Cdf(formula.PowerQuantile(n, NullDifference, -side, critical)) : power;
    }

    private protected override double SolveSampleSize(double effect, double power)
    {
        if (Hypothesis.Objective == Objective.Equivalence)
            return SolveEquivalence(effect, power);
        ProportionFormula formula = Formula(AllocationRatio, effect);
        double n = formula.SampleSize(NullDifference, Normal.UpperQuantile(TailLevel), Normal.Quantile(power));
        if (Method != ProportionMethod.Exact)
            return n;
        if (n > LargestExact)
        {
            throw new ArgumentOutOfRangeException(nameof(effect), effect,
                FormattableString.Invariant($"effect is {effect}; must be larger: the exact method is for at most {LargestExact:G1} units in the control arm."));
        }
        double tooth = Math.Ceiling((1 + 1 / AllocationRatio) / Math.Abs(effect));
        return ExactSampleSize.Smallest(m => ExactPower(m, RoundUp(m * AllocationRatio), effect), power, Math.Max(1, (long)n), (long)tooth);
    }

    // Effects run from where the power is too low to the last one that the rate can have; for equivalence the other way.
    private protected override double SolveEffect(PerArm<double> sizes, double power)
    {
        bool equivalence = Hypothesis.Objective == Objective.Equivalence;
        double up = Side > 0 ? 1 - Baseline : Baseline, down = 1 - up;
        double start = Hypothesis.Objective == Objective.NonInferiority ? -Side * Math.Min(Hypothesis.Margin, down) : 0;
        double limit = Side * (equivalence ? Math.Min(Hypothesis.Margin, up) : up);
        double quantile = Normal.Quantile(power), critical = Normal.UpperQuantile(TailLevel);
        double lower = Attained(start), upper = Attained(limit);
        if (equivalence ? lower < 0 : upper < 0)
            return double.NaN;
        if (equivalence ? upper >= 0 : lower >= 0)
            return equivalence ? limit : start;
        return Brent.FindRoot(Attained, start, limit).Position;

        double Attained(double effect) => equivalence || Method == ProportionMethod.Exact
            ? TestPower(sizes, effect) - power
            : Formula(sizes.Treatment / sizes.Control, effect).PowerQuantile(sizes.Control, NullDifference, Side, critical) - quantile;
    }

    private protected override void CheckEffect(double effect, [CallerArgumentExpression(nameof(effect))] string name = "")
    {
        if (!(Baseline + effect is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(name, effect, FormattableString.Invariant(
                $"{name} is {effect}; must leave the treatment's rate {Baseline + effect} in [0, 1]. Effects are absolute differences of the rates."));
        }
    }

    private protected override void CheckDesign()
    {
        if (Hypothesis.Objective != Objective.Superiority && Method != ProportionMethod.Handbook)
            throw new ArgumentException($"The method {MethodName} knows no margins; use the handbook's formula.", nameof(Method));
        if (Hypothesis.Margin >= 1)
            throw new ArgumentOutOfRangeException(nameof(Hypothesis), Hypothesis.Margin, "The margin of a rate must be below 1.");
    }

    private protected override IEnumerable<Finding> Findings(PerArm<long> units, double effect)
    {
        foreach (Finding finding in base.Findings(units, effect))
            yield return finding;
        double treated = Math.Clamp(Baseline + (double.IsNaN(effect) ? 0 : effect), 0, 1);
        double rarest = Math.Min(units.Control * Math.Min(Baseline, 1 - Baseline), units.Treatment * Math.Min(treated, 1 - treated));
        if (Method != ProportionMethod.Exact && rarest < FewExpected)
        {
            yield return new("few-expected-events", Severity.Warning,
                FormattableString.Invariant($"An arm has only {rarest:G3} successes or failures to expect, too few for a normal approximation."),
                "Plan with the exact method.");
        }
    }

    // Difference of the rates under the hypothesis to be refuted.
    private double NullDifference => -Side * Hypothesis.Margin;

    private ProportionFormula Formula(double ratio, double effect) => new(Method, Baseline, Math.Clamp(Baseline + effect, 0, 1), ratio);

    private double ExactPower(long control, long treatment, double effect)
        => PooledZTest.RejectionProbability(control, treatment, Baseline, Math.Clamp(Baseline + effect, 0, 1), ComparisonAlpha, Alternative);

    private double SolveEquivalence(double effect, double power)
    {
        double upper = 1;
        while (Excess(upper) < 0)
            upper *= 2;
        return Excess(upper / 2) >= 0 ? upper / 2 : Brent.FindRoot(Excess, upper / 2, upper).Position;

        double Excess(double n) => TestPower(new(n, n * AllocationRatio), effect) - power;
    }
}
