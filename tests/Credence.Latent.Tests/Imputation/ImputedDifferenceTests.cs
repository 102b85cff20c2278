using Credence.Numerics;
using Credence.Statistics;
using Xunit;

namespace Credence.Latent.Tests;

public sealed class ImputedDifferenceTests
{
    [Fact]
    public void ShiftIsThatOfTheImputedValues()
    {
        double[][] observed = [[1, 2, 4], [3, 5, 4, 7]], imputed = [[2, 3], [6]];
        ImputedDifference difference = new([Set(observed, imputed), Set(observed, [[1, 4], [5]])]);
        double Mean(double delta) => new[] { (imputed[0], imputed[1]), ([1, 4], [5]) }
            .Average(set => observed[1].Concat(set.Item2.Select(x => x + delta)).Average() - observed[0].Concat(set.Item1).Average());
        Assert.Equal(Mean(0), difference.At().Estimate, 12);
        Assert.Equal(Mean(-1.5), difference.At(ShiftedArm.Treatment, -1.5).Estimate, 12);
        // 1/5 of the treatment and 2/5 of the control are imputed.
        Assert.Equal(Mean(0) - 2.0 / 5, difference.At(ShiftedArm.Control, 1).Estimate, 12);
        Assert.Equal(Mean(0) + 1.0 / 5 - 2.0 / 5, difference.At(ShiftedArm.Both, 1).Estimate, 12);
    }

    [Fact]
    public void ConclusionChangesAtTheTippingPoint()
    {
        ImputedDifference difference = Simulated(0.5);
        Assert.True(difference.At().PValue < 0.05);
        double tipping = Assert.NotNull(difference.TippingPoint(ShiftedArm.Treatment, -20, 0.05));
        Assert.True(tipping < 0);
        Assert.True(difference.At(ShiftedArm.Treatment, tipping * 0.999).PValue < 0.05);
        Assert.True(difference.At(ShiftedArm.Treatment, tipping * 1.001).PValue >= 0.05);
        Assert.Equal(0.05, difference.At(ShiftedArm.Treatment, tipping).PValue, 6);
    }

    [Fact]
    public void NoEffectTipsBothWays()
    {
        ImputedDifference difference = Simulated(0);
        Assert.True(difference.At().PValue > 0.05);
        Assert.True(difference.TippingPoint(ShiftedArm.Treatment, 20, 0.05) > 0);
        Assert.True(difference.TippingPoint(ShiftedArm.Treatment, -20, 0.05) < 0);
    }

    [Fact]
    public void NothingImputedNeverTips()
    {
        ImputedDifference difference = new([Set([[1, 2, 3], [2, 3, 5]], [[], []]), Set([[1, 2, 3], [2, 3, 5]], [[], []])]);
        Assert.Null(difference.TippingPoint(ShiftedArm.Both, 100, 0.05));
    }

    private static ImputedDifference Simulated(double effect)
    {
        RandomStream random = new(31, "tipping");
        double[] control = Draw(200, 0), treatment = Draw(200, effect);
        return new([.. Enumerable.Range(0, 10).Select(_ => Set([control, treatment], [Draw(40, 0), Draw(60, effect)]))]);

        double[] Draw(int count, double mean) => [.. Enumerable.Range(0, count).Select(_ => mean + random.NextNormal())];
    }

    private static (ImputedArm Control, ImputedArm Treatment) Set(double[][] observed, double[][] imputed)
        => (new(Moments.FromValues(observed[0]), Moments.FromValues(imputed[0])), new(Moments.FromValues(observed[1]), Moments.FromValues(imputed[1])));
}
