using Credence.Testing;
using Xunit;

namespace Credence.Numerics.Tests;

public sealed class LogDensityTests
{
    [Theory]
    [InlineData(2, 3, 0.25)]
    [InlineData(0.5, 0.5, 1e-9)]
    [InlineData(120, 2000, 0.06)]
    public void BetaDensityIsTheTextbookFormula(double a, double b, double x)
        => Oracle.Close((a - 1) * Math.Log(x) + (b - 1) * Math.Log(1 - x) - GammaFunction.LogBeta(a, b), BetaDistribution.LogDensity(x, a, b), 1e-11);

    [Theory]
    [InlineData(2, 3)]
    [InlineData(0.1, 1e-12)]
    [InlineData(300, 310)]
    public void GammaDensityIsTheTextbookFormula(double shape, double x)
        => Oracle.Close((shape - 1) * Math.Log(x) - x - GammaFunction.LogGamma(shape), GammaDistribution.LogDensity(x, shape), 1e-12);

    [Fact]
    public void HugeShapesDoNotCancel()
    {
        Oracle.Close(-0.5 * Math.Log(2 * Math.PI * 1e15), GammaDistribution.LogDensity(1e15, 1e15), 1e-13);
        Oracle.Close(-0.5 * Math.Log(2 * Math.PI * 0.25 / 2e15), BetaDistribution.LogDensity(0.5, 1e15, 1e15), 1e-13);
    }

    [Fact]
    public void OutsideTheSupportIsNaN()
    {
        Assert.True(double.IsNaN(BetaDistribution.LogDensity(1.5, 2, 2)));
        Assert.True(double.IsNaN(BetaDistribution.LogDensity(0.5, 0, 2)));
        Assert.True(double.IsNaN(GammaDistribution.LogDensity(-1, 2)));
        Assert.True(double.IsNaN(GammaDistribution.LogDensity(1, 0)));
    }
}
