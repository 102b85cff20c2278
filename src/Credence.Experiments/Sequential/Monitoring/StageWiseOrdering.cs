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
        GroupSequentialOptions options = rules.Design.Options;
        double time = last.Data.InformationFraction, root = Math.Sqrt(time), trend = last.Z / root, span = 8 / root;
        double[] cumulative = [.. looks.Select(look => look.CumulativeAlpha)];
        StoppingRegion earlier = rules.Binding(looks.RemoveAt(looks.Length - 1), cumulative, (trend - span, trend + span));
        ContinuationDensity before = earlier.Before(time);

        double MoreExtreme(double drift) => earlier.UpperRejection(drift) + before.Above(time, last.Z * root, drift);
        double effectPerDrift = last.Data.StandardError * root;
        double Effect(double probability) => ProbabilityRoot.Solve(MoreExtreme, probability, trend, -root) * effectPerDrift;

        double tail = options.Alpha / options.Sides, upper = MoreExtreme(0);
        double p = options.Sides == 1 ? upper : 2 * Math.Min(upper, LessExtreme(earlier, before, time, last.Z * root));
        Interval interval = new(Effect(tail), options.Sides == 1 ? double.PositiveInfinity : Effect(1 - tail), 1 - options.Alpha);
        return new StoppedInference(last.RepeatedInterval, Math.Min(1, p), Effect(0.5), interval);
    }

    private static double LessExtreme(StoppingRegion earlier, ContinuationDensity before, double time, double position)
    {
        double sum = before.Below(time, position, 0);
        foreach (StopProbability stop in earlier.Stops(0))
            sum += stop.Lower;
        return sum;
    }
}
