using Credence.Statistics;
using Xunit;

namespace Credence.Bayes.Tests;

public sealed class PriorTests
{
    [Theory]
    [InlineData("half-normal(10)", "half-normal(10)")]
    [InlineData("  Normal ( 0 ,1e1 ) ", "normal(0, 10)")]
    [InlineData("truncated(normal(0,1),0,inf)", "truncated(normal(0, 1), 0, inf)")]
    [InlineData("normal(sample,10)", "normal(sample, 10)")]
    [InlineData("student-t(3, sample, 2)", "student-t(3, sample, 2)")]
    [InlineData("lkj(2)", "lkj(2)")]
    [InlineData("inverse-gamma(2,2)", "inverse-gamma(2, 2)")]
    public void PriorsAreReadAndWrittenAgain(string text, string canonical)
    {
        Prior prior = Prior.Parse(text);
        Assert.Equal(canonical, prior.ToString());
        Assert.Equal(canonical, Prior.Parse(prior.ToString()).ToString());
    }

    [Fact]
    public void SampleCentresThePriorOnTheDataAndIsFlagged()
    {
        Prior prior = Prior.Parse("normal(sample, 10)");
        Assert.True(prior.IsCentredOnSample);
        Assert.Equal("normal(54.5, 10)", prior.Distribution(54.5).ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => prior.Distribution());
        Prior restricted = Prior.Parse("truncated(normal(sample, 10), 0, inf)");
        Assert.True(restricted.IsCentredOnSample);
        Assert.Equal(0, restricted.Distribution(3).Lower);
        Assert.False(Prior.Parse("normal(0, 10)").IsCentredOnSample);
    }

    [Fact]
    public void CorrelationPriorsHaveAConcentration()
    {
        Prior prior = Prior.Parse("lkj(1.5)");
        Assert.Equal(1.5, prior.Concentration);
        Assert.Throws<InvalidOperationException>(() => prior.Distribution());
        Assert.Null(Prior.Parse("normal(0, 1)").Concentration);
    }

    [Theory]
    [InlineData("nromal(0,1)", "did you mean normal")]
    [InlineData("halfnormal(1)", "half-normal")]
    [InlineData("invgamma(1,1)", "inverse-gamma")]
    [InlineData("zipf(2)", "the distributions are normal")]
    [InlineData("normal(0)", "normal(mean, sd) takes 2 parameters, not 1")]
    [InlineData("half-normal(1,2)", "takes 1 parameter, not 2")]
    [InlineData("half-normal()", "takes 1 parameter, not 0")]
    [InlineData("normal(0,-1)", "sd of normal(mean, sd) is -1; it must be a finite number above 0")]
    [InlineData("normal(0,0)", "above 0")]
    [InlineData("normal(0,inf)", "improper")]
    [InlineData("normal(nan,1)", "'nan' is not a number")]
    [InlineData("normal(a,1)", "'a' is not a number")]
    [InlineData("normal(0,sample)", "only a location can be 'sample'")]
    [InlineData("gamma(sample,1)", "only a location can be 'sample'")]
    [InlineData("uniform(-inf,inf)", "improper")]
    [InlineData("uniform(3,3)", "no probability anywhere")]
    [InlineData("uniform(3,1)", "no probability anywhere")]
    [InlineData("lkj(0)", "above 0")]
    [InlineData("lkj(1,2)", "takes 1 parameter")]
    [InlineData("truncated(normal(0,1),2,1)", "below the upper")]
    [InlineData("truncated(gamma(2,1),-2,-1)", "no probability between -2 and -1")]
    [InlineData("truncated(lkj(1),0,1)", "cannot be restricted")]
    [InlineData("normal", "is not a distribution")]
    [InlineData("", "is not a distribution")]
    [InlineData("(1)", "is not a distribution")]
    [InlineData("normal(0,1", "is not a distribution")]
    [InlineData("normal(0),1)", "do not match")]
    public void MistakesAreNamedWithAWayOut(string text, string expected)
    {
        InputException error = Assert.Throws<InputException>(() => Prior.Parse(text, "--prior"));
        Assert.StartsWith("--prior: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NamedPriorsMustNameAParameter()
    {
        string[] names = ["mean", "sd", "variance"];
        (string name, Prior prior) = Prior.ParseNamed("sd = half-normal(10)", names);
        Assert.Equal("sd", name);
        Assert.Equal("half-normal(10)", prior.ToString());
        Assert.Contains("did you mean 'mean'?", Assert.Throws<InputException>(() => Prior.ParseNamed("maen=normal(0,1)", names)).Message, StringComparison.Ordinal);
        Assert.Contains("names no parameter", Assert.Throws<InputException>(() => Prior.ParseNamed("normal(0,1)", names)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PriorsAreRestrictedToTheRangeOfTheirParameter()
    {
        Assert.Equal("truncated(normal(0, 10), 0, inf)", Prior.Parse("normal(0,10)").Within("sd", 0, double.PositiveInfinity).ToString());
        Assert.Equal("half-normal(10)", Prior.Parse("half-normal(10)").Within("sd", 0, double.PositiveInfinity).ToString());
        InputException error = Assert.Throws<InputException>(() => Prior.Parse("uniform(-2,-1)").Within("sd", 0, double.PositiveInfinity));
        Assert.StartsWith("prior of sd: uniform(-2, -1) has no probability between 0 and inf", error.Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => Prior.Parse("lkj(1)").Within("sd", 0, double.PositiveInfinity));
    }

    [Fact]
    public void PriorsCanBeStatedInCode() => Assert.Equal("gamma(2, 3)", Prior.Of(Distribution.Gamma(2, 3)).ToString());
}
