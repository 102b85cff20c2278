using System.Text.Json.Nodes;
using Credence.Numerics;
using Credence.Testing;
using Xunit;

namespace Credence.Bayes.Tests;

public sealed class MultivariateTests
{
    [Fact]
    public void DensitiesOfTwelveVariablesAreThoseOfThePeer()
    {
        JsonNode oracle = Oracle.Read("bayes", "mvn_500.json");
        double eta = Oracle.Number(oracle["eta"]);
        foreach (JsonNode? check in oracle["density_checks"]!.AsArray())
        {
            double[] matrix = [.. check!["R"]!.AsArray().SelectMany(row => row!.AsArray().Select(Oracle.Number))], factor = new double[matrix.Length];
            Assert.True(Cholesky.TryFactor(matrix, 12, factor, out _));
            Oracle.Close(Oracle.Number(check["log_lkj_density_of_R"]), new LkjCholesky(12, eta).LogDensityOfMatrix(factor), 1e-10, "LKJ");
            Oracle.Close(Oracle.Number(check["log_prior_mu"]), check["mu"]!.AsArray().Sum(mu => Distribution.Normal(0, 1).LogDensity(Oracle.Number(mu))), 1e-10, "means");
            Oracle.Close(Oracle.Number(check["log_prior_s"]), check["s"]!.AsArray().Sum(s => Distribution.HalfNormal(1).LogDensity(Oracle.Number(s))), 1e-10, "scales");
        }
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.4)]
    [InlineData(3.0)]
    public void LkjDensityOfTheFactorIntegratesToOne(double concentration)
    {
        // Three variables: over the row of the second, a number in (−1, 1), and of the third, a point of the disc in polar coordinates.
        LkjCholesky lkj = new(3, concentration);
        double total = DoubleExponential.Integrate(
            a => DoubleExponential.Integrate(
                radius =>
                {
                    double[] factor = [1, 0, 0, a, Math.Sqrt((1 - a) * (1 + a)), 0, radius, 0, Math.Sqrt((1 - radius) * (1 + radius))];
                    return 2 * Math.PI * radius * Math.Exp(lkj.LogDensity(factor));
                },
                0,
                1),
            -1,
            1);
        Oracle.Close(1, total, concentration < 0.5 ? 1e-6 : 1e-9);
    }

    [Fact]
    public void LkjGradientIsTheDerivativeOfTheDensity()
    {
        LkjCholesky lkj = new(4, 2.5);
        double[] factor = new double[16], gradient = new double[16];
        lkj.Draw(new RandomStream(1, "lkj"), factor);
        lkj.AddGradient(factor, gradient);
        for (int i = 0; i < 16; i++)
        {
            const double h = 1e-5;
            double[] up = [.. factor], down = [.. factor];
            (up[i], down[i]) = (up[i] + h, down[i] - h);
            Oracle.Close((lkj.LogDensity(up) - lkj.LogDensity(down)) / (2 * h), gradient[i], 1e-7, $"entry {i}");
        }
    }

    [Theory]
    [InlineData(2, 1.0)]
    [InlineData(5, 1.0)]
    [InlineData(5, 4.0)]
    [InlineData(4, 0.5)]
    public void LkjDrawsHaveBetaCorrelations(int order, double concentration)
    {
        LkjCholesky lkj = new(order, concentration);
        double[] factor = new double[order * order];
        RandomStream random = new(3, "lkj draws", (ulong)order);
        double shape = concentration + 0.5 * (order - 2);
        const int draws = 4000;
        // Every correlation r has (r + 1)/2 ~ beta(η + K/2 − 1, η + K/2 − 1); the first and the last pair are drawn quite differently.
        int[] below = new int[2];
        double point = 2 * Distribution.Beta(shape, shape).Quantile(0.7) - 1;
        for (int draw = 0; draw < draws; draw++)
        {
            lkj.Draw(random, factor);
            double first = factor[order], last = 0;
            for (int j = 0; j < order - 1; j++)
                last += factor[(order - 1) * order + j] * factor[(order - 2) * order + j];
            below[0] += first <= point ? 1 : 0;
            below[1] += last <= point ? 1 : 0;
            Assert.Equal(1, factor.AsSpan((order - 1) * order, order).ToArray().Sum(x => x * x), 1e-12);
        }
        foreach (int count in below)
            Assert.InRange(count, draws * 0.7 - 130, draws * 0.7 + 130);
    }

    [Fact]
    public void NormalVectorsHaveTheDensityOfTheirConditionals()
    {
        // x₁ ~ N(1, 2²), x₂ | x₁ ~ N(−1 + 0.5 (x₁ − 1)/2 · …): L = [[2, 0], [0.5, 3]] gives x₂ = −1 + 0.25 (x₁ − 1) + 3 z.
        MultivariateNormal normal = new([1, -1], [2, 0, 0.5, 3]);
        double[] x = [2.2, 0.7], gradient = new double[2];
        double expected = Distribution.Normal(1, 2).LogDensity(x[0]) + Distribution.Normal(-1 + 0.25 * (x[0] - 1), 3).LogDensity(x[1]);
        Oracle.Close(expected, normal.LogDensity(x, gradient), 1e-14);
        for (int i = 0; i < 2; i++)
        {
            double[] up = [.. x], down = [.. x], unused = new double[2];
            (up[i], down[i]) = (up[i] + 1e-4, down[i] - 1e-4);
            Oracle.Close((normal.LogDensity(up, unused) - normal.LogDensity(down, unused)) / 2e-4, gradient[i], 1e-9, $"gradient {i}");
        }
    }

    [Fact]
    public void NormalVectorsAreDrawnWithTheirCovariance()
    {
        MultivariateNormal normal = new([1, -1], [2, 0, 0.5, 3]);
        RandomStream random = new(5, "mvn");
        double[] x = new double[2];
        double sum = 0, squares = 0, products = 0;
        const int draws = 20000;
        for (int i = 0; i < draws; i++)
        {
            normal.Draw(random, x);
            sum += x[1] + 1;
            squares += (x[1] + 1) * (x[1] + 1);
            products += (x[0] - 1) * (x[1] + 1);
        }
        Assert.Equal(0, sum / draws, 0.1);
        Assert.Equal(9.25, squares / draws, 0.4);
        Assert.Equal(1, products / draws, 0.2);
    }

    [Fact]
    public void DirichletOfTwoIsBeta()
    {
        Dirichlet dirichlet = new(2.5, 0.7);
        double[] gradient = new double[2];
        Oracle.Close(Distribution.Beta(2.5, 0.7).LogDensity(0.3), dirichlet.LogDensity([0.3, 0.7], gradient), 1e-13);
        Oracle.Close(1.5 / 0.3, gradient[0], 1e-14);
        Oracle.Close(-0.3 / 0.7, gradient[1], 1e-14);
        Assert.Equal(double.NegativeInfinity, dirichlet.LogDensity([-0.1, 1.1], gradient));
    }

    [Fact]
    public void DirichletDensityIsThatOfAnIndependentFormula()
    {
        // scipy.stats.dirichlet.logpdf([0.2, 0.3, 0.5], [1, 2, 3.5])
        Oracle.Close(1.5247477017842668, new Dirichlet(1, 2, 3.5).LogDensity([0.2, 0.3, 0.5], new double[3]), 1e-9);
        Oracle.Close(Math.Log(24), new Dirichlet(1, 1, 1, 1, 1).LogDensity([0.2, 0.2, 0.2, 0.2, 0.2], new double[5]), 1e-13);
    }

    [Fact]
    public void DirichletSharesAreDrawnWithTheirMeans()
    {
        Dirichlet dirichlet = new(1, 2, 5);
        RandomStream random = new(6, "dirichlet");
        double[] shares = new double[3], means = new double[3];
        const int draws = 10000;
        for (int i = 0; i < draws; i++)
        {
            dirichlet.Draw(random, shares);
            Assert.Equal(1, shares.Sum(), 1e-14);
            for (int k = 0; k < 3; k++)
                means[k] += shares[k] / draws;
        }
        Assert.Equal(0.125, means[0], 0.005);
        Assert.Equal(0.25, means[1], 0.006);
        Assert.Equal(0.625, means[2], 0.007);
    }

    [Fact]
    public void ImpossibleParametersAreRejected()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new LkjCholesky(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LkjCholesky(3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Dirichlet(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Dirichlet(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MultivariateNormal([0], [0]));
        Assert.Throws<ArgumentException>(() => new MultivariateNormal([0, 1], [1]));
    }
}
