using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Experiments.Tests.Sequential;

public sealed class Designs
{
    private static readonly GroupSequentialOptions OneSided = new() { Sides = 1, Alpha = 0.025, InformationTimes = InformationTimes.Equal(4) };

    [Fact]
    public void AlphaIsSpentExactlyForAnyTimesAndFamilies()
    {
        string[] families = ["obrien-fleming", "pocock", "wang-tsiatis(0.3)", "ld-obrien-fleming", "ld-obrien-fleming-total", "ld-pocock", "kim-demets(1.5)"];
        Gen.Select(Gen.Double[0.01, 1].Array[1, 12], Gen.Int[0, families.Length - 1], Gen.Int[1, 2], Gen.Double[0.001, 0.3])
            .Holds((steps, family, sides, alpha) =>
            {
                double[] times = Times(steps);
                GroupSequentialDesign design = Create(new() { InformationTimes = times, Bounds = BoundaryFamily.Parse(families[family]), Sides = sides, Alpha = alpha });
                OperatingCharacteristics none = OperatingCharacteristics.Of(times, design.Boundaries, sides, 0);
                Assert.Equal(alpha, none.UpperRejection.Sum() + none.LowerRejection.Sum(), 1e-11);
                Assert.Equal(0.8, design.Alternative.Power, 1e-11);
                Assert.InRange(design.InflationFactor, 1 - 1e-9, 2);
            }, iterations: 80);
    }

    [Fact]
    public void ASingleLookIsTheFixedTest()
    {
        foreach (string family in new[] { "obrien-fleming", "pocock", "haybittle-peto", "ld-obrien-fleming", "ld-pocock" })
        {
            GroupSequentialDesign design = Create(new() { InformationTimes = [1], Bounds = BoundaryFamily.Parse(family) });
            Assert.Equal(Normal.UpperQuantile(0.025), design.Boundaries[0], 1e-12);
            Assert.Equal(1, design.InflationFactor, 1e-11);
        }
    }

    [Fact]
    public void BoundariesOfTwoLooksSatisfyTheBivariateIntegral()
    {
        GroupSequentialDesign design = Create(new() { InformationTimes = [0.4, 1], Bounds = BoundaryFamily.Pocock, Sides = 1, Alpha = 0.025 });
        double c = design.Boundaries[0], correlation = Math.Sqrt(0.4), rest = Math.Sqrt(0.6);
        double second = GaussLegendre.OfOrder(400).Integrate(z => Normal.Density(z) * Normal.UpperTail((c - correlation * z) / rest), -12, c);
        Assert.Equal(0.025, Normal.UpperTail(c) + second, 1e-13);
    }

    [Fact]
    public void ManyLooksWithNextToNothingSpentEarlyStayExact()
    {
        GroupSequentialDesign design = Create(new() { InformationTimes = InformationTimes.Equal(1000) });
        Assert.Equal(double.PositiveInfinity, design.Boundaries[0]);
        Assert.Equal(31.676, design.Boundaries[4], 0.02);
        for (int k = 1; k < 1000; k++)
            Assert.True(design.Boundaries[k] < design.Boundaries[k - 1] || double.IsPositiveInfinity(design.Boundaries[k]));
        OperatingCharacteristics none = OperatingCharacteristics.Of(design.InformationTimes, design.Boundaries, 2, 0);
        Assert.Equal(0.05, none.UpperRejection.Sum() + none.LowerRejection.Sum(), 1e-10);
    }

    [Fact]
    public void LooksThatSpendNothingChangeNothing()
    {
        TableSpending spending = new([0.25, 0.5, 0.75, 1], [0, 0.01, 0.01, 0.05]);
        GroupSequentialDesign design = Create(new() { InformationTimes = InformationTimes.Equal(4), Bounds = new SpendingBoundary(spending) });
        GroupSequentialDesign without = Create(new() { InformationTimes = [0.5, 1], Bounds = new SpendingBoundary(spending) });
        Assert.Equal(double.PositiveInfinity, design.Boundaries[0]);
        Assert.Equal(double.PositiveInfinity, design.Boundaries[2]);
        Assert.Equal(without.Boundaries[0], design.Boundaries[1], 1e-12);
        Assert.Equal(without.Boundaries[1], design.Boundaries[3], 1e-11);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void BetaSpendingSpendsAlphaAndBeta(int sides, bool binding)
    {
        GroupSequentialDesign design = Create(new()
        {
            Sides = sides,
            Alpha = 0.025 * sides,
            InformationTimes = [0.3, 0.6, 0.8, 1],
            Futility = FutilityRule.Parse("hwang-shih-decani(-2)"),
            BindingFutility = binding,
        });
        OperatingCharacteristics none = design.Operate(0), alternative = design.Alternative;
        double typeOne = none.UpperRejection.Sum() + none.LowerRejection.Sum();
        if (binding)
            Assert.Equal(0.025 * sides, typeOne, 1e-10);
        else
            Assert.InRange(typeOne, 0.015 * sides, 0.025 * sides - 1e-5);
        Assert.Equal(0.8, alternative.Power, 1e-9);
        double spent = 0;
        for (int k = 0; k < 3; k++)
        {
            spent += alternative.FutilityStop[k];
            Assert.Equal(new HwangShihDeCaniSpending(-2).Spent(design.InformationTimes[k], 0.2), spent, 1e-9);
        }
        Assert.True(design.Operate(0).ExpectedInformation < 0.85);
    }

    [Theory]
    [InlineData(1, "ld-obrien-fleming", "obrien-fleming", 0.025)]
    [InlineData(1, "ld-pocock", "pocock", 0.01)]
    [InlineData(2, "ld-obrien-fleming", "hwang-shih-decani(-4)", 0.01)]
    [InlineData(2, "ld-pocock", "kim-demets(3)", 0.1)]
    public void BoundariesMeetAtTheLastLookHoweverManyThereAre(int sides, string bounds, string futility, double alpha)
    {
        foreach (bool binding in new[] { true, false })
        {
            double before = 0;
            foreach (int looks in new[] { 5, 20, 28, 100 })
            {
                GroupSequentialDesign design = Create(new()
                {
                    Sides = sides,
                    Alpha = alpha,
                    InformationTimes = InformationTimes.Equal(looks),
                    Bounds = BoundaryFamily.Parse(bounds),
                    Futility = FutilityRule.Parse(futility),
                    BindingFutility = binding,
                });
                OperatingCharacteristics none = design.Operate(0);
                double typeOne = none.UpperRejection.Sum() + none.LowerRejection.Sum();
                Assert.InRange(typeOne, binding ? alpha - 1e-9 : 0.5 * alpha, alpha + 1e-9);
                Assert.Equal(0.8, design.Alternative.Power, 1e-9);
                Assert.InRange(design.Drift, before, before == 0 ? 5 : before + 0.15);
                Assert.All(design.FutilityBoundaries.Zip(design.FutilityBoundaries.Skip(1)), pair => Assert.True(pair.First <= pair.Second));
                before = design.Drift;
            }
        }
    }

    [Fact]
    public void DriftTurnedRoundTurnsTheProbabilitiesRound()
    {
        GroupSequentialDesign design = Create(new());
        OperatingCharacteristics up = design.Operate(4.5), down = design.Operate(-4.5);
        for (int k = 0; k < 5; k++)
            Assert.Equal(up.UpperRejection[k], down.LowerRejection[k], 1e-12);
        Assert.Equal(1, design.Operate(60).Power, 1e-9);
    }

    [Theory]
    [InlineData(0.5, 0.4, 1)]
    [InlineData(0, 0.4, 1)]
    [InlineData(0.5, 1, 1.2)]
    [InlineData(0.2, 0.5, 0.9)]
    [InlineData(0.2, double.NaN, 1)]
    public void TimesThatDoNotRiseToOneAreRefused(double first, double second, double third)
        => Assert.Throws<InputException>(() => Create(new() { InformationTimes = [first, second, third] }));

    [Fact]
    public void CrossingBoundariesAreRefused()
    {
        InputException error = Assert.Throws<InputException>(() => Create(OneSided with { Futility = new FixedFutility([0, 1, 3]) }));
        Assert.Contains("boundaries cross", error.Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => Create(OneSided with { Futility = new FixedFutility([0, 1]) }));
        Assert.Throws<InputException>(() => Create(OneSided with { Bounds = BoundaryFamily.Pocock, Futility = FutilityRule.Parse("pocock"), BindingFutility = true }));
        Assert.Throws<InputException>(() => Create(OneSided with { Bounds = new HaybittlePetoBoundary(1.9) }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void ErrorsOutsideTheirRangeAreRefused(double value)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Create(OneSided with { Alpha = value }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Create(OneSided with { Power = value }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Create(OneSided with { Sides = 3 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => SequentialSampleSize.ForMeans(Create(OneSided), 1, 0));
    }

    private static GroupSequentialDesign Create(GroupSequentialOptions options) => GroupSequentialDesign.Create(options);

    private static double[] Times(double[] steps)
    {
        double total = steps.Sum(), sum = 0;
        double[] times = [.. steps.Select(step => (sum += step) / total)];
        times[^1] = 1;
        return times;
    }
}
