using Xunit;

namespace Credence.Numerics.Tests;

public sealed class NoncentralTTests
{
    // On both sides of where the normal part is left out the tails are the same to what it adds.
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    public void LargeNoncentralitiesJoinTheIntegral(double degreesOfFreedom)
    {
        double edge = 500 * Math.Sqrt(2 * degreesOfFreedom + 1);
        foreach (double ratio in new[] { 0.5, 0.9, 1, 1.1, 2 })
        {
            double inside = NoncentralT.UpperTail(edge * 0.999999 / ratio, degreesOfFreedom, edge * 0.999999);
            Assert.Equal(inside, NoncentralT.UpperTail(edge * 1.000001 / ratio, degreesOfFreedom, edge * 1.000001), 1e-5);
            Assert.Equal(1 - inside, NoncentralT.UpperTail(-edge * 1.000001 / ratio, degreesOfFreedom, -edge * 1.000001), 1e-5);
        }
    }

    [Theory]
    [InlineData(12.7, 1, 1e300, 1)]
    [InlineData(12.7, 1, -1e300, 0)]
    [InlineData(-12.7, 1, 1e300, 1)]
    [InlineData(0, 3, 1e9, 1)]
    [InlineData(1e-300, 2, double.MaxValue, 1)]
    public void AnyNoncentralityHasAnAnswer(double t, double degreesOfFreedom, double noncentrality, double tail)
        => Assert.Equal(tail, NoncentralT.UpperTail(t, degreesOfFreedom, noncentrality));
}
