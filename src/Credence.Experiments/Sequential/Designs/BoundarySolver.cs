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

    /// <summary>The bound of B(time) above which the paths not stopped before have a probability; +∞ for a probability of 0.</summary>
    /// <param name="before">The density before the look.</param>
    /// <param name="time">Time of the look.</param>
    /// <param name="tail">Probability, one tail.</param>
    /// <param name="stoppedBefore">Probability to have stopped before, on this side or for futility.</param>
    /// <param name="guess">A guess at the bound; not used unless it is possible.</param>
    public static double UpperBound(ContinuationDensity before, double time, double tail, double stoppedBefore, double guess = double.NaN)
    {
        if (!(tail > 1e-300))
            return double.PositiveInfinity;
        double root = Math.Sqrt(time), goal = Normal.UpperQuantile(tail), bound = goal * root;
        if (stoppedBefore <= 1e-16 * tail)
            return bound;
        // Newton on the probit of the tail, which is nearly linear; the unstopped process' quantile bounds the root from above.
        double high = bound, low = double.NegativeInfinity;
        if (guess < high && guess > 0)
            bound = guess;
        for (int step = 0; step < 100; step++)
        {
            double above = before.Above(time, bound, 0);
            if (above > tail)
                low = bound;
            else
                high = bound;
            double z = Normal.UpperQuantile(above);
            double move = (goal - z) * Normal.Density(z) / before.Density(time, bound);
            double next = bound + move;
            if (!(next >= low && next <= high))
                next = double.IsFinite(low) ? 0.5 * (low + high) : bound - root;
            // Newton squares the error, so the step after one of 1e-8 would be below rounding.
            if (Math.Abs(next - bound) <= 1e-8 * Math.Max(root, Math.Abs(bound)))
                return next;
            bound = next;
        }
        return bound;
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
        StoppingRegion region = new(sides, (0, drift), ReachOf(tails, futile));
        double stopped = 0;
        for (int k = 0; k < times.Length; k++)
        {
            double root = Math.Sqrt(times[k]);
            // The straight line through the last two boundaries is close where looks are dense.
            double guess = k < 2 ? double.NaN : Line(times[k], times[k - 1], region.Boundaries[k - 1].Upper, times[k - 2], region.Boundaries[k - 2].Upper);
            double upper = UpperBound(region.Before(times[k]), times[k], tails[k], stopped, guess * root) / root;
            region.Add(times[k], new LookBoundary(upper, Math.Min(futility[k], upper)));
            stopped += futile ? 1 : tails[k];
        }
        return region;
    }

    private static double Line(double t, double t1, double z1, double t2, double z2) => z1 + (z1 - z2) * (t - t1) / (t1 - t2);

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
