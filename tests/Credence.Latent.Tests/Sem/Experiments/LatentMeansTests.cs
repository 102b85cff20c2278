using Credence.Numerics;
using Credence.Testing;
using Xunit;

namespace Credence.Latent.Tests;

/// <summary>Groups compared in the mean of a latent variable.</summary>
public sealed class LatentMeansTests
{
    private static readonly string[] Names = ["a", "b", "c", "d"];
    private static readonly double[] Loadings = [0.8, -0.7, 0.9, 0.6], Intercepts = [3, 4, -2, 100], Errors = [0.6, 0.7, 0.5, 0.8];

    [Fact]
    public void MomentsOfTheModelGiveItsParametersBack()
    {
        LatentMeansFit fit = LatentMeans.Fit(Names, [Population("control", 400, 0, 1), Population("b", 300, 0.3, 1.2), Population("c", 500, -0.2, 0.9)]);
        Assert.Null(fit.Trouble);
        Assert.Equal([0, 0.3, -0.2], fit.Levels.Select(level => Math.Round(level.Mean, 8)));
        Assert.Equal([1, 1.2, 0.9], fit.Levels.Select(level => Math.Round(level.StandardDeviation, 8)));
        Assert.Equal(Loadings, fit.Indicators.Select(indicator => Math.Round(indicator.Loading, 8)));
        Assert.All(fit.Indicators.Index(), entry => Assert.Equal(
            Loadings[entry.Index] * Loadings[entry.Index] / (Loadings[entry.Index] * Loadings[entry.Index] + Errors[entry.Index] * Errors[entry.Index]), entry.Item.Reliability, 1e-8));
        Assert.Equal(["configural", "metric", "scalar"], fit.Steps.Select(step => step.Name));
        Assert.All(fit.Steps, step => Assert.Equal((1.0, 0.0), (Math.Round(step.Cfi, 8), Math.Round(step.ChiSquare, 6))));
        Assert.Equal([6, 12, 18], fit.Steps.Select(step => step.DegreesOfFreedom));
        Assert.Equal(0, fit.LargestMeanResidual!.Value.Size, 1e-8);
    }

    [Fact]
    public void AMarkerLoadingGivesTheSameEffect()
    {
        SemGroup[] groups = [Drawn("control", 200, 0, 1, 1), Drawn("treatment", 180, 0.4, 1.1, 2)];
        LatentMeansFit fit = LatentMeans.Fit(Names, groups);
        SemDefaults defaults = new() { Groups = ["control", "treatment"], GroupEqual = SemEquality.Loadings | SemEquality.Intercepts };
        SemFit marked = StructuralModel.Fit(SemModelText.Complete(SemSyntax.Parse("f =~ a + b + c + d", "model"), defaults), SemData.FromMoments(Names, groups));
        double Value(string left, string right, int group) => marked.Parameters.Single(entry => (entry.Parameter.Left, entry.Parameter.Right, entry.Parameter.Group) == (left, right, group)).Estimate.Value;
        double unit = Math.Sqrt(Value("f", "f", 0));
        Assert.Equal(Value("f", "", 1) / unit, fit.Levels[1].Mean, 1e-8);
        Assert.Equal(Math.Sqrt(Value("f", "f", 1)) / unit, fit.Levels[1].StandardDeviation, 1e-8);
        Assert.Equal(Value("f", "c", 0) * unit, fit.Indicators[2].Loading, 1e-8);
        Assert.Equal(marked.Measures!.Comparative.ChiSquare, fit.Steps[2].ChiSquare, 1e-6);
        Assert.Equal(LikelihoodRatio.Test(fit.Model!, Configural(groups)).ChiSquare, fit.Steps[1].Change!.ChiSquare + fit.Steps[2].Change!.ChiSquare, 1e-6);
    }

    // The variance of an effect without the model's derivatives: that of the estimates over samples drawn anew.
    [Fact]
    public void StandardErrorsAreThoseOfRepeatedSamples()
    {
        double[] errors = new double[150], estimates = new double[150];
        for (int i = 0; i < estimates.Length; i++)
        {
            LatentMeansFit fit = LatentMeans.Fit(Names, [Drawn("control", 400, 0, 1, (ulong)(1000 + i)), Drawn("treatment", 300, 0.5, 1.1, (ulong)(5000 + i))], tested: false);
            (estimates[i], errors[i]) = (fit.Levels[1].Mean, fit.Levels[1].StandardError);
        }
        double mean = estimates.Average(), spread = Math.Sqrt(estimates.Sum(value => (value - mean) * (value - mean)) / (estimates.Length - 1));
        Assert.Equal(0.5, mean, 4 * spread / Math.Sqrt(estimates.Length));
        // The standard deviation of 150 values is known to 6%.
        Assert.InRange(errors.Average() / spread, 0.83, 1.17);
    }

    [Fact]
    public void UnitsAndOriginsOfIndicatorsDoNotMatter()
    {
        SemGroup[] groups = [Drawn("control", 200, 0, 1, 3), Drawn("treatment", 180, 0.4, 1.1, 4)];
        double[] factors = [1e4, 1, 1e-3, 7], shifts = [1e7, 0, -5, 3];
        SemGroup[] other = [.. groups.Select(group => group with
        {
            Means = [.. group.Means.Select((mean, i) => (mean * factors[i]) + shifts[i])],
            Covariance = [.. group.Covariance.Select((value, at) => value * factors[at / 4] * factors[at % 4])],
        })];
        LatentMeansFit first = LatentMeans.Fit(Names, groups), second = LatentMeans.Fit(Names, other);
        Assert.Equal(first.Levels[1].Mean, second.Levels[1].Mean, 1e-6);
        Assert.Equal(first.Levels[1].StandardError, second.Levels[1].StandardError, 1e-6);
        Assert.Equal(first.Indicators[0].Loading * 1e4, second.Indicators[0].Loading, 1e-2);
    }

    [Fact]
    public void TheFirstIndicatorOrAnotherFitTellsTheDirection()
    {
        SemGroup[] groups = [Population("control", 400, 0, 1), Population("treatment", 300, 0.3, 1)];
        LatentMeansFit fit = LatentMeans.Fit(Names, groups);
        int[] order = [1, 0, 2, 3];
        SemGroup[] turned = [.. groups.Select(group => group with
        {
            Means = [.. order.Select(i => group.Means[i])],
            Covariance = [.. order.SelectMany(i => order.Select(j => group.Covariance[(i * 4) + j]))],
        })];
        LatentMeansFit reversed = LatentMeans.Fit([.. order.Select(i => Names[i])], turned);
        Assert.Equal(-fit.Levels[1].Mean, reversed.Levels[1].Mean, 1e-8);
        LatentMeansFit same = LatentMeans.Fit([.. order.Select(i => Names[i])], turned, tested: false, like: [.. order.Select(i => fit.Indicators[i])]);
        Assert.Equal(fit.Levels[1].Mean, same.Levels[1].Mean, 1e-8);
        Assert.Empty(same.Steps);
    }

    [Fact]
    public void AnInterceptOfItsOwnIsFoundAndNamed()
    {
        SemGroup treatment = Population("treatment", 500, 0.2, 1);
        LatentMeansFit fit = LatentMeans.Fit(Names, [Population("control", 500, 0, 1), treatment with { Means = [.. treatment.Means.Select((mean, i) => i == 2 ? mean + 0.6 : mean)] }]);
        Assert.True(fit.Steps[1].Change!.PValue > 0.99);
        Assert.True(fit.Steps[2].Change is { PValue: < 1e-6, Cfi: > 0.01 });
        Assert.Equal((1, 2), (fit.LargestMeanResidual!.Value.Group, fit.LargestMeanResidual.Value.Indicator));
        Assert.True(fit.LargestMeanResidual.Value.Size > 0.1);
    }

    [Fact]
    public void WhatCannotBeEstimatedSaysWhy()
    {
        SemGroup good = Population("control", 400, 0, 1);
        string? Trouble(SemGroup other) => LatentMeans.Fit(Names, [good, other]).Trouble;
        Assert.Contains("c does not vary in \"t\"", Trouble(good with { Name = "t", Covariance = [.. good.Covariance.Select((value, at) => at / 4 == 2 || at % 4 == 2 ? 0 : value)] }), StringComparison.Ordinal);
        Assert.Contains("has 4 complete rows", Trouble(good with { Name = "t", Count = 4 }), StringComparison.Ordinal);
        Assert.Contains("determined by the others", Trouble(good with { Name = "t", Covariance = [.. Enumerable.Range(0, 16).Select(at => good.Covariance[(Math.Min(at / 4, 2) * 4) + Math.Min(at % 4, 2)])] }), StringComparison.Ordinal);
        Assert.Contains("not a finite number", Trouble(good with { Name = "t", Covariance = [.. good.Covariance.Select((value, at) => at == 0 ? double.PositiveInfinity : value)] }), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => LatentMeans.Fit(["a", "b"], [good, good]));
        Assert.Throws<ArgumentOutOfRangeException>(() => LatentMeans.Fit(Names, [good]));
        Assert.Throws<ArgumentException>(() => LatentMeans.Fit(["a", "b", "c"], [good, good]));
    }

    // Three indicators of which two correlate more than the third allows: the third factor's share would exceed its variance.
    [Fact]
    public void VariancesBelowZeroAreNamed()
    {
        double[] covariance = [1, 0.8, 0.8, 0.8, 1, 0.3, 0.8, 0.3, 1];
        LatentMeansFit fit = LatentMeans.Fit(["a", "b", "c"], [new("control", 400, [0, 0, 0], covariance), new("treatment", 400, [0.1, 0.1, 0.1], covariance)]);
        Assert.Contains(fit.Improper, text => text.StartsWith("the residual variance of a in \"control\"", StringComparison.Ordinal));
    }

    [Theory]
    [Trait("Kind", "Simulation")]
    [InlineData(0.0, 120)]
    [InlineData(0.4, 120)]
    [InlineData(0.0, 600)]
    public void IntervalsCoverTheEffectAndTestsKeepTheirLevel(double effect, int units)
    {
        int count = Simulations.Count(80), missed = 0, variants = 0;
        for (int i = 0; i < count; i++)
        {
            ulong seed = (ulong)((units * 1_000_003) + (2 * i));
            LatentMeansFit fit = LatentMeans.Fit(Names, [Drawn("control", units, 0, 1, seed), Drawn("treatment", units, effect, 1.2, seed + 1)], tested: effect == 0);
            Assert.Null(fit.Trouble);
            if (Math.Abs(fit.Levels[1].Mean - effect) > 1.959964 * fit.Levels[1].StandardError)
                missed++;
            if (effect == 0 && fit.Steps[2].Change!.PValue < 0.01)
                variants++;
        }
        double error = Math.Sqrt(0.05 * 0.95 / count);
        Simulations.Write("construct: effect outside its interval", $"effect {effect}, {units} units per variant", missed, count, "0.05");
        // An asymptotic variance is a little small at 120 units.
        Assert.InRange((double)missed / count, 0.05 - (4 * error), 0.06 + (4 * error));
        if (effect == 0)
        {
            Simulations.Write("construct: scalar invariance rejected at 0.01", $"{units} units per variant", variants, count, "0.01");
            Assert.InRange((double)variants / count, 0, 0.015 + (4 * Math.Sqrt(0.01 * 0.99 / count)));
        }
    }

    private static SemFit Configural(SemGroup[] groups) => StructuralModel.Fit(
        SemModelText.Complete(SemSyntax.Parse("f =~ x1 + x2 + x3 + x4", "model"), new() { Groups = ["control", "treatment"] }), SemData.FromMoments(["x1", "x2", "x3", "x4"], groups));

    private static SemGroup Population(string name, long count, double mean, double sd)
    {
        double[] covariance = new double[16];
        for (int at = 0; at < 16; at++)
            covariance[at] = (Loadings[at / 4] * Loadings[at % 4] * sd * sd) + (at / 4 == at % 4 ? Errors[at / 4] * Errors[at / 4] : 0);
        return new(name, count, [.. Loadings.Select((loading, i) => Intercepts[i] + (loading * mean))], covariance);
    }

    private static SemGroup Drawn(string name, int count, double mean, double sd, ulong seed)
    {
        var random = new RandomStream(seed, "latent means");
        double[] rows = new double[4 * count];
        for (int row = 0; row < count; row++)
        {
            double latent = mean + (sd * random.NextNormal());
            for (int i = 0; i < 4; i++)
                rows[(4 * row) + i] = Intercepts[i] + (Loadings[i] * latent) + (Errors[i] * random.NextNormal());
        }
        (double[] means, double[] covariance) = Moments(rows, count);
        return new(name, count, means, covariance);
    }

    private static (double[] Means, double[] Covariance) Moments(double[] rows, int count)
    {
        double[] means = new double[4], covariance = new double[16];
        for (int at = 0; at < rows.Length; at++)
            means[at % 4] += rows[at] / count;
        for (int row = 0; row < count; row++)
        {
            for (int at = 0; at < 16; at++)
                covariance[at] += (rows[(4 * row) + (at / 4)] - means[at / 4]) * (rows[(4 * row) + (at % 4)] - means[at % 4]) / count;
        }
        return (means, covariance);
    }
}
