using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Experiments.Tests;

public sealed class CupedTests
{
    private static readonly Gen<(double[] Control, double[] Treatment, double Shift, double Scale)> Arms = Gen.Select(
        Gen.Int[3, 40].SelectMany(n => Gen.Double[-3, 3].Array[3 * n]), Gen.Int[3, 40].SelectMany(n => Gen.Double[-3, 3].Array[3 * n]),
        Gen.Double[-5, 5], Gen.Double[0.5, 4]);

    [Fact]
    public void TestIntervalAndRelativeSetAgree()
        => Gen.Select(Arms, Gen.Enum<AdjustedTest>(), Gen.Enum<Alternative>()).Holds((arms, test, side) =>
        {
            EffectOptions options = new() { Alternative = side, Alpha = 0.1 };
            CrossMoments control = Moments(arms.Control), treatment = Moments(arms.Treatment);
            Effect effect = Cuped.Fit([control, treatment]).Compare(control, treatment, test).Effect(options);
            Assert.Equal(effect.PValue < options.Alpha, !effect.Interval.Contains(0));
            Assert.Equal(effect.PValue < options.Alpha, !effect.Relative.Contains(0));
        }, 1000);

    [Fact]
    public void TheAdjustedOutcomesOfRowsGiveTheSameTest()
        => Arms.Holds(arms =>
        {
            CrossMoments control = Moments(arms.Control), treatment = Moments(arms.Treatment);
            Cuped fit = Cuped.Fit([control, treatment]);
            Effect fromMoments = fit.Compare(control, treatment).Effect(new());
            Effect fromRows = MeanDifference.Welch(
                Credence.Statistics.Moments.FromValues(fit.Transform(arms.Control)), Credence.Statistics.Moments.FromValues(fit.Transform(arms.Treatment)), new());
            Oracle.Close(fromRows.Estimate, fromMoments.Estimate, 1e-10);
            Oracle.Close(fromRows.StandardError, fromMoments.StandardError, 1e-10);
            Oracle.Close(fromRows.PValue, fromMoments.PValue, 1e-9);
        }, 300);

    [Fact]
    public void UnitsOfMeasurementDoNotMatter()
        => Arms.Holds(arms =>
        {
            Effect before = Effect(arms.Control, arms.Treatment);
            double[] control = Changed(arms.Control), treatment = Changed(arms.Treatment);
            Effect after = Effect(control, treatment);
            Oracle.Close(before.Estimate * arms.Scale, after.Estimate, 1e-9);
            Oracle.Close(before.PValue, after.PValue, 1e-8);

            // The outcome in other units, and the covariate shifted far away and scaled.
            double[] Changed(double[] rows) => [.. rows.Select((value, i) => (i % 3) switch
            {
                0 => value * arms.Scale,
                1 => 1000 + arms.Shift - arms.Scale * value,
                _ => value,
            })];
        }, 300);

    [Fact]
    public void APlantedLiftIsFoundWhereverTheCovariateLies()
    {
        // Users spend 10% more than they would; the covariate is far from 0, where a wrong centre would change the base of the lift.
        const int Replicates = 400;
        int covered = 0;
        double mean = 0;
        for (int replicate = 0; replicate < Replicates; replicate++)
        {
            RandomStream random = new(11, "planted lift", (ulong)replicate);
            double[][] arms = [Spending(random, 400, 1), Spending(random, 300, 1.1)];
            CrossMoments control = AdjustedOutcomes.Moments(arms[0]), treatment = AdjustedOutcomes.Moments(arms[1]);
            RelativeEffect lift = Cuped.Fit([control, treatment]).Compare(control, treatment).Effect(new()).Relative;
            mean += lift.Estimate / Replicates;
            covered += lift.Contains(0.1) ? 1 : 0;
        }
        Assert.InRange(mean, 0.099, 0.101);
        Assert.InRange(covered, 0.95 * Replicates - 17, 0.95 * Replicates + 15);

        static double[] Spending(RandomStream random, int count, double factor)
        {
            double[] rows = new double[2 * count];
            for (int i = 0; i < count; i++)
            {
                double past = 500 + 100 * random.NextNormal();
                (rows[2 * i], rows[(2 * i) + 1]) = ((20 + 0.03 * past + random.NextNormal()) * factor, past);
            }
            return rows;
        }
    }

    [Fact]
    public void ARatioIsAdjustedByItsLinearisation()
    {
        // With a denominator of 1 a ratio is a mean.
        double[] control = Rows(1, 60), treatment = Rows(2, 50);
        CrossMoments c = CrossMoments.FromRows(["y", "z", "x"], control), t = CrossMoments.FromRows(["y", "z", "x"], treatment);
        Effect ratio = Cuped.Fit([c, t], outcomes: 2).Compare(c, t).Effect(new());
        CrossMoments mc = c.Select("y", "x"), mt = t.Select("y", "x");
        Effect mean = Cuped.Fit([mc, mt]).Compare(mc, mt, AdjustedTest.Z).Effect(new());
        Oracle.Close(mean.Estimate, ratio.Estimate, 1e-12);
        Oracle.Close(mean.StandardError, ratio.StandardError, 1e-12);
        Oracle.Close(mean.Relative.Interval!.Value.Lower, ratio.Relative.Interval!.Value.Lower, 1e-12);

        static double[] Rows(ulong key, int count)
        {
            RandomStream random = new(5, "ratio", key);
            return [.. Enumerable.Range(0, count).SelectMany(_ => random.NextNormal() is var past ? new[] { 5 + past + random.NextNormal(), 1, past } : [])];
        }
    }

    [Fact]
    public void WithoutUsableCovariatesTheDifferenceOfMeansIsLeft()
    {
        CrossMoments control = CrossMoments.FromRows(["y", "x"], [11, 7, 12, 7, 14, 7]), treatment = CrossMoments.FromRows(["y", "x"], [12, 7, 15, 7, 16, 7]);
        Cuped fit = Cuped.Fit([control, treatment]);
        Assert.Equal(["x"], fit.Constant);
        Assert.Empty(fit.Theta);
        Effect plain = MeanDifference.Welch(control.Of(0), treatment.Of(0), new()), adjusted = fit.Compare(control, treatment).Effect(new());
        Oracle.Close(plain.PValue, adjusted.PValue, 1e-12);
        Oracle.Close(plain.Relative.Interval!.Value.Upper, adjusted.Relative.Interval!.Value.Upper, 1e-12);
    }

    [Fact]
    public void ACovariateThatOthersDetermineIsNamed()
    {
        double[] rows = [.. Enumerable.Range(0, 30).SelectMany(i => new[] { i % 7, i % 5, 3 - 2.0 * (i % 5), i % 3 })];
        CrossMoments moments = CrossMoments.FromRows(["y", "a", "b", "c"], rows);
        Cuped fit = Cuped.Fit([moments]);
        Assert.Equal(["a", "c"], fit.Covariates);
        Assert.Equal(["b"], fit.Dependent);
    }

    [Fact]
    public void APerfectCovariateLeavesNothingToTest()
    {
        double[] control = [.. Enumerable.Range(0, 20).SelectMany(i => new[] { 2.0 * i + 1, i })], treatment = [.. Enumerable.Range(0, 30).SelectMany(i => new[] { 2.0 * i + 1, i })];
        CrossMoments c = AdjustedOutcomes.Moments(control), t = AdjustedOutcomes.Moments(treatment);
        Assert.True(double.IsNaN(Cuped.Fit([c, t]).Compare(c, t).Effect(new()).PValue));
    }

    [Fact]
    public void OneUnitInAnArmLeavesNoTest()
    {
        CrossMoments c = AdjustedOutcomes.Moments([1, 2]), t = AdjustedOutcomes.Moments([1, 2, 2, 3, 4, 3]);
        Assert.True(double.IsNaN(Cuped.Fit([c, t]).Compare(c, t).Effect(new()).PValue));
    }

    [Fact]
    public void AFarOffsetCostsNoDigits()
    {
        double[] rows = [.. Enumerable.Range(0, 50).SelectMany(i => new[] { i % 7 + i % 3, i % 7 + 0.0 })];
        double[] far = [.. rows.Select(value => value + 1e9)];
        CrossMoments near = AdjustedOutcomes.Moments(rows), distant = AdjustedOutcomes.Moments(far);
        Oracle.Close(Cuped.Fit([near]).Theta[0], Cuped.Fit([distant]).Theta[0], 1e-9);
    }

    private static Effect Effect(double[] control, double[] treatment)
    {
        CrossMoments c = Moments(control), t = Moments(treatment);
        return Cuped.Fit([c, t]).Compare(c, t).Effect(new());
    }

    private static CrossMoments Moments(double[] rows) => CrossMoments.FromRows(["y", "a", "b"], rows);
}
