using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Latent.Tests;

/// <summary>Coverage of pooled 95% intervals where 30% of an outcome is missing.</summary>
[Trait("Kind", "Simulation")]
public sealed class ImputationCoverage
{
    private const int Rows = 200;

    public static MatrixTheoryData<ImputationMethod, bool> Cases => new(Enum.GetValues<ImputationMethod>(), [false, true]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void PooledIntervalsHoldMeanAndSlope(ImputationMethod method, bool atRandom)
    {
        int runs = Simulations.Count(100), mean = 0, slope = 0;
        Parallel.For(0, runs, run =>
        {
            IncompleteTable table = SimulatedTable.Pair(new(41, "coverage", (ulong)run), Rows, 0.3, atRandom);
            Imputations imputations = MultipleImputation.Run(table, new() { Method = method, Imputations = 20, Iterations = 5, Seed = (ulong)run, Threads = 1 });
            double[] x = imputations.Completed(0, 0);
            (double Estimate, double Variance)[] means = new (double, double)[20], slopes = new (double, double)[20];
            for (int set = 0; set < 20; set++)
            {
                double[] y = imputations.Completed(set, 1);
                Moments moments = Moments.FromValues(y);
                means[set] = (moments.Mean, moments.Variance / Rows);
                slopes[set] = Slope(x, y);
            }
            if (!Pool(means, Rows - 1).Contains(1))
                Interlocked.Increment(ref mean);
            if (!Pool(slopes, Rows - 2).Contains(0.8))
                Interlocked.Increment(ref slope);
        });
        Promises promises = new($"{Rows} rows, 30% missing {(atRandom ? "at random" : "completely at random")}, {method}", runs);
        promises.Keep("95% interval without the mean", mean, 0.03, 0.07);
        promises.Keep("95% interval without the slope", slope, 0.03, 0.07);
        promises.AssertKept();
    }

    private static Interval Pool((double Estimate, double Variance)[] each, double degrees)
        => PooledEstimate.Of([.. each.Select(set => set.Estimate)], [.. each.Select(set => set.Variance)], degrees).Interval(0.05);

    private static (double Estimate, double Variance) Slope(double[] x, double[] y)
    {
        Moments mx = Moments.FromValues(x), my = Moments.FromValues(y);
        double cross = x.Zip(y, (a, b) => (a - mx.Mean) * (b - my.Mean)).Sum(), slope = cross / mx.SumSquaredDeviations;
        return (slope, (my.SumSquaredDeviations - (slope * cross)) / (x.Length - 2) / mx.SumSquaredDeviations);
    }
}
