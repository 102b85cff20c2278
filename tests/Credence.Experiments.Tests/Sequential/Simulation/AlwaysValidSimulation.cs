using Credence.Statistics;
using Xunit;

namespace Credence.Experiments.Tests.Simulation;

/// <summary>Type I error of always-valid rules with looks at every unit, daily (28 looks) and five times.</summary>
[Trait("Kind", "Simulation")]
public sealed class AlwaysValidSimulation
{
    private const double Alpha = Streams.Alpha;

    // A normal mixture cannot reject below it: two-sided z² must be over −2 ln α, one-sided over 2 ln(1 + 1/(2α)).
    private const double LeastSquare = 4.79;

    private static readonly BurnIn BurnIn = new(200, 40);

    private static readonly string[] Schedules = ["every pair", "28 looks", "5 looks"];

    [Theory]
    [MemberData(nameof(Outcome.All), MemberType = typeof(Outcome))]
    public void AsymptoticRulesKeepTheirLevelAfterABurnInCountedInEvents(string data)
    {
        Outcome outcome = new(data);
        int pairs = Streams.Nightly ? (outcome.Rare ? 21_000 : 5_600) : outcome.Rare ? 2_800 : 560;
        AsymptoticConfidenceSequence sequence = new(2 * pairs), early = new(400), oneSided = new(2 * pairs, Alpha, Alternative.Greater);
        MixtureSequentialTest mixture = MixtureSequentialTest.TunedAt(2 * outcome.Variance / pairs);
        string[] rules = ["asymptotic sequence, tuned at the end", "asymptotic sequence, tuned at 400 units", "asymptotic sequence, one-sided", "mixture SPRT"];
        int[] rejected = Streams.Count(rules.Length * Schedules.Length, $"asymptotic {data}", (random, holds) =>
        {
            double control = 0, controlSquares = 0, treatment = 0, treatmentSquares = 0;
            for (int n = 1; n <= pairs; n++)
            {
                outcome.Add(random, 1, ref control, ref controlSquares);
                outcome.Add(random, 1, ref treatment, ref treatmentSquares);
                ArmMean c = Arm(control, controlSquares, n), t = Arm(treatment, treatmentSquares, n);
                double difference = t.Mean - c.Mean, variance = c.Variance + t.Variance, events = control + treatment;
                if (difference * difference <= LeastSquare * variance
                    || !BurnIn.Passed(2 * n, double.IsNaN(outcome.Rate) ? long.MaxValue : (long)Math.Min(events, 2 * n - events)))
                    continue;
                Mark(holds, 0, sequence.At(c, t, 2 * n), n, pairs);
                Mark(holds, 1, early.At(c, t, 2 * n), n, pairs);
                Mark(holds, 2, oneSided.At(c, t, 2 * n), n, pairs);
                Mark(holds, 3, mixture.At(c, t), n, pairs);
            }
        });
        Judge(data, rules, rejected);
    }

    [Fact]
    public void TheMixtureTestKeepsItsLevelWithAKnownVarianceFromTheFirstPair()
    {
        int pairs = Streams.Nightly ? 5_600 : 280;
        (string Rule, MixtureSequentialTest Test)[] tests = [("mixture SPRT, known variance, τ² = 0.01", new(0.01)), ("mixture SPRT, known variance, τ² = 1", new(1))];
        NormalMixtureBoundary boundary = NormalMixtureBoundary.TunedAt(pairs);
        int[] rejected = Streams.Count(3 * Schedules.Length, "known variance", (random, holds) =>
        {
            double control = 0, treatment = 0;
            for (int n = 1; n <= pairs; n++)
            {
                (control, treatment) = (control + random.NextNormal(), treatment + random.NextNormal());
                ArmMean c = new(control / n, 1.0 / n), t = new(treatment / n, 1.0 / n);
                for (int i = 0; i < tests.Length; i++)
                {
                    if ((t.Mean - c.Mean) * (t.Mean - c.Mean) * n > 2 * LeastSquare)
                        Mark(holds, i, tests[i].Test.At(c, t), n, pairs);
                }
                Mark(holds, 2, (treatment - control) / Math.Sqrt(2) >= boundary.OneSided(n), n, pairs);
            }
        });
        Judge("normal", [.. tests.Select(test => test.Rule), "normal-mixture boundary, one-sided"], rejected);
    }

    [Theory]
    [MemberData(nameof(Outcome.Rates), MemberType = typeof(Outcome))]
    public void TheBetaBinomialTestKeepsItsLevelFromTheFirstPair(string data)
    {
        Outcome outcome = new(data);
        int pairs = Streams.Nightly ? 5_600 : 560;
        BetaBinomialSequentialTest test = new();
        int[] rejected = Streams.Count(Schedules.Length, $"beta-binomial {data}", (random, holds) =>
        {
            int control = 0, treatment = 0;
            for (int n = 1; n <= pairs; n++)
            {
                control += random.NextDouble() < outcome.Rate ? 1 : 0;
                treatment += random.NextDouble() < outcome.Rate ? 1 : 0;
                // A mixture is below the greatest likelihood, whose ratio is at most exp(ln 2 · z²), z with the pooled variance.
                double pooled = (control + treatment) / (2.0 * n), variance = 2 * pooled * (1 - pooled) * n, difference = treatment - control;
                if (difference * difference * Math.Log(2) >= variance * -Math.Log(Alpha))
                    Mark(holds, 0, test.LogEvidenceAgainstDifference(new(control, n), new(treatment, n), 0) >= -Math.Log(Alpha), n, pairs);
            }
        });
        Judge(data, ["beta-binomial"], rejected);
    }

    [Theory]
    [InlineData("0.5", 1)]
    [InlineData("0.1", 1)]
    [InlineData("0.01", 1)]
    [InlineData("0.1", 40)]
    public void BoundedSequencesCoverAtEveryLook(string data, int batch)
    {
        Outcome outcome = new(data);
        int pairs = Streams.Nightly ? 2_800 : 280;
        int[] missed = Streams.Count(2, $"bounded {data} {batch}", (random, holds) =>
        {
            BoundedMeanSequence control = BoundedMeanSequence.Start(0, 1, Alpha / 2), treatment = control;
            for (int n = 0; n < pairs; n += batch)
            {
                control = control.Add(Batch(random, outcome, batch));
                treatment = treatment.Add(Batch(random, outcome, batch));
            }
            holds[0] = !control.Interval.Contains(outcome.Rate);
            holds[1] = !BoundedMeanSequence.Difference(control, treatment).Contains(0);
        });
        Streams.Keeps(data, $"empirical Bernstein, one mean at 0.025, batches of {batch}", missed[0], Alpha / 2);
        Streams.Keeps(data, $"empirical Bernstein, difference, batches of {batch}", missed[1]);
    }

    [Fact]
    public void TheSampleRatioCheckKeepsItsLevelAtEveryUnit()
    {
        int units = Streams.Nightly ? 10_000 : 500;
        int[] alarms = Streams.Count(1, "allocation", (random, holds) =>
        {
            SequentialSampleRatio check = SequentialSampleRatio.Start([1, 2], 50, Alpha);
            long[] seen = new long[2];
            for (int n = 0; n < units; n++)
            {
                seen[random.NextDouble() < 1.0 / 3 ? 0 : 1]++;
                check = check.At(seen);
            }
            holds[0] = check.Mismatch;
        });
        Streams.Keeps("shares 1 : 2", "sample ratio, every unit", alarms[0]);
    }

    private static Moments Batch(Numerics.RandomStream random, Outcome outcome, int units)
    {
        double events = 0, squares = 0;
        outcome.Add(random, units, ref events, ref squares);
        return new Moments(units, events / units, events * (1 - events / units));
    }

    private static ArmMean Arm(double sum, double squares, int n)
    {
        double mean = sum / n;
        return new ArmMean(mean, Math.Max(0, squares / n - mean * mean) / n);
    }

    private static void Mark(bool[] holds, int rule, AlwaysValidResult result, int n, int pairs) => Mark(holds, rule, result.PValue <= Alpha, n, pairs);

    private static void Mark(bool[] holds, int rule, bool rejects, int n, int pairs)
    {
        if (!rejects)
            return;
        holds[rule * Schedules.Length] = true;
        holds[rule * Schedules.Length + 1] |= n % (pairs / 28) == 0;
        holds[rule * Schedules.Length + 2] |= n % (pairs / 5) == 0;
    }

    private static void Judge(string data, string[] rules, int[] rejected)
    {
        for (int rule = 0; rule < rules.Length; rule++)
        {
            for (int schedule = 0; schedule < Schedules.Length; schedule++)
                Streams.Keeps(data, $"{rules[rule]}, {Schedules[schedule]}", rejected[rule * Schedules.Length + schedule]);
        }
    }
}
