using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Experiments.Tests;

public sealed class MarginTests
{
    [Fact]
    public void NonInferiorityIsAOneSidedTestOfTheDistanceToTheMargin()
    {
        foreach (PowerMethod method in Enum.GetValues<PowerMethod>())
        {
            MeanDesign design = new(1) { Method = method, Hypothesis = Hypothesis.NonInferiority(0.3) };
            MeanDesign oneSided = new(1) { Method = method, Alternative = Alternative.Greater, Alpha = 0.025 };
            Oracle.CloseRelative(oneSided.SampleSize(0.3, 0.9), design.SampleSize(0, 0.9), 1e-12);
            Oracle.CloseRelative(oneSided.SampleSize(0.2, 0.9), design.SampleSize(-0.1, 0.9), 1e-12);
            Oracle.Close(oneSided.Power(50, 0.3), design.Power(50, 0), 1e-14);
            Oracle.Close(oneSided.MinimumEffect(50, 0.9) - 0.3, design.MinimumEffect(50, 0.9), 1e-12);
            Oracle.Close(-design.MinimumEffect(50, 0.9), (design with { Direction = Direction.Decrease }).MinimumEffect(50, 0.9), 1e-14);
            Oracle.CloseRelative(design.SampleSize(-0.1, 0.9), (design with { Alternative = Alternative.Less, Alpha = 0.025 }).SampleSize(0.1, 0.9), 1e-12);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => new MeanDesign(1) { Hypothesis = Hypothesis.NonInferiority(0.3) }.SampleSize(-0.3, 0.8));
    }

    [Fact]
    public void NormalEquivalenceWithoutAnEffectHasItsClosedForm()
    {
        MeanDesign design = new(1) { Method = PowerMethod.Normal, Hypothesis = Hypothesis.Equivalence(0.2) };
        double root = (Normal.UpperQuantile(0.05) + Normal.UpperQuantile(0.1)) / 0.2;
        Oracle.CloseRelative(2 * root * root, design.SampleSize(0, 0.8), 1e-10);
    }

    [Theory]
    [InlineData(PowerMethod.Normal)]
    [InlineData(PowerMethod.T)]
    public void EquivalenceRoundTrips(PowerMethod method)
    {
        MeanDesign design = new(1) { Method = method, Hypothesis = Hypothesis.Equivalence(0.5) };
        foreach (double effect in (double[])[0, 0.1, -0.1, 0.3])
        {
            double n = design.SampleSize(effect, 0.8);
            Oracle.Close(0.8, design.Power(n, effect), 1e-9);
            if (effect > 0)
                Oracle.CloseRelative(effect, design.MinimumEffect(n, 0.8), 1e-7);
        }
        Assert.Equal(design.Power(40, 0.1), design.Power(40, -0.1), 12);
        Assert.True(design.Power(100, 0) > design.Power(60, 0));
        Assert.True(double.IsNaN(design.MinimumEffect(5, 0.8)));
        Plan hopeless = design.PlanMinimumEffect(5, 0.8);
        Assert.Equal("no-effect-suffices", Assert.Single(hopeless.Findings).Code);
        Assert.Throws<ArgumentOutOfRangeException>(() => design.SampleSize(0.5, 0.8));
    }

    [Fact]
    public void EquivalenceInTheTLimitIsNormal()
    {
        double normal = DifferencePower.OfEquivalence(0.4, 3, double.PositiveInfinity, 0.05);
        Oracle.Close(normal, DifferencePower.OfEquivalence(0.4, 3, 1e9, 0.05), 1e-8);
    }

    [Theory]
    [InlineData(2, 0.5, 4)]
    [InlineData(10, 0.3, 3)]
    [InlineData(40, 1, 2.5)]
    public void EquivalencePowerAgreesWithSimulation(int degrees, double effect, double margin)
    {
        const int replicates = 100_000;
        RandomStream random = new(3, "equivalence");
        double critical = StudentT.UpperQuantile(0.05, degrees);
        int shown = 0;
        for (int i = 0; i < replicates; i++)
        {
            double estimate = effect + random.NextNormal(), error = Math.Sqrt(2 * random.NextGamma(degrees / 2.0) / degrees);
            if (margin - Math.Abs(estimate) > critical * error)
                shown++;
        }
        double power = DifferencePower.OfEquivalence(effect, margin, degrees, 0.05);
        Assert.Equal(power, shown / (double)replicates, 4 * Math.Sqrt(power * (1 - power) / replicates));
    }

    [Fact]
    public void RestrictedRatesMaximiseTheLikelihood()
    {
        foreach ((double control, double treatment, double ratio, double difference) in ((double, double, double, double)[])
            [(0.1, 0.12, 1, -0.05), (0.5, 0.5, 2, 0.2), (0.9, 0.7, 0.5, -0.3), (0.02, 0.02, 1, -0.01), (0.3, 0.6, 3, 0.1), (0.05, 0.05, 1, 0.9)])
        {
            double LogLikelihood(double rate) => control * Math.Log(rate - difference) + (1 - control) * Math.Log(1 - rate + difference)
                + ratio * (treatment * Math.Log(rate) + (1 - treatment) * Math.Log(1 - rate));
            (double c, double t) = RestrictedRates.At(control, treatment, ratio, difference);
            Assert.Equal(difference, t - c, 12);
            double step = 1e-4 * Math.Min(Math.Min(t, c), Math.Min(1 - t, 1 - c));
            Assert.True(step > 0);
            Assert.True(LogLikelihood(t) > LogLikelihood(t + step) && LogLikelihood(t) > LogLikelihood(t - step));
        }
    }

    [Fact]
    public void RatesWithMarginsRoundTrip()
    {
        ProportionDesign design = new(0.1) { Hypothesis = Hypothesis.NonInferiority(0.02), AllocationRatio = 2 };
        double n = design.SampleSize(0, 0.9);
        Oracle.Close(0.9, design.Power(n, 0), 1e-12);
        Oracle.Close(0, design.MinimumEffect(n, 0.9), 1e-10);
        ProportionDesign equivalence = design with { Hypothesis = Hypothesis.Equivalence(0.02) };
        n = equivalence.SampleSize(0.005, 0.9);
        Oracle.Close(0.9, equivalence.Power(n, 0.005), 1e-9);
        Oracle.Close(0.005, equivalence.MinimumEffect(n, 0.9), 1e-9);
        Assert.True(double.IsNaN(equivalence.MinimumEffect(100, 0.9)));
        Assert.Throws<ArgumentException>(() => (design with { Method = ProportionMethod.Exact }).SampleSize(0, 0.8));
        Assert.Throws<ArgumentOutOfRangeException>(() => (design with { Hypothesis = Hypothesis.NonInferiority(1) }).MinimumEffect(10, 0.8));
    }

    [Fact]
    public void NonInferiorityOfRatesAgreesWithSimulation()
    {
        const int n = 400, replicates = 20_000;
        ProportionDesign design = new(0.2) { Hypothesis = Hypothesis.NonInferiority(0.08) };
        RandomStream random = new(5, "farrington-manning");
        double critical = Normal.UpperQuantile(0.025);
        int shown = 0;
        for (int i = 0; i < replicates; i++)
        {
            double c = random.NextBinomial(n, 0.2) / (double)n, t = random.NextBinomial(n, 0.2) / (double)n;
            (double c0, double t0) = RestrictedRates.At(c, t, 1, -0.08);
            if ((t - c + 0.08) / Math.Sqrt((c0 * (1 - c0) + t0 * (1 - t0)) / n) > critical)
                shown++;
        }
        Assert.Equal(design.Power(n, 0), shown / (double)replicates, 0.015);
    }
}
