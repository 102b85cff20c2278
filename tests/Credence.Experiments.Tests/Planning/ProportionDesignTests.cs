using System.Diagnostics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Experiments.Tests;

public sealed class ProportionDesignTests
{
    [Theory]
    [InlineData(7, 5, 0.3, 0.6)]
    [InlineData(30, 20, 0.1, 0.35)]
    [InlineData(1, 1, 0.5, 0.5)]
    [InlineData(40, 80, 0.02, 0)]
    [InlineData(25, 25, 0.9, 1)]
    public void ExactPowerIsTheDoubleSum(int control, int treatment, double p0, double p1)
    {
        foreach (Alternative alternative in Enum.GetValues<Alternative>())
        {
            double critical = Numerics.Normal.UpperQuantile(alternative == Alternative.TwoSided ? 0.025 : 0.05), expected = 0;
            for (int x = 0; x <= control; x++)
            {
                for (int y = 0; y <= treatment; y++)
                {
                    double pooled = (x + y) / (double)(control + treatment), error = Math.Sqrt(pooled * (1 - pooled) * (1.0 / control + 1.0 / treatment));
                    double z = error > 0 ? (y / (double)treatment - x / (double)control) / error : 0;
                    if (alternative switch { Alternative.Greater => z > critical, Alternative.Less => z < -critical, _ => Math.Abs(z) > critical })
                        expected += Probability(x, control, p0) * Probability(y, treatment, p1);
                }
            }
            Oracle.Close(expected, PooledZTest.RejectionProbability(control, treatment, p0, p1, 0.05, alternative), 1e-13);
        }
    }

    [Fact]
    public void ExactPowerOfManyUnitsIsQuickAndNearTheNormalOne()
    {
        long start = Stopwatch.GetTimestamp();
        double power = PooledZTest.RejectionProbability(100_000, 100_000, 0.1, 0.104, 0.05), level = PooledZTest.RejectionProbability(1_000_000, 500_000, 0.1, 0.1, 0.05);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(1));
        Assert.Equal(new ProportionDesign(0.1).Power(100_000, 0.004), power, 0.002);
        Assert.Equal(0.05, level, 0.0005);
    }

    [Theory]
    [InlineData(0.2, -0.1, 1)]
    [InlineData(0.3, 0.15, 0.5)]
    [InlineData(0.01, 0.02, 1)]
    [InlineData(0.5, 0.4, 2)]
    public void ExactSizeIsWhereTheTargetIsReachedForGood(double baseline, double effect, double ratio)
    {
        ProportionDesign design = new(baseline) { Method = ProportionMethod.Exact, AllocationRatio = ratio };
        Plan plan = design.PlanSampleSize(effect, 0.8);
        long n = plan.NPerArm!.Value.Control;
        Assert.Equal(n, plan.NPerArmExact.Control);
        Assert.True(design.Power(n - 1, effect) < 0.8);
        for (long m = n; m < n + 100; m++)
            Assert.True(design.Power(m, effect) >= 0.8, $"at {m}");
        Assert.Equal(design.Power(n, effect), plan.Power);
    }

    [Theory]
    [InlineData(ProportionMethod.Handbook)]
    [InlineData(ProportionMethod.Continuity)]
    [InlineData(ProportionMethod.Arcsine)]
    public void SizeOfTheMinimumEffectIsTheSize(ProportionMethod method)
    {
        foreach (Alternative alternative in Enum.GetValues<Alternative>())
        {
            foreach (double ratio in (double[])[0.5, 1, 4])
            {
                ProportionDesign design = new(0.15) { Method = method, AllocationRatio = ratio, Alternative = alternative };
                foreach (double n in (double[])[300, 1000, 1e6])
                {
                    double effect = design.MinimumEffect(n, 0.8);
                    Assert.Equal(alternative == Alternative.Less, effect < 0);
                    Oracle.CloseRelative(n, design.SampleSize(effect, 0.8), 1e-8);
                    Oracle.Close(0.8, design.Power(n, effect), 1e-5);
                    Assert.True(design.Power(1.1 * n, effect) > 0.8);
                }
            }
        }
    }

    [Fact]
    public void ExactMinimumEffectHasThePower()
    {
        ProportionDesign design = new(0.1) { Method = ProportionMethod.Exact, Direction = Direction.Decrease };
        double effect = design.MinimumEffect(500, 0.8);
        Assert.True(effect < 0);
        Oracle.Close(0.8, design.Power(500, effect), 1e-9);
    }

    [Fact]
    public void TheContinuityCorrectionCostsPower()
    {
        ProportionDesign plain = new(0.1), corrected = plain with { Method = ProportionMethod.Continuity };
        Assert.True(corrected.Power(500, 0.05) < plain.Power(500, 0.05));
        Assert.True(corrected.SampleSize(0.05, 0.8) > plain.SampleSize(0.05, 0.8));
    }

    [Fact]
    public void RelativeEffectsAreSharesOfTheBaseline()
    {
        ProportionDesign design = new(0.1);
        Plan plan = design.PlanSampleSize(design.AbsoluteEffect(0.2), 0.8);
        Assert.Equal(3841, plan.NPerArm!.Value.Control);
        Assert.Equal(0.2, plan.MinimumRelativeEffect!.Value, 14);
    }

    [Fact]
    public void RareOutcomesGiveAFinding()
    {
        Assert.Equal("few-expected-events", Assert.Single(new ProportionDesign(0.001).PlanPower(1000, 0.05).Findings).Code);
        Assert.Empty((new ProportionDesign(0.001) { Method = ProportionMethod.Exact }).PlanPower(1000, 0.05).Findings);
        Assert.Empty(new ProportionDesign(0.1).PlanPower(1000, 0.05).Findings);
    }

    [Fact]
    public void ImpossibleRatesAndEffectsAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ProportionDesign(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ProportionDesign(1));
        Assert.Equal("effect", Assert.Throws<ArgumentOutOfRangeException>(() => new ProportionDesign(0.5).SampleSize(0.6, 0.8)).ParamName);
        Assert.Equal("effect", Assert.Throws<ArgumentOutOfRangeException>(() => new ProportionDesign(0.5).SampleSize(0, 0.8)).ParamName);
        Assert.Equal("effect", Assert.Throws<ArgumentOutOfRangeException>(() => (new ProportionDesign(0.5) { Method = ProportionMethod.Exact }).SampleSize(1e-4, 0.8)).ParamName);
        Assert.True(double.IsNaN(new ProportionDesign(0.99).MinimumEffect(100, 0.8)));
        Assert.Contains(new ProportionDesign(0.99).PlanMinimumEffect(100, 0.8).Findings, finding => finding.Code == "no-effect-suffices");
    }

    private static double Probability(int k, int n, double p)
    {
        double value = Math.Pow(p, k) * Math.Pow(1 - p, n - k);
        for (int i = 1; i <= k; i++)
            value *= (n - k + i) / (double)i;
        return value;
    }
}
