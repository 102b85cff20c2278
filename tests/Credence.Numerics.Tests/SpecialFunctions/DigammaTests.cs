using Credence.Testing;
using Xunit;

namespace Credence.Numerics.Tests;

/// <summary>The derivative of log Γ against values of high precision.</summary>
public sealed class DigammaTests
{
    [Theory]
    [InlineData(1e-8, -100000000.577215646)]
    [InlineData(0.1, -10.4237549404110762)]
    [InlineData(0.5, -1.96351002602142348)]
    [InlineData(1, -0.577215664901532861)]
    [InlineData(1.4616321449683623, -9.24126552172942748e-17)]
    [InlineData(3.7, 1.16715353936151144)]
    [InlineData(9.99, 2.25070037283120112)]
    [InlineData(10, 2.25175258906672111)]
    [InlineData(123.456, 4.81182932382898541)]
    [InlineData(1e9, 20.7232658364464112)]
    public void DigammaAgreesWithHighPrecision(double x, double expected) => Oracle.Close(expected, GammaFunction.Digamma(x), 2e-15);

    [Theory]
    [InlineData(0)]
    [InlineData(-1.5)]
    [InlineData(double.NaN)]
    public void DigammaIsUndefinedUnlessPositive(double x) => Assert.True(double.IsNaN(GammaFunction.Digamma(x)));

    [Fact]
    public void DigammaOfInfinityIsInfinite() => Assert.Equal(double.PositiveInfinity, GammaFunction.Digamma(double.PositiveInfinity));
}
