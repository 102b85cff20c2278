using Credence.Numerics;
using Xunit;

namespace Credence.Latent.Tests;

public sealed class LabelMechanismTests
{
    [Fact]
    public void LossByArmIsEstimatedAndSetsTheShareRight()
    {
        RandomStream random = new(1, "test");
        MixtureRows rows = MixtureRows.Of(random, 10_000, (50, 56), (10, 12), 0.5, (component, _) => random.NextDouble() < (component == 0 ? 0.1 : 0.5) ? MixtureData.Unknown : component);
        MixtureFit ignorable = NormalMixture.Fit(rows.Data), byArm = NormalMixture.Fit(rows.Data, new() { LabelLoss = LabelLoss.ByComponent });
        Assert.Equal(0.1, byArm.MissingRates![0], 0.05);
        Assert.Equal(0.5, byArm.MissingRates[1], 0.05);
        Assert.Equal(0.5, byArm.Components[1].Share, 0.04);
        Assert.True(Math.Abs(ignorable.Components[1].Share - 0.5) > 0.05);
        Assert.Equal(["missing[0]", "missing[1]"], byArm.Parameters.TakeLast(2));
        Assert.Equal(6, byArm.Difference!.Estimate, 4 * byArm.Difference.StandardError);
    }

    [Fact]
    public void TheLossModelHasTheLikelihoodOfItsParts()
    {
        // Labelled rows and a mixture of its own share for the others: the same model in other parameters.
        RandomStream random = new(2, "test");
        MixtureRows rows = MixtureRows.Of(random, 500, (0, 3), (1, 1.5), 0.4, (component, _) => random.NextDouble() < (component == 0 ? 0.2 : 0.6) ? MixtureData.Unknown : component);
        MixtureFit fit = NormalMixture.Fit(rows.Data, new() { LabelLoss = LabelLoss.ByComponent });
        double direct = 0;
        for (int i = 0; i < 500; i++)
        {
            double first = fit.Density(rows.Values[i], 0), second = fit.Density(rows.Values[i], 1), lost0 = fit.MissingRates![0], lost1 = fit.MissingRates[1];
            direct += Math.Log(rows.Labels[i] switch { 0 => first * (1 - lost0), 1 => second * (1 - lost1), _ => (first * lost0) + (second * lost1) });
        }
        Assert.Equal(direct, fit.LogLikelihood, 1e-8);
        Assert.True(fit.Converged);
    }

    [Fact]
    public void WrongLabelsAreUndone()
    {
        RandomStream random = new(3, "test");
        MixtureRows rows = MixtureRows.Of(random, 10_000, (50, 60), (8, 9), 0.4, (component, _) => random.NextDouble() < 0.15 ? 1 - component : component);
        MixtureFit believed = NormalMixture.Fit(rows.Data);
        MixtureFit given = NormalMixture.Fit(rows.Data, new() { Misclassification = [[0.85, 0.15], [0.15, 0.85]] });
        MixtureFit estimated = NormalMixture.Fit(rows.Data, new() { EstimateMisclassification = true });
        Assert.True(believed.Difference!.Estimate < 8);
        Assert.Equal(10, given.Difference!.Estimate, 4 * given.Difference.StandardError);
        Assert.Equal(10, estimated.Difference!.Estimate, 4 * estimated.Difference.StandardError);
        Assert.True(estimated.Difference.StandardError > given.Difference.StandardError);
        Assert.Equal(0.15, estimated.ErrorRate!.Value, 0.02);
        Assert.Equal("error", estimated.Parameters[^1]);
    }

    [Fact]
    public void LossByOutcomeAndArmBiasesTheIgnorableFitAndIsMetByItsTilt()
    {
        RandomStream random = new(4, "test");
        double tilt = 1.5, sd = Math.Sqrt(122 + 9);
        MixtureRows rows = MixtureRows.Of(random, 6000, (50, 56), (10, 12), 0.5, (component, value) =>
            random.NextDouble() < 1 / (1 + Math.Exp(1 - ((component == 0 ? -tilt : tilt) * (value - 53) / sd))) ? MixtureData.Unknown : component);
        LabelLossSensitivity sensitivity = LabelLossSensitivity.Run(rows.Data, [-1, 0, 0.75, tilt], TiltDirection.Opposed);
        TiltedFit none = sensitivity.Fits[1], right = sensitivity.Fits[^1];
        Assert.Equal(0, none.Tilt);
        Assert.Equal(6, right.Difference.Estimate, 4 * right.Difference.StandardError);
        // Without the tilt one arm seems to lose no label at all: no errors, and no decision that could tip.
        Assert.True(none.AtBoundary && double.IsNaN(none.Difference.StandardError));
        Assert.True(Math.Abs(none.Difference.Estimate - 6) > 1.5);
        Assert.True(right.LogLikelihood > none.LogLikelihood);
        Assert.Null(sensitivity.TippingAbove);
    }

    [Fact]
    public void TheTippingPointLiesBetweenDecisions()
    {
        RandomStream random = new(5, "test");
        MixtureRows rows = MixtureRows.Of(random, 600, (50, 52.2), (10, 10), 0.5, (component, _) => random.NextDouble() < 0.5 ? MixtureData.Unknown : component);
        LabelLossSensitivity sensitivity = LabelLossSensitivity.Run(rows.Data, [.. Enumerable.Range(-8, 17).Select(i => i * 0.25)], TiltDirection.Opposed);
        double tipping = sensitivity.TippingBelow ?? sensitivity.TippingAbove!.Value;
        TiltedFit before = sensitivity.Fits.Where(fit => Math.Abs(fit.Tilt) <= Math.Abs(tipping) && fit.Tilt * tipping >= 0).MaxBy(fit => Math.Abs(fit.Tilt))!;
        TiltedFit after = sensitivity.Fits.Where(fit => Math.Abs(fit.Tilt) >= Math.Abs(tipping) && fit.Tilt * tipping >= 0).MinBy(fit => Math.Abs(fit.Tilt))!;
        Assert.NotEqual(before.Difference.PValue < 0.05, after.Difference.PValue < 0.05);
    }

    [Theory]
    [InlineData(TiltDirection.Common)]
    [InlineData(TiltDirection.Opposed)]
    public void TheTiltedGradientAgreesWithFiniteDifferences(TiltDirection direction)
    {
        MixtureRows rows = MixtureRows.Sales(new RandomStream(6, "test"), 200, 0.6);
        TiltedLikelihood likelihood = new(rows.Data, new(), direction);
        double[] position = [-0.3, 0.4, -0.2, 0.1, 0.3, -0.5, 0.2], gradient = new double[7], scratch = new double[7];
        likelihood.Evaluate(0.7, position, gradient);
        for (int i = 0; i < 7; i++)
        {
            double kept = position[i];
            position[i] = kept + 1e-5;
            double above = likelihood.Evaluate(0.7, position, scratch);
            position[i] = kept - 1e-5;
            double below = likelihood.Evaluate(0.7, position, scratch);
            position[i] = kept;
            Assert.Equal((above - below) / 2e-5, gradient[i], 1e-4);
        }
    }

    [Fact]
    public void LossThatDoesNotDependOnTheArmIsIgnorable()
    {
        RandomStream random = new(7, "test");
        MixtureRows rows = MixtureRows.Of(random, 5000, (50, 60), (10, 12), 0.5, (component, value) => random.NextDouble() < 1 / (1 + Math.Exp((55 - value) / 10)) ? MixtureData.Unknown : component);
        MixtureFit ignorable = NormalMixture.Fit(rows.Data);
        Assert.Equal(10, ignorable.Difference!.Estimate, 4 * ignorable.Difference.StandardError);
        // Labelled rows alone are those with low values.
        Assert.True(ignorable.CompleteCase!.Interval.Upper < 10);
    }
}
