using Credence.Numerics;
using Xunit;

namespace Credence.Reporting.Tests;

public sealed class KernelDensityTests
{
    [Fact]
    public void ANormalSampleGivesItsDensity()
    {
        RandomStream random = new(1, "density");
        KernelDensity density = KernelDensity.Of([.. Enumerable.Range(0, 4000).Select(_ => 3 + (2 * random.NextNormal()))])!;
        for (double z = -2; z <= 2; z += 0.5)
            Assert.Equal(Math.Exp(-0.5 * z * z) / Math.Sqrt(2 * Math.PI) / 2, density.At(3 + (2 * z)), 0.02);
    }

    [Fact]
    public void NothingLeaksOverABound()
    {
        RandomStream random = new(2, "density");
        KernelDensity density = KernelDensity.Of([.. Enumerable.Range(0, 4000).Select(_ => random.NextExponential())])!;
        Assert.Equal(0, density.At(-0.05));
        Assert.Equal(1, density.At(0.001), 0.1);
        Assert.Equal(Math.Exp(-1), density.At(1), 0.04);
    }

    [Fact]
    public void SeparateModesAreNotBlurred()
    {
        RandomStream random = new(3, "density");
        KernelDensity density = KernelDensity.Of([.. Enumerable.Range(0, 4000).Select(i => (i % 2 == 0 ? 0 : 40) + random.NextNormal())])!;
        Assert.Equal(0.5 / Math.Sqrt(2 * Math.PI), density.At(0), 0.03);
        Assert.Equal(0, density.At(20), 1e-3);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(300)]
    public void TheDensityHoldsOneWhateverTheSample(int count)
    {
        RandomStream random = new(4, "density");
        KernelDensity density = KernelDensity.Of([double.NaN, .. Enumerable.Range(0, count).Select(_ => Math.Pow(random.NextNormal(), 3))])!;
        Assert.Equal(1, density.Heights.Sum() * (density.Grid[1] - density.Grid[0]), 0.02);
        Assert.All(density.Heights, height => Assert.True(height >= 0));
    }

    [Fact]
    public void EqualValuesHaveNoDensity()
    {
        Assert.Null(KernelDensity.Of([2, 2, 2]));
        Assert.Null(KernelDensity.Of([]));
        Assert.Null(KernelDensity.Of([double.NaN, double.PositiveInfinity]));
    }
}
