using System.Runtime.Intrinsics;

namespace Credence.Experiments;

/// <summary>
/// The sub-density of the score process at one look, of the paths that no earlier look has stopped, on quadrature nodes: one step
/// of the recursion of Armitage, McPherson and Rowe (1969).
/// </summary>
/// <remarks>
/// The score B(t) = Z√t is Brownian motion with a drift. Only the driftless density is kept; the likelihood ratio
/// exp(θ(x − x₀) − θ²(t − t₀)/2) turns it into that of any drift θ. A folded density belongs to a process symmetric about 0, and each
/// node x ≥ 0 stands for −x as well, with the same mass.
/// </remarks>
internal sealed class ContinuationDensity
{
    // A normal density is below 1e-12 of its peak beyond this many standard deviations.
    private const double KernelReach = 7.5;

    // With 200 looks, boundaries then agree to 1e-11 with those of a rule twice as fine.
    private const double NodesPerWidth = 1.25;

    private readonly double _startTime;
    private readonly double _startPosition;
    private readonly double[] _nodes;
    private readonly double[] _masses;
    private readonly bool _folded;

    private ContinuationDensity(double startTime, double startPosition, double time, double[] nodes, double[] masses, bool folded)
    {
        (_startTime, _startPosition, Time) = (startTime, startPosition, time);
        (_nodes, _masses, _folded) = (nodes, masses, folded);
    }

    /// <summary>The information time of the look.</summary>
    public double Time { get; }

    /// <summary>P(not stopped before) under a drift.</summary>
    public double Mass(double drift)
    {
        Vector256<double> sum = Vector256<double>.Zero;
        for (int i = 0; i < _nodes.Length; i += NormalLanes.Width)
            sum += _folded ? Masses(i, drift) + Masses(i, -drift) : Masses(i, drift);
        return Vector256.Sum(sum);
    }

    /// <summary>The process known to be at one position.</summary>
    public static ContinuationDensity At(double time, double position)
        => new(time, position, time, [position, position, position, position], [1, 0, 0, 0], folded: false);

    /// <summary>The process at its origin, for boundaries symmetric about 0.</summary>
    public static ContinuationDensity SymmetricOrigin() => new(0, 0, 0, [0, 0, 0, 0], [0.5, 0, 0, 0], folded: true);

    /// <summary>P(B(time) ≥ bound and not stopped before) under a drift.</summary>
    public double Above(double time, double bound, double drift)
        => _folded ? FromTheTop(time, bound, drift) + FromTheBottom(time, -bound, -drift) : FromTheTop(time, bound, drift);

    /// <summary>P(B(time) &lt; bound and not stopped before) under a drift.</summary>
    public double Below(double time, double bound, double drift)
        => _folded ? Above(time, -bound, -drift) : FromTheBottom(time, bound, drift);

    /// <summary>P(−bound &lt; B(time) &lt; bound and not stopped before) under a drift.</summary>
    public double Within(double time, double bound, double drift)
        => _folded ? InTheMiddle(time, bound, drift) + InTheMiddle(time, bound, -drift) : InTheMiddle(time, bound, drift);

    /// <summary>The sub-density of B(time) at a position under a drift.</summary>
    public double Density(double time, double position, double drift)
    {
        double elapsed = time - Time, exponent = -0.5 / elapsed, reach = KernelReach * Math.Sqrt(elapsed);
        double centre = Centre(time, position);
        int from = 0, to = _nodes.Length;
        while (to > 1 && _nodes[to - 1] > centre + reach)
            to--;
        while (from < to && _nodes[from] < centre - reach)
            from++;
        double sum = Kernel(position, exponent, from, to);
        if (_folded)
            sum += Kernel(-position, exponent, 0, Mirrored(position, centre, elapsed));
        return sum * Math.Sqrt(1 / (2 * Math.PI * elapsed))
            * Math.Exp(drift * (position - _startPosition) - 0.5 * drift * drift * (time - _startTime));
    }

    /// <summary>The density of the paths that lie in a region at the next look.</summary>
    /// <param name="time">Time of the next look.</param>
    /// <param name="lower">Lower end of the region, at least 0 where the density is folded.</param>
    /// <param name="upper">Upper end.</param>
    /// <param name="gap">Half-width of a gap around 0 that the region leaves out; 0 for none, and where folded.</param>
    /// <param name="after">Time of the look after, which fixes how fine the nodes must be.</param>
    public ContinuationDensity Advance(double time, double lower, double upper, double gap, double after)
    {
        // The step ahead integrates features as wide as the bridge; the step behind has left a layer at the boundaries.
        double width = Math.Min(BridgeDeviation(time, after), 1.5 * Math.Sqrt(time - Time));
        double[] nodes, masses;
        if (gap > 0)
        {
            (double[] left, double[] leftWeights) = Panel(lower, -gap, width);
            (double[] right, double[] rightWeights) = Panel(gap, upper, width);
            (nodes, masses) = ([.. left, .. right], [.. leftWeights, .. rightWeights]);
        }
        else
        {
            (nodes, masses) = Panel(lower, upper, width);
        }
        WeighByDensity(time, nodes, masses);
        return new ContinuationDensity(_startTime, _startPosition, time, nodes, masses, _folded);
    }

    // Terms fall towards the other end, so that few nodes count.
    private double FromTheTop(double time, double bound, double drift)
    {
        double elapsed = time - Time, sum = 0;
        Vector256<double> scale = Vector256.Create(1 / Math.Sqrt(elapsed)), edge = Vector256.Create(bound - drift * elapsed);
        for (int i = _nodes.Length - NormalLanes.Width; i >= 0; i -= NormalLanes.Width)
        {
            Vector256<double> nodes = Vector256.Create(_nodes, i);
            double term = Vector256.Sum(Masses(i, drift) * NormalLanes.UpperTail((edge - nodes) * scale));
            sum += term;
            if (term < 1e-18 * sum)
                break;
        }
        return sum;
    }

    private double FromTheBottom(double time, double bound, double drift)
    {
        double elapsed = time - Time, sum = 0;
        Vector256<double> scale = Vector256.Create(1 / Math.Sqrt(elapsed)), edge = Vector256.Create(bound - drift * elapsed);
        for (int i = 0; i < _nodes.Length; i += NormalLanes.Width)
        {
            Vector256<double> nodes = Vector256.Create(_nodes, i);
            double term = Vector256.Sum(Masses(i, drift) * NormalLanes.UpperTail((nodes - edge) * scale));
            sum += term;
            if (term < 1e-18 * sum)
                break;
        }
        return sum;
    }

    private double InTheMiddle(double time, double bound, double drift)
    {
        double elapsed = time - Time, sum = 0, shift = drift * elapsed, past = bound + Math.Abs(shift);
        Vector256<double> scale = Vector256.Create(1 / Math.Sqrt(elapsed)), half = Vector256.Create(bound) * scale;
        for (int i = 0; i < _nodes.Length; i += NormalLanes.Width)
        {
            // Distances keep both tails small, so that their difference is exact.
            Vector256<double> distance = Vector256.Abs(Vector256.Create(_nodes, i) + Vector256.Create(shift)) * scale;
            double term = Vector256.Sum(Masses(i, drift) * (NormalLanes.UpperTail(distance - half) - NormalLanes.UpperTail(distance + half)));
            sum += term;
            if (_nodes[i] > past && term < 1e-18 * sum)
                break;
        }
        return sum;
    }

    private Vector256<double> Masses(int i, double drift)
    {
        Vector256<double> masses = Vector256.Create(_masses, i);
        if (drift == 0)
            return masses;
        Vector256<double> distance = Vector256.Create(_nodes, i) - Vector256.Create(_startPosition);
        return masses * NormalLanes.Exp(distance * drift - Vector256.Create(0.5 * drift * drift * (Time - _startTime)));
    }

    /// <summary>The standard deviation of B(time) given the start and B(after): the width of what the next step integrates.</summary>
    private double BridgeDeviation(double time, double after)
        => Math.Sqrt((after - time) * (time - _startTime) / (after - _startTime));

    private static (double[] Nodes, double[] Weights) Panel(double lower, double upper, double width)
    {
        int count = 12 + (int)Math.Ceiling(NodesPerWidth * (upper - lower) / width);
        EvenRule rule = EvenRule.OfOrder((count + NormalLanes.Width - 1) & -NormalLanes.Width);
        double centre = 0.5 * (lower + upper), half = 0.5 * (upper - lower);
        double[] nodes = new double[rule.Nodes.Length], weights = new double[nodes.Length];
        for (int i = 0; i < nodes.Length; i++)
            (nodes[i], weights[i]) = (centre + half * rule.Nodes[i], half * rule.Weights[i]);
        return (nodes, weights);
    }

    /// <summary>Multiplies each node's weight by the density there, summing over the part of the old nodes the kernel reaches.</summary>
    private void WeighByDensity(double time, double[] nodes, double[] masses)
    {
        double elapsed = time - Time, exponent = -0.5 / elapsed, scale = Math.Sqrt(1 / (2 * Math.PI * elapsed));
        double reach = KernelReach * BridgeDeviation(Time, time);
        int from = 0, to = 0;
        for (int j = 0; j < nodes.Length; j += NormalLanes.Width)
        {
            Vector256<double> y = Vector256.Create(nodes, j);
            double first = Centre(time, nodes[j]), last = Centre(time, nodes[j + NormalLanes.Width - 1]);
            while (_nodes[from] < first - reach)
                from++;
            while (to < _nodes.Length && _nodes[to] <= last + reach)
                to++;
            Vector256<double> density = NormalLanes.GaussianSums(_nodes.AsSpan(from, to - from), _masses.AsSpan(from, to - from), y, exponent);
            if (_folded && Mirrored(nodes[j], first, elapsed) is int mirrored and > 0)
                density += NormalLanes.GaussianSums(_nodes.AsSpan(0, mirrored), _masses.AsSpan(0, mirrored), -y, exponent);
            (Vector256.Create(masses, j) * density * scale).CopyTo(masses, j);
        }
    }

    /// <summary>Where the position at this look is centred given that at a later one, unless the region does not reach so far.</summary>
    private double Centre(double time, double y)
        => Math.Clamp(y + (_startPosition - y) * (time - Time) / (time - _startTime), _nodes[0], _nodes[^1]);

    /// <summary>Number of mirrored nodes, from 0 on, that add to the density at <paramref name="y"/>.</summary>
    private int Mirrored(double y, double centre, double elapsed)
    {
        double limit = Math.Sqrt(KernelReach * KernelReach * elapsed + (y - centre) * (y - centre)) - y;
        int count = 0;
        while (count < _nodes.Length && _nodes[count] <= limit)
            count++;
        return count;
    }

    /// <summary>Σ mass · exp(exponent · (x − y)²) over a range of nodes, widened to whole vectors.</summary>
    private double Kernel(double y, double exponent, int from, int to)
    {
        from &= -NormalLanes.Width;
        int length = Math.Max(0, to - from + NormalLanes.Width - 1) & -NormalLanes.Width;
        return NormalLanes.GaussianSum(_nodes.AsSpan(from, length), _masses.AsSpan(from, length), y, exponent);
    }
}
