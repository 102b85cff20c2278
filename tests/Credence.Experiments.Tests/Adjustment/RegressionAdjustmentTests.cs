using Credence.Statistics;
using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Experiments.Tests;

public sealed class RegressionAdjustmentTests
{
    private static readonly Gen<double[]> Rows = Gen.Int[6, 40].SelectMany(n => Gen.Double[-3, 3].Array[3 * n]);

    [Fact]
    public void TestIntervalAndRelativeSetAgree()
        => Gen.Select(Rows, Rows, Gen.Enum<RegressionModel>(), Gen.Enum<RobustErrors>(), Gen.Enum<Alternative>()).Select(x => (x.Item1, x.Item2, (x.Item3, x.Item4, x.Item5))).Holds((control, treatment, form) =>
        {
            EffectOptions options = new() { Alternative = form.Item3, Alpha = 0.1 };
            Effect effect = Compare([control, treatment], 1, form.Item1, form.Item2).Effect(options);
            Assert.Equal(effect.PValue < options.Alpha, !effect.Interval.Contains(0));
            Assert.Equal(effect.PValue < options.Alpha, !effect.Relative.Contains(0));
        }, 1000);

    [Fact]
    public void TheDifferenceAndTheControlMeanVaryTogetherAsInARegressionOfBoth()
        => Gen.Select(Rows, Rows).Holds((control, treatment) =>
        {
            // Without covariates that differ, both are means of the control: covariance −Var(ȳ).
            double[] flat(double[] rows) => [.. rows.Select((value, i) => i % 3 == 0 ? value : 1)];
            EstimatedDifference estimated = Compare([flat(control), flat(treatment)], 1, RegressionModel.Lin, RobustErrors.Hc2).Estimated;
            Oracle.Close(-estimated.Baseline.Variance, estimated.Covariance, 1e-12);
            Oracle.Close(estimated.Treatment.Variance + estimated.Baseline.Variance, estimated.Variance, 1e-12);
        }, 200);

    [Theory]
    [InlineData(RegressionModel.Lin)]
    [InlineData(RegressionModel.Ancova)]
    public void UnitsOfMeasurementDoNotMatter(RegressionModel model)
        => Gen.Select(Rows, Rows, Gen.Double[0.5, 4]).Holds((control, treatment, scale) =>
        {
            Effect before = Compare([control, treatment], 1, model, RobustErrors.Hc3).Effect(new());
            Effect after = Compare([Changed(control), Changed(treatment)], 1, model, RobustErrors.Hc3).Effect(new());
            Oracle.Close(before.Estimate * scale, after.Estimate, 1e-9);
            Oracle.Close(before.PValue, after.PValue, 1e-8);

            double[] Changed(double[] rows) => [.. rows.Select((value, i) => (i % 3) switch { 0 => value * scale, 1 => 1000 - scale * value, _ => value })];
        }, 200);

    [Fact]
    public void SeveralTreatmentsShareTheSlopesOfAncovaOnly()
    {
        double[][] arms = [Arm(0, 40, 1), Arm(1, 30, 1), Arm(2, 35, 3)];
        Effect lin = Compare(arms, 1, RegressionModel.Lin, RobustErrors.Hc2).Effect(new()), ancova = Compare(arms, 1, RegressionModel.Ancova, RobustErrors.Hc2).Effect(new());
        Assert.Equal(70 - 6, lin.DegreesOfFreedom);
        Assert.Equal(105 - 5, ancova.DegreesOfFreedom);
        Assert.NotEqual(lin.Estimate, ancova.Estimate, 6);
        // The third arm has other slopes: it moves the common ones, and with them the effect of the second.
        Effect without = Compare(arms[..2], 1, RegressionModel.Ancova, RobustErrors.Hc2).Effect(new());
        Assert.NotEqual(without.Estimate, ancova.Estimate, 6);

        static double[] Arm(int arm, int count, double slope)
            => [.. Enumerable.Range(0, count).SelectMany(i => new[] { slope * (i * 7 % 11) + (i * 5 % 7) + arm, i * 7 % 11, i % 4 })];
    }

    [Fact]
    public void AUnitThatDeterminesItsFitLeavesNoVarianceButHc0()
    {
        double[] control = [.. Enumerable.Range(0, 20).SelectMany(i => new[] { i % 5, i == 3 ? 1.0 : 0, i % 3 })], treatment = [.. Enumerable.Range(0, 20).SelectMany(i => new[] { i % 4, i == 5 ? 1.0 : 0, i % 3 })];
        Assert.True(double.IsNaN(Compare([control, treatment], 1, RegressionModel.Lin, RobustErrors.Hc2).Effect(new()).PValue));
        Assert.True(Compare([control, treatment], 1, RegressionModel.Lin, RobustErrors.Hc0).Effect(new()).PValue is > 0 and < 1);
    }

    [Fact]
    public void MoreCovariatesThanUnitsAllowAreLeftOut()
    {
        double[] small = [1, 2, 3, 2, 5, 4], large = [.. Enumerable.Range(0, 20).SelectMany(i => new[] { i % 5, i % 7, i % 3 + 0.5 })];
        RegressionAdjustment fit = RegressionAdjustment.Fit([Moments(small), Moments(large)], 0, RegressionModel.Lin);
        Assert.Equal(["a"], fit.Covariates);
        Assert.Equal(["b"], fit.Dependent);
    }

    private static MeanComparison Compare(double[][] rows, int treatment, RegressionModel model, RobustErrors errors)
    {
        RegressionAdjustment fit = RegressionAdjustment.Fit([.. rows.Select(Moments)], 0, model);
        InfluenceSums[] sums = [.. rows.Select((arm, i) => InfluenceSums.FromRows(fit.FormsOf(i), [.. fit.Centres], arm, RegressionAdjustment.Power(errors)))];
        return fit.Compare(treatment, sums, errors);
    }

    private static CrossMoments Moments(double[] rows) => CrossMoments.FromRows(["y", "a", "b"], rows);
}
