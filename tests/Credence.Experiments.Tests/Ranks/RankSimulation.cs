using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Experiments.Tests;

/// <summary>Errors and coverage of rank and exact tests by simulation, with binomial bounds of four standard errors.</summary>
[Trait("Kind", "Simulation")]
public sealed class RankSimulation
{
    private static readonly EffectOptions Options = new();

    [Theory]
    [InlineData("normal", 50, 200)]
    [InlineData("lognormal", 50, 200)]
    [InlineData("binary", 50, 200)]
    [InlineData("zero-inflated", 50, 200)]
    [InlineData("normal", 5000, 20)]
    [InlineData("lognormal", 5000, 20)]
    [InlineData("binary", 5000, 20)]
    [InlineData("zero-inflated", 5000, 20)]
    public void TestsKeepTheirLevelWithoutADifference(string shape, int n, int brief)
    {
        int replicates = Simulations.Count(brief), ranks = 0, brunner = 0, exact = 0;
        RandomStream random = new(21, $"ranks-{shape}");
        for (int r = 0; r < replicates; r++)
        {
            double[] control = Draw(random, shape, n), treatment = Draw(random, shape, n);
            RankedArms arms = RankedArms.Of(control, treatment);
            ranks += MannWhitney.PValue(arms, Alternative.TwoSided) < 0.05 ? 1 : 0;
            brunner += BrunnerMunzel.Compare(arms, Options).PValue < 0.05 ? 1 : 0;
            exact += FisherExact.Compare(Positive(control), n, Positive(treatment), n, Options).Effect.PValue < 0.05 ? 1 : 0;
        }
        Promises promises = new($"{shape} {n}/{n}", replicates);
        promises.Keep("mann-whitney, error", ranks, shape == "binary" ? 0.02 : 0.03, 0.055);
        promises.Keep("brunner-munzel, error", brunner, 0.03, 0.06);
        promises.Keep("fisher, error", exact, 0, 0.05);
        promises.AssertKept();
    }

    [Theory]
    [InlineData("normal", 50, 200)]
    [InlineData("lognormal", 50, 200)]
    [InlineData("binary", 50, 200)]
    [InlineData("zero-inflated", 50, 200)]
    [InlineData("normal", 5000, 20)]
    [InlineData("lognormal", 5000, 20)]
    [InlineData("binary", 5000, 4)]
    [InlineData("zero-inflated", 5000, 20)]
    public void IntervalsCoverAShift(string shape, int n, int brief)
    {
        int replicates = Simulations.Count(brief), missed = 0, missedChance = 0;
        RandomStream random = new(22, $"shift-{shape}");
        for (int r = 0; r < replicates; r++)
        {
            double[] control = Draw(random, shape, n), treatment = Array.ConvertAll(Draw(random, shape, n), value => value + 0.7);
            RankedArms arms = RankedArms.Of(control, treatment);
            missed += MannWhitney.Compare(arms, Options).Interval.Contains(0.7) ? 0 : 1;
            // Of two normal values 0.7 apart.
            missedChance += shape == "normal" && !BrunnerMunzel.Compare(arms, Options).Interval.Contains(Normal.Cdf(0.7 / Math.Sqrt(2)) - 0.5) ? 1 : 0;
        }
        Promises promises = new($"{shape} {n}/{n}", replicates);
        promises.Keep("hodges-lehmann, interval without the shift", missed, 0, 0.055);
        if (shape == "normal")
            promises.Keep("brunner-munzel, interval without the truth", missedChance, 0, 0.06);
        promises.AssertKept();
    }

    [Fact]
    public void UnequalSpreadsDeceiveMannWhitneyButNotBrunnerMunzel()
    {
        int replicates = Simulations.Count(400), ranks = 0, brunner = 0;
        RandomStream random = new(23, "unequal-spreads");
        for (int r = 0; r < replicates; r++)
        {
            RankedArms arms = RankedArms.Of(Draw(random, "normal", 120), Array.ConvertAll(Draw(random, "normal", 30), value => 4 * value));
            ranks += MannWhitney.PValue(arms, Alternative.TwoSided) < 0.05 ? 1 : 0;
            brunner += BrunnerMunzel.Compare(arms, Options).PValue < 0.05 ? 1 : 0;
        }
        Promises promises = new("normal 120/30, the smaller arm 4 times as wide", replicates);
        promises.Keep("mann-whitney, error", ranks, 0.1, 0.2);
        promises.Keep("brunner-munzel, error", brunner, 0.04, 0.06);
        promises.AssertKept();
    }

    private static long Positive(double[] values) => values.LongCount(value => value > 0);

    private static double[] Draw(RandomStream random, string shape, int n)
    {
        double[] values = new double[n];
        for (int i = 0; i < n; i++)
        {
            values[i] = shape switch
            {
                "normal" => random.NextNormal(),
                "lognormal" => Math.Exp(random.NextNormal()),
                "binary" => random.NextDouble() < 0.2 ? 1 : 0,
                _ => random.NextDouble() < 0.3 ? Math.Exp(random.NextNormal()) : 0,
            };
        }
        return values;
    }
}
