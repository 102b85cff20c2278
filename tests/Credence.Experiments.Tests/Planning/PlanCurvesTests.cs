using Credence.Testing;
using Xunit;

namespace Credence.Experiments.Tests;

public sealed class PlanCurvesTests
{
    [Fact]
    public void CurvesAreThePowerFunction()
    {
        MeanDesign design = new(1);
        foreach (PowerPoint point in PlanCurves.PowerByEffect(design, 50, [-0.5, 0, 0.5]).Concat(PlanCurves.PowerBySize(design, [10, 100], 0.3)))
            Assert.Equal(design.Power(point.N, point.Effect), point.Power);
    }

    [Fact]
    public void MinimumEffectsShrinkByDay()
    {
        ProportionDesign design = new(0.1) { AllocationRatio = 0.5, Multiplicity = new() { Treatments = 2 } };
        IReadOnlyList<DetectableByDay> table = PlanCurves.MinimumEffectByDay(design, 1000, 0.8, [7, 14, 28]);
        Assert.Equal([7, 14, 28], table.Select(row => row.Day));
        Assert.Equal(new PerArm<long>(3500, 1750), table[0].NPerArm);
        Assert.True(table[0].MinimumEffect > table[1].MinimumEffect && table[1].MinimumEffect > table[2].MinimumEffect);
        Oracle.CloseRelative(design.MinimumEffect(14_000, 0.8), table[2].MinimumEffect, 1e-12);
        Assert.Equal(table[2].MinimumEffect / 0.1, table[2].MinimumRelativeEffect);
        Assert.Empty(PlanCurves.MinimumEffectByDay(design, 1, 0.8, [1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PlanCurves.MinimumEffectByDay(design, 0, 0.8, [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PlanCurves.MinimumEffectByDay(design, 10, 0.8, [0]));
    }

    [Fact]
    public void PowerOfAnObservedComparisonUsesTheStatedEffect()
    {
        double effect = MinimumDetectableEffect.At(0.7, 928, 0.05, Statistics.Alternative.TwoSided, 0.8);
        Oracle.Close(0.8, MinimumDetectableEffect.PowerAt(effect, 0.7, 928, 0.05, Statistics.Alternative.TwoSided), 1e-9);
        Oracle.Close(0.8, MinimumDetectableEffect.PowerAt(-effect, 0.7, 928, 0.05, Statistics.Alternative.TwoSided), 1e-9);
        Assert.True(MinimumDetectableEffect.PowerAt(effect, 0.7, 928, 0.05, Statistics.Alternative.Less) < 0.001);
        Assert.True(double.IsNaN(MinimumDetectableEffect.At(double.NaN, null, 0.05, Statistics.Alternative.Greater, 0.8)));
        Assert.True(double.IsNaN(MinimumDetectableEffect.At(0, 10, 0.05, Statistics.Alternative.Greater, 0.8)));
        Assert.Equal(0, MinimumDetectableEffect.At(1, 10, 0.05, Statistics.Alternative.Greater, 0.05));
        Assert.Throws<ArgumentOutOfRangeException>(() => MinimumDetectableEffect.At(1, 10, 0, Statistics.Alternative.Greater, 0.8));
    }
}
