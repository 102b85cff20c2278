using Credence.Statistics;
using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Experiments.Tests.Sequential;

public sealed class SpendingFunctions
{
    private static readonly SpendingFunction[] All =
    [
        SpendingFunction.OBrienFleming, SpendingFunction.Pocock, new KimDeMetsSpending(0.3), new KimDeMetsSpending(3),
        new HwangShihDeCaniSpending(-900), new HwangShihDeCaniSpending(-4), new HwangShihDeCaniSpending(0), new HwangShihDeCaniSpending(1e-9),
        new HwangShihDeCaniSpending(900), new TableSpending([0.25, 0.5, 1], [0, 0.01, 0.05]), new CustomSpending((t, error) => error * t * t),
    ];

    [Fact]
    public void SpendingRisesFromNothingToTheWholeError()
        => Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1], Gen.Double[1e-6, 0.5]).Holds((s, t, error) =>
        {
            foreach (SpendingFunction function in All)
            {
                Assert.Equal(0, function.Spent(0, error));
                Assert.Equal(error, function.Spent(1, error));
                Assert.True(function.Spent(Math.Min(s, t), error) <= function.Spent(Math.Max(s, t), error));
            }
        }, iterations: 500);

    [Fact]
    public void GammaSpendingIsLinearAtZero()
        => Assert.Equal(0.05 * 0.3, new HwangShihDeCaniSpending(1e-10).Spent(0.3, 0.05), 1e-12);

    [Fact]
    public void ATableIsReadOffAndJoinedByLines()
    {
        TableSpending table = new([0.25, 0.5, 1], [0, 0.01, 0.05]);
        Assert.Equal(0.01, table.Spent(0.5, 0.05), 1e-15);
        Assert.Equal(0.005, table.Spent(0.375, 0.05), 1e-15);
        Assert.Equal(0, table.Spent(0.2, 0.05));
    }

    [Theory]
    [InlineData("obrien-fleming")]
    [InlineData("pocock")]
    [InlineData("haybittle-peto")]
    [InlineData("haybittle-peto(3.2905)")]
    [InlineData("wang-tsiatis(0.25)")]
    [InlineData("ld-obrien-fleming")]
    [InlineData("ld-obrien-fleming-total")]
    [InlineData("ld-pocock")]
    [InlineData("kim-demets(2)")]
    [InlineData("hwang-shih-decani(-4)")]
    [InlineData("table(0.5:0.2,1:1)")]
    public void ABoundaryNameComesBackAsWritten(string name)
    {
        BoundaryFamily family = BoundaryFamily.Parse(name);
        Assert.Equal(name, family.Name);
        Assert.Equal(family, BoundaryFamily.Parse(family.Name));
    }

    [Theory]
    [InlineData("obrien-fleming")]
    [InlineData("pocock")]
    [InlineData("hwang-shih-decani(-2)")]
    [InlineData("kim-demets(2)")]
    [InlineData("fixed(0,0.5)")]
    public void AFutilityNameComesBackAsWritten(string name) => Assert.Equal(name, FutilityRule.Parse(name)!.Name);

    [Fact]
    public void NoFutilityIsNothing() => Assert.Null(FutilityRule.Parse("none"));

    [Theory]
    [InlineData("pococ", "pocock")]
    [InlineData("haybittle", "haybittle-peto")]
    [InlineData("obrien", "obrien-fleming")]
    [InlineData("kim-demet(2)", "kim-demets")]
    public void AnUnknownNameBringsTheNearestOnes(string typed, string nearest)
    {
        InputException error = Assert.Throws<InputException>(() => BoundaryFamily.Parse(typed));
        Assert.StartsWith($"did you mean {nearest},", error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kim-demets")]
    [InlineData("kim-demets(0)")]
    [InlineData("kim-demets(two)")]
    [InlineData("kim-demets(2")]
    [InlineData("haybittle-peto(0)")]
    [InlineData("pocock(2)")]
    [InlineData("wang-tsiatis(NaN)")]
    [InlineData("table(0.5)")]
    [InlineData("table(0.5:0.2,0.4:0.3)")]
    public void AWrongParameterIsRefused(string typed) => Assert.Throws<InputException>(() => BoundaryFamily.Parse(typed));
}
