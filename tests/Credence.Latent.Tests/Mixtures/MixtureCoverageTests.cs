using System.Collections.Concurrent;
using Credence.Numerics;
using Credence.Testing;
using Xunit;

namespace Credence.Latent.Tests;

[Trait("Kind", "Simulation")]
public sealed class MixtureCoverageTests
{
    [Theory]
    [InlineData(1.0)]
    [InlineData(0.8)]
    [InlineData(0.5)]
    [InlineData(0.2)]
    public void TheIntervalOfTheDifferenceCoversAtEveryLabelRate(double labelled)
    {
        string data = FormattableString.Invariant($"1,200 rows, means 50 and 56, {100 * labelled}% labelled");
        Cover(data, 6, (random, _) => MixtureRows.Sales(random, 1200, labelled), new());
    }

    [Fact]
    public void TheIntervalCoversWithoutLabelsWhereGroupsAreApart()
        => Cover("1,200 rows, 3 sds apart, no labels", 30, (random, _) => MixtureRows.Of(random, 1200, (50, 80), (10, 10), 0.5, (_, _) => MixtureData.Unknown), new());

    [Fact]
    public void TheIntervalCoversUnderModelledLabelLossAndError()
    {
        Cover("1,200 rows, arms lose 10% and 50% of labels", 6, (random, _) => MixtureRows.Of(random, 1200, (50, 56), (10, 12), 0.5, (component, _) =>
            random.NextDouble() < (component == 0 ? 0.1 : 0.5) ? MixtureData.Unknown : component), new() { LabelLoss = LabelLoss.ByComponent });
        Cover("1,200 rows, 10% of labels wrong", 15, (random, _) => MixtureRows.Of(random, 1200, (50, 65), (10, 12), 0.5, (component, _) =>
            random.NextDouble() < 0.1 ? 1 - component : component), new() { EstimateMisclassification = true });
    }

    [Fact]
    public void WithoutLabelsTheOverlappingGroupsAreWithheld()
    {
        int runs = Simulations.Count(25), withheld = 0;
        Parallel.For(0, runs, run =>
        {
            MixtureFit fit = NormalMixture.Fit(MixtureRows.Sales(new RandomStream(8, "withheld", (ulong)run), 1200, 0).Data, new() { Threads = 1, Restarts = 5 });
            if (fit.Withheld)
                Interlocked.Increment(ref withheld);
        });
        Promises promises = new("1,200 rows, means 50 and 56, no labels", runs);
        promises.Keep("mixture difference withheld", withheld, 0.95, 1);
        promises.AssertKept();
    }

    private static void Cover(string data, double truth, Func<RandomStream, int, MixtureRows> simulate, MixtureOptions options)
    {
        int runs = Simulations.Count(25), covered = 0;
        ConcurrentBag<string> withheld = [];
        Parallel.For(0, runs, run =>
        {
            MixtureRows rows = simulate(new RandomStream(7, data, (ulong)run), run);
            MixtureFit fit = NormalMixture.Fit(rows.Data, options with { Threads = 1, Restarts = 5 });
            if (fit.Difference is null)
                withheld.Add(string.Join(", ", fit.Findings.Select(finding => finding.Code)));
            else if (fit.Difference.Interval.Contains(truth))
                Interlocked.Increment(ref covered);
        });
        Assert.True(withheld.Count <= 0.04 * runs, $"{withheld.Count} of {runs} were withheld: {withheld.FirstOrDefault()}");
        Promises promises = new(data, runs);
        promises.Keep("mixture difference, 95% interval covers", covered, 0.93, 0.97);
        promises.AssertKept();
    }
}
