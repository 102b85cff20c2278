using Xunit;

namespace Credence.Bayes.Tests;

public sealed class ParameterLayoutTests
{
    private static readonly ParameterLayout Layout = new(
        new Parameter("difference"),
        new Parameter("mean", new ParameterDimension("variant", ["A", "B"])),
        new Parameter("loading", ParameterDimension.Numbered("row", 2), ParameterDimension.Numbered("column", 3)));

    [Fact]
    public void ElementsAreNamedByTheirLabelsWithTheLastDimensionRunningFastest()
        => Assert.Equal(
            ["difference", "mean[A]", "mean[B]", "loading[1,1]", "loading[1,2]", "loading[1,3]", "loading[2,1]", "loading[2,2]", "loading[2,3]"],
            Layout.ElementNames);

    [Fact]
    public void OffsetsFollowTheOrderOfTheParameters()
    {
        Assert.Equal(3, Layout.Offset("loading"));
        Assert.Equal(2, Layout.IndexOf("mean[B]"));
        Assert.Equal(-1, Layout.IndexOf("mean[C]"));
        Assert.Contains("mean", Assert.Throws<ArgumentException>(() => Layout.Offset("sd")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoParametersOfOneNameAreRefused()
        => Assert.Throws<ArgumentException>(() => new ParameterLayout(new Parameter("a"), new Parameter("a")));
}
