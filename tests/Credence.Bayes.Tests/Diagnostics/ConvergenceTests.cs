using Credence.Numerics;
using Credence.Statistics;
using Xunit;

namespace Credence.Bayes.Tests;

public sealed class ConvergenceTests
{
    [Fact]
    public void GoodDrawsRaiseNothing()
        => Assert.Empty(Codes(Example.Normal(4, 1000, 3, Example.Sampler(4, 1000))));

    [Fact]
    public void FixedElementsRaiseNothing()
    {
        Draws draws = Example.Normal(4, 1000, 2);
        double[] values = [.. draws.Of(0), .. Enumerable.Repeat(2.5, 4000)];
        Assert.Empty(Codes(new Draws(draws.Parameters, 4, 1000, values) { Sampler = Example.Sampler(4, 1000) }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void FewerThanFourChainsWithholdTheVerdict(int chains)
        => Assert.Equal([("few-chains", Severity.Blocking)], Codes(Example.Normal(chains, 1000)));

    [Theory]
    [InlineData(0.4, Severity.Warning)]
    [InlineData(2, Severity.Blocking)]
    public void ChainsAtDifferentPlacesDisagree(double shift, Severity severity)
    {
        RandomStream random = new(2, "shift");
        Assert.Contains(("chains-disagree", severity), Codes(Example.Draws(4, 4000, (chain, _) => random.NextNormal() + (chain == 2 ? shift : 0))));
    }

    [Theory]
    [InlineData(0.98, 4000, Severity.Blocking)]
    [InlineData(0.9, 1500, Severity.Warning)]
    public void SlowChainsHaveFewEffectiveDraws(double correlation, int count, Severity severity)
    {
        RandomStream random = new(6, "slow");
        double state = 0;
        Draws draws = Example.Draws(4, count, (_, _) => state = correlation * state + Math.Sqrt(1 - correlation * correlation) * random.NextNormal());
        Assert.Contains(("few-effective-draws", severity), Codes(draws));
    }

    [Fact]
    public void UndefinedDrawsWithholdTheVerdict()
    {
        RandomStream random = new(1, "undefined");
        Assert.Equal([("undefined-draws", Severity.Blocking)], Codes(Example.Draws(4, 1000, (chain, draw) => chain == 3 && draw == 9 ? double.NaN : random.NextNormal())));
    }

    [Fact]
    public void AChainThatNeverMovesIsNamed()
    {
        RandomStream random = new(1, "standing");
        Draws draws = Example.Draws(4, 1000, (chain, _) => chain == 2 ? 0.73 : random.NextNormal());
        Finding finding = Assert.Single(Convergence.Findings(draws, PosteriorSummary.Of(draws)), f => f.Code == "standing-chain");
        Assert.StartsWith("Chain 3 ", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ASamplerThatNeverMovesIsNotTakenForFixedElements()
        => Assert.Equal(4, Codes(Example.Draws(4, 100, (_, _) => 1, Example.Sampler(4, 100))).Count(code => code.Code == "standing-chain"));

    [Fact]
    public void ChainsOfDifferentLogDensityAreInDifferentModes()
    {
        static double LogDensity(int chain, RandomStream random) => (chain == 1 ? -40 : -10) - random.NextExponential();
        Assert.Equal([("separate-modes", Severity.Blocking)], Codes(Example.Normal(4, 1000, 1, Example.Sampler(4, 1000, LogDensity))));
    }

    [Fact]
    public void WhatTheSamplerRecordedIsReported()
    {
        static ChainRecord Change(int chain, ChainRecord record)
        {
            RandomStream random = new(8, "energy", (ulong)chain);
            double energy = 0;
            return record with
            {
                Diverging = [.. record.Diverging.Select((_, draw) => chain == 0 && draw < 3)],
                TreeDepth = [.. record.TreeDepth.Select((depth, draw) => chain == 1 && draw < 5 ? 10 : depth)],
                Energy = chain == 2 ? [.. record.Energy.Select(_ => energy = 0.95 * energy + random.NextNormal())] : record.Energy,
            };
        }
        Draws draws = Example.Normal(4, 1000, 1, Example.Sampler(4, 1000, null, Change));
        IReadOnlyList<Finding> findings = Convergence.Findings(draws, PosteriorSummary.Of(draws));
        Assert.Equal(["divergent-transitions", "tree-depth-reached", "slow-energy"], findings.Select(finding => finding.Code));
        Assert.StartsWith("3 of 4000 ", findings[0].Message, StringComparison.Ordinal);
        Assert.StartsWith("5 of 4000 ", findings[1].Message, StringComparison.Ordinal);
        Assert.Contains("chain 3", findings[2].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AQuantileFarInTheTailNeedsMoreDraws()
    {
        Draws draws = Example.Normal(4, 250);
        Assert.Null(Convergence.OfQuantile(draws, "x", 0.05));
        Assert.Equal("uncertain-quantile", Convergence.OfQuantile(draws, "x", 0.999)!.Code);
        Assert.Contains(("uncertain-quantile", Severity.Warning), Codes(draws, 0.99));
        Assert.Throws<ArgumentException>(() => Convergence.OfQuantile(draws, "y", 0.5));
    }

    private static (string Code, Severity Severity)[] Codes(Draws draws, double level = 0.94)
        => [.. Convergence.Findings(draws, PosteriorSummary.Of(draws, level)).Select(finding => (finding.Code, finding.Severity))];
}
