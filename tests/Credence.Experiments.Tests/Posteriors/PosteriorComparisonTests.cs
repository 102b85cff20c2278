using System.Diagnostics;
using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Experiments.Tests;

public sealed class PosteriorComparisonTests
{
    [Fact]
    public void DifferenceAndLiftFollowDraws()
    {
        PosteriorComparison[] comparisons =
        [
            PosteriorComparison.Of(new BetaPosterior(3, 20), new BetaPosterior(7, 18)),
            PosteriorComparison.Of(new GammaPosterior(4, 2), new GammaPosterior(2.5, 3)),
            PosteriorComparison.Of(new NormalInverseGammaPosterior(10, 5, 3, 20), new NormalInverseGammaPosterior(12, 4, 5, 30)),
            PosteriorComparison.Of(new NormalPosterior(5, 0.5), new NormalPosterior(-1, 2)),
        ];
        const int draws = 20000;
        double[] levels = [0.05, 0.25, 0.5, 0.75, 0.95];
        foreach (PosteriorComparison comparison in comparisons)
        {
            RandomStream random = new(11, "comparison");
            double[] a = new double[draws], b = new double[draws];
            for (int i = 0; i < draws; i++)
                (a[i], b[i]) = (comparison.Control.Mean.Draw(random), comparison.Treatment.Mean.Draw(random));
            Moments losses = Moments.FromValues([.. a.Zip(b, (x, y) => Math.Max(x - y, 0))]);
            Assert.Equal(losses.Mean, comparison.ExpectedLossOfTreatment, 4.5 * losses.StandardDeviation / Math.Sqrt(draws));
            foreach (double level in levels)
            {
                double difference = comparison.Difference.Quantile(level), lift = comparison.Lift!.Quantile(level);
                double tolerance = 5 * Math.Sqrt(level * (1 - level) / draws);
                Assert.Equal(level, a.Zip(b, (x, y) => y - x <= difference ? 1.0 : 0).Average(), tolerance);
                Assert.Equal(level, a.Zip(b, (x, y) => y / x - 1 <= lift ? 1.0 : 0).Average(), tolerance);
            }
        }
    }

    [Fact]
    public void ProbabilitiesOfRandomBetaPosteriorsAreTheClosedSum()
        => Gen.Select(Gen.Int[1, 60], Gen.Int[1, 60], Gen.Int[1, 60], Gen.Int[1, 60]).Holds(
            (a, b, c, d) =>
            {
                // P(B > A) = Σ over i < c of B(a + i, b + d) / ((d + i) B(1 + i, d) B(a, b)), for whole c.
                double sum = 0;
                for (int i = 0; i < c; i++)
                    sum += Math.Exp(GammaFunction.LogBeta(a + i, b + d) - Math.Log(d + i) - GammaFunction.LogBeta(1 + i, d) - GammaFunction.LogBeta(a, b));
                PosteriorComparison comparison = PosteriorComparison.Of(new BetaPosterior(a, b), new BetaPosterior(c, d));
                Oracle.CloseRelative(sum, comparison.ProbabilityBetter, 1e-11, $"{a} {b} {c} {d}");
                Oracle.Close(1, comparison.ProbabilityBetter + comparison.ProbabilityWorse, 1e-12);
                PosteriorComparison swapped = PosteriorComparison.Of(new BetaPosterior(c, d), new BetaPosterior(a, b));
                Oracle.CloseRelative(comparison.ProbabilityWorse, swapped.ProbabilityBetter, 1e-11);
                Oracle.CloseRelative(comparison.ExpectedLossOfTreatment, swapped.ExpectedLossOfControl, 1e-10);
            },
            15);

    [Fact]
    public void DisjointPosteriorsKeepTheirTail()
    {
        // Two normals 37.1 standard errors apart: the tail is 1e-301.
        PosteriorComparison normal = PosteriorComparison.Of(new NormalPosterior(0, 0.5), new NormalPosterior(37.1, 0.5));
        Oracle.CloseRelative(Normal.UpperTail(37.1), normal.ProbabilityWorse, 1e-9);
        Assert.Equal(1, normal.ProbabilityBetter, 1e-15);
        // E max(A − B, 0) of normals is σ (φ(z) − z Q(z)), which cancels; its asymptotic series does not.
        double z = 37.1, square = z * z;
        Oracle.CloseRelative(Normal.Density(z) / square * (1 - 3 / square + 15 / (square * square)), normal.ExpectedLossOfTreatment, 1e-6);
        Oracle.Close(37.1, normal.ExpectedLossOfControl, 1e-14);

        PosteriorComparison beta = PosteriorComparison.Of(new BetaPosterior(1001, 9001), new BetaPosterior(1800, 8202));
        Assert.InRange(beta.ProbabilityWorse, 1e-80, 1e-40);
        double sum = 0;
        for (int i = 0; i < 1001; i++)
            sum += Math.Exp(GammaFunction.LogBeta(1800 + i, 8202 + 9001) - Math.Log(9001 + i) - GammaFunction.LogBeta(1 + i, 9001) - GammaFunction.LogBeta(1800, 8202));
        Oracle.CloseRelative(sum, beta.ProbabilityWorse, 1e-8);
        Assert.Equal(0, PosteriorComparison.Of(new BetaPosterior(1e8, 9e8), new BetaPosterior(2e8, 8e8)).ProbabilityWorse);
    }

    [Fact]
    public void BillionsOfTrialsAreExactAndFast()
    {
        Stopwatch watch = Stopwatch.StartNew();
        BetaPosterior prior = new(1, 1);
        PosteriorComparison comparison = PosteriorComparison.Of(prior.After(100_000_000, 1_000_000_000), prior.After(100_020_000, 1_000_000_000));
        // The log odds are normal but for a skewness of about 1e-4, whose effect at the centre of a difference cancels between the arms.
        double sd = comparison.Difference.StandardDeviation, z = comparison.Difference.Mean / sd;
        Oracle.Close(Normal.Cdf(z), comparison.ProbabilityBetter, 1e-6);
        Interval interval = comparison.Difference.HighestDensity(0.95);
        Oracle.Close(comparison.Difference.Mean / sd - 1.959963985, interval.Lower / sd, 1e-4);
        Oracle.Close(0.95, comparison.Difference.Probability(interval.Lower, interval.Upper), 1e-10);
        Oracle.Close(0.0002, comparison.Lift!.Mean, 1e-8);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"took {watch.Elapsed}");
    }

    [Fact]
    public void NoSuccessesLeaveAProperAnswer()
    {
        BetaPosterior prior = new(1, 1);
        PosteriorComparison comparison = PosteriorComparison.Of(prior.After(0, 1000), prior.After(0, 1000));
        Oracle.Close(0.5, comparison.ProbabilityBetter, 1e-12);
        Assert.Equal(double.PositiveInfinity, comparison.Lift!.Mean);
        Interval interval = prior.After(0, 1000).Mean.HighestDensity(0.95);
        Assert.Equal(0, interval.Lower);
        Oracle.Close(1 - Math.Pow(0.05, 1.0 / 1001), interval.Upper, 1e-12);
        Assert.Equal(-comparison.Difference.Quantile(0.1), comparison.Difference.UpperQuantile(0.1), 1e-15);
    }

    [Fact]
    public void ImproperlyVaguePriorsGiveFiniteAnswersOrNaN()
    {
        // One observation: a t with 1.002 degrees of freedom.
        NormalInverseGammaPosterior prior = new(0, 1e-6, 0.001, 0.001);
        NormalInverseGammaPosterior one = prior.After(new Moments(1, 5, 0)), two = prior.After(new Moments(1, 6, 0));
        PosteriorComparison comparison = PosteriorComparison.Of(one, two);
        Oracle.Close(1, comparison.ProbabilityBetter + comparison.ProbabilityWorse, 1e-9);
        Assert.InRange(comparison.ProbabilityBetter, 0.5, 1);
        // No observation and two thousandths of a degree of freedom: nearly all probability lies beyond the largest double.
        Assert.True(double.IsNaN(PosteriorComparison.Of(prior, prior).ProbabilityBetter));
        Assert.True(double.IsNaN(PosteriorComparison.Of(prior, prior).Difference.Quantile(0.5)));
    }

    [Fact]
    public void ConstantDataUnderAProperPriorAreNoTrouble()
    {
        NormalInverseGammaPosterior prior = new(0, 1, 2, 2);
        PosteriorComparison comparison = PosteriorComparison.Of(prior.After(new Moments(1000, 5, 0)), prior.After(new Moments(1000, 5, 0)));
        Oracle.Close(0.5, comparison.ProbabilityBetter, 1e-12);
    }

    [Fact]
    public void LargeOffsetsDoNotCancel()
    {
        NormalPosterior control = new(1e9, 1e-6), treatment = new(1e9 + 0.001953125, 1e-6);
        PosteriorComparison comparison = PosteriorComparison.Of(control, treatment);
        Oracle.Close(Normal.Cdf(1.953125 / Math.Sqrt(2)), comparison.ProbabilityBetter, 1e-12);
    }

    [Fact]
    public void WideAndNarrowPosteriorsAreComparedExactly()
    {
        // A narrow control is a fixed threshold to the wide treatment.
        BetaPosterior narrow = new(3e8, 7e8), wide = new(2.5, 4);
        PosteriorComparison comparison = PosteriorComparison.Of(narrow, wide);
        Oracle.Close(wide.Mean.UpperTail(0.3), comparison.ProbabilityBetter, 1e-9);
        Oracle.Close(wide.Mean.Quantile(0.9) - 0.3, comparison.Difference.Quantile(0.9), 1e-8);
    }

    [Fact]
    public void LowerIsBetterExchangesTheAnswers()
    {
        BetaPosterior a = new(5, 50), b = new(9, 48);
        PosteriorComparison higher = PosteriorComparison.Of(a, b), lower = PosteriorComparison.Of(a, b, lowerIsBetter: true);
        Assert.Equal(higher.ProbabilityBetter, lower.ProbabilityWorse);
        Assert.Equal(higher.ExpectedLossOfTreatment, lower.ExpectedLossOfControl);
        Assert.Equal(higher.Difference.Mean, lower.Difference.Mean);
    }

    [Fact]
    public void LiftOfAControlAroundZeroIsWithheld()
    {
        Assert.Null(PosteriorComparison.Of(new NormalPosterior(1, 1), new NormalPosterior(2, 1)).Lift);
        Assert.NotNull(PosteriorComparison.Of(new NormalPosterior(4, 1), new NormalPosterior(2, 1)).Lift);
    }

    [Fact]
    public void NormalLiftsAreFiellersProbabilities()
    {
        // P(B − r A ≤ 0) with A above 0 almost surely.
        PosteriorComparison comparison = PosteriorComparison.Of(new NormalPosterior(50, 4), new NormalPosterior(20, 100));
        foreach (double lift in new[] { -1.2, -1.0, -0.7, -0.3, 0.1 })
        {
            double r = 1 + lift;
            Oracle.Close(Normal.Cdf((r * 50 - 20) / Math.Sqrt(100 + r * r * 4)), comparison.Lift!.Cdf(lift), 1e-12, $"{lift}");
        }
    }

    [Fact]
    public void RegionOfPracticalEquivalenceIsTheProbabilityBetweenItsEnds()
    {
        PosteriorComparison comparison = PosteriorComparison.Of(new NormalPosterior(10, 0.5), new NormalPosterior(10.2, 0.5));
        Oracle.Close(Normal.Cdf(0.3) - Normal.Cdf(-0.7), comparison.Difference.Probability(-0.5, 0.5), 1e-13);
        Oracle.CloseRelative(Normal.UpperTail(29.8) - Normal.UpperTail(30.8), comparison.Difference.Probability(30, 31), 1e-9);
        PosteriorComparison beta = PosteriorComparison.Of(new BetaPosterior(50, 450), new BetaPosterior(60, 440));
        IDistribution lift = beta.Lift!;
        double inside = lift.Probability(-0.05, 0.05);
        Oracle.Close(1, inside + lift.Cdf(-0.05) + lift.UpperTail(0.05), 1e-12);
    }

    [Fact]
    public void HighestDensityIntervalsHaveEqualDensitiesAndTheirLevel()
    {
        PosteriorComparison comparison = PosteriorComparison.Of(new BetaPosterior(3, 40), new BetaPosterior(9, 35));
        foreach (IDistribution distribution in new[] { comparison.Difference, comparison.Lift!, new BetaPosterior(3, 40).Mean, new GammaPosterior(2, 3).Mean })
        {
            foreach (double level in new[] { 0.5, 0.94 })
            {
                Interval interval = distribution.HighestDensity(level), equal = distribution.EqualTailed(level);
                Oracle.Close(level, distribution.Probability(interval.Lower, interval.Upper), 1e-11, $"{distribution} {level}");
                Oracle.Close(distribution.LogDensity(interval.Lower), distribution.LogDensity(interval.Upper), 1e-8, $"{distribution} {level}");
                Assert.True(interval.Upper - interval.Lower < equal.Upper - equal.Lower);
            }
        }
    }

    [Fact]
    public void DifferentKindsOfMeansAreNotCompared()
        => Assert.Throws<ArgumentException>(() => PosteriorComparison.Of(new BetaPosterior(1, 1), new GammaPosterior(1, 1)));

    [Fact]
    public void DensitiesAreTheDerivativesOfTheirTails()
    {
        PosteriorComparison comparison = PosteriorComparison.Of(new GammaPosterior(4, 2), new GammaPosterior(2.5, 3));
        foreach (IDistribution distribution in new[] { comparison.Difference, comparison.Lift! })
        {
            double x = distribution.Quantile(0.3), step = 1e-3 * (distribution.Quantile(0.4) - x);
            Oracle.CloseRelative((distribution.Cdf(x + step) - distribution.Cdf(x - step)) / (2 * step), Math.Exp(distribution.LogDensity(x)), 1e-6, $"{distribution}");
            distribution.LogDensity(x, out double slope);
            Oracle.CloseRelative((distribution.LogDensity(x + step) - distribution.LogDensity(x - step)) / (2 * step), slope, 1e-4, $"{distribution}");
        }
    }
}
