namespace Credence.Experiments;

/// <summary>The boundaries of one look on the z scale.</summary>
/// <param name="Upper">Rejects at or above; +∞ for never. Where there are two sides the mirror image rejects as well.</param>
/// <param name="Futility">Stops for futility below, or where there are two sides, within ±; −∞ (0) for never.</param>
internal readonly record struct LookBoundary(double Upper, double Futility);

/// <summary>Probabilities to stop at one look.</summary>
/// <param name="Upper">Rejection towards higher values.</param>
/// <param name="Lower">Rejection towards lower values.</param>
/// <param name="Futility">Stop for futility.</param>
internal readonly record struct StopProbability(double Upper, double Lower, double Futility)
{
    public double Total => Upper + Lower + Futility;
}

/// <summary>
/// A growing sequence of looks with their boundaries, and the chance to stop at each under any drift. The drift is that of Z at full
/// information: Z_k has mean drift · √t_k.
/// </summary>
internal sealed class StoppingRegion
{
    private readonly int _sides;
    private readonly bool _folded;
    private readonly double _reach;
    private readonly double _lowerReach;
    private readonly (double Low, double High) _drifts;
    private readonly (double Time, double Position) _start;
    private readonly List<double> _times = [];
    private readonly List<LookBoundary> _boundaries = [];

    // Before each look: the density it starts from. A look that no path can reach adds none, hence entries may repeat.
    private readonly List<ContinuationDensity> _before = [];
    private ContinuationDensity _last;

    /// <summary>Creates a region without looks.</summary>
    /// <param name="sides">1 or 2.</param>
    /// <param name="drifts">Least and greatest drift that will be asked for.</param>
    /// <param name="reach">How many standard deviations of an unbounded path are integrated.</param>
    /// <param name="start">A known position to start from; null for the origin.</param>
    /// <param name="lowerReach">The same towards lower values, where that is less.</param>
    public StoppingRegion(
        int sides, (double Low, double High) drifts, double reach, (double Time, double Position)? start = null, double lowerReach = double.PositiveInfinity)
    {
        (_sides, _drifts, _reach, _lowerReach, _start) = (sides, drifts, reach, sides == 1 ? Math.Min(reach, lowerReach) : reach, start ?? (0, 0));
        _folded = sides == 2 && start is null;
        _last = _folded ? ContinuationDensity.SymmetricOrigin() : ContinuationDensity.At(_start.Time, _start.Position);
    }

    /// <summary>The same looks with other boundaries, for other drifts.</summary>
    public StoppingRegion With(IReadOnlyList<LookBoundary> boundaries, (double Low, double High) drifts)
        => Of(_sides, drifts, _reach, _times, boundaries, _lowerReach);

    /// <summary>A region with all its looks.</summary>
    public static StoppingRegion Of(
        int sides, (double Low, double High) drifts, double reach, IReadOnlyList<double> times, IReadOnlyList<LookBoundary> boundaries,
        double lowerReach = double.PositiveInfinity)
    {
        StoppingRegion region = new(sides, drifts, reach, lowerReach: lowerReach);
        for (int k = 0; k < times.Count; k++)
            region.Add(times[k], boundaries[k]);
        return region;
    }

    /// <summary>Reach beyond which a path has no weight.</summary>
    public const double LeastReach = 7.6;

    /// <summary>Number of looks.</summary>
    public int Count => _times.Count;

    /// <summary>Information time of the last look; the start where there is none.</summary>
    public double Time => _times.Count > 0 ? _times[^1] : _last.Time;

    /// <summary>The boundaries so far.</summary>
    public IReadOnlyList<LookBoundary> Boundaries => _boundaries;

    /// <summary>Reach at which the mass beyond is below 1e-13 of a probability that must be resolved.</summary>
    public static double ReachFor(double probability)
        => Math.Clamp(Numerics.Normal.UpperQuantile(1e-13 * probability), LeastReach, 38);

    /// <summary>The density before a look at <paramref name="time"/>, later than the last one.</summary>
    public ContinuationDensity Before(double time)
    {
        if (_times.Count == 0 || _times[^1] == _last.Time)
            return _last;
        (double t, LookBoundary boundary) = (_times[^1], _boundaries[^1]);
        (double low, double high) = Reachable(t);
        double upper = boundary.Upper * Math.Sqrt(t), futility = boundary.Futility * Math.Sqrt(t);
        // Where no path of weight stops, the density before that look serves for the next one too.
        if (upper >= high && (_sides == 1 ? futility <= low : futility <= 0 && -upper <= low))
            return _last;
        high = Math.Min(high, upper);
        if (_sides == 1)
            _last = _last.Advance(t, Math.Min(Math.Max(futility, low), high), high, 0, time);
        else if (_folded)
            _last = _last.Advance(t, Math.Max(futility, 0), high, 0, time);
        else
            _last = _last.Advance(t, Math.Min(Math.Max(-upper, low), high), high, Math.Max(futility, 0), time);
        return _last;
    }

    /// <summary>Where paths of weight can be at a time, under any of the drifts.</summary>
    private (double Low, double High) Reachable(double time)
    {
        double elapsed = time - _start.Time, root = Math.Sqrt(elapsed);
        double low = _start.Position - _lowerReach * root + Math.Min(0, _drifts.Low) * elapsed;
        double high = _start.Position + _reach * root + Math.Max(0, _drifts.High) * elapsed;
        return _folded ? (-Math.Max(high, -low), Math.Max(high, -low)) : (low, high);
    }

    /// <summary>Adds a look.</summary>
    public void Add(double time, LookBoundary boundary)
    {
        _before.Add(Before(time));
        _times.Add(time);
        _boundaries.Add(boundary);
    }

    /// <summary>The probabilities to stop at look <paramref name="k"/> (from 0) under a drift.</summary>
    public StopProbability Stop(int k, double drift)
    {
        (double time, LookBoundary boundary, ContinuationDensity before) = (_times[k], _boundaries[k], _before[k]);
        double root = Math.Sqrt(time), upper = boundary.Upper * root, futility = boundary.Futility * root;
        double above = double.IsPositiveInfinity(upper) ? 0 : before.Above(time, upper, drift);
        if (_sides == 1)
            return new StopProbability(above, 0, double.IsNegativeInfinity(futility) ? 0 : before.Below(time, futility, drift));
        double below = double.IsPositiveInfinity(upper) ? 0 : before.Below(time, -upper, drift);
        return new StopProbability(above, below, futility > 0 ? before.Within(time, futility, drift) : 0);
    }

    /// <summary>The probabilities to stop at every look under a drift.</summary>
    public StopProbability[] Stops(double drift)
    {
        StopProbability[] stops = new StopProbability[Count];
        for (int k = 0; k < stops.Length; k++)
            stops[k] = Stop(k, drift);
        return stops;
    }

    /// <summary>The probability to reject towards higher values at any look under a drift.</summary>
    public double UpperRejection(double drift)
    {
        double sum = 0;
        for (int k = 0; k < Count; k++)
        {
            if (!double.IsPositiveInfinity(_boundaries[k].Upper))
                sum += _before[k].Above(_times[k], _boundaries[k].Upper * Math.Sqrt(_times[k]), drift);
        }
        return sum;
    }
}
