using Credence.Analysis;
using Credence.Statistics;
using Xunit;

namespace Credence.Reporting.Tests;

public sealed class NumberFormatTests
{
    [Theory]
    [InlineData(0, "<0.0001")]
    [InlineData(7e-19, "<0.0001")]
    [InlineData(0.00034, "0.0003")]
    [InlineData(0.027, "0.027")]
    [InlineData(0.0499, "0.0499")]
    [InlineData(0.05, "0.050")]
    [InlineData(0.0503, "0.0503")]
    [InlineData(0.04999999, "0.050000")]
    [InlineData(0.00113, "0.0011")]
    [InlineData(0.01, "0.010")]
    [InlineData(0.796, "0.796")]
    [InlineData(0.9996, ">0.999")]
    [InlineData(1, "1.000")]
    [InlineData(double.NaN, "n/a")]
    public void PValueIsNeverRoundedToZeroOrOntoALevel(double p, string text) => Assert.Equal(text, NumberFormat.PValue(p));

    [Fact]
    public void EstimateAndIntervalShareTheDecimalsOfTheStandardError()
    {
        MetricScale scale = new(SampleResults.AbSales().Metrics[0]);
        Assert.Equal("49.79", scale.Level(49.788));
        Assert.Equal("+6.34", scale.Difference(6.340));
        Assert.Equal("+4.97 to +7.71", scale.Difference(new Interval(4.966, 7.714, 0.95)));
        Assert.Equal("-0.35 to ∞", scale.Difference(new Interval(-0.35, double.PositiveInfinity, 0.95)));
        Assert.Equal("+12.7%", scale.Lift(0.12734));
        Assert.Equal("0.00", scale.Difference(-0.0004));
    }

    [Fact]
    public void ProportionsAreInPercentAndTheirDifferencesInPoints()
    {
        MetricScale scale = new(SampleResults.ThreeArms().Metrics[0]);
        Assert.Equal("10.62%", scale.Level(0.10617));
        Assert.Equal("+7.66 pp", scale.Difference(0.07659));
        Assert.Equal("n/a", scale.Difference(double.NaN));
    }

    [Theory]
    [InlineData(0.7, 50, 1, "50.00")]
    [InlineData(12345, 1234567, 1, "1,234,567")]
    [InlineData(3e11, 1.2345678e13, 1, "1.235e13")]
    [InlineData(1.4e-11, 3.2e-9, 1, "3.200e-9")]
    [InlineData(0, 5, 1, "5.00")]
    [InlineData(double.NaN, 0, 1, "0")]
    [InlineData(0.014, 0.127, 100, "12.7")]
    public void DecimalsFollowTheStandardError(double standardError, double value, double factor, string text)
        => Assert.Equal(text, new NumberScale(standardError, value, factor).Format(value));

    [Fact]
    public void UnboundedSetsAreSaidInWords()
    {
        AnalysisResult result = SampleResults.Awkward();
        Assert.Equal("below -31,050% or above -120%", new MetricScale(result.Metrics[0]).Lift(result.Metrics[0].Comparisons[0].Relative));
        Assert.Equal("any lift", new MetricScale(result.Metrics[1]).Lift(result.Metrics[1].Comparisons[0].Relative));
        Assert.Equal("n/a", new MetricScale(result.Metrics[4]).Lift(double.NaN));
    }

    [Theory]
    [InlineData(0.95, "95%")]
    [InlineData(0.999, "99.9%")]
    [InlineData(0.9875, "98.75%")]
    public void LevelsHaveNoIdleZeros(double level, string text) => Assert.Equal(text, NumberFormat.Level(level));
}
