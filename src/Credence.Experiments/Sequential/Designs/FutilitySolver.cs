using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>Solves futility boundaries that spend beta, together with the drift at which the power is reached.</summary>
internal sealed class FutilitySolver
{
    // A look with less beta to spend does not stop: far-off bounds would need wide integrals and change nothing.
    private const double Negligible = 1e-16;

    private readonly GroupSequentialOptions _options;
    private readonly double[] _times;
    private readonly double[] _betas;
    private readonly double[]? _upper;
    private readonly double[] _tails;
    private readonly double _reach;
    private readonly double _lowerReach;

    /// <param name="options">The design asked for.</param>
    /// <param name="times">Its information times.</param>
    /// <param name="rule">How beta is spent.</param>
    /// <param name="upper">The rejection boundaries where futility does not bind; null where they are solved along with it.</param>
    public FutilitySolver(GroupSequentialOptions options, double[] times, BetaSpending rule, double[]? upper)
    {
        (_options, _times, _upper) = (options, times, upper);
        _betas = BoundarySolver.Increments([.. times.Select(t => rule.Function.Spent(t, 1 - options.Power))]);
        _tails = options.Bounds is SpendingBoundary spending
            ? BoundarySolver.Increments([.. times.Select(t => spending.CumulativeAlpha(t, options.Alpha, options.Sides) / options.Sides)])
            : [];
        _reach = Math.Max(BoundarySolver.ReachOf(_tails, stopsOtherwise: true), StoppingRegion.ReachFor(options.Alpha));
        _lowerReach = BoundarySolver.ReachOf([.. _betas.Where(beta => beta > Negligible)], stopsOtherwise: true);
    }

    /// <summary>The region between the boundaries, and the drift.</summary>
    /// <exception cref="InputException">No drift gives boundaries that meet at the last look.</exception>
    public (StoppingRegion Region, double Drift) Solve()
    {
        double start = Normal.UpperQuantile(_options.Alpha / _options.Sides) + Normal.Quantile(_options.Power);
        double drift = ProbabilityRoot.Solve(theta => Power(theta, out _), _options.Power, 1.1 * start, -0.5);
        double power = Power(drift, out StoppingRegion region);
        if (region.Count < _times.Length || Math.Abs(power - _options.Power) > 1e-9)
        {
            throw new InputException("", "the futility boundaries cross the rejection boundaries before the last look",
                "spend beta later, look less often early, or ask for more power");
        }
        return (region, drift);
    }

    private double Never => _options.Sides == 1 ? double.NegativeInfinity : 0;

    /// <summary>The power when beta is spent under a drift; 1 where the boundaries cross, for then the drift is too large.</summary>
    private double Power(double drift, out StoppingRegion region)
    {
        region = new StoppingRegion(_options.Sides, (0, drift), _reach, lowerReach: _lowerReach);
        double missed = 0;
        double[] positions = new double[_times.Length], futilityPositions = new double[_times.Length];
        for (int k = 0; k < _times.Length; k++)
        {
            double time = _times[k], root = Math.Sqrt(time);
            ContinuationDensity before = region.Before(time);
            positions[k] = _upper is null ? BoundarySolver.UpperBound(before, time, _tails[k], k, BoundarySolver.Continued(_times, positions, k)) : _upper[k] * root;
            double upper = positions[k] / root;
            if (k == _times.Length - 1)
            {
                region.Add(time, new LookBoundary(upper, Never));
                missed += _options.Sides == 1 ? before.Below(time, upper * root, drift) : before.Within(time, upper * root, drift);
                break;
            }
            futilityPositions[k] = Bound(before, time, drift, _betas[k], _options.Sides, BoundarySolver.Continued(_times, futilityPositions, k));
            double futility = futilityPositions[k] / root;
            if (futility >= upper)
                return 1;
            region.Add(time, new LookBoundary(upper, futility));
            missed += _betas[k];
        }
        // Rejecting on the wrong side is no success either.
        return 1 - missed - region.Stops(drift).Sum(stop => stop.Lower);
    }

    /// <summary>The bound of B(time) below (within) which the paths have the beta to be spent; +∞ where they do not have it.</summary>
    public static double Bound(ContinuationDensity before, double time, double drift, double beta, int sides, double guess = double.NaN)
    {
        if (!(beta > Negligible))
            return sides == 1 ? double.NegativeInfinity : 0;
        if (before.Mass(drift) <= beta)
            return double.PositiveInfinity;
        double width = Math.Sqrt(time - before.Time);
        if (sides == 1)
        {
            return ProbabilityRoot.Newton(
                x => (before.Below(time, x, drift), before.Density(time, x, drift)), beta,
                double.IsFinite(guess) ? guess : drift * time - Normal.UpperQuantile(beta) * Math.Sqrt(time),
                rises: true, double.NegativeInfinity, double.PositiveInfinity, width);
        }
        // A narrow band holds its width times the density at 0; the probability then changes its shape within the width itself.
        double narrow = Math.Min(width, 0.5 * beta / before.Density(time, 0, drift));
        return ProbabilityRoot.Newton(
            x => (before.Within(time, x, drift), before.Density(time, x, drift) + before.Density(time, -x, drift)), beta,
            guess > 0.5 * narrow && double.IsFinite(guess) ? guess : narrow, rises: true, 0, double.PositiveInfinity, narrow);
    }
}
