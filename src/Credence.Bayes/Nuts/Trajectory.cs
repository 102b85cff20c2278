using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>What one transition did.</summary>
internal readonly record struct Transition(
    double LogDensity, double AcceptanceRate, int Depth, int Leapfrogs, bool Diverging, double Energy, double MaximumEnergyError, int Displacement);

/// <summary>
/// The trajectory of the no-U-turn sampler: doubles a leapfrog path until its ends approach each other, and draws the next position from it
/// with probability proportional to its density.
/// </summary>
/// <remarks>
/// <para>Hoffman and Gelman (2014), <i>JMLR</i> 15; multinomial sampling with biased progression, Betancourt (2017), arXiv:1701.02434, appendix A;
/// with the two additional checks across the join of two sub-trees.</para>
/// <para>States live in a pool and are counted, not copied; a leapfrog step allocates nothing.</para>
/// </remarks>
internal sealed class Trajectory
{
    private readonly ILogDensity density;
    private readonly int dimension, maximumDepth;
    private readonly double threshold;
    private readonly double[] storage, logDensities, velocity;
    private readonly int[] references, displacements, free;
    private int freeCount, current;
    private double initialEnergy, acceptance, largestError;
    private int leapfrogs;

    public Trajectory(ILogDensity density, int maximumDepth, double threshold)
    {
        (this.density, dimension, this.maximumDepth, this.threshold) = (density, density.Dimension, maximumDepth, threshold);
        int states = (3 * maximumDepth) + 12;
        storage = new double[states * 3 * dimension];
        (logDensities, velocity) = (new double[states], new double[dimension]);
        (references, displacements, free) = (new int[states], new int[states], new int[states]);
        for (int i = 0; i < states; i++)
            free[i] = states - 1 - i;
        freeCount = states;
        Metric = new Metric(dimension);
        current = Take();
    }

    /// <summary>The metric; changed by warm-up between transitions.</summary>
    public Metric Metric { get; }

    /// <summary>The last draw.</summary>
    public ReadOnlySpan<double> Position => Positions(current);

    /// <summary>The gradient at the last draw.</summary>
    public ReadOnlySpan<double> Gradient => Gradients(current);

    /// <summary>The log density at the last draw.</summary>
    public double LogDensity => logDensities[current];

    /// <summary>The leapfrog step that diverged in the last transition, where one did: its start and its end.</summary>
    public (double[] Start, double[] End, double Energy)? Divergence { get; private set; }

    /// <summary>Puts the sampler at a position; false where the density or its gradient is not finite there.</summary>
    public bool MoveTo(ReadOnlySpan<double> position)
    {
        position.CopyTo(Positions(current));
        logDensities[current] = density.Evaluate(Positions(current), Gradients(current));
        return double.IsFinite(logDensities[current]) && AllFinite(Gradients(current));
    }

    /// <summary>The energy change of one leapfrog step from the last draw with a fresh momentum; the draw stays where it is.</summary>
    public double TrialStep(double step, RandomStream random)
    {
        Metric.DrawMomentum(random, Momenta(current));
        double before = KineticEnergy(current) - logDensities[current];
        int next = Take();
        double after = Leapfrog(current, next, step);
        Release(next);
        return double.IsNaN(after) ? double.PositiveInfinity : after - before;
    }

    /// <summary>One transition: the last draw becomes the next one.</summary>
    public Transition Next(double step, RandomStream random)
    {
        Metric.DrawMomentum(random, Momenta(current));
        displacements[current] = 0;
        initialEnergy = KineticEnergy(current) - logDensities[current];
        (acceptance, largestError, leapfrogs, Divergence) = (0, 0, 0, null);
        // The whole trajectory's backward end, forward end and draw; each holds one reference.
        int first = current, last = current, draw = current;
        references[current] = 3;
        double logWeight = 0;
        int depth = 0;
        bool diverged = false;
        while (depth < maximumDepth)
        {
            bool forward = (random.NextUInt64() >> 63) != 0;
            Tree tree = Build(depth, forward ? last : first, forward ? step : -step, forward, random);
            diverged = tree.Diverged;
            if (tree.Stopped)
            {
                Release(tree);
                break;
            }
            depth++;
            if (Math.Log(random.NextDouble()) < tree.LogWeight - logWeight)
                Swap(ref draw, ref tree.Draw);
            Release(tree.Draw);
            logWeight = Elementary.LogSumExp(logWeight, tree.LogWeight);
            // Join: [first … last] + tree, or tree + [first … last]; the new end replaces the old one after the checks across the join.
            bool turning = forward
                ? Turns(first, tree.Last) || (depth > 1 && (Turns(first, tree.First) || Turns(last, tree.Last)))
                : Turns(tree.Last, last) || (depth > 1 && (Turns(tree.Last, first) || Turns(tree.First, last)));
            Release(forward ? last : first);
            Release(tree.First);
            if (forward)
                last = tree.Last;
            else
                first = tree.Last;
            if (turning)
                break;
        }
        Release(first);
        Release(last);
        current = draw;
        double energy = KineticEnergy(current) - logDensities[current];
        return new Transition(logDensities[current], leapfrogs == 0 ? 0 : acceptance / leapfrogs, depth, leapfrogs, diverged, energy, largestError, displacements[current]);
    }

    // A sub-tree in time order of integration: First was reached first, Last furthest out. Each of the three holds one reference.
    private struct Tree
    {
        public int First, Last, Draw;
        public double LogWeight;
        public bool Stopped, Diverged;
    }

    private Tree Build(int depth, int from, double step, bool forward, RandomStream random)
    {
        if (depth == 0)
            return Leaf(from, step);
        Tree inner = Build(depth - 1, from, step, forward, random);
        if (inner.Stopped)
            return inner;
        Tree outer = Build(depth - 1, inner.Last, step, forward, random);
        if (outer.Stopped)
        {
            Release(outer);
            inner.Stopped = true;
            inner.Diverged = outer.Diverged;
            return inner;
        }
        double logWeight = Elementary.LogSumExp(inner.LogWeight, outer.LogWeight);
        if (Math.Log(random.NextDouble()) < outer.LogWeight - logWeight)
            Swap(ref inner.Draw, ref outer.Draw);
        Release(outer.Draw);
        bool turning = forward ? Turns(inner.First, outer.Last) : Turns(outer.Last, inner.First);
        if (!turning && depth > 1)
        {
            turning = forward
                ? Turns(inner.First, outer.First) || Turns(inner.Last, outer.Last)
                : Turns(outer.First, inner.First) || Turns(outer.Last, inner.Last);
        }
        Release(inner.Last);
        Release(outer.First);
        return new Tree { First = inner.First, Last = outer.Last, Draw = inner.Draw, LogWeight = logWeight, Stopped = turning };
    }

    private Tree Leaf(int from, double step)
    {
        int state = Take();
        references[state] = 3;
        displacements[state] = displacements[from] + (step > 0 ? 1 : -1);
        double energy = Leapfrog(from, state, step), error = energy - initialEnergy;
        leapfrogs++;
        // NaN counts as a divergence: no comparison with it holds.
        bool diverged = !(error <= threshold);
        if (diverged)
            Divergence ??= (Positions(from).ToArray(), Positions(state).ToArray(), error);
        else
        {
            acceptance += Math.Min(1, Math.Exp(-error));
            if (Math.Abs(error) > Math.Abs(largestError))
                largestError = error;
        }
        return new Tree { First = state, Last = state, Draw = state, LogWeight = -error, Stopped = diverged, Diverged = diverged };
    }

    private bool Turns(int first, int last) => PhaseSpace.IsTurning(Positions(first), Momenta(first), Positions(last), Momenta(last));

    // The energy after a step; +∞ where the density is not finite.
    private double Leapfrog(int from, int to, double step)
    {
        Span<double> position = Positions(to), momentum = Momenta(to), gradient = Gradients(to);
        if (Metric.IsDiagonal)
        {
            PhaseSpace.KickAndDrift(Positions(from), Momenta(from), Gradients(from), Metric.Variance, step, position, momentum);
            double logDensity = logDensities[to] = density.Evaluate(position, gradient);
            // An infinite density would hold the chain for ever.
            return !double.IsFinite(logDensity)
                ? double.PositiveInfinity
                : PhaseSpace.KickAndKineticEnergy(momentum, 0.5 * step, gradient, Metric.Variance) - logDensity;
        }
        PhaseSpace.Kick(Momenta(from), 0.5 * step, Gradients(from), momentum);
        Metric.Velocity(momentum, velocity);
        PhaseSpace.Kick(Positions(from), step, velocity, position);
        logDensities[to] = density.Evaluate(position, gradient);
        if (!double.IsFinite(logDensities[to]))
            return double.PositiveInfinity;
        PhaseSpace.Kick(momentum, 0.5 * step, gradient, momentum);
        return KineticEnergy(to) - logDensities[to];
    }

    private double KineticEnergy(int state)
    {
        Metric.Velocity(Momenta(state), velocity);
        return 0.5 * PhaseSpace.Dot(Momenta(state), velocity);
    }

    private Span<double> Positions(int state) => storage.AsSpan(state * 3 * dimension, dimension);

    private Span<double> Momenta(int state) => storage.AsSpan(((state * 3) + 1) * dimension, dimension);

    private Span<double> Gradients(int state) => storage.AsSpan(((state * 3) + 2) * dimension, dimension);

    private int Take()
    {
        int state = free[--freeCount];
        references[state] = 1;
        return state;
    }

    private void Release(int state)
    {
        if (--references[state] == 0)
            free[freeCount++] = state;
    }

    private void Release(in Tree tree)
    {
        Release(tree.First);
        Release(tree.Last);
        Release(tree.Draw);
    }

    private static void Swap(ref int x, ref int y) => (x, y) = (y, x);

    private static bool AllFinite(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if (!double.IsFinite(value))
                return false;
        }
        return true;
    }
}
