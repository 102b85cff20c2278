using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>The reference distribution of a power calculation.</summary>
public enum PowerMethod
{
    /// <summary>Noncentral t: exact for normal data with equal variances.</summary>
    T,

    /// <summary>Normal: the standard error is taken as known; closed forms.</summary>
    Normal,
}

/// <summary>A design whose estimate is a difference in means with a standard error that is known from the sizes.</summary>
public abstract record DifferenceDesign : FixedDesign
{
    /// <summary>Reference distribution. Default t.</summary>
    public PowerMethod Method { get; init; } = PowerMethod.T;

    /// <inheritdoc/>
    public override string MethodName => Method == PowerMethod.T ? "t" : "normal";

    /// <summary>Standard error of the difference.</summary>
    private protected abstract double StandardError(PerArm<double> sizes);

    /// <summary>Degrees of freedom of the t test.</summary>
    private protected abstract double ResidualDegrees(PerArm<double> sizes);

    private protected override long SmallestArm => Method == PowerMethod.T ? 2 : 1;

    private protected override double TestPower(PerArm<double> sizes, double effect) => PowerAt(StandardError(sizes), Degrees(sizes), effect);

    private protected override double SolveSampleSize(double effect, double power)
    {
        double atOne = StandardError(new(1, AllocationRatio)) / RequiredStandardError(double.PositiveInfinity, effect, power);
        double normal = atOne * atOne;
        if (Method == PowerMethod.Normal || !(normal <= LargestSize))
            return normal;
        double lower = Math.Max(0.5 * normal, FewestUnits);
        if (Excess(lower) >= 0)
            lower = FewestUnits;
        if (Excess(lower) >= 0)
            return lower;
        double upper = 2 * Math.Max(normal, lower);
        while (Excess(upper) < 0)
            upper *= 2;
        return Brent.FindRoot(Excess, lower, upper).Position;

        double Excess(double n) => TestPower(new(n, n * AllocationRatio), effect) - power;
    }

    private protected override double SolveEffect(PerArm<double> sizes, double power)
    {
        double standardError = StandardError(sizes), degrees = Degrees(sizes);
        switch (Hypothesis.Objective)
        {
            case Objective.NonInferiority:
                return Side * (DifferencePower.RequiredDrift(degrees, TailLevel, false, power) * standardError - Hypothesis.Margin);
            case Objective.Equivalence:
                double Excess(double effect) => PowerAt(standardError, degrees, effect) - power;
                return Excess(0) < 0 ? double.NaN : Brent.FindRoot(Excess, 0, Hypothesis.Margin).Position;
            default:
                return Side * DifferencePower.RequiredDrift(degrees, TailLevel, BothTails, power) * standardError;
        }
    }

    /// <summary>The standard error at which one test has the power.</summary>
    private protected double RequiredStandardError(double degrees, double effect, double power)
    {
        if (Hypothesis.Objective != Objective.Equivalence)
            return Distance(effect) / DifferencePower.RequiredDrift(degrees, TailLevel, BothTails, power);
        double upper = 2 * Hypothesis.Margin / StudentT.UpperQuantile(Math.Min(TailLevel, 0.25), degrees), lower = upper / 2;
        while (PowerAt(lower, degrees, effect) < power)
            lower /= 2;
        while (PowerAt(upper, degrees, effect) >= power)
            upper *= 2;
        return Brent.FindRoot(standardError => PowerAt(standardError, degrees, effect) - power, lower, upper).Position;
    }

    private protected double Degrees(PerArm<double> sizes) => Method == PowerMethod.T ? ResidualDegrees(sizes) : double.PositiveInfinity;

    // Arms of one unit have no variance; a little above is where a root may lie.
    private double FewestUnits => 1.5 * Math.Max(1, 1 / AllocationRatio);

    private double PowerAt(double standardError, double degrees, double effect) => Hypothesis.Objective == Objective.Equivalence
        ? DifferencePower.OfEquivalence(effect / standardError, Hypothesis.Margin / standardError, degrees, TailLevel)
        : DifferencePower.OfTest((BothTails ? Math.Abs(effect) : Distance(effect)) / standardError, degrees, TailLevel, BothTails);
}
