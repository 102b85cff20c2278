using Credence.Numerics;
using Xunit;

namespace Credence.Bayes.Tests;

public sealed class PosteriorSummaryTests
{
    [Theory]
    [InlineData(0.94, "hdi_3%", "hdi_97%")]
    [InlineData(0.95, "hdi_2.5%", "hdi_97.5%")]
    [InlineData(0.89, "hdi_5.5%", "hdi_94.5%")]
    public void ColumnsOfTheIntervalFollowItsLevel(double level, string lower, string upper)
    {
        PosteriorSummary summary = PosteriorSummary.Of(Example.Normal(chains: 4, count: 50), level);
        Assert.Equal(["mean", "sd", lower, upper, "mcse_mean", "mcse_sd", "ess_bulk", "ess_tail", "r_hat"], summary.Columns);
        Assert.Equal(level, summary["x"].Hdi.Level);
    }

    [Fact]
    public void TheSummaryHoldsTheDiagnosticsOfEveryElement()
    {
        Draws draws = Example.Normal(chains: 3, count: 201, elements: 5);
        PosteriorSummary summary = PosteriorSummary.Of(draws, 0.9);
        for (int element = 0; element < 5; element++)
        {
            double[][] chains = draws.ByChain(element);
            ElementSummary of = summary[draws.Parameters.ElementNames[element]];
            Assert.Equal(
                [of.Mean, of.StandardDeviation, of.Hdi.Lower, of.Hdi.Upper, ChainDiagnostics.McseMean(chains), ChainDiagnostics.McseSd(chains), ChainDiagnostics.EssBulk(chains), ChainDiagnostics.EssTail(chains), ChainDiagnostics.RHat(chains)],
                of.Values);
            Assert.Equal(CredibleInterval.HighestDensity(draws.Of(element), 0.9), of.Hdi);
        }
    }

    [Fact]
    public void AFixedElementIsShownAsAConstantWithoutDiagnostics()
    {
        ElementSummary fixedAt = PosteriorSummary.Of(Example.Draws(4, 100, (_, _) => 0.1))["x"];
        Assert.True(fixedAt.IsConstant);
        Assert.Equal((0.1, 0, 0.1, 0.1), (fixedAt.Mean, fixedAt.StandardDeviation, fixedAt.Hdi.Lower, fixedAt.Hdi.Upper));
        Assert.All(fixedAt.Values.Skip(4), value => Assert.True(double.IsNaN(value)));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void UndefinedDrawsAreCountedAndSilenceDiagnostics(double value)
    {
        RandomStream random = new(1, "x");
        ElementSummary summary = PosteriorSummary.Of(Example.Draws(4, 100, (chain, draw) => chain == 1 && draw is 5 or 7 ? value : random.NextNormal()))["x"];
        Assert.False(summary.IsConstant);
        Assert.All(summary.Values.Skip(4), number => Assert.True(double.IsNaN(number)));
        Assert.True(summary.Undefined is 2 or 5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void FewerThanFourDrawsHaveNoDiagnostics(int count)
    {
        ElementSummary summary = PosteriorSummary.Of(Example.Normal(4, count))["x"];
        Assert.All(summary.Values.Skip(4), number => Assert.True(double.IsNaN(number)));
        Assert.Equal(count == 0, double.IsNaN(summary.Mean));
    }

    [Fact]
    public void FewDrawsHaveFiniteDiagnostics()
    {
        for (int count = 6; count < 30; count++)
        {
            ElementSummary summary = PosteriorSummary.Of(Example.Normal(4, count))["x"];
            Assert.True(summary.RHat is > 0.5 and < 3, $"{count}: {summary}");
            Assert.True(summary.EssBulk > 0 && summary.EssBulk <= 4.000001 * count * Math.Log10(4 * count), $"{count}: {summary}");
        }
    }

    [Fact]
    public void ChainsThatStandAtDifferentValuesHaveAnInfiniteRHat()
    {
        ElementSummary summary = PosteriorSummary.Of(Example.Draws(4, 100, (chain, _) => chain))["x"];
        Assert.Equal(double.PositiveInfinity, summary.RHat);
        Assert.False(summary.IsConstant);
    }

    [Fact]
    public void DrawsNearTheLargestNumberKeepAMean()
        => Assert.Equal(1.6e308, PosteriorSummary.Of(Example.Draws(4, 10, (_, draw) => draw % 2 == 0 ? 1.5e308 : 1.7e308))["x"].Mean, 1e296);
}
