using Credence.Numerics;
using Xunit;

namespace Credence.Experiments.Tests.Sequential;

public sealed class MonitoringSimulation
{

    // Looks that nobody planned.
    private static readonly double[] Times = [0.17, 0.33, 0.48, 0.81, 1];

    [Theory]
    [InlineData("ld-obrien-fleming", 0.0, 1000)]
    [InlineData("pocock", 0.0, 1000)]
    [InlineData("ld-pocock", 2.4, 400)]
    [InlineData("ld-obrien-fleming", 2.9, 400)]
    public void ErrorRateCoverageAndMedianHoldUnderUnplannedLooks(string bounds, double drift, int runs)
    {
        GroupSequentialMonitor start = GroupSequentialMonitor.Start(GroupSequentialDesign.Create(new() { Bounds = BoundaryFamily.Parse(bounds) }));
        RandomStream random = new(20, bounds);
        int rejected = 0, covered = 0, repeatedAlways = 0, above = 0;
        int[] deciles = new int[10];
        for (int run = 0; run < runs; run++)
        {
            GroupSequentialMonitor end = Run(start, drift, random);
            StoppedInference final = end.Final()!;
            rejected += end.Decision == LookDecision.Reject ? 1 : 0;
            covered += final.Interval.Contains(drift) ? 1 : 0;
            above += final.MedianUnbiasedEstimate > drift ? 1 : 0;
            repeatedAlways += end.Looks.All(look => look.RepeatedInterval.Contains(drift)) ? 1 : 0;
            deciles[(int)Math.Min(9, final.AdjustedPValue * 10)]++;
        }
        Within(0.95, covered, runs);
        Within(0.5, above, runs);
        Assert.True(repeatedAlways >= runs * 0.95 - 3.5 * Math.Sqrt(runs * 0.0475), $"repeated intervals covered {repeatedAlways} of {runs} times");
        if (drift == 0)
        {
            Within(0.05, rejected, runs);
            Within(0.95, repeatedAlways, runs);
            foreach (int count in deciles)
                Within(0.1, count, runs);
        }
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

    private static void Within(double probability, int count, int runs)
    {
        double deviation = Math.Sqrt(runs * probability * (1 - probability));
        Assert.InRange(count, runs * probability - 3.5 * deviation, runs * probability + 3.5 * deviation);
    }
}
