using Credence.Statistics;
using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Experiments.Tests;

public sealed class FisherExactTests
{
    private static readonly EffectOptions TwoSided = new();

    [Fact]
    public void OddsRatiosAreThoseOfThePeer()
    {
        FisherExact test = FisherExact.Compare(5, 20, 12, 20, TwoSided);
        Oracle.CloseRelative(0.05355099259437415, test.Effect.PValue, 1e-12);
        // The peer stops its root searches at about 1e-4.
        Oracle.CloseRelative(4.319063514858845, test.OddsRatio, 2e-4);
        Oracle.CloseRelative(0.981708038156307, test.OddsRatioInterval.Lower, 2e-4);
        Oracle.CloseRelative(21.946819990513561, test.OddsRatioInterval.Upper, 2e-4);
        Interval greater = FisherExact.Compare(5, 20, 12, 20, new() { Alternative = Alternative.Greater }).OddsRatioInterval;
        Oracle.CloseRelative(1.195669155108298, greater.Lower, 2e-4);
        Assert.Equal(double.PositiveInfinity, greater.Upper);
        FisherExact none = FisherExact.Compare(5, 20, 0, 30, TwoSided);
        Oracle.CloseRelative(0.007317487587079235, none.Effect.PValue, 1e-12);
        Assert.Equal((0.0, 0.0), (none.OddsRatio, none.OddsRatioInterval.Lower));
        Oracle.CloseRelative(0.6396017842375152, none.OddsRatioInterval.Upper, 2e-4);
    }

    [Fact]
    public void LimitsOfTheOddsRatioHaveTheTailsAsked() => Tables.Holds((controlSuccesses, control, treatmentSuccesses, treatment) =>
    {
        Interval limits = FisherExact.Compare(controlSuccesses, control, treatmentSuccesses, treatment, TwoSided).OddsRatioInterval;
        long successes = controlSuccesses + treatmentSuccesses;
        if (limits.Lower > 0)
            Oracle.CloseRelative(0.025, new HypergeometricWeights(successes, treatment, control, limits.Lower, treatmentSuccesses).Upper(treatmentSuccesses), 1e-9);
        if (double.IsFinite(limits.Upper))
            Oracle.CloseRelative(0.025, new HypergeometricWeights(successes, treatment, control, limits.Upper, treatmentSuccesses).Lower(treatmentSuccesses), 1e-9);
    }, 200);

    [Fact]
    public void TailsAreSumsOverTables() => Tables.Holds((controlSuccesses, control, treatmentSuccesses, treatment) =>
    {
        long successes = controlSuccesses + treatmentSuccesses;
        double total = 0, upper = 0;
        for (long x = Math.Max(0, successes - control); x <= Math.Min(successes, treatment); x++)
        {
            double weight = Choose(treatment, x) * Choose(control, successes - x);
            total += weight;
            upper += x >= treatmentSuccesses ? weight : 0;
        }
        double p = FisherExact.Compare(controlSuccesses, control, treatmentSuccesses, treatment, new() { Alternative = Alternative.Greater }).Effect.PValue;
        Oracle.CloseRelative(upper / total, p, 1e-12);
    }, 300);

    [Fact]
    public void TheIntervalHoldsNoEffectWhereverTheTestKeepsIt() => Tables.Holds((controlSuccesses, control, treatmentSuccesses, treatment) =>
    {
        foreach (Alternative alternative in Enum.GetValues<Alternative>())
        {
            Effect effect = FisherExact.Compare(controlSuccesses, control, treatmentSuccesses, treatment, new() { Alternative = alternative }).Effect;
            if (effect.PValue >= 0.05)
                Assert.True(effect.Interval.Contains(0) && effect.Relative.Contains(0));
        }
    });

    [Fact]
    public void FarTailsKeepTheirDigits()
    {
        // From whole numbers of any length.
        Oracle.CloseRelative(2.55393823033250062e-115, FisherExact.Compare(250, 1000, 750, 1000, TwoSided).Effect.PValue, 1e-12);
        Assert.InRange(FisherExact.Compare(100, 1000, 900, 1000, TwoSided).Effect.PValue, 0, 1e-319);
        Assert.True(double.IsNaN(FisherExact.Compare(0, 0, 3, 10, TwoSided).Effect.PValue));
    }

    [Fact]
    public void BinomialPValuesAreThoseOfThePeer()
    {
        Oracle.CloseRelative(0.2631759643554688, ExactBinomial.Test(7, 20, 0.5, TwoSided).PValue, 1e-12);
        Oracle.CloseRelative(0.0719808806719377, ExactBinomial.Test(16, 20, 0.6, TwoSided).PValue, 1e-12);
        Oracle.CloseRelative(0.01784376638330944, ExactBinomial.Test(3, 100, 0.1, TwoSided).PValue, 1e-12);
        Assert.Equal(1, ExactBinomial.Test(0, 10, 0.05, TwoSided).PValue, 1e-12);
        Oracle.CloseRelative(0.5580345113154886, ExactBinomial.Test(7, 20, 0.5, new() { Alternative = Alternative.Less }).Interval.Upper, 1e-12);
        Assert.Equal((1.0, new Interval(0, 1, 0.95)), (ExactBinomial.Test(0, 0, 0.3, TwoSided).PValue, ExactBinomial.Test(0, 0, 0.3, TwoSided).Interval));
    }

    [Fact]
    public void BinomialPValuesAreSumsOfProbabilities()
        => Gen.Select(Gen.Long[0, 40], Gen.Long[0, 40], Gen.Double[0.02, 0.98]).Holds((a, b, probability) =>
        {
            (long x, long n) = (a, a + b);
            double[] weights = [.. Enumerable.Range(0, (int)n + 1).Select(k => Choose(n, k) * Math.Pow(probability, k) * Math.Pow(1 - probability, n - k))];
            double expected = weights.Where(weight => weight <= weights[x] * (1 + 1e-7)).Sum();
            Oracle.CloseRelative(Math.Min(1, expected), ExactBinomial.Test(x, n, probability, TwoSided).PValue, 1e-10);
        });

    private static Gen<(long, long, long, long)> Tables
        => Gen.Select(Gen.Long[0, 30], Gen.Long[1, 30], Gen.Long[0, 30], Gen.Long[1, 30])
            .Select(t => (Math.Min(t.Item1, t.Item2), t.Item2, Math.Min(t.Item3, t.Item4), t.Item4));

    private static double Choose(long n, long k)
    {
        double ways = 1;
        for (long i = 1; i <= k; i++)
            ways *= (n - k + i) / (double)i;
        return ways;
    }
}
