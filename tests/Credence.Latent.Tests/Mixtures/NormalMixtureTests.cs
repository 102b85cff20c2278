using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Latent.Tests;

public sealed class NormalMixtureTests
{
    [Fact]
    public void TwoHundredRandomStartsNeverReturnACollapsedComponent()
    {
        // Whole numbers, of which many are equal, invite components of one value.
        RandomStream random = new(3, "test");
        for (ulong seed = 1; seed <= 4; seed++)
        {
            MixtureRows rows = MixtureRows.Sales(random, 300, 0);
            MixtureFit fit = NormalMixture.Fit(MixtureData.Of([.. rows.Values.Select(value => Math.Round(value))]), new() { Restarts = 200, Seed = seed });
            Assert.True(fit.Converged, fit.StopReason);
            Assert.All(fit.Components, component => Assert.True(component.StandardDeviation > 0.2 && component.Share * 300 > 2));
            Assert.DoesNotContain(fit.Findings, finding => finding.Code == "mixture-collapsed");
        }
    }

    [Fact]
    public void AStartOnASingleValueIsReportedAndNotReturned()
    {
        double[] values = [.. MixtureRows.Sales(new RandomStream(4, "test"), 400, 0).Values.Select(value => Math.Round(value))];
        MixtureFit fit = NormalMixture.Fit(MixtureData.Of(values), new() { Start = [new(50, 0.1, 0.05), new(52, 11, 0.95)] });
        Assert.Contains(fit.Findings, finding => finding.Code == "mixture-start-collapsed");
        Assert.All(fit.Components, component => Assert.True(component.StandardDeviation > 1));
        Assert.True(fit.Converged);
    }

    [Fact]
    public void DataWithoutARegularMaximumAreWithheld()
    {
        MixtureFit fit = NormalMixture.Fit(MixtureData.Of([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1]));
        Finding finding = Assert.Single(fit.Findings, finding => finding.Code == "mixture-collapsed");
        Assert.Equal(Severity.Blocking, finding.Severity);
        Assert.True(fit.Withheld);
        Assert.False(fit.Converged);
        Assert.All(fit.Components, component => Assert.True(double.IsFinite(component.Mean) && component.StandardDeviation > 0));
    }

    [Fact]
    public void TheFitMovesWithShiftAndScale()
        => Gen.Select(Gen.Int[1, 40], Gen.Int[0, 2], Gen.Int[0, 2]).Holds((seed, shiftPlace, scalePlace) =>
        {
            MixtureRows rows = MixtureRows.Sales(new RandomStream((ulong)seed, "test"), 200, 0.7);
            double shift = ((double[])[0, -3e5, 1e9])[shiftPlace], scale = ((double[])[1e-3, 1, 1e6])[scalePlace];
            // Values on a grid of 1/64 stay exact under the shift.
            double[] values = [.. rows.Values.Select(value => Math.Round(value * 64) / 64)];
            MixtureFit plain = NormalMixture.Fit(MixtureData.Of(values, rows.Labels));
            MixtureFit moved = NormalMixture.Fit(MixtureData.Of([.. values.Select(value => scale * (value + shift))], rows.Labels));
            double tolerance = 1e-7 + (1e-15 * Math.Abs(shift));
            for (int j = 0; j < 2; j++)
            {
                Assert.Equal(plain.Components[j].Mean, (moved.Components[j].Mean / scale) - shift, 10 * tolerance);
                Assert.Equal(plain.Components[j].StandardDeviation, moved.Components[j].StandardDeviation / scale, 10 * tolerance);
                Assert.Equal(plain.Components[j].Share, moved.Components[j].Share, tolerance);
            }
            Assert.Equal(plain.LogLikelihood, moved.LogLikelihood + (200 * Math.Log(scale)), 1e-5);
            Assert.Equal(plain.Condition, moved.Condition, 1e-4 * plain.Condition);
        }, 30);

    [Fact]
    public void CountedValuesFitLikeTheirRows()
    {
        MixtureRows rows = MixtureRows.Sales(new RandomStream(5, "test"), 2000, 0.5);
        double[] values = [.. rows.Values.Select(value => Math.Round(value))];
        var counted = values.Zip(rows.Labels).GroupBy(row => row).Select(group => (group.Key, Count: group.LongCount())).ToArray();
        MixtureFit whole = NormalMixture.Fit(MixtureData.Of(values, rows.Labels));
        MixtureFit collapsed = NormalMixture.Fit(MixtureData.Of(
            counted.Select(row => row.Key.First).ToArray(), counted.Select(row => row.Count).ToArray(), counted.Select(row => row.Key.Second).ToArray()));
        Assert.Equal(counted.Length, collapsed.Data.Distinct);
        Assert.Equal(2000, collapsed.Data.Rows);
        Assert.Equal(whole.LogLikelihoods, collapsed.LogLikelihoods);
        Assert.Equal(whole.Components, collapsed.Components);
    }

    [Fact]
    public void ThreadsDoNotChangeABit()
    {
        MixtureRows rows = MixtureRows.Of(new RandomStream(6, "test"), 100_000, (0, 4), (1, 2), 0.3, (_, _) => MixtureData.Unknown);
        MixtureFit one = NormalMixture.Fit(rows.Data, new() { Threads = 1 }), many = NormalMixture.Fit(rows.Data, new() { Threads = 4 });
        Assert.Equal(one.Components, many.Components);
        Assert.Equal(one.LogLikelihoods, many.LogLikelihoods);
        Assert.Equal(0, one.Components[0].Mean, 0.05);
        Assert.Equal(4, one.Components[1].Mean, 0.1);
        Assert.NotNull(one.Difference);
    }

    [Fact]
    public void TheTraceNeverFallsAndTheMaximumIsThatOfPlainSteps()
    {
        for (ulong seed = 1; seed <= 10; seed++)
        {
            MixtureData data = MixtureRows.Of(new RandomStream(seed, "test"), 400, (0, 3), (1, 1.5), 0.4, (_, _) => MixtureData.Unknown).Data;
            MixtureFit fit = NormalMixture.Fit(data);
            for (int i = 1; i < fit.LogLikelihoods.Count; i++)
                Assert.True(fit.LogLikelihoods[i] >= fit.LogLikelihoods[i - 1] - 1e-9);
            Assert.Equal(fit.LogLikelihood, fit.LogLikelihoods[^1], 1e-9);
            MixtureComponent[] start = [.. fit.Components.Select(c => new MixtureComponent(c.Mean + 0.1, c.StandardDeviation, c.Share))];
            MixtureFit plain = NormalMixture.Fit(data, new() { Accelerate = false, Start = start, MaximumIterations = 20_000 });
            Assert.True(plain.Converged);
            Assert.Equal(fit.Components[1].Mean, plain.Components[1].Mean, 1e-6);
            Assert.True(plain.Iterations > 3 * fit.Iterations);
        }
    }

    [Fact]
    public void ThreeComponentsPartlyLabelledKeepTheirPlaces()
    {
        RandomStream random = new(8, "test");
        double[] values = new double[3000];
        int[] labels = new int[3000];
        for (int i = 0; i < values.Length; i++)
        {
            int component = (int)random.NextInteger(3);
            values[i] = new double[] { 5, 0, -4 }[component] + random.NextNormal();
            labels[i] = component == 0 && random.NextDouble() < 0.2 ? 0 : MixtureData.Unknown;
        }
        MixtureFit fit = NormalMixture.Fit(MixtureData.Of(values, labels, 3));
        // The first is labelled; the others are in order of their means.
        Assert.Equal([5, -4, 0], fit.Components.Select(component => Math.Round(component.Mean)));
        Assert.Equal(8, fit.Parameters.Count);
        Assert.True(fit.Converged);
        Assert.Equal(1, fit.Components.Sum(component => component.Share), 1e-12);
        Assert.All(fit.Components, component => Assert.InRange(component.ShareError, 0.005, 0.02));
    }

    [Fact]
    public void ASharePutByDesignStays()
    {
        MixtureRows rows = MixtureRows.Sales(new RandomStream(9, "test"), 1000, 0.3);
        MixtureFit free = NormalMixture.Fit(rows.Data), fixedShares = NormalMixture.Fit(rows.Data, new() { Shares = [0.5, 0.5] });
        Assert.Equal(0.5, fixedShares.Components[1].Share);
        Assert.Equal(4, fixedShares.Parameters.Count);
        Assert.True(double.IsNaN(fixedShares.Components[1].ShareError));
        Assert.True(fixedShares.LogLikelihood < free.LogLikelihood);
        Assert.True(fixedShares.Difference!.StandardError < free.Difference!.StandardError + 1e-6);
    }

    [Fact]
    public void MembershipProbabilitiesFollowBayesAndLabels()
    {
        MixtureFit fit = NormalMixture.Fit(MixtureRows.Sales(new RandomStream(10, "test"), 800, 0.6).Data);
        double[] probabilities = new double[2];
        fit.Membership(60, MixtureData.Unknown, probabilities);
        Assert.Equal(fit.Density(60, 1) / (fit.Density(60, 0) + fit.Density(60, 1)), probabilities[1], 1e-12);
        fit.Membership(60, 0, probabilities);
        Assert.Equal([1, 0], probabilities);
        Assert.True(fit.Icl > fit.Bic);
    }

    [Fact]
    public void OneComponentIsTheNormal()
    {
        MixtureFit fit = NormalMixture.Fit(MixtureData.Of([1, 2, 4, 9], 1));
        Assert.Equal(4, fit.Components[0].Mean, 1e-12);
        Assert.Equal(Math.Sqrt(9.5), fit.Components[0].StandardDeviation, 1e-12);
        Assert.Equal(fit.OneComponent.LogLikelihood, fit.LogLikelihood, 1e-10);
        Assert.Equal(Math.Sqrt(9.5 / 4), fit.Components[0].MeanError, 1e-10);
        Assert.False(fit.Withheld);
        Assert.Empty(fit.Findings);
    }

    [Fact]
    public void BadInputIsRefusedByName()
    {
        Assert.Contains("row 2", Assert.Throws<InputException>(() => MixtureData.Of([1, double.NaN])).Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => MixtureData.Of([]));
        Assert.Contains("all values are equal", Assert.Throws<InputException>(() => NormalMixture.Fit(MixtureData.Of([3, 3, 3]))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => MixtureData.Of([1, 2], [0, 2]));
        Assert.Throws<InputException>(() => NormalMixture.Fit(MixtureData.Of([1, 2, 3]), new() { LabelLoss = LabelLoss.ByComponent }));
        Assert.Throws<ArgumentException>(() => NormalMixture.Fit(MixtureData.Of([1, 2, 3]), new() { Shares = [0.5, 0.6] }));
    }

    [Fact]
    public void CompleteCasesAreComparedByWelch()
    {
        MixtureRows rows = MixtureRows.Sales(new RandomStream(11, "test"), 500, 0.5);
        MixtureFit fit = NormalMixture.Fit(rows.Data);
        Moments[] arms = [.. Enumerable.Range(0, 2).Select(label => Moments.FromValues([.. rows.Values.Where((_, i) => rows.Labels[i] == label)]))];
        Effect welch = MeanDifference.Welch(arms[0], arms[1], new EffectOptions());
        Assert.Equal(welch.PValue, fit.CompleteCase!.PValue, 1e-9);
        Assert.Equal(welch.Interval.Lower, fit.CompleteCase.Interval.Lower, 1e-9);
    }
}
