using Credence.Statistics;
using Xunit;

namespace Credence.Analysis.Tests;

public sealed class ExpectedSharesTests
{
    [Fact]
    public void NamedSharesFollowTheOrderOfTheVariants()
        => Assert.Equal([0.9, 0.1], ExpectedShares.Parse("b=0.1,a=0.9").For(["a", "b"]));

    [Fact]
    public void BareSharesAreTakenInOrder() => Assert.Equal([0.2, 0.3, 0.5], ExpectedShares.Parse("0.2, 0.3, 0.5").For(["x", "y", "z"]));

    [Theory]
    [InlineData("0.5,0.6", "sum to 1.1")]
    [InlineData("a=0.5,0.5", "some shares have a name")]
    [InlineData("a=0.5,a=0.5", "named twice")]
    [InlineData("a=half", "\"a=half\" is not a share")]
    [InlineData("1.5,-0.5", "is not a share")]
    [InlineData("NaN,1", "is not a share")]
    public void MalformedSharesAreRefused(string text, string message)
        => Assert.Contains(message, Assert.Throws<InputException>(() => ExpectedShares.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("0.5,0.5", "2 shares for 3 variants")]
    [InlineData("a=0.5,b=0.5", "variant \"c\" has no share")]
    [InlineData("a=0.5,b=0.2,d=0.3", "no variant \"d\"")]
    public void SharesOfOtherVariantsAreRefused(string text, string message)
        => Assert.Contains(message, Assert.Throws<InputException>(() => ExpectedShares.Parse(text).For(["a", "b", "c"])).Message, StringComparison.Ordinal);
}
