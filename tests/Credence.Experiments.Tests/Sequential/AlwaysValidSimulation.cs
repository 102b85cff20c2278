using Credence.Numerics;
using Credence.Statistics;
using Xunit;

namespace Credence.Experiments.Tests.Sequential;

/// <summary>Type I error with a look after every pair of units.</summary>
public sealed class AlwaysValidSimulation
{
    private const int Runs = 1000;
    private const int Pairs = 300;
    private const double Alpha = 0.05;

    [Fact]
    public void TheMixtureTestKeepsItsLevelOnNormalDataFromTheFirstPair()
    {
        MixtureSequentialTest test = new(0.05);
        RandomStream random = new(1, "mixture");
        AtMost(Alpha, Count(_ =>
        {
            Moments control = Moments.Empty, treatment = Moments.Empty;
            return Any(() =>
            {
                control = control.Merge(new(1, random.NextNormal(), 0));
                treatment = treatment.Merge(new(1, random.NextNormal(), 0));
                return test.At(SequentialArm.WithKnownVariance(control, 1), SequentialArm.WithKnownVariance(treatment, 1)).LogEvidence;
            });
        }));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.1)]
    [InlineData(0.01)]
    public void TheBetaBinomialTestKeepsItsLevelFromTheFirstPair(double rate)
    {
        BetaBinomialSequentialTest test = new();
        RandomStream random = new(2, "beta-binomial");
        AtMost(Alpha, Count(_ =>
        {
            int control = 0, treatment = 0, n = 0;
            return Any(() =>
            {
                n++;
                control += random.NextDouble() < rate ? 1 : 0;
                treatment += random.NextDouble() < rate ? 1 : 0;
                // Equal counts are never evidence; leaving them out saves time where successes are few.
                return control == treatment ? 0 : test.LogEvidenceAgainstDifference(new(control, n), new(treatment, n), 0);
            });
        }));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.1)]
    [InlineData(0.05)]
    public void AsymptoticSequencesKeepTheirLevelAfterABurnInCountedInEvents(double rate)
    {
        AsymptoticConfidenceSequence sequence = new(2 * Pairs);
        MixtureSequentialTest mixture = MixtureSequentialTest.TunedAt(2 * rate * (1 - rate) / Pairs);
        BurnIn burnIn = new(100, 20);
        RandomStream random = new(3, "asymptotic");
        int[] hits = new int[2];
        for (int run = 0; run < Runs; run++)
        {
            int control = 0, treatment = 0;
            bool first = false, second = false;
            for (int n = 1; n <= Pairs && !(first && second); n++)
            {
                control += random.NextDouble() < rate ? 1 : 0;
                treatment += random.NextDouble() < rate ? 1 : 0;
                if (!burnIn.Passed(2 * n, control + treatment))
                    continue;
                ArmMean c = SequentialArm.OfProportion(control, n), t = SequentialArm.OfProportion(treatment, n);
                first |= sequence.At(c, t, 2 * n).PValue <= Alpha;
                second |= mixture.At(c, t).PValue <= Alpha;
            }
            hits[0] += first ? 1 : 0;
            hits[1] += second ? 1 : 0;
        }
        AtMost(Alpha, hits[0]);
        AtMost(Alpha, hits[1]);
    }

    [Fact]
    public void TheAsymptoticSequenceKeepsItsLevelOnSkewedDataAfterABurnIn()
    {
        AsymptoticConfidenceSequence sequence = new(2 * Pairs);
        RandomStream random = new(4, "lognormal");
        AtMost(Alpha, Count(_ =>
        {
            Moments control = Moments.Empty, treatment = Moments.Empty;
            return Any(() =>
            {
                control = control.Merge(new(1, Math.Exp(random.NextNormal()), 0));
                treatment = treatment.Merge(new(1, Math.Exp(random.NextNormal()), 0));
                return control.Count < 50 ? 0 : sequence.At(SequentialArm.Of(control), SequentialArm.Of(treatment), 2 * control.Count).LogEvidence;
            });
        }));
    }

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(0.05, 1)]
    [InlineData(0.05, 37)]
    public void TheBoundedSequenceCoversAtEveryLook(double rate, int batch)
    {
        RandomStream random = new(5, "bounded");
        AtMost(Alpha, Count(_ =>
        {
            BoundedMeanSequence sequence = BoundedMeanSequence.Start(0, 1, Alpha);
            for (int n = 0; n < Pairs; n += batch)
            {
                double mean = random.NextBinomial(batch, rate) / (double)batch;
                sequence = sequence.Add(new Moments(batch, mean, batch * mean * (1 - mean)));
            }
            return !sequence.Interval.Contains(rate);
        }));
    }

    [Fact]
    public void TheSampleRatioCheckKeepsItsLevelAtEveryUnit()
    {
        RandomStream random = new(6, "allocation");
        AtMost(Alpha, Count(_ =>
        {
            SequentialSampleRatio check = SequentialSampleRatio.Start([1, 2], 50, Alpha);
            long[] units = new long[2];
            for (int n = 0; n < Pairs; n++)
            {
                units[random.NextDouble() < 1.0 / 3 ? 0 : 1]++;
                check = check.At(units);
            }
            return check.Mismatch;
        }));
    }

    private static int Count(Func<int, bool> run) => Enumerable.Range(0, Runs).Count(run);

    private static bool Any(Func<double> logEvidence)
    {
        for (int n = 0; n < Pairs; n++)
        {
            if (logEvidence() >= -Math.Log(Alpha))
                return true;
        }
        return false;
    }

    private static void AtMost(double probability, int count)
        => Assert.True(count <= Runs * probability + 3.5 * Math.Sqrt(Runs * probability * (1 - probability)), $"{count} of {Runs}");
}
