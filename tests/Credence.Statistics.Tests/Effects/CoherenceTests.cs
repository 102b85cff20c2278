using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Statistics.Tests;

/// <summary>The test rejects exactly when the interval excludes 0, and exactly when the relative set does.</summary>
public sealed class CoherenceTests
{
    private static readonly Gen<EffectOptions> Options = Gen.Select(
        Gen.OneOf(0.05, 0.01, 0.1, 0.001, 0.3), Gen.Enum<Alternative>(), (alpha, side) => new EffectOptions { Alpha = alpha, Alternative = side });

    private static readonly Gen<Moments> Arms = Gen.Select(
        Gen.Long[2, 60], Gen.OneOf(Gen.Double[-3, 3], Gen.Double[-1e-3, 1e-3], Gen.Double[1e6, 1e6 + 1], Gen.Const(0.0)), Gen.Double[0.01, 4],
        (count, mean, sd) => new Moments(count, mean, sd * sd * (count - 1)));

    [Fact]
    public void MeansAgreeOnRandomArms()
        => Gen.Select(Arms, Arms, Options).Holds(example =>
        {
            (Moments control, Moments treatment, EffectOptions options) = example;
            AssertCoherent(MeanDifference.Welch(control, treatment, options), options);
            AssertCoherent(MeanDifference.Student(control, treatment, options), options);
            AssertCoherent(MeanDifference.Z(control, treatment, options), options);
        }, 2000);

    [Fact]
    public void MeansAgreeWhereTheTestIsOnTheBrink()
    {
        int rejected = 0, kept = 0;
        Gen.Select(Arms, Gen.Long[2, 60], Gen.Int[-6, 6], Options).Holds(example =>
        {
            (Moments control, long count, int steps, EffectOptions options) = example;
            Moments shape = new(count, 0, count - 1);
            Effect probe = MeanDifference.Welch(control.Shift(-control.Mean), shape, options);
            double reach = double.IsFinite(probe.Interval.Upper) ? probe.Interval.Upper : -probe.Interval.Lower;
            double difference = options.Alternative == Alternative.Less ? -reach : reach;
            for (int i = 0; i < Math.Abs(steps); i++)
                difference = steps > 0 ? Math.BitIncrement(difference) : Math.BitDecrement(difference);
            Effect effect = MeanDifference.Welch(control, shape.Shift(control.Mean + difference), options);
            AssertCoherent(effect, options);
            if (effect.PValue < options.Alpha)
                rejected++;
            else
                kept++;
        }, 5000);
        Assert.True(rejected > 500 && kept > 500, $"{rejected} {kept}");
    }

    [Fact]
    public void ProportionsAgreeOnAllSmallTables()
    {
        foreach (Alternative side in Enum.GetValues<Alternative>())
        {
            foreach (double alpha in new[] { 0.05, 0.2 })
            {
                EffectOptions options = new() { Alpha = alpha, Alternative = side };
                foreach ((int n, int m) in new[] { (1, 1), (2, 5), (7, 7), (3, 12) })
                {
                    for (int x = 0; x <= n; x++)
                    {
                        for (int y = 0; y <= m; y++)
                            AssertCoherent(ProportionDifference.Compare(x, n, y, m, options), options);
                    }
                }
            }
        }
    }

    [Fact]
    public void ProportionsAgreeOnLargeTables()
        => Gen.Select(Gen.Long[1, 2_000_000], Gen.Long[1, 2_000_000], Gen.Double[0, 1], Gen.Double[-4, 4], Gen.OneOf(1.0, 1e-3, 1e-6), Options)
            .Holds(example =>
            {
                (long n, long m, double rate, double z, double scale, EffectOptions options) = example;
                double p = rate * scale, q = Math.Clamp(p + z * Math.Sqrt(p * (1 - p) * (1.0 / n + 1.0 / m)), 0, 1);
                AssertCoherent(ProportionDifference.Compare((long)(p * n), n, (long)(q * m), m, options), options);
            }, 1000);

    [Fact]
    public void RatiosAgree()
        => Gen.Select(Gen.Double[0, 5].Array[20], Gen.Double[0, 5].Array[30], Gen.Double[-2, 2], Options).Holds(example =>
        {
            (double[] a, double[] b, double shift, EffectOptions options) = example;
            for (int i = 0; i < b.Length; i += 2)
                b[i] += shift;
            CrossMoments control = CrossMoments.FromRows(["y", "x"], a), treatment = CrossMoments.FromRows(["y", "x"], b);
            AssertCoherent(RatioDifference.Compare(control, treatment, options), options);
        }, 2000);

    [Fact]
    public void RelativeSetHoldsExactlyTheLiftsThatTheTestKeeps()
        => Gen.Select(Arms, Arms, Gen.Double[-4, 4], Options).Holds(example =>
        {
            (Moments control, Moments treatment, double lift, EffectOptions options) = example;
            MeanComparison arms = MeanDifference.Z(control, treatment);
            double statistic = (arms.Treatment.Mean - (1 + lift) * arms.Control.Mean)
                / Math.Sqrt(arms.Treatment.Variance + (1 + lift) * (1 + lift) * arms.Control.Variance);
            double critical = new ReferenceDistribution(null).CriticalValue(options.Alpha, options.Alternative);
            bool keeps = options.Alternative switch
            {
                Alternative.Greater => statistic <= critical,
                Alternative.Less => statistic >= -critical,
                _ => Math.Abs(statistic) <= critical,
            };
            if (Math.Abs(Math.Abs(statistic) - critical) > 1e-6)
                Assert.Equal(keeps, arms.Effect(options).Relative.Contains(lift));
        }, 2000);

    [Fact]
    public void ScoreLimitsAreWhereTheScoreTestTurns()
        => Gen.Select(Gen.Long[1, 400], Gen.Long[1, 400], Gen.Double[0, 1], Gen.Double[0, 1]).Holds(example =>
        {
            (long n, long m, double p, double q) = example;
            ProportionCounts counts = new((long)(p * n), n, (long)(q * m), m);
            Effect effect = ProportionDifference.Compare(counts.ControlSuccesses, n, counts.TreatmentSuccesses, m, new());
            const double Critical = 1.959963984540054;
            if (effect.Interval.Lower > -1)
                Assert.Equal(Critical, counts.DifferenceScore(effect.Interval.Lower), 1e-7);
            if (effect.Interval.Upper < 1)
                Assert.Equal(-Critical, counts.DifferenceScore(effect.Interval.Upper), 1e-7);
            Interval lift = effect.Relative.Interval!.Value;
            if (lift.Lower > -1)
                Assert.Equal(Critical, counts.RatioScore(1 + lift.Lower), 1e-7);
            if (lift.Upper < double.PositiveInfinity)
                Assert.Equal(-Critical, counts.RatioScore(1 + lift.Upper), 1e-7);
        }, 1000);

    private static void AssertCoherent(Effect effect, EffectOptions options)
    {
        bool rejects = effect.PValue < options.Alpha;
        Assert.True(rejects != effect.Interval.Contains(0), $"interval: {effect} {options}");
        Assert.True(rejects != effect.Relative.Contains(0), $"relative set: {effect} {options}");
        Assert.True(effect.Interval.Contains(effect.Estimate), $"estimate: {effect} {options}");
    }
}
