using Credence.Numerics;
using Credence.Statistics;
using Xunit;

namespace Credence.Experiments.Tests;

public sealed class QuantileDesignTests
{
    private static readonly QuantileDesign Median = QuantileDesign.FromDistribution(0.5, Normal.Quantile) with { Replicates = 2000 };

    [Fact]
    public void PowerAgreesWithTheLargeSampleFormula()
    {
        foreach ((double q, double effect) in ((double, double)[])[(0.5, 0.12), (0.9, 0.17)])
        {
            const double n = 2000;
            double density = Normal.Density(Normal.Quantile(q)), error = Math.Sqrt(2 * q * (1 - q) / n) / density;
            double expected = DifferencePower.OfTest(effect / error, double.PositiveInfinity, 0.025, true);
            Assert.Equal(expected, QuantileDesign.FromDistribution(q, Normal.Quantile).Power(n, effect), 0.025);
        }
    }

    [Fact]
    public void WithoutAnEffectTheTestHoldsItsLevel()
    {
        Assert.Equal(0.05, Median.Power(5000, 0), 0.02);
        Assert.Equal(0.05, (Median with { Alternative = Alternative.Less }).Power(5000, 0), 0.02);
    }

    [Fact]
    public void SamplesAreThoseOfWholeSamplesDrawn()
    {
        const int n = 200, count = 2000;
        QuantileSample[] quick = QuantileSample.Draw(Normal.Quantile, 0.75, n, count, new RandomStream(1, "quick"));
        RandomStream random = new(2, "whole");
        double[] values = new double[n];
        double sum = 0, squares = 0, errors = 0;
        for (int i = 0; i < count; i++)
        {
            random.FillNormal(values);
            Array.Sort(values);
            double reach = Normal.UpperQuantile(0.025) * Math.Sqrt(n * 0.75 * 0.25), value = values[149];
            sum += value / count;
            squares += value * value / count;
            errors += (values[(int)Math.Ceiling(150 + reach) - 1] - values[(int)Math.Floor(150 - reach) - 1]) / (2 * Normal.UpperQuantile(0.025)) / count;
        }
        double deviation = Math.Sqrt(squares - sum * sum), noise = 5 * deviation / Math.Sqrt(count);
        Assert.Equal(sum, quick.Average(sample => sample.Value), 2 * noise);
        Assert.Equal(errors, quick.Average(sample => sample.StandardError), noise);
        double mean = quick.Average(sample => sample.Value);
        Assert.Equal(deviation, Math.Sqrt(quick.Average(sample => (sample.Value - mean) * (sample.Value - mean))), noise);
    }

    [Theory]
    [InlineData(EffectShape.Shift)]
    [InlineData(EffectShape.Scale)]
    public void SizeEffectAndPowerAgree(EffectShape shape)
    {
        QuantileDesign design = QuantileDesign.FromDistribution(0.9, p => Math.Exp(Normal.Quantile(p))) with { Shape = shape, Replicates = 2000 };
        double n = design.SampleSize(0.3, 0.8);
        Assert.InRange(design.Power(n, 0.3), 0.8, 0.82);
        Assert.Equal(0.3, design.MinimumEffect(n, 0.8), 0.01);
        Assert.True(design.MinimumEffect(4 * n, 0.8) < 0.6 * 0.3);
        Plan plan = design.PlanSampleSize(0.3, 0.8);
        Assert.Equal(0.0089, plan.MonteCarloError!.Value, 0.0002);
        Assert.Equal("simulation", plan.Method);
        Assert.Equal(0.3 / design.Baseline, plan.MinimumRelativeEffect);
    }

    [Fact]
    public void MarginsAreUnderstood()
    {
        QuantileDesign better = Median with { Alternative = Alternative.Greater, Alpha = 0.025 };
        QuantileDesign notWorse = Median with { Hypothesis = Hypothesis.NonInferiority(0.1) };
        Assert.Equal(better.Power(1500, 0.1), notWorse.Power(1500, 0), 10);
        QuantileDesign same = Median with { Hypothesis = Hypothesis.Equivalence(0.2) };
        double n = same.SampleSize(0, 0.8);
        Assert.InRange(same.Power(n, 0), 0.8, 0.82);
        Assert.InRange(same.MinimumEffect(2 * n, 0.8), 0.01, 0.15);
        Assert.True(double.IsNaN(same.MinimumEffect(n / 4, 0.8)));
    }

    [Fact]
    public void DataAreDrawnWithReplacement()
    {
        double[] values = [.. Enumerable.Range(1, 1001).Select(i => Normal.Quantile(i / 1002.0))];
        QuantileDesign design = QuantileDesign.FromData(0.5, values);
        Assert.Equal(0, design.Baseline, 12);
        Assert.Equal(Median.Power(800, 0.2), design.Power(800, 0.2), 0.04);
    }

    [Fact]
    public void TheSameSeedGivesTheSamePower()
    {
        Assert.Equal(Median.Power(500, 0.1), Median.Power(500, 0.1));
        Assert.NotEqual(Median.Power(500, 0.1), (Median with { Seed = 2 }).Power(500, 0.1));
    }

    [Fact]
    public void TiesAndTinySamplesCannotReject()
    {
        QuantileDesign coin = QuantileDesign.FromData(0.25, [0, 0, 0, 1]);
        Assert.Equal(0, coin.Power(1000, 0.5));
        Assert.Contains(coin.PlanPower(1000, 0.5).Findings, finding => finding.Code == "quantile-ties");
        Assert.Equal(0, Median.Power(3, 100));
        Assert.True(double.IsNaN(Median.MinimumEffect(3, 0.8)));
    }

    [Fact]
    public void BadQuantilesAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => QuantileDesign.FromData(1, [1, 2, 3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => QuantileDesign.FromData(0.5, [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => QuantileDesign.FromData(0.5, [1, double.NaN]));
        Assert.Throws<ArgumentException>(() => (Median with { Shape = EffectShape.Scale }).Power(100, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Median with { Replicates = 10 });
    }
}
