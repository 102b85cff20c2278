namespace Credence.Latent;

/// <summary>How a search went.</summary>
internal enum AscentEnd
{
    /// <summary>The Newton step is shorter than the tolerance.</summary>
    Converged,

    /// <summary>The iterations are used up.</summary>
    Limit,

    /// <summary>A component ran into a bound.</summary>
    Collapsed,
}

/// <summary>Where a search of the likelihood ended.</summary>
/// <param name="State">The parameters.</param>
/// <param name="Objective">The log-likelihood of the standardised values, with the penalty where there is one.</param>
/// <param name="Iterations">The number of passes over the data.</param>
/// <param name="Trace">The objective after every accepted step, the start first; never falling but by rounding.</param>
/// <param name="End">Why it ended.</param>
internal sealed record Ascent(MixtureState State, double Objective, int Iterations, IReadOnlyList<double> Trace, AscentEnd End);

/// <summary>What a search is asked for.</summary>
internal sealed record AscentPlan
{
    public required int MaximumIterations { get; init; }

    /// <summary>The length of the Newton step, in standard errors, at which the search ends; null for a search of EM steps only.</summary>
    public double? Tolerance { get; init; }

    public bool Accelerate { get; init; } = true;

    /// <summary>Whether Newton's method is tried before any EM step.</summary>
    public bool NewtonFirst { get; init; }

    public VariancePenalty? Penalty { get; init; }

    /// <summary>Two components whose means keep a given difference; null for none.</summary>
    public MeanTie? Tie { get; init; }

    public IProgress<MixtureProgress>? Progress { get; init; }
}

/// <summary>A fixed difference of two means: the second's minus the first's, standardised.</summary>
internal sealed record MeanTie(int From, int To, double Difference);

/// <summary>
/// Climbs the likelihood: EM steps accelerated by SQUAREM (Varadhan and Roland, 2008, <i>Scand. J. Statist.</i> 35, 335, scheme S3) that never
/// lower it, and Newton's method wherever the information is positive definite and the step gains.
/// </summary>
internal sealed class MixtureClimb(MixtureLikelihood likelihood, AscentPlan plan)
{
    private const int CyclesBetweenNewton = 2, PlainStepsBetweenChecks = 10;

    // A few rows closer together than this, as a share of the variance of all values by k², are chance.
    private const double LeastSquares = 0.01;

    private readonly List<double> trace = [];
    private MixtureState state = null!, once = null!, twice = null!, trial = null!;
    private double objective, longestStep = 1;
    private int iterations;

    /// <summary>Climbs from a start.</summary>
    public Ascent From(MixtureState start)
    {
        (state, once, twice, trial) = (start.Copy(), start.Copy(), start.Copy(), start.Copy());
        objective = Objective(state);
        iterations = 0;
        Record();
        bool newton = plan.NewtonFirst;
        for (int cycle = 1; ; cycle++)
        {
            if (newton && plan.Tolerance is not null)
            {
                AscentEnd? end = Polish();
                if (end is not null)
                    return Ended(end.Value);
            }
            if (iterations >= plan.MaximumIterations)
                return Ended(AscentEnd.Limit);
            if (!(plan.Accelerate ? Cycle() : PlainStep()))
                return Ended(AscentEnd.Collapsed);
            newton = cycle % (plan.Accelerate ? CyclesBetweenNewton : PlainStepsBetweenChecks) == 0;
        }
    }

    /// <summary>Whether a component has run into a bound: too narrow, or with too few rows.</summary>
    public static bool IsCollapsed(MixtureProblem problem, MixtureState state)
    {
        double widest = state.Deviation.Max();
        for (int j = 0; j < state.Components; j++)
        {
            bool held = problem.IsHeld(j) || state.Components == 1;
            double sd = state.Deviation[j], floor = held ? 1e-9 : Math.Max(problem.Floor, widest / problem.LargestRatio);
            double rows = state.Share[j] * problem.Rows;
            if (!(sd > floor) || !double.IsFinite(sd) || !double.IsFinite(state.Mean[j]) || !(rows > (held ? 0 : problem.FewestRows)))
                return true;
            if (!held && rows * sd * sd < LeastSquares / (state.Components * state.Components))
                return true;
        }
        return false;
    }

    private Ascent Ended(AscentEnd end) => new(state, objective, iterations, trace, end);

    private double Objective(MixtureState at)
    {
        iterations++;
        return likelihood.Evaluate(at) + (plan.Penalty?.Value(at) ?? 0);
    }

    private void Record()
    {
        trace.Add(objective);
        plan.Progress?.Report(new(iterations, objective - (likelihood.Problem.Rows * Math.Log(likelihood.Problem.Scale))));
    }

    // The sums are those of the state at the beginning and at the end.
    private bool PlainStep()
    {
        if (!Advance(state, once))
            return false;
        Accept(once, Objective(once));
        return true;
    }

    private bool Cycle()
    {
        if (!Advance(state, once))
            return false;
        double onceObjective = Objective(once);
        if (!Advance(once, twice))
        {
            Accept(once, onceObjective);
            return false;
        }
        if (Extrapolate())
        {
            double trialObjective = Objective(trial);
            if (trialObjective >= onceObjective)
            {
                Accept(trial, trialObjective);
                return true;
            }
        }
        Accept(twice, Objective(twice));
        return true;
    }

    private bool Advance(MixtureState from, MixtureState to)
    {
        likelihood.Maximize(from, to, plan.Penalty, plan.Tie);
        return !IsCollapsed(likelihood.Problem, to);
    }

    private void Accept(MixtureState next, double value)
    {
        state.CopyFrom(next);
        objective = value;
        Record();
    }

    // From x₀, x₁, x₂ to x₀ − 2αr + α²v with r = x₁ − x₀, v = x₂ − 2x₁ + x₀, α = −|r| ∕ |v|.
    private bool Extrapolate()
    {
        int length = state.Coordinates;
        Span<double> x0 = stackalloc double[length], x1 = stackalloc double[length], x2 = stackalloc double[length];
        state.Unconstrain(x0);
        once.Unconstrain(x1);
        twice.Unconstrain(x2);
        double first = 0, second = 0;
        for (int i = 0; i < length; i++)
        {
            double r = x1[i] - x0[i], v = x2[i] - x1[i] - r;
            (first, second) = (first + (r * r), second + (v * v));
        }
        double step = second > 0 ? Math.Sqrt(first / second) : longestStep;
        bool longest = step >= longestStep;
        step = Math.Clamp(step, 1, longestStep);
        if (longest)
            longestStep *= 4;
        for (int i = 0; i < length; i++)
        {
            double r = x1[i] - x0[i], v = x2[i] - x1[i] - r;
            x0[i] += (2 * step * r) + (step * step * v);
        }
        trial.Constrain(x0);
        if (likelihood.Problem.FixedShares is { } shares)
            shares.CopyTo(trial.Share, 0);
        return step > 1 && !IsCollapsed(likelihood.Problem, trial);
    }

    // Newton steps until they converge or fail; null where EM has to go on.
    private AscentEnd? Polish()
    {
        while (iterations < plan.MaximumIterations)
        {
            // A check of plain EM is no step of it.
            iterations += plan.Accelerate ? 1 : 0;
            MixtureCurvature curvature = MixtureCurvature.Of(likelihood, state, plan.Penalty);
            if (curvature.NewtonStep(plan.Tie is null ? null : (plan.Tie.From, plan.Tie.To)) is not (double[] step, double length))
                return null;
            if (length <= plan.Tolerance)
                return AscentEnd.Converged;
            if (!plan.Accelerate || !Shortened(curvature, step, length))
            {
                likelihood.Evaluate(state);
                return null;
            }
        }
        return AscentEnd.Limit;
    }

    private bool Shortened(MixtureCurvature curvature, double[] step, double length)
    {
        // A step this short gains less than rounding may hide.
        double slack = length < 1e-4 ? 1e-13 * Math.Abs(objective) : 0;
        for (double part = 1; part > 0.1; part *= 0.5)
        {
            curvature.Move(step, part, trial);
            if (IsCollapsed(likelihood.Problem, trial) || !WithinRange(trial))
                continue;
            double value = Objective(trial);
            if (!(value > objective - slack))
                continue;
            Accept(trial, value);
            return true;
        }
        return false;
    }

    private static bool WithinRange(MixtureState state)
        => Array.TrueForAll(state.Missing, rate => rate is > 0 and < 1) && state.Error is > 0 and <= 0.5;
}
