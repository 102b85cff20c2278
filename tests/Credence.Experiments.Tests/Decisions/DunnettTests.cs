using Credence.Numerics;
using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Experiments.Tests;

public sealed class DunnettTests
{
    // Dunnett (1955, 1964), infinite degrees of freedom, correlation 1/2, 5 %.
    [Theory]
    [InlineData(2, true, 2.212)]
    [InlineData(3, true, 2.349)]
    [InlineData(4, true, 2.442)]
    [InlineData(5, true, 2.511)]
    [InlineData(2, false, 1.916)]
    [InlineData(3, false, 2.062)]
    [InlineData(4, false, 2.160)]
    [InlineData(5, false, 2.234)]
    public void CriticalValuesAreThoseOfDunnettsTables(int comparisons, bool twoSided, double expected)
        => Assert.Equal(expected, Dunnett.CriticalValue(0.05, Equal(comparisons, 0.5), twoSided), 0.00051);

    // Dunnett (1955), table 1 (one-sided) and (1964), table II (two-sided): 5 %, equal groups.
    [Theory]
    [InlineData(3, 10, true, 2.76)]
    [InlineData(3, 20, true, 2.54)]
    [InlineData(2, 5, true, 3.03)]
    [InlineData(3, 10, false, 2.34)]
    [InlineData(4, 30, false, 2.25)]
    public void CriticalValuesOfSmallSamplesAreThoseOfDunnettsTables(int comparisons, double degrees, bool twoSided, double expected)
        => Assert.Equal(expected, Dunnett.CriticalValue(0.05, Equal(comparisons, 0.5), twoSided, degrees), 0.0051);

    // 1 - pmvt(..., corr = sqrt(l l'), GenzBretz(maxpts = 5e6, abseps = 1e-9)) of R's mvtnorm 1.1-3, whose error is the tolerance.
    [Theory]
    [InlineData(2.5, new[] { 0.5, 0.5, 0.5 }, null, true, 0.0335829218, 1e-8)]
    [InlineData(2.5, new[] { 0.5, 0.5, 0.5 }, null, false, 0.0167915343, 1e-8)]
    [InlineData(2.3, new[] { 0.3, 0.5, 0.8 }, null, true, 0.0559851120, 2e-8)]
    [InlineData(2.3, new[] { 0.3, 0.5, 0.8 }, null, false, 0.0279946301, 1e-8)]
    [InlineData(2.5, new[] { 0.5, 0.5, 0.5 }, 12.0, true, 0.0690346200, 2e-7)]
    [InlineData(2.5, new[] { 0.5, 0.5, 0.5 }, 12.0, false, 0.0345780114, 1e-7)]
    [InlineData(2.7, new[] { 0.3, 0.5, 0.8, 0.6 }, 7.0, true, 0.0858817629, 4e-7)]
    [InlineData(2.7, new[] { 0.3, 0.5, 0.8, 0.6 }, 7.0, false, 0.0433180794, 4e-7)]
    [InlineData(0.4, new[] { 0.3, 0.5 }, 5.0, false, 0.5236471854, 1e-9)]
    public void ProbabilitiesAreThoseOfTheMultivariateT(double statistic, double[] shares, double? degrees, bool twoSided, double expected, double tolerance)
        => Assert.Equal(expected, Dunnett.PValue(statistic, shares, twoSided, degrees), tolerance);

    // glht(aov(y ~ g), mcp(g = "Dunnett")) of R's multcomp 1.4-22 on 8, 8, 8 and 6 units: 26 degrees of freedom.
    [Fact]
    public void AnalysisOfFourGroupsIsThatOfMultcomp()
    {
        double[] shares = [0.5, 0.5, 6.0 / 14], statistics = [2.66765642223, 2.68671111096, 1.33485184581], expected = [0.0344793469, 0.0330352545, 0.4198182642];
        for (int i = 0; i < statistics.Length; i++)
            Assert.Equal(expected[i], Dunnett.PValue(statistics[i], shares, true, 26), 1e-6);
        // The search of qmvt stops at 1e-4.
        Assert.Equal(2.4991, Dunnett.CriticalValue(0.05, shares, true, 26), 1e-4);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WithoutCorrelationDunnettIsSidak(bool twoSided)
    {
        double critical = Dunnett.CriticalValue(0.05, Equal(4, 0), twoSided);
        Oracle.Close(1 - Math.Pow(0.95, 0.25), (twoSided ? 2 : 1) * Normal.UpperTail(critical), 1e-12);
    }

    [Fact]
    public void StrongCorrelationMakesOneComparisonOfMany()
    {
        double critical = Dunnett.CriticalValue(0.05, Equal(6, 1), true);
        Assert.Equal(1.96, critical, 0.02);
        Assert.True(Dunnett.CriticalValue(0.05, Equal(6, 0.99), true) > critical);
    }

    [Fact]
    public void ProbabilitiesLieBetweenOneComparisonAndTheSumOfAll()
        => Gen.Select(Gen.Double[0, 30], Gen.Double[0, 1].Array[1, 6], Gen.Bool).Holds((statistic, shares, twoSided) =>
        {
            double one = (twoSided ? 2 : 1) * Normal.UpperTail(statistic), all = Dunnett.PValue(statistic, shares, twoSided);
            Assert.True(all >= one * (1 - 1e-9) && all <= shares.Length * one * (1 + 1e-9));
        }, iterations: 150);

    [Fact]
    public void CriticalValueIsExceededWithTheErrorLevel()
        => Gen.Select(Gen.Double[1e-6, 0.4], Gen.Double[0, 0.99].Array[2, 5], Gen.Bool).Holds((alpha, shares, twoSided) =>
            Oracle.CloseRelative(alpha, Dunnett.PValue(Dunnett.CriticalValue(alpha, shares, twoSided), shares, twoSided), 1e-7), iterations: 30);

    [Fact]
    public void StatisticsAtTheEndsHaveCertainProbabilities()
    {
        Assert.Equal(0, Dunnett.PValue(double.PositiveInfinity, [0.5, 0.5], false));
        Assert.Equal(1, Dunnett.PValue(double.NegativeInfinity, [0.5, 0.5], false));
        Assert.Equal(0, Dunnett.PValue(double.NegativeInfinity, [0.5, 0.5], true));
        Assert.Equal(1, Dunnett.PValue(0, [0.5, 0.5], true), 1e-12);
        Assert.Equal(double.NaN, Dunnett.PValue(double.NaN, [0.5], true));
        Assert.Throws<ArgumentException>(() => Dunnett.PValue(1, [], true));
        Assert.Throws<ArgumentOutOfRangeException>(() => Dunnett.PValue(1, [1.5], true));
        Assert.Throws<ArgumentOutOfRangeException>(() => Dunnett.PValue(1, [0.5], true, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Dunnett.CriticalValue(0, [0.5], true));
    }

    private static double[] Equal(int comparisons, double share) => [.. Enumerable.Repeat(share, comparisons)];
}
