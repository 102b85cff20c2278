using Credence.Numerics;
using Credence.Testing;
using Xunit;

namespace Credence.Latent.Tests;

public sealed class ConditionalNormalTests
{
    private static readonly double[] Mean = [1e9, 2, 3];
    private static readonly double[] Covariance = [4, 1.2, -0.8, 1.2, 1, 0.3, -0.8, 0.3, 2];

    [Fact]
    public void MeansAndDeviationsAreThoseOfTheRegression()
    {
        ConditionalNormal conditional = new(Mean, Covariance, [0, 2]);
        // B = Σ₁ₒ Σₒₒ⁻¹ by Cramer's rule.
        double determinant = (4 * 2) - (0.8 * 0.8), first = ((1.2 * 2) + (0.3 * 0.8)) / determinant, second = ((1.2 * 0.8) + (0.3 * 4)) / determinant;
        Oracle.Close(first, conditional.Coefficients.Span[0], 1e-14);
        Oracle.Close(second, conditional.Coefficients.Span[1], 1e-14);
        double[] mean = new double[1];
        conditional.Mean([1e9 + 1, double.NaN, 5], mean);
        Oracle.Close(2 + first + (2 * second), mean[0], 1e-13);
        Oracle.Close(Math.Sqrt(1 - (first * 1.2) - (second * 0.3)), conditional.StandardDeviations.Span[0], 1e-13);
    }

    [Fact]
    public void DrawsHaveTheConditionalMoments()
    {
        ConditionalNormal conditional = new(Mean, Covariance, [1]);
        Assert.Equal([0, 2], conditional.Missing.ToArray());
        RandomStream random = new(3, "draws");
        double[] mean = new double[2], draw = new double[2], rows = new double[40_000];
        double[] row = [double.NaN, 3, double.NaN];
        conditional.Mean(row, mean);
        for (int i = 0; i < rows.Length; i += 2)
        {
            conditional.Draw(row, random, draw);
            rows[i] = draw[0] - 1e9;
            rows[i + 1] = draw[1];
        }
        MultivariateMoments moments = MultivariateMoments.Of(["a", "c"], rows);
        Assert.Equal(mean[0] - 1e9, moments.Means.Span[0], 0.05);
        Assert.Equal(mean[1], moments.Means.Span[1], 0.05);
        Assert.Equal(4 - 1.44, moments.Scatter.Span[0] / moments.Count, 0.12);
        Assert.Equal(-0.8 - (1.2 * 0.3), moments.Scatter.Span[1] / moments.Count, 0.08);
        Assert.Equal(2 - 0.09, moments.Scatter.Span[3] / moments.Count, 0.1);
    }

    [Fact]
    public void NothingObservedLeavesTheDistributionItself()
    {
        ConditionalNormal conditional = new(Mean, Covariance, []);
        double[] mean = new double[3];
        conditional.Mean([double.NaN, double.NaN, double.NaN], mean);
        Assert.Equal(Mean, mean);
        Oracle.Close(2, conditional.StandardDeviations.Span[0], 1e-15);
        Assert.Throws<ArgumentException>(() => new ConditionalNormal([0, 0], [1, 2, 2, 1], [0]));
    }
}
