using Xunit;

namespace Credence.Numerics.Tests;

public sealed class StudentTTests
{
    [Fact]
    public void TailsAgreeWithTheGoldenTable()
    {
        LargestError density = new("t density"), upper = new("t upper tail"), lower = new("t lower tail"), cdf = new("t cdf");
        foreach (double[] row in GoldenTable.Rows("student_t"))
        {
            (double t, double df) = (row[0], row[1]);
            density.Relative(row[2], StudentT.Density(t, df), t, df);
            upper.Relative(row[3], StudentT.UpperTail(t, df), t, df);
            lower.Relative(row[3], StudentT.Cdf(-t, df), t, df);
            upper.Relative(2 * row[3], StudentT.TwoSidedPValue(-t, df), t, df);
            cdf.Relative(row[4], StudentT.Cdf(t, df), t, df);
        }
        density.AssertBelow(1e-12);
        upper.AssertBelow(1e-12);
        lower.AssertBelow(1e-12);
        cdf.AssertBelow(1e-14);
    }

    [Fact]
    public void QuantilesAgreeWithTheGoldenTable()
    {
        LargestError error = new("t quantile");
        foreach (double[] row in GoldenTable.Rows("student_t_quantile"))
        {
            error.Relative(row[2], StudentT.UpperQuantile(row[0], row[1]), row[0], row[1]);
            error.Relative(-row[2], StudentT.Quantile(row[0], row[1]), row[0], row[1]);
        }
        error.AssertBelow(1e-12);
    }

    [Fact]
    public void InfiniteDegreesOfFreedomMeanTheNormalDistribution()
    {
        Assert.Equal(Normal.Cdf(-2.5), StudentT.Cdf(-2.5, double.PositiveInfinity));
        Assert.Equal(Normal.UpperTail(2.5), StudentT.UpperTail(2.5, double.PositiveInfinity));
        Assert.Equal(2 * Normal.UpperTail(2.5), StudentT.TwoSidedPValue(-2.5, double.PositiveInfinity));
        Assert.Equal(Normal.Quantile(0.975), StudentT.Quantile(0.975, double.PositiveInfinity));
        Assert.Equal(Normal.Density(1), StudentT.Density(1, double.PositiveInfinity));
    }

    [Fact]
    public void EdgesAreTheLimits()
    {
        Assert.Equal(0, StudentT.Cdf(double.NegativeInfinity, 3));
        Assert.Equal(1, StudentT.Cdf(double.PositiveInfinity, 3));
        Assert.Equal(0.5, StudentT.Cdf(0, 3));
        Assert.Equal(1, StudentT.TwoSidedPValue(0, 3));
        Assert.Equal(0, StudentT.TwoSidedPValue(double.PositiveInfinity, 3));
        Assert.Equal(0, StudentT.Quantile(0.5, 3));
        Assert.Equal(double.NegativeInfinity, StudentT.Quantile(0, 3));
        Assert.Equal(double.PositiveInfinity, StudentT.Quantile(1, 3));
        Assert.Equal(double.PositiveInfinity, StudentT.UpperQuantile(1e-10, 1e-3));
        Assert.All([0, -1, double.NaN], df => Assert.True(double.IsNaN(StudentT.Cdf(1, df)) && double.IsNaN(StudentT.Quantile(0.9, df))));
        Assert.All([-0.1, 1.1, double.NaN], p => Assert.True(double.IsNaN(StudentT.Quantile(p, 5)) && double.IsNaN(StudentT.UpperQuantile(p, 5))));
        Assert.True(double.IsNaN(StudentT.Cdf(double.NaN, 5)));
    }
}
