using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Experiments.Tests.Sequential;

public sealed class AlwaysValidInference
{
    [Fact]
    public void TheDecisionPValueIntervalAndLiftAgree()
        => Gen.Select(Gen.Double[-3, 3], Gen.Double[0.01, 2], Gen.Double[-6, 6], Gen.Double[0.01, 2], Gen.Double[1e-3, 10], Gen.Int[0, 2])
            .Holds((mean, variance, difference, treatmentVariance, mixing, side) =>
            {
                ArmMean control = new(mean, variance), treatment = new(mean + difference, treatmentVariance);
                AlwaysValidResult[] results =
                [
                    new MixtureSequentialTest(mixing).At(control, treatment),
                    new AsymptoticConfidenceSequence(500, 0.05, (Alternative)side).At(control, treatment, 300),
                ];
                foreach (AlwaysValidResult result in results)
                {
                    Assert.Equal(result.PValue <= 0.05, !result.Interval.Contains(0));
                    Assert.Equal(result.PValue <= 0.05, !result.Relative.Contains(0));
                }
            }, iterations: 2000);

    [Fact]
    public void WithoutSpreadNothingIsExcluded()
    {
        AlwaysValidResult result = new MixtureSequentialTest(1).At(new ArmMean(3, 0), new ArmMean(4, 0));
        Assert.Equal(1, result.PValue);
        Assert.True(result.Interval.Contains(1e300));
        Assert.Equal(RelativeSet.All, result.Relative.Set);
    }

    [Fact]
    public void TuningMakesTheSequenceNarrowestThere()
    {
        AsymptoticConfidenceSequence tuned = new(1000);
        foreach (double other in new[] { 700.0, 1400 })
            Assert.True(tuned.Radius(1000) < new AsymptoticConfidenceSequence(other).Radius(1000));
        double Width(MixtureSequentialTest test) => test.At(new ArmMean(0, 0.01), new ArmMean(0, 0.01)).Interval.Upper;
        MixtureSequentialTest best = MixtureSequentialTest.TunedAt(0.02);
        Assert.True(Width(best) < Width(new MixtureSequentialTest(best.MixingVariance * 1.3)));
        Assert.True(Width(best) < Width(new MixtureSequentialTest(best.MixingVariance / 1.3)));
        Assert.Equal(tuned.Radius(1000) * Math.Sqrt(0.02), Width(best), 1e-12);
    }

    [Fact]
    public void TheRunningPValueNeverRisesAndTheBurnInKeepsSilent()
    {
        MixtureSequentialTest test = new(1);
        BurnIn burnIn = new(100, 20);
        RunningEvidence running = RunningEvidence.Start.Add(test.At(new ArmMean(0, 0.1), new ArmMean(9, 0.1)), burnIn.Passed(99));
        Assert.Equal(RunningEvidence.Start, running);
        Assert.False(burnIn.Passed(1000, 19));
        running = running.Add(test.At(new ArmMean(0, 0.1), new ArmMean(2, 0.1)), burnIn.Passed(100));
        double p = running.PValue;
        running = running.Add(test.At(new ArmMean(0, 0.1), new ArmMean(0, 0.1)));
        Assert.Equal(p, running.PValue);
        Assert.Equal(2, running.Looks);
    }

    [Fact]
    public void TheBetaBinomialTestIsCoherentAndSymmetric()
        => Gen.Select(Gen.Int[0, 300], Gen.Int[0, 300], Gen.Int[0, 300], Gen.Int[0, 300]).Holds((s, f, u, g) =>
        {
            SuccessCount control = new(s, s + f), treatment = new(u, u + g);
            BetaBinomialSequentialTest test = new();
            AlwaysValidResult result = test.At(control, treatment), mirrored = test.At(new(f, s + f), new(g, u + g));
            Assert.Equal(result.PValue < 0.05, !result.Interval.Contains(0));
            Assert.Equal(result.PValue < 0.05, !result.Relative.Contains(0));
            Assert.Equal(result.Interval.Lower, -mirrored.Interval.Upper, 1e-9);
            Assert.Equal(result.PValue, mirrored.PValue, 1e-9);
            if (result.Interval.Upper < 1)
                Assert.Equal(-Math.Log(0.05), test.LogEvidenceAgainstDifference(control, treatment, result.Interval.Upper), 1e-6);
            Interval lift = result.Relative.Interval!.Value;
            if (double.IsFinite(lift.Upper))
                Assert.Equal(-Math.Log(0.05), test.LogEvidenceAgainstRatio(control, treatment, 1 + lift.Upper), 1e-6);
        }, iterations: 100);

    [Fact]
    public void TheBetaMixtureIsAnIntegralOfTheLikelihoodRatio()
    {
        // Uniform mixing: the mean of pˢ(1 − p)ᶠ over both rates against the pooled maximum.
        GaussLegendre rule = GaussLegendre.OfOrder(60);
        double control = rule.Integrate(p => Math.Pow(p, 7) * Math.Pow(1 - p, 23), 0, 1), treatment = rule.Integrate(p => Math.Pow(p, 15) * Math.Pow(1 - p, 10), 0, 1);
        double pooled = 22.0 / 55, best = 22 * Math.Log(pooled) + 33 * Math.Log(1 - pooled);
        double log = new BetaBinomialSequentialTest(1, 1).LogEvidenceAgainstDifference(new(7, 30), new(15, 25), 0);
        Assert.Equal(Math.Log(control) + Math.Log(treatment) - best, log, 1e-10);
    }

    [Theory]
    [InlineData(0.01, 1000, 32)]
    [InlineData(0.1, 120, 40)]
    [InlineData(0.5, 50, 50)]
    public void TheBetaBinomialTestHoldsItsLevelExactly(double rate, int pairs, int most)
    {
        // The chance of every pair of counts that has not been rejected yet; counts beyond the most are taken as rejected.
        BetaBinomialSequentialTest test = new();
        double[,] alive = new double[most + 1, most + 1];
        alive[0, 0] = 1;
        double rejected = 0;
        for (int n = 1; n <= pairs; n++)
        {
            for (int c = Math.Min(n, most); c >= 0; c--)
            {
                for (int t = Math.Min(n, most); t >= 0; t--)
                {
                    alive[c, t] = (1 - rate) * (1 - rate) * alive[c, t] + (t > 0 ? (1 - rate) * rate * alive[c, t - 1] : 0)
                        + (c > 0 ? rate * (1 - rate) * alive[c - 1, t] + (t > 0 ? rate * rate * alive[c - 1, t - 1] : 0) : 0);
                }
            }
            for (int c = 0; c <= Math.Min(n, most); c++)
            {
                for (int t = 0; t < c; t++)
                {
                    if (alive[c, t] > 1e-12 && test.LogEvidenceAgainstDifference(new(c, n), new(t, n), 0) >= -Math.Log(0.05))
                    {
                        rejected += alive[c, t] + alive[t, c];
                        (alive[c, t], alive[t, c]) = (0, 0);
                    }
                }
            }
        }
        double kept = alive.Cast<double>().Sum();
        Assert.InRange(1 - kept, rejected, 0.05);
        Assert.InRange(rejected, 1e-5, 0.05);
        Assert.InRange(1 - kept - rejected, -1e-9, 1e-4);
    }

    [Fact]
    public void NoUnitsSayNothing()
    {
        AlwaysValidResult result = new BetaBinomialSequentialTest().At(new(0, 0), new(0, 0));
        Assert.Equal(1, result.PValue);
        Assert.Equal((-1, 1), (result.Interval.Lower, result.Interval.Upper));
        Interval lift = result.Relative.Interval!.Value;
        Assert.Equal((-1, double.PositiveInfinity), (lift.Lower, lift.Upper));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BetaBinomialSequentialTest().At(new(3, 2), new(0, 0)));
    }

    [Fact]
    public void TheBoundedSequenceHoldsTheDefinition()
    {
        // The published recursion, unit by unit.
        double[] values = [0.2, 1, 0, 0.7, 0.4, 0.4, 0.9, 0.05];
        double sum = 0, weight = 0, price = 0, total = 0, level = Math.Log(2 / 0.1);
        BoundedMeanSequence sequence = BoundedMeanSequence.Start(-1, 3, 0.1);
        for (int t = 0; t < values.Length; t++)
        {
            double mean = t == 0 ? 0 : total / t, spread = values[..t].Sum(x => (x - mean) * (x - mean));
            double centre = (0.5 + total) / (t + 1), variance = (0.25 + spread) / (t + 1);
            double bet = Math.Min(0.5, Math.Sqrt(2 * level / (variance * (t + 1) * Math.Log(2 + t))));
            sum += bet * values[t];
            weight += bet;
            price += (values[t] - centre) * (values[t] - centre) * (-Math.Log(1 - bet) - bet);
            total += values[t];
            sequence = sequence.Add(new Moments(1, -1 + 4 * values[t], 0));
        }
        Assert.Equal(Math.Max(-1, -1 + 4 * ((sum / weight) - (level + price) / weight)), sequence.Interval.Lower, 1e-12);
        Assert.Equal(sum, sequence.WeightedSum, 1e-12);
        Assert.Equal(price, sequence.Price, 1e-12);
        BoundedMeanSequence atOnce = BoundedMeanSequence.Start(-1, 3, 0.1).Add([.. values.Select(value => -1 + 4 * value)]);
        Assert.Equal(sequence.Interval, atOnce.Interval);
        Assert.Equal(sequence.WeightedSum, atOnce.WeightedSum);
        Assert.Throws<InputException>(() => sequence.Add(new Moments(1, 3.1, 0)));
        Assert.Throws<InputException>(() => sequence.Add(new Moments(10, 1, 100)));
        Assert.Throws<ArgumentOutOfRangeException>(() => BoundedMeanSequence.Start(1, 1));
    }

    [Fact]
    public void TheBoundedSequenceNarrowsAndGivesLifts()
    {
        BoundedMeanSequence control = BoundedMeanSequence.Start(0, 1, 0.025), treatment = control;
        for (int batch = 0; batch < 200; batch++)
        {
            control = control.Add(new Moments(100, 0.1, 9));
            treatment = treatment.Add(new Moments(100, 0.2, 16));
        }
        Interval difference = BoundedMeanSequence.Difference(control, treatment);
        Assert.InRange(difference.Lower, 0.05, 0.1);
        Assert.InRange(difference.Upper, 0.1, 0.15);
        Assert.Equal(0.95, difference.Level, 1e-12);
        RelativeEffect relative = BoundedMeanSequence.Relative(control, treatment);
        Assert.Equal(1, relative.Estimate, 1e-9);
        Assert.True(relative.Interval!.Value.Contains(1));
        Assert.Equal(RelativeSet.All, BoundedMeanSequence.Relative(BoundedMeanSequence.Start(0, 1), treatment).Set);
    }

    [Fact]
    public void TheSampleRatioCheckIsTheDirichletMixture()
    {
        // Two variants: the beta mixture of the binomial.
        GaussLegendre rule = GaussLegendre.OfOrder(80);
        double a = 6, b = 4, mixed = rule.Integrate(p => Math.Pow(p, a - 1 + 30) * Math.Pow(1 - p, b - 1 + 35), 0, 1) / Math.Exp(GammaFunction.LogBeta(a, b));
        double plan = 30 * Math.Log(0.6) + 35 * Math.Log(0.4);
        SequentialSampleRatio check = SequentialSampleRatio.Start([3, 2], 10).At([30, 35]);
        Assert.Equal(Math.Log(mixed) - plan, check.LogEvidence, 1e-9);
        Assert.True(SequentialSampleRatio.Start([1, 1]).At([52000, 50000]).Mismatch);
        Assert.False(SequentialSampleRatio.Start([1, 1]).At([50100, 50000]).Mismatch);
        Assert.Equal(0, SequentialSampleRatio.Start([1, 0]).At([5, 1]).PValue);
        Assert.Equal(1, SequentialSampleRatio.Start([1, 1]).At([0, 0]).PValue);
        Assert.True(SequentialSampleRatio.Start([1, 1]).At([52000, 50000]).At([100000, 100000]).Mismatch);
    }
}
