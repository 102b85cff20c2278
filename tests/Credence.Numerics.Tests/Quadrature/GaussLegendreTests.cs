using Credence.Testing;
using Xunit;

namespace Credence.Numerics.Tests;

public sealed class GaussLegendreTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(61)]
    public void PolynomialsUpToTwiceTheOrderAreExact(int order)
    {
        GaussLegendre rule = GaussLegendre.OfOrder(order);
        for (int degree = 0; degree < 2 * order; degree++)
        {
            double exact = degree % 2 == 0 ? 2.0 / (degree + 1) : 0;
            Assert.Equal(exact, rule.Integrate(x => Math.Pow(x, degree), -1, 1), 1e-14);
        }
    }

    [Fact]
    public void TheFivePointRuleIsTheClosedForm()
    {
        GaussLegendre rule = GaussLegendre.OfOrder(5);
        double outer = Math.Sqrt(5 + 2 * Math.Sqrt(10.0 / 7)) / 3, inner = Math.Sqrt(5 - 2 * Math.Sqrt(10.0 / 7)) / 3;
        double light = (322 - 13 * Math.Sqrt(70)) / 900, heavy = (322 + 13 * Math.Sqrt(70)) / 900;
        double[] nodes = [-outer, -inner, 0, inner, outer], weights = [light, heavy, 128.0 / 225, heavy, light];
        for (int i = 0; i < 5; i++)
        {
            Oracle.Close(nodes[i], rule.Nodes[i], 2e-16);
            Oracle.Close(weights[i], rule.Weights[i], 1e-15);
        }
    }

    [Theory]
    [InlineData(20)]
    [InlineData(160)]
    [InlineData(1001)]
    public void TheNormalDensityIntegratesToItsProbability(int order)
        => Oracle.Close(Normal.Cdf(4) - Normal.Cdf(-4), GaussLegendre.OfOrder(order).Integrate(Normal.Density, -4, 4), order == 20 ? 1e-11 : 2e-14);

    [Fact]
    public void RulesAreKept() => Assert.Same(GaussLegendre.OfOrder(7), GaussLegendre.OfOrder(7));

    [Fact]
    public void OrdersOutOfRangeAreRejected()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussLegendre.OfOrder(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussLegendre.OfOrder(100_001));
    }
}
