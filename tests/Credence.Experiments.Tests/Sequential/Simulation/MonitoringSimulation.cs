using Credence.Numerics;
using Xunit;

namespace Credence.Experiments.Tests.Simulation;

/// <summary>What is said after a stop, under looks that nobody planned: error rate, coverage, uniformity and median bias.</summary>
[Trait("Kind", "Simulation")]
public sealed class MonitoringSimulation
{
    private static readonly double[] Times = [0.17, 0.33, 0.48, 0.81, 1];

    [Theory]
    [InlineData("ld-obrien-fleming", 0.0)]
    [InlineData("pocock", 0.0)]
    [InlineData("ld-pocock", 2.4)]
    [InlineData("ld-obrien-fleming", 2.9)]
    public void ErrorRateCoverageAndMedianHoldUnderUnplannedLooks(string bounds, double drift)
    {
        GroupSequentialMonitor start = GroupSequentialMonitor.Start(GroupSequentialDesign.Create(new() { Bounds = BoundaryFamily.Parse(bounds) }));
        int[] counts = Streams.Count(14, $"monitoring {bounds} {drift}", (random, holds) =>
        {
            GroupSequentialMonitor end = Run(start, drift, random);
            StoppedInference final = end.Final()!;
            holds[0] = end.Decision == LookDecision.Reject;
            holds[1] = final.Interval.Contains(drift);
            holds[2] = final.MedianUnbiasedEstimate > drift;
            holds[3] = end.Looks.Any(look => !look.RepeatedInterval.Contains(drift));
            holds[4 + (int)Math.Min(9, final.AdjustedPValue * 10)] = true;
        });
        string data = FormattableString.Invariant($"drift {drift}"), rule = $"{bounds}, unplanned looks";
        Streams.Keeps(data, $"{rule}: interval after the stop covers", counts[1], 0.95, reached: true);
        Streams.Keeps(data, $"{rule}: estimate above the effect", counts[2], 0.5, reached: true);
        Streams.Keeps(data, $"{rule}: a repeated interval misses", counts[3], reached: drift == 0);
        if (drift != 0)
            return;
        Streams.Keeps(data, $"{rule}: rejects", counts[0], reached: true);
        for (int decile = 0; decile < 10; decile++)
            Streams.Keeps(data, $"{rule}: adjusted p-value in decile {decile + 1}", counts[4 + decile], 0.1, reached: true);
    }

    private static GroupSequentialMonitor Run(GroupSequentialMonitor monitor, double drift, RandomStream random)
    {
        double position = 0, before = 0;
        foreach (double time in Times)
        {
            position += drift * (time - before) + Math.Sqrt(time - before) * random.NextNormal();
            before = time;
            monitor = monitor.Add(new LookData(time, position / time, 1 / Math.Sqrt(time)));
            if (monitor.Decision != LookDecision.Continue)
                break;
        }
        return monitor;
    }
}
