using Credence.Numerics;
using Credence.Testing;
using Xunit;

namespace Credence.Latent.Tests;

public sealed class PatternLikelihoodTests
{
    [Theory]
    [InlineData(1, 0.2)]
    [InlineData(3, 0.0)]
    [InlineData(4, 0.4)]
    [InlineData(7, 0.3)]
    public void TheLikelihoodIsThatOfTheRows(int order, double missing)
    {
        double[] rows = MissingRows.Simulate(60, order, missing);
        (double[] mean, double[] covariance) = Parameters(order);
        PatternLikelihood likelihood = new(new PatternRows(PatternMoments.Of(MissingRows.Names(order), rows)));
        double actual = likelihood.Evaluate(mean, covariance, new double[order], new double[order * order]);
        Oracle.CloseRelative(MissingRows.LogLikelihood(rows, mean, covariance), actual, 1e-13);
    }

    [Fact]
    public void GradientAndInformationAreTheDerivatives()
    {
        const int p = 4;
        double[] rows = MissingRows.Simulate(80, p, 0.35);
        PatternRows patterns = new(PatternMoments.Of(MissingRows.Names(p), rows));
        PatternLikelihood likelihood = new(patterns);
        (double[] mean, double[] covariance) = Parameters(p);
        int d = PatternInformation.Parameters(p);
        double[] position = new double[d], slopes = new double[d], information = new double[d * d];
        mean.CopyTo(position, 0);
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j <= i; j++)
                position[PatternInformation.Place(p, i, j)] = covariance[(i * p) + j];
        }
        GradientCheck gradient = GradientCheck.Run((x, g) => Evaluate(likelihood, x, g), position);
        Assert.True(gradient.LargestError < 1e-9, gradient.ToString());
        Assert.True(PatternInformation.TryCompute(patterns, mean, covariance, information));
        for (int row = 0; row < d; row++)
        {
            GradientCheck check = GradientCheck.Run(
                (x, g) =>
                {
                    Evaluate(likelihood, x, slopes);
                    information.AsSpan(row * d, d).CopyTo(g);
                    return -slopes[row];
                },
                position);
            Assert.True(check.LargestError < 1e-8, check.ToString());
        }
    }

    [Fact]
    public void AnEvaluationAllocatesNothing()
    {
        PatternLikelihood likelihood = new(new PatternRows(MissingRows.Moments(200, 6, 0.3)));
        (double[] mean, double[] covariance) = Parameters(6);
        double[] means = new double[6], slopes = new double[36];
        likelihood.Evaluate(mean, covariance, means, slopes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
            likelihood.Evaluate(mean, covariance, means, slopes);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void OutsideThePositiveDefiniteMatricesTheLikelihoodIsZero()
    {
        PatternRows rows = new(MissingRows.Moments(50, 2, 0.2));
        Assert.Equal(double.NegativeInfinity, new PatternLikelihood(rows).Evaluate([0, 0], [1, 2, 2, 1], new double[2], new double[4]));
        Assert.False(PatternInformation.TryCompute(rows, [0, 0], [1, 2, 2, 1], new double[25]));
    }

    private static double Evaluate(PatternLikelihood likelihood, ReadOnlySpan<double> position, Span<double> gradient)
    {
        int p = likelihood.Rows.Order;
        double[] covariance = new double[p * p], slope = new double[p * p], mean = new double[p];
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j <= i; j++)
                covariance[(i * p) + j] = position[PatternInformation.Place(p, i, j)];
        }
        double value = likelihood.Evaluate(position[..p], covariance, mean, slope);
        mean.CopyTo(gradient);
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j <= i; j++)
                gradient[PatternInformation.Place(p, i, j)] = (i == j ? 1 : 2) * slope[(i * p) + j];
        }
        return value;
    }

    private static (double[] Mean, double[] Covariance) Parameters(int order)
    {
        double[] mean = new double[order], covariance = new double[order * order];
        for (int i = 0; i < order; i++)
        {
            mean[i] = i + 0.3;
            for (int j = 0; j < order; j++)
                covariance[(i * order) + j] = ((i == j ? 1 : 0) + 0.5 + (0.05 * Math.Abs(i - j))) * (1 + (0.2 * i)) * (1 + (0.2 * j));
        }
        return (mean, covariance);
    }
}
