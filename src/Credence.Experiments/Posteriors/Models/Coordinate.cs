using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>An unconstrained coordinate of a parameter with given support; the value is measured from an origin.</summary>
/// <remarks>The line: x = u. A half-line: x = bound ± eᵘ. An interval: x = a + (b − a) / (1 + e⁻ᵘ).</remarks>
internal readonly struct Coordinate
{
    private readonly double lower, upper, width, logWidth;
    private readonly bool below, above;

    public Coordinate(double lower, double upper, double origin)
    {
        (this.lower, this.upper, width) = (lower - origin, upper - origin, upper - lower);
        (below, above) = (double.IsFinite(lower), double.IsFinite(upper));
        logWidth = Math.Log(width);
    }

    /// <summary>The value at a coordinate.</summary>
    /// <param name="u">The coordinate.</param>
    /// <param name="slope">dx/du.</param>
    /// <param name="logSlope">log |dx/du|.</param>
    /// <param name="curvature">The derivative of log |dx/du|.</param>
    public double Value(double u, out double slope, out double logSlope, out double curvature)
    {
        if (below && above)
        {
            double distance = Math.Abs(u), tail = Math.Exp(-distance), share = tail / (1 + tail);
            slope = width * share * (1 - share);
            logSlope = logWidth - distance - 2 * Elementary.Log1p(tail);
            curvature = -Math.Tanh(0.5 * u);
            return u < 0 ? lower + width * share : upper - width * share;
        }
        if (!below && !above)
        {
            (slope, logSlope, curvature) = (1, 0, 0);
            return u;
        }
        double exponential = Math.Exp(u);
        (slope, logSlope, curvature) = (below ? exponential : -exponential, u, 1);
        return below ? lower + exponential : upper - exponential;
    }

    /// <summary>The coordinate of a value inside the support.</summary>
    public double Position(double value) => (below, above) switch
    {
        (true, true) => Math.Log((value - lower) / (upper - value)),
        (true, false) => Math.Log(value - lower),
        (false, true) => Math.Log(upper - value),
        _ => value,
    };
}
