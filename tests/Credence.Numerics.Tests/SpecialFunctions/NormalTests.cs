using Credence.Testing;
using Xunit;

namespace Credence.Numerics.Tests;

public sealed class NormalTests
{
    [Fact]
    public void TailsAgreeWithTheGoldenTableToRounding()
    {
        LargestError density = new("normal density"), cdf = new("normal cdf"), upper = new("normal upper tail"), log = new("normal log cdf");
        foreach (double[] row in GoldenTable.Rows("normal"))
        {
            density.Relative(row[1], Normal.Density(row[0]), row[0]);
            cdf.Relative(row[2], Normal.Cdf(row[0]), row[0]);
            upper.Relative(row[3], Normal.UpperTail(row[0]), row[0]);
            log.Relative(row[4], Normal.LogCdf(row[0]), row[0]);
            Oracle.CloseRelative(Math.Log(row[1]), Normal.LogDensity(row[0]), 1e-15);
        }
        density.AssertBelow(5e-16);
        cdf.AssertBelow(1e-15);
        upper.AssertBelow(1e-15);
        log.AssertBelow(1e-15);
    }

    [Fact]
    public void QuantilesAgreeWithTheGoldenTableToRounding()
    {
        LargestError error = new("normal quantile");
        foreach (double[] row in GoldenTable.Rows("normal_quantile"))
        {
            error.Relative(row[1], Normal.UpperQuantile(row[0]), row[0]);
            error.Relative(-row[1], Normal.Quantile(row[0]), row[0]);
        }
        error.AssertBelow(1e-15);
    }

    [Fact]
    public void EdgesAreTheLimits()
    {
        Assert.Equal(0, Normal.Cdf(double.NegativeInfinity));
        Assert.Equal(1, Normal.Cdf(double.PositiveInfinity));
        Assert.Equal(double.PositiveInfinity, Normal.Quantile(1));
        Assert.Equal(double.NegativeInfinity, Normal.Quantile(0));
        Assert.Equal(0, Normal.Quantile(0.5));
        Assert.Equal(double.NegativeInfinity, Normal.LogCdf(double.NegativeInfinity));
        Assert.Equal(0, Normal.LogCdf(double.PositiveInfinity));
        Assert.Equal(0, Normal.Density(double.PositiveInfinity));
        Assert.True(double.IsNaN(Normal.Cdf(double.NaN)) && double.IsNaN(Normal.Quantile(double.NaN)) && double.IsNaN(Normal.LogCdf(double.NaN)));
        Assert.True(double.IsNaN(Normal.Quantile(-0.1)) && double.IsNaN(Normal.Quantile(1.1)) && double.IsNaN(Normal.Density(double.NaN)));
    }

    [Fact]
    public void LogTailStaysFiniteWhereTheTailUnderflows()
    {
        // −z²/2 − log(z √2π) + log(1 − 1/z² + 3/z⁴) at z = 1000.
        double expected = -500000 - Math.Log(1000 * Math.Sqrt(2 * Math.PI)) - 1e-6 + 2.5e-12;
        Oracle.CloseRelative(expected, Normal.LogUpperTail(1000), 1e-15);
    }
}
