using Xunit;

namespace Credence.Experiments.Tests.Sequential;

public sealed class PlannedEnds
{
    [Fact]
    public void WithoutLooksTheEndIsTheFixedTest()
    {
        PlannedEnd end = PlannedEnd.At([], 1000, 0.3, 0.1, 0.05);
        Assert.Equal(1.959963984540054, end.Boundary, 1e-12);
        StoppedInference inference = end.Infer();
        Assert.Equal(0.0026997960632602, inference.AdjustedPValue, 1e-12);
        Assert.Equal(0.3, inference.MedianUnbiasedEstimate, 1e-9);
        Assert.Equal(end.Interval.Lower, inference.Interval.Lower, 1e-9);
    }

    [Fact]
    public void LooksAndEndTogetherSpendAlpha()
    {
        (double, double)[] looks = [(100, 4), (250, 3.3), (700, 2.9)];
        PlannedEnd end = PlannedEnd.At(looks, 1000, 0, 1, 0.05);
        OperatingCharacteristics none = OperatingCharacteristics.Of([0.1, 0.25, 0.7, 1], [4, 3.3, 2.9, end.Boundary], 2, 0);
        Assert.Equal(0.05, none.UpperRejection.Sum() + none.LowerRejection.Sum(), 1e-10);
        Assert.Equal(end.Spent, none.UpperRejection.Take(3).Sum() + none.LowerRejection.Take(3).Sum(), 1e-10);
    }

    [Fact]
    public void TheAdjustedPValueAgreesWithTheBoundary()
    {
        (double, double)[] looks = [(1, 3.5), (2, 3)];
        double boundary = PlannedEnd.At(looks, 3, 0, 1, 0.05).Boundary;
        Assert.Equal(0.05, PlannedEnd.At(looks, 3, boundary, 1, 0.05).Infer().AdjustedPValue, 1e-9);
    }

    [Fact]
    public void InformationMustRise()
        => Assert.Throws<ArgumentException>(() => PlannedEnd.At([(2, 3), (1, 3)], 3, 0, 1, 0.05));

    [Theory]
    [InlineData(2, 0.083)]
    [InlineData(5, 0.142)]
    [InlineData(10, 0.193)]
    [InlineData(20, 0.248)]
    [InlineData(50, 0.320)]
    public void PeekingHasItsKnownError(int looks, double error)
        => Assert.Equal(error, Peeking.TypeIError([.. Enumerable.Range(1, looks).Select(k => 37.0 * k)], 0.05), 5e-4);

    [Theory]
    [InlineData("ld-obrien-fleming")]
    [InlineData("pocock")]
    [InlineData("hwang-shih-decani(-4)")]
    public void TheRepeatedPValueIsTheAlphaWhoseBoundaryIsReached(string bounds)
    {
        GroupSequentialOptions options = new() { Bounds = BoundaryFamily.Parse(bounds), InformationTimes = InformationTimes.Equal(4) };
        GroupSequentialMonitor monitor = GroupSequentialMonitor.Start(GroupSequentialDesign.Create(options)).Add(new(0.25, 0.2, 1 / 0.5)).Add(new(0.5, 3, 1 / Math.Sqrt(0.5)));
        double p = monitor.RepeatedPValue();
        GroupSequentialDesign just = GroupSequentialDesign.Create(options with { Alpha = p });
        Assert.Equal(monitor.Looks[1].Z, just.Boundaries[1], 1e-6);
        double step = GroupSequentialMonitor.Start(monitor.Design).Add(monitor.Looks[0].Data).RepeatedPValue();
        Assert.Equal(p, monitor.RepeatedPValue(step), 1e-9);
    }

    [Theory]
    [InlineData("ld-obrien-fleming")]
    [InlineData("haybittle-peto")]
    public void TheRepeatedPValueAgreesWithTheDecision(string bounds)
    {
        GroupSequentialDesign design = GroupSequentialDesign.Create(new() { Bounds = BoundaryFamily.Parse(bounds) });
        foreach (double z in (double[])[1, 2.5, 2.6, 2.7, 2.8, 4, 30])
        {
            GroupSequentialMonitor monitor = GroupSequentialMonitor.Start(design).Add(new(0.5, 0, 1)).Add(new(0.6, z / 2, 0.5));
            Assert.Equal(monitor.Decision == LookDecision.Reject, monitor.RepeatedPValue() <= 0.05);
        }
    }

    [Fact]
    public void SpendingByTimeLeavesTheScaleOfInformationFree()
    {
        GroupSequentialDesign design = GroupSequentialDesign.Create(new() { Bounds = BoundaryFamily.Parse("ld-pocock") });
        (double Share, double Units)[] looks = [(0.2, 200), (0.5, 350), (1, 777)];
        GroupSequentialMonitor one = GroupSequentialMonitor.Start(design), other = one, plain = one;
        foreach ((double share, double units) in looks)
        {
            double error = 1 / Math.Sqrt(units);
            one = one.Add(new(units / 1000, 0.05, error) { SpendingTime = share });
            other = other.Add(new(units / 130, 0.05, error) { SpendingTime = share });
            plain = plain.Add(new(share, 0.05, error));
        }
        Assert.Equal(one.Looks.Select(look => look.Boundary), other.Looks.Select(look => look.Boundary), (a, b) => Math.Abs(a - b) < 1e-8);
        Assert.NotEqual(plain.Looks[1].Boundary, one.Looks[1].Boundary, 1e-3);
        Assert.Equal(one.Final()!.AdjustedPValue, other.Final()!.AdjustedPValue, 1e-8);
        Assert.Equal(one.Final()!.MedianUnbiasedEstimate, other.Final()!.MedianUnbiasedEstimate, 1e-7);
        Assert.Equal(LookDecision.End, one.Decision);
    }

    [Fact]
    public void ConditionalPowerIsTheSameOnEveryScaleOfInformation()
    {
        GroupSequentialDesign design = GroupSequentialDesign.Create(new());
        GroupSequentialMonitor one = GroupSequentialMonitor.Start(design).Add(new(0.4, 1, 1));
        GroupSequentialMonitor other = GroupSequentialMonitor.Start(design).Add(new(6, 1, 1) { SpendingTime = 0.4 });
        Assert.Equal(one.ConditionalPower(0.7), other.ConditionalPower(0.7), 1e-8);
        Assert.Equal(one.PredictivePower(), other.PredictivePower(), 1e-7);
    }
}
