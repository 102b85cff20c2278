using Credence.Bayes;
using Credence.Numerics;
using Credence.Testing;
using Xunit;

namespace Credence.Experiments.Tests;

public sealed class EffectPriorTests
{
    [Fact]
    public void StatedRangesHoldTheStatedProbability()
    {
        EffectPrior prior = EffectPrior.LikelyBetween(-0.05, 0.10, 0.9);
        Oracle.Close(0.025, prior.Mean, 1e-15);
        Oracle.Close(0.9, prior.Distribution.Probability(-0.05, 0.10), 1e-14);
        EffectPrior difference = prior.OfDifference(40);
        Oracle.Close(1, difference.Mean, 1e-14);
        Oracle.Close(0.9, difference.Distribution.Probability(-2, 4), 1e-14);
    }

    [Fact]
    public void EstimatesAreShrunkenByTheirPrecision()
    {
        NormalPosterior posterior = new EffectPrior(0.01, 0.02).After(0.05, 0.02);
        Oracle.Close(0.03, posterior.Location, 1e-15);
        Oracle.Close(0.0002, posterior.Variance, 1e-15);
    }

    [Fact]
    public void ImpossibleRangesAreRejected()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => EffectPrior.LikelyBetween(0.1, 0.1, 0.9));
        Assert.Throws<ArgumentOutOfRangeException>(() => EffectPrior.LikelyBetween(0, 0.1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EffectPrior(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EffectPrior(0, 1).OfDifference(0));
    }

    [Fact]
    public void EqualStandardErrorsHaveTheClosedFormVariance()
    {
        // With one standard error s, τ² is the mean squared deviation less s².
        double[] estimates = [0.02, -0.01, 0.05, 0.00, 0.03, -0.04];
        double mean = estimates.Average(), variance = estimates.Sum(y => (y - mean) * (y - mean)) / estimates.Length;
        PastEffects past = PastEffects.Of([.. estimates.Select(y => new EstimatedEffect(y, 0.01))]);
        Oracle.Close(mean, past.Mean, 1e-15);
        Oracle.CloseRelative(variance - 1e-4, past.StandardDeviation * past.StandardDeviation, 1e-12);
        Oracle.CloseRelative(Math.Sqrt(variance / 6), past.MeanStandardError, 1e-12);
        Oracle.Close(-3 * (Math.Log(2 * Math.PI * variance) + 1), past.LogLikelihood, 1e-12);
        Oracle.CloseRelative(variance - 1e-4 + variance / 6, past.Prior.StandardDeviation * past.Prior.StandardDeviation, 1e-12);
    }

    [Fact]
    public void NoPointOfAFineGridIsMoreLikely()
    {
        EstimatedEffect[] past = [new(0.02, 0.005), new(-0.01, 0.03), new(0.09, 0.02), new(0.00, 0.001), new(0.03, 0.04), new(-0.2, 0.15)];
        PastEffects fit = PastEffects.Of(past);
        for (double mean = -0.05; mean <= 0.08; mean += 0.001)
        {
            for (double sd = 0; sd <= 0.1; sd += 0.0005)
            {
                double log = past.Sum(effect => Distribution.Normal(mean, Math.Sqrt(effect.StandardError * effect.StandardError + sd * sd)).LogDensity(effect.Estimate));
                Assert.True(log <= fit.LogLikelihood + 1e-12, $"{mean} {sd}");
            }
        }
        Oracle.Close(
            past.Sum(effect => Distribution.Normal(fit.Mean, double.Hypot(effect.StandardError, fit.StandardDeviation)).LogDensity(effect.Estimate)),
            fit.LogLikelihood,
            1e-12);
    }

    [Fact]
    public void EstimatesThatAgreeLeaveNoSpread()
    {
        PastEffects past = PastEffects.Of([new(0.010, 0.02), new(0.012, 0.02), new(0.011, 0.04)]);
        Assert.Equal(0, past.StandardDeviation);
        Oracle.CloseRelative(1 / Math.Sqrt(2 / 0.0004 + 1 / 0.0016), past.MeanStandardError, 1e-14);
        Assert.Equal(past.MeanStandardError, past.Prior.StandardDeviation, 1e-15);
        Assert.Equal(0, PastEffects.Of([new(1, 1), new(1, 1)]).StandardDeviation);
    }

    [Fact]
    public void PastExperimentsMustBeTwoWithStandardErrors()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PastEffects.Of([new(1, 1)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PastEffects.Of([new(1, 1), new(1, 0)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PastEffects.Of([new(1, 1), new(double.NaN, 1)]));
    }

    [Fact]
    public void ManyPastExperimentsRecoverTheirDistribution()
    {
        RandomStream random = new(9, "past");
        EstimatedEffect[] past = new EstimatedEffect[3000];
        for (int i = 0; i < past.Length; i++)
        {
            double error = 0.01 + 0.03 * random.NextDouble();
            past[i] = new(0.005 + 0.02 * random.NextNormal() + error * random.NextNormal(), error);
        }
        PastEffects fit = PastEffects.Of(past);
        Assert.Equal(0.005, fit.Mean, 4 * fit.MeanStandardError);
        Assert.Equal(0.02, fit.StandardDeviation, 0.0015);
    }
}
