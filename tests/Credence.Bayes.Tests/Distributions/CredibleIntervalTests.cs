using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Bayes.Tests;

public sealed class CredibleIntervalTests
{
    [Fact]
    public void SymmetricDistributionsHaveOneInterval()
    {
        IDistribution normal = Distribution.Normal(3, 2);
        Interval equal = normal.EqualTailed(0.95), highest = normal.HighestDensity(0.95);
        Oracle.Close(3 - 2 * 1.959963984540054, equal.Lower, 1e-14);
        Oracle.Close(equal.Lower, highest.Lower, 1e-11);
        Oracle.Close(equal.Upper, highest.Upper, 1e-11);
        Assert.Equal(0.95, highest.Level);
    }

    [Fact]
    public void FallingDensitiesBeginAtTheEndOfTheSupport()
    {
        Interval interval = Distribution.Exponential(2).HighestDensity(0.9);
        Assert.Equal(0, interval.Lower);
        Oracle.Close(-Math.Log(0.1) / 2, interval.Upper, 1e-14);
        Interval mirrored = Distribution.Beta(1, 0.5).HighestDensity(0.9);
        Assert.Equal(1, mirrored.Upper);
        Oracle.Close(0.19, mirrored.Lower, 1e-13);
    }

    [Fact]
    public void SkewedDensitiesAreEquallyHighAtBothEnds()
    {
        IDistribution gamma = Distribution.Gamma(3, 1);
        Interval interval = gamma.HighestDensity(0.94);
        Oracle.Close(gamma.LogDensity(interval.Lower), gamma.LogDensity(interval.Upper), 1e-9);
        Oracle.Close(0.94, gamma.Probability(interval.Lower, interval.Upper), 1e-13);
    }

    [Fact]
    public void FlatAndValleyDensitiesGiveOneInterval()
    {
        Interval flat = Distribution.Uniform(0, 1).HighestDensity(0.9);
        Oracle.Close(0.05, flat.Lower, 1e-14);
        Interval valley = Distribution.Beta(0.5, 0.5).HighestDensity(0.5);
        Assert.True(valley.Lower == 0 || valley.Upper == 1);
    }

    [Fact]
    public void ProbabilitiesKeepTheirDigitsInBothTails()
    {
        IDistribution normal = Distribution.Normal(0, 1);
        Oracle.CloseRelative(normal.Probability(-31, -30), normal.Probability(30, 31), 1e-12);
        Assert.Equal(0, normal.Probability(1, 1));
        Assert.Throws<ArgumentException>(() => Distribution.Poisson(3).HighestDensity(0.9));
        Assert.Throws<ArgumentOutOfRangeException>(() => normal.EqualTailed(1));
    }
}
