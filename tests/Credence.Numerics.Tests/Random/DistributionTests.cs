using Xunit;

namespace Credence.Numerics.Tests;

public sealed class DistributionTests
{
    private const int Draws = 40_000;

    // P(√n D > 1.95) is about 1e-3 by Kolmogorov's limit; seeds are fixed, so that a pass stays a pass.
    private const double KolmogorovBound = 1.95;

    [Fact]
    public void UniformDrawsAreUniform() => AssertDistribution(stream => stream.NextDouble(), x => x);

    [Fact]
    public void NormalDrawsAreNormal() => AssertDistribution(stream => stream.NextNormal(), Normal.Cdf);

    [Fact]
    public void ExponentialDrawsAreExponential() => AssertDistribution(stream => stream.NextExponential(), x => -Elementary.Expm1(-x));

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(3.7)]
    [InlineData(1000)]
    public void GammaDrawsFollowTheGammaDistribution(double shape)
        => AssertDistribution(stream => stream.NextGamma(shape, 2), x => IncompleteGamma.Lower(shape, x / 2));

    [Theory]
    [InlineData(0.1, 0.2)]
    [InlineData(0.5, 3)]
    [InlineData(2, 5)]
    [InlineData(400, 900)]
    public void BetaDrawsFollowTheBetaDistribution(double a, double b)
        => AssertDistribution(stream => stream.NextBeta(a, b), x => IncompleteBeta.Regularized(a, b, x));

    [Theory]
    [InlineData(0.3)]
    [InlineData(9.9)]
    [InlineData(10)]
    [InlineData(37.5)]
    [InlineData(1e4)]
    public void PoissonDrawsFollowThePoissonDistribution(double mean)
        => AssertCounts(stream => stream.NextPoisson(mean), k => MathNet.Numerics.Distributions.Poisson.PMF(mean, (int)k), mean, mean);

    [Theory]
    [InlineData(1, 0.4)]
    [InlineData(20, 0.3)]
    [InlineData(20, 0.5)]
    [InlineData(50, 0.9)]
    [InlineData(1000, 0.02)]
    [InlineData(100000, 0.35)]
    public void BinomialDrawsFollowTheBinomialDistribution(int trials, double probability)
        => AssertCounts(
            stream => stream.NextBinomial(trials, probability),
            k => MathNet.Numerics.Distributions.Binomial.PMF(probability, trials, (int)k),
            trials * probability,
            trials * probability * (1 - probability));

    [Fact]
    public void HugeCountsKeepTheirMeanAndVariance()
    {
        RandomStream stream = new(3, "huge");
        double[] poisson = [.. Enumerable.Range(0, 4000).Select(_ => (stream.NextPoisson(1e12) - 1e12) / 1e6)];
        double[] binomial = [.. Enumerable.Range(0, 4000).Select(_ => (stream.NextBinomial(4_000_000_000_000, 0.5) - 2e12) / 1e6)];
        foreach (double[] draws in new[] { poisson, binomial })
        {
            Assert.InRange(draws.Average(), -4 / Math.Sqrt(4000), 4 / Math.Sqrt(4000));
            Assert.InRange(draws.Average(x => x * x), 1 - 4 * Math.Sqrt(2.0 / 4000), 1 + 4 * Math.Sqrt(2.0 / 4000));
        }
    }

    [Fact]
    public void DegenerateParametersGiveConstants()
    {
        RandomStream stream = new(3, "degenerate");
        Assert.Equal(0, stream.NextPoisson(0));
        Assert.Equal(0, stream.NextBinomial(10, 0));
        Assert.Equal(10, stream.NextBinomial(10, 1));
        Assert.Equal(0, stream.NextBinomial(0, 0.5));
    }

    [Fact]
    public void ParametersOutOfRangeAreRejected()
    {
        RandomStream stream = new(3, "range");
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.NextGamma(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.NextGamma(1, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.NextBeta(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.NextPoisson(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.NextPoisson(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.NextBinomial(-1, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.NextBinomial(5, 1.5));
    }

    private static void AssertDistribution(Func<RandomStream, double> draw, Func<double, double> cdf)
    {
        RandomStream stream = new(20, "kolmogorov");
        double[] draws = [.. Enumerable.Range(0, Draws).Select(_ => draw(stream)).Order()];
        double distance = 0;
        for (int i = 0; i < Draws; i++)
        {
            double p = cdf(draws[i]);
            distance = Math.Max(distance, Math.Max(p - (double)i / Draws, (i + 1.0) / Draws - p));
        }
        Assert.True(distance * Math.Sqrt(Draws) < KolmogorovBound, $"Kolmogorov distance {distance * Math.Sqrt(Draws)}");
    }

    /// <summary>Pearson's chi-squared over the counts whose expectation is at least 10, the rest pooled.</summary>
    private static void AssertCounts(Func<RandomStream, long> draw, Func<long, double> mass, double mean, double variance)
    {
        RandomStream stream = new(21, "counts");
        long[] draws = [.. Enumerable.Range(0, Draws).Select(_ => draw(stream))];
        Assert.InRange(draws.Average(), mean - 4 * Math.Sqrt(variance / Draws), mean + 4 * Math.Sqrt(variance / Draws));
        double chiSquared = 0, pooledMass = 1;
        int cells = 0, pooledCount = Draws;
        foreach (IGrouping<long, long> group in draws.GroupBy(k => k))
        {
            double expected = Draws * mass(group.Key);
            if (expected < 10)
                continue;
            chiSquared += Math.Pow(group.Count() - expected, 2) / expected;
            pooledMass -= expected / Draws;
            pooledCount -= group.Count();
            cells++;
        }
        if (pooledMass * Draws > 1)
        {
            chiSquared += Math.Pow(pooledCount - pooledMass * Draws, 2) / (pooledMass * Draws);
            cells++;
        }
        // Wilson and Hilferty's normal approximation of the chi-squared tail; 4 standard deviations.
        double degrees = Math.Max(cells - 1, 1);
        double score = (Math.Cbrt(chiSquared / degrees) - (1 - 2 / (9 * degrees))) / Math.Sqrt(2 / (9 * degrees));
        Assert.True(score < 4, $"chi-squared {chiSquared} on {degrees} degrees of freedom");
    }
}
