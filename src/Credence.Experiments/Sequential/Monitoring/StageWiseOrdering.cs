using System.Collections.Immutable;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>
/// Inference after a stop, by the ordering that takes an earlier crossing as more extreme and, at one look, a greater z (Armitage, 1957;
/// Tsiatis, Rosner and Mehta, 1984). It needs no looks later than the stop.
/// </summary>
internal static class StageWiseOrdering
{
    public static StoppedInference Infer(MonitorRules rules, ImmutableArray<LookResult> looks)
    {
        LookResult last = looks[^1];
        double[] cumulative = [.. looks.Select(look => look.CumulativeAlpha)];
        return Infer(drifts => rules.Binding(looks.RemoveAt(looks.Length - 1), cumulative, drifts), last.Data.InformationFraction, last.Data.Estimate,
            last.Data.StandardError, last.RepeatedInterval, rules.Design.Options.Sides);
    }

    /// <summary>Inference after a stop at a time.</summary>
    /// <param name="before">The looks before, for a range of drifts.</param>
    /// <param name="time">Information at the stop.</param>
    /// <param name="estimate">Estimated effect.</param>
    /// <param name="standardError">Its standard error.</param>
    /// <param name="repeated">The repeated interval of the look that stopped, of level 1 − alpha.</param>
    /// <param name="sides">1 or 2.</param>
    public static StoppedInference Infer(
        Func<(double Low, double High), StoppingRegion> before, double time, double estimate, double standardError, Interval repeated, int sides)
    {
        double root = Math.Sqrt(time), z = estimate / standardError, trend = z / root, span = 8 / root;
        StoppingRegion earlier = before((trend - span, trend + span));
        ContinuationDensity density = earlier.Before(time);

        double MoreExtreme(double drift) => earlier.UpperRejection(drift) + density.Above(time, z * root, drift);
        double effectPerDrift = standardError * root;
        double Effect(double probability) => ProbabilityRoot.Solve(MoreExtreme, probability, trend, -root) * effectPerDrift;

        double alpha = 1 - repeated.Level, tail = alpha / sides, upper = MoreExtreme(0);
        double p = sides == 1 ? upper : 2 * Math.Min(upper, LessExtreme(earlier, density, time, z * root));
        Interval interval = new(Effect(tail), sides == 1 ? double.PositiveInfinity : Effect(1 - tail), repeated.Level);
        return new StoppedInference(repeated, Math.Min(1, p), Effect(0.5), interval);
    }

    private static double LessExtreme(StoppingRegion earlier, ContinuationDensity before, double time, double position)
    {
        double sum = before.Below(time, position, 0);
        foreach (StopProbability stop in earlier.Stops(0))
            sum += stop.Lower;
        return sum;
    }
}
