using System.Runtime.Intrinsics;
using Credence.Numerics;

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
    // A normal density is below 2e-14 of its peak beyond this many standard deviations.
    private const double KernelReach = 8;

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

    /// <summary>The process known to be at one position.</summary>
    public static ContinuationDensity At(double time, double position) => new(time, position, time, [position], [1], folded: false);

    /// <summary>The process at its origin, for boundaries symmetric about 0.</summary>
    public static ContinuationDensity SymmetricOrigin() => new(0, 0, 0, [0], [0.5], folded: true);

    /// <summary>P(B(time) ≥ bound and not stopped before) under a drift.</summary>
    public double Above(double time, double bound, double drift)
    {
        double elapsed = time - Time, scale = 1 / Math.Sqrt(elapsed), sum = 0;
        double shift = drift * elapsed;
        for (int i = _nodes.Length - 1; i >= 0; i--)
        {
            double term = Mass(i, drift) * Normal.UpperTail((bound - _nodes[i] - shift) * scale);
            sum += term;
            if (term < 1e-18 * sum)
                break;
        }
        if (!_folded)
            return sum;
        for (int i = 0; i < _nodes.Length; i++)
        {
            double term = Mass(i, -drift) * Normal.UpperTail((bound + _nodes[i] - shift) * scale);
            sum += term;
            if (term < 1e-18 * sum)
                break;
        }
        return sum;
    }

    /// <summary>P(B(time) &lt; bound and not stopped before) under a drift.</summary>
    public double Below(double time, double bound, double drift)
    {
        if (_folded)
            return Above(time, -bound, -drift);
        double elapsed = time - Time, scale = 1 / Math.Sqrt(elapsed), sum = 0;
        double shift = drift * elapsed;
        for (int i = 0; i < _nodes.Length; i++)
        {
            double term = Mass(i, drift) * Normal.UpperTail((_nodes[i] + shift - bound) * scale);
            sum += term;
            if (term < 1e-18 * sum)
                break;
        }
        return sum;
    }

    /// <summary>P(−bound &lt; B(time) &lt; bound and not stopped before) under a drift.</summary>
    public double Within(double time, double bound, double drift)
    {
        double elapsed = time - Time, scale = 1 / Math.Sqrt(elapsed), sum = 0;
        double shift = drift * elapsed;
        for (int i = 0; i < _nodes.Length; i++)
        {
            sum += Mass(i, drift) * Between(-bound - _nodes[i] - shift, bound - _nodes[i] - shift, scale);
            if (_folded)
                sum += Mass(i, -drift) * Between(-bound + _nodes[i] - shift, bound + _nodes[i] - shift, scale);
        }
        return sum;
    }

    /// <summary>The sub-density of B(time) at a position, without drift.</summary>
    public double Density(double time, double position)
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
        return sum * Math.Sqrt(1 / (2 * Math.PI * elapsed));
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
        double width = Math.Min(BridgeDeviation(time, after), 2.5 * Math.Sqrt(time - Time));
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

    private double Mass(int i, double drift)
    {
        if (drift == 0)
            return _masses[i];
        return _masses[i] * Math.Exp(drift * (_nodes[i] - _startPosition) - 0.5 * drift * drift * (Time - _startTime));
    }

    private static double Between(double from, double to, double scale) => from > 0
        ? Normal.UpperTail(from * scale) - Normal.UpperTail(to * scale)
        : Normal.Cdf(to * scale) - Normal.Cdf(from * scale);

    /// <summary>The standard deviation of B(time) given the start and B(after): the width of what the next step integrates.</summary>
    private double BridgeDeviation(double time, double after)
        => Math.Sqrt((after - time) * (time - _startTime) / (after - _startTime));

    private static (double[] Nodes, double[] Weights) Panel(double lower, double upper, double width)
    {
        // Gauss-Legendre nodes lie π/2 times as far apart at the centre as on average.
        int count = 12 + (int)Math.Ceiling(1.8 * (upper - lower) / width);
        GaussLegendre rule = GaussLegendre.OfOrder((count + 3) & ~3);
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
        for (int j = 0; j < nodes.Length; j++)
        {
            double y = nodes[j], centre = Centre(time, y);
            while (_nodes[from] < centre - reach)
                from++;
            while (to < _nodes.Length && _nodes[to] <= centre + reach)
                to++;
            double density = Kernel(y, exponent, from, to);
            if (_folded)
                density += Kernel(-y, exponent, 0, Mirrored(y, centre, elapsed));
            masses[j] *= density * scale;
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

    /// <summary>Σ mass · exp(exponent · (x − y)²) over a range of nodes.</summary>
    private double Kernel(double y, double exponent, int from, int to)
    {
        ReadOnlySpan<double> nodes = _nodes.AsSpan(from, to - from), masses = _masses.AsSpan(from, to - from);
        Vector256<double> sums = Vector256<double>.Zero, centre = Vector256.Create(y), factor = Vector256.Create(exponent);
        int i = 0;
        for (; i <= nodes.Length - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            Vector256<double> distance = Vector256.Create(nodes[i..]) - centre;
            sums += Vector256.Create(masses[i..]) * Vector256.Exp(distance * distance * factor);
        }
        double sum = Vector256.Sum(sums);
        for (; i < nodes.Length; i++)
            sum += masses[i] * Math.Exp(exponent * (nodes[i] - y) * (nodes[i] - y));
        return sum;
    }
}
