using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Experiments.Tests;

/// <summary>Errors and coverage of rank and exact tests by simulation, with binomial bounds of four standard errors.</summary>
public sealed class RankSimulation
{
    private static readonly EffectOptions Options = new();

    [Theory]
    [InlineData("normal", 50, 200)]
    [InlineData("lognormal", 50, 200)]
    [InlineData("binary", 50, 200)]
    [InlineData("zero-inflated", 50, 200)]
    [InlineData("normal", 5000, 4)]
    [InlineData("lognormal", 5000, 4)]
    [InlineData("binary", 5000, 4)]
    [InlineData("zero-inflated", 5000, 4)]
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
        AssertAtMost(0.05, ranks, replicates, "Mann-Whitney");
        AssertAtMost(0.055, brunner, replicates, "Brunner-Munzel");
        AssertAtMost(0.05, exact, replicates, "Fisher");
    }

    [Theory]
    [InlineData("normal", 50, 200)]
    [InlineData("lognormal", 50, 200)]
    [InlineData("normal", 5000, 4)]
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
        AssertAtMost(0.05, missed, replicates, "shift");
        AssertAtMost(0.055, missedChance, replicates, "chance");
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
        Assert.True(ranks > 0.08 * replicates, $"Mann-Whitney rejects {(double)ranks / replicates:0.###}");
        AssertAtMost(0.06, brunner, replicates, "Brunner-Munzel");
    }

    private static void AssertAtMost(double rate, int count, int replicates, string what)
        => Assert.True(count <= replicates * rate + 4 * Math.Sqrt(replicates * rate * (1 - rate)), $"{what}: {(double)count / replicates:0.###} of {replicates}");

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
