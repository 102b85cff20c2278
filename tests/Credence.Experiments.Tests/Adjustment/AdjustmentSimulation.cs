using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Experiments.Tests;

/// <summary>Error of the first kind and coverage over simulated experiments, within four standard errors of the stated bounds.</summary>
[Trait("Kind", "Simulation")]
public sealed class AdjustmentSimulation
{
    private const double Lift = 0.2;

    // Skewed values and few units: the test of equal arms errs on the safe side.
    [Theory]
    [InlineData("normal", 50, 0.04, 0.06, 0.94)]
    [InlineData("lognormal", 50, 0.03, 0.06, 0.94)]
    [InlineData("binary", 50, 0.04, 0.06, 0.94)]
    [InlineData("zero-inflated", 50, 0.03, 0.06, 0.94)]
    [InlineData("normal", 5000, 0.04, 0.06, 0.94)]
    [InlineData("lognormal", 5000, 0.04, 0.06, 0.94)]
    [InlineData("binary", 5000, 0.04, 0.06, 0.94)]
    [InlineData("zero-inflated", 5000, 0.04, 0.06, 0.94)]
    public void StrataKeepTheirPromises(string values, int units, double least, double most, double coverage)
        => Check($"strata {values} {units}", units == 50 ? 1000 : 50, least, most, coverage, (random, lift) =>
        {
            Stratum[] strata = [.. Enumerable.Range(0, 4).Select(s =>
            {
                int treated = (int)random.NextBinomial(units / 2, 0.5);
                return new Stratum($"{s}", Draw(units / 2 - treated, 1), Draw(treated, 1 + lift));

                CrossMoments Draw(int count, double factor)
                    => CrossMoments.FromRows(["y"], [.. Enumerable.Range(0, count).Select(_ => Value(random, values, s / 3.0, factor))]);
            })];
            return (PostStratification.Compare(strata, normal: false).Comparison, strata.Sum(stratum => stratum.Units * Mean(values, int.Parse(stratum.Name!, null) / 3.0)) / strata.Sum(stratum => stratum.Units));
        });

    [Theory]
    [InlineData("normal", 5, 0.03, 0.07, 0.93)]
    [InlineData("lognormal", 5, 0.03, 0.07, 0.93)]
    [InlineData("binary", 5, 0.03, 0.07, 0.93)]
    [InlineData("zero-inflated", 5, 0.03, 0.07, 0.93)]
    [InlineData("normal", 500, 0.04, 0.06, 0.94)]
    [InlineData("lognormal", 500, 0.04, 0.06, 0.94)]
    [InlineData("binary", 500, 0.04, 0.06, 0.94)]
    [InlineData("zero-inflated", 500, 0.04, 0.06, 0.94)]
    [InlineData("normal", 20, 0.04, 0.06, 0.94)]
    [InlineData("lognormal", 20, 0.03, 0.06, 0.94)]
    [InlineData("binary", 20, 0.035, 0.065, 0.935)]
    [InlineData("zero-inflated", 20, 0.03, 0.06, 0.94)]
    public void ClustersKeepTheirPromises(string values, int clusters, double least, double most, double coverage)
    {
        // The mean over a uniform share of what the rows of a cluster have in common.
        double level = Enumerable.Range(0, 1000).Average(i => Mean(values, (i + 0.5) / 1000));
        Check($"clusters {values} {clusters}", clusters < 100 ? 1000 : 40, least, most, coverage, (random, lift) =>
        {
            return (ClusteredDifference.Compare(Draw(0, 1), Draw(clusters, 1 + lift), ClusterModel.Means, ClusterVariance.Cr2).Comparison, level);

            ClusterMoments Draw(int first, double factor)
            {
                List<long> keys = [];
                List<double> rows = [];
                for (int g = 0; g < clusters; g++)
                {
                    double shared = random.NextDouble();
                    for (long i = 2 + random.NextPoisson(8); i > 0; i--)
                    {
                        keys.Add(first + g);
                        rows.Add(Value(random, values, shared, factor));
                    }
                }
                return ClusterMoments.FromRows(["y"], [.. keys], [.. rows]);
            }
        });
    }

    [Fact]
    public void UncorrectedVariancesRejectTooOftenWithFewClusters()
    {
        int runs = Simulations.Count(1000), uncorrected = 0, corrected = 0;
        Parallel.For(0, runs, run =>
        {
            RandomStream random = new(3, "few clusters", (ulong)run);
            ClusterMoments control = ClusteredData.Draw(random, 0, 4, 10, 0.2).Moments(), treatment = ClusteredData.Draw(random, 10, 4, 10, 0.2).Moments();
            if (PValue(ClusterVariance.Cr0) < 0.05)
                Interlocked.Increment(ref uncorrected);
            if (PValue(ClusterVariance.Cr2) < 0.05)
                Interlocked.Increment(ref corrected);

            double PValue(ClusterVariance variance) => ClusteredDifference.Compare(control, treatment, ClusterModel.Means, variance).Comparison.Effect(new()).PValue;
        });
        Promises promises = new("normal, 4 clusters an arm", runs);
        promises.Keep("clusters cr0, error", uncorrected, 0.07, 0.14);
        promises.Keep("clusters cr2, error", corrected, 0.02, 0.07);
        promises.AssertKept();
    }

    private static void Check(
        string name, int brief, double least, double most, double coverage, Func<RandomStream, double, (MeanComparison Comparison, double ControlLevel)> draw)
    {
        int runs = Simulations.Count(brief), rejected = 0, covered = 0, lifts = 0;
        Parallel.For(0, runs, run =>
        {
            Effect none = draw(new RandomStream(7, name, (ulong)run), 0).Comparison.Effect(new());
            (MeanComparison planted, double level) = draw(new RandomStream(8, name, (ulong)run), Lift);
            Effect effect = planted.Effect(new());
            Count(ref rejected, none.PValue < 0.05);
            Count(ref covered, effect.Interval.Contains(Lift * level));
            Count(ref lifts, effect.Relative.Contains(Lift));
        });
        string[] words = name.Split(' ', 2);
        Promises promises = new(words[1], runs);
        promises.Keep($"{words[0]}, error", rejected, least, most);
        promises.Keep($"{words[0]}, interval without the truth", runs - covered, 0, 1 - coverage);
        promises.Keep($"{words[0]}, set without the lift", runs - lifts, 0, 1 - coverage);
        promises.AssertKept();

        static void Count(ref int count, bool holds)
        {
            if (holds)
                Interlocked.Increment(ref count);
        }
    }

    // The level rises with what is shared, in (0, 1), within a stratum or cluster; a factor multiplies the mean.
    private static double Value(RandomStream random, string values, double shared, double factor) => values switch
    {
        "normal" => factor * (5 + shared) + random.NextNormal(),
        "lognormal" => factor * Math.Exp(shared + random.NextNormal()),
        "binary" => random.NextDouble() < factor * (0.3 + 0.2 * shared) ? 1 : 0,
        _ => random.NextDouble() < 0.4 ? factor * Math.Exp(shared + 0.7 * random.NextNormal()) : 0,
    };

    private static double Mean(string values, double shared) => values switch
    {
        "normal" => 5 + shared,
        "lognormal" => Math.Exp(shared + 0.5),
        "binary" => 0.3 + 0.2 * shared,
        _ => 0.4 * Math.Exp(shared + 0.245),
    };
}
