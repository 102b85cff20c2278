using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>Solves rejection boundaries so that the type I error is spent exactly.</summary>
internal static class BoundarySolver
{
    /// <summary>The region between the boundaries.</summary>
    /// <param name="family">The rule.</param>
    /// <param name="times">Information times, rising to 1.</param>
    /// <param name="alpha">Type I error, both tails together where there are two.</param>
    /// <param name="sides">1 or 2.</param>
    /// <param name="futility">Binding futility boundaries, which let alpha be spent less cautiously.</param>
    /// <param name="drift">Greatest drift the region will be asked about.</param>
    public static StoppingRegion Solve(BoundaryFamily family, double[] times, double alpha, int sides, double[] futility, double drift) => family switch
    {
        WangTsiatisBoundary shape => Constant(shape.Shape, times, alpha, sides, futility, drift),
        HaybittlePetoBoundary haybittle => LastAfterInterim(haybittle.Interim, times, alpha, sides, futility, drift),
        SpendingBoundary spending => Spend(spending, times, alpha, sides, futility, drift),
        _ => throw new ArgumentException($"unknown boundary family {family.Name}", nameof(family)),
    };

    /// <summary>
    /// The bound of B(time) above which the paths not stopped before have a probability; +∞ for a probability of 0, −∞ where the paths left
    /// do not have it.
    /// </summary>
    /// <param name="before">The density before the look.</param>
    /// <param name="time">Time of the look.</param>
    /// <param name="tail">Probability, one tail.</param>
    /// <param name="stoppedBefore">Probability to have stopped before, on this side or for futility.</param>
    /// <param name="guess">A guess at the bound; not used unless it is possible.</param>
    public static double UpperBound(ContinuationDensity before, double time, double tail, double stoppedBefore, double guess = double.NaN)
    {
        if (!(tail > 1e-300))
            return double.PositiveInfinity;
        double bound = Normal.UpperQuantile(tail) * Math.Sqrt(time);
        if (stoppedBefore <= 1e-16 * tail)
            return bound;
        if (before.Mass(0) <= tail)
            return double.NegativeInfinity;
        // The unstopped process' quantile bounds the root from above.
        return ProbabilityRoot.Newton(
            x => (before.Above(time, x, 0), -before.Density(time, x, 0)), tail,
            guess < bound && guess > 0 ? guess : bound, rises: false, double.NegativeInfinity, bound, Math.Sqrt(time - before.Time));
    }

    private static StoppingRegion Constant(double shape, double[] times, double alpha, int sides, double[] futility, double drift)
    {
        double[] factors = [.. times.Select(t => Math.Pow(t, shape - 0.5))];
        double reach = StoppingRegion.ReachFor(alpha);
        StoppingRegion Region(double last, double drift)
        {
            StoppingRegion region = new(sides, (0, drift), reach);
            for (int k = 0; k < times.Length; k++)
                region.Add(times[k], new LookBoundary(last * factors[k], Math.Min(futility[k], last * factors[k])));
            return region;
        }
        double last = ProbabilityRoot.Solve(c => Region(c, 0).UpperRejection(0), alpha / sides, Normal.UpperQuantile(alpha / sides), 1);
        return Region(last, drift);
    }

    private static StoppingRegion LastAfterInterim(double interim, double[] times, double alpha, int sides, double[] futility, double drift)
    {
        StoppingRegion region = new(sides, (0, drift), StoppingRegion.ReachFor(alpha));
        for (int k = 0; k < times.Length - 1; k++)
            region.Add(times[k], new LookBoundary(interim, futility[k]));
        double spent = region.UpperRejection(0), left = alpha / sides - spent;
        if (!(left > 0))
        {
            throw new InputException("", FormattableString.Invariant($"interim looks at z = {interim} spend {spent * sides:G3}, all of alpha = {alpha}"),
                "raise the interim boundary or look less often");
        }
        double last = UpperBound(region.Before(times[^1]), times[^1], left, 1) / Math.Sqrt(times[^1]);
        region.Add(times[^1], new LookBoundary(last, futility[^1]));
        return region;
    }

    private static StoppingRegion Spend(SpendingBoundary spending, double[] times, double alpha, int sides, double[] futility, double drift)
    {
        double[] tails = Increments([.. times.Select(t => spending.CumulativeAlpha(t, alpha, sides) / sides)]);
        bool futile = futility.Any(bound => bound > (sides == 1 ? double.NegativeInfinity : 0));
        StoppingRegion region = new(sides, (0, drift), ReachOf(tails, futile), lowerReach: StoppingRegion.LeastReach);
        double stopped = 0;
        double[] positions = new double[times.Length];
        for (int k = 0; k < times.Length; k++)
        {
            double root = Math.Sqrt(times[k]);
            positions[k] = UpperBound(region.Before(times[k]), times[k], tails[k], stopped, Continued(times, positions, k));
            double upper = positions[k] / root;
            region.Add(times[k], new LookBoundary(upper, Math.Min(futility[k], upper)));
            stopped += futile ? 1 : tails[k];
        }
        return region;
    }

    /// <summary>The curve through the last bounds, continued to the next look: close where looks are dense. NaN where there are too few.</summary>
    public static double Continued(double[] times, double[] positions, int k)
    {
        int first = Math.Max(0, k - 4);
        if (k - first < 2)
            return double.NaN;
        double sum = 0;
        for (int i = first; i < k; i++)
        {
            double weight = 1;
            for (int j = first; j < k; j++)
                weight *= j == i ? 1 : (times[k] - times[j]) / (times[i] - times[j]);
            sum += weight * positions[i];
        }
        return sum;
    }

    /// <summary>The reach that resolves the smallest probability to be spent after something has been spent, or paths stopped otherwise.</summary>
    public static double ReachOf(double[] tails, bool stopsOtherwise)
    {
        double smallest = 1, spent = stopsOtherwise ? 1 : 0;
        foreach (double tail in tails)
        {
            if (tail > 0 && spent > 1e-16 * tail)
                smallest = Math.Min(smallest, tail);
            spent += tail;
        }
        return StoppingRegion.ReachFor(smallest);
    }

    /// <summary>What is spent at each look, from what is spent by each look.</summary>
    public static double[] Increments(double[] cumulative)
    {
        double before = 0;
        double[] increments = new double[cumulative.Length];
        for (int k = 0; k < cumulative.Length; k++)
        {
            increments[k] = Math.Max(0, cumulative[k] - before);
            before = Math.Max(before, cumulative[k]);
        }
        return increments;
    }
}
