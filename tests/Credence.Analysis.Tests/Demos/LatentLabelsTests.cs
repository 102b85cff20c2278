using System.Text.Json.Nodes;
using Credence.Latent;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Analysis.Tests;

public sealed class LatentLabelsTests
{
    private static readonly Lazy<LatentLabelsResult> s_run = new(() => LatentLabels.Run(new() { Rows = 400, Draws = 300, Seed = 3 }));

    [Fact]
    public void StepsOfTheFirstExampleAreThoseOfExactFractions()
    {
        JsonNode run = Oracle.Read("latent_gaussian.json")["runs"]![0]!;
        foreach (JsonNode? expected in run["iterations"]!.AsArray())
        {
            LatentGaussianStep step = s_run.Value.Ridge.Steps[(int)expected!["iteration"]!];
            double[] found = [step.Parameters.Mu, step.Parameters.Sigma2, step.Parameters.Nu, step.Parameters.Tau2, step.LogLikelihood];
            string[] names = ["mu", "sigma2", "nu", "tau2", "log_likelihood"];
            Assert.All(names.Zip(found), pair => Oracle.Close(Oracle.Number(expected[pair.First]), pair.Second, 1e-12, pair.First));
            if (expected["E_Z"] is not { } expectations)
                continue;
            Assert.All(expectations.AsArray().Zip(step.Expectations), pair => Oracle.Close(Oracle.Number(pair.First), pair.Second, 1e-12, "E[Z]"));
            Assert.All(expected["E_Z2"]!.AsArray().Zip(step.SquareExpectations), pair => Oracle.Close(Oracle.Number(pair.First), pair.Second, 1e-12, "E[Z²]"));
        }
        Oracle.Close(Oracle.Number(run["identified"]!["log_likelihood_max"]), s_run.Value.Ridge.HighestLogLikelihood, 1e-12);
    }

    [Fact]
    public void StepsOfOtherStartsAreThoseOfExactFractionsToo()
    {
        JsonNode run = Oracle.Read("latent_gaussian.json")["runs"]![1]!;
        LatentGaussianExample other = s_run.Value.OtherStarts[0];
        Assert.Equal(run["start"]!.AsArray().Select(number => (double)number!), [other.Steps[0].Parameters.Mu, other.Steps[0].Parameters.Sigma2, other.Steps[0].Parameters.Nu, other.Steps[0].Parameters.Tau2]);
        Oracle.Close(Oracle.Number(run["iterations"]![3]!["log_likelihood"]), other.Steps[3].LogLikelihood, 1e-12);
    }

    [Fact]
    public void FiveCustomersAgreeWithQuadratureElsewhere()
    {
        JsonNode oracle = Oracle.Read("bayes.json");
        JsonNode stated = oracle["semi_conjugate_normal_times_inverse_gamma"]![0]!;
        FiveCustomers customers = s_run.Value.Customers;
        Assert.Equal(stated["c"]!.AsArray().Select(number => (double)number!), customers.Control);
        Assert.Equal(stated["t"]!.AsArray().Select(number => (double)number!), customers.Treatment);
        Same(stated, CustomerModel.Stated, 1e-9);
        Same(oracle["normal_known_variance"]![3]!, CustomerModel.Shortcut, 1e-12);
        Same(oracle["normal_known_variance"]![4]!, CustomerModel.StatedMeanKnownDeviation, 1e-12);
        Oracle.CloseRelative(1.3322231946179596e-15, customers.Of(CustomerModel.Shortcut).ProbabilityWorse, 1e-9);

        void Same(JsonNode expected, CustomerModel model, double tolerance)
        {
            Experiments.PosteriorComparison found = customers.Of(model);
            Oracle.Close(Oracle.Number(expected["posterior_mean"]![0]), found.Control.Mean.Mean, tolerance, $"{model}: control");
            Oracle.Close(Oracle.Number(expected["posterior_mean"]![1]), found.Treatment.Mean.Mean, tolerance, $"{model}: treatment");
            Oracle.Close(Oracle.Number(expected["prob_T_greater"]), found.ProbabilityBetter, tolerance, $"{model}: probability");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void DrawsAgreeWithQuadrature(int seed)
    {
        FiveCustomers customers = FiveCustomers.Run((ulong)seed);
        Experiments.PosteriorComparison stated = customers.Of(CustomerModel.Stated);
        (string Element, double Expected)[] figures = [("mean[C]", stated.Control.Mean.Mean), ("mean[T]", stated.Treatment.Mean.Mean), ("higher", stated.ProbabilityBetter)];
        Assert.All(figures, figure => Assert.InRange((customers.Draws[figure.Element].Mean - figure.Expected) / customers.Draws[figure.Element].McseMean, -4, 4));
    }

    [Fact]
    public void EstimatesAreThoseOfTheLibrary()
    {
        LatentLabelsResult result = s_run.Value;
        SimulatedDataSet sales = DataSetSimulator.Simulate("ab-sales", new() { Rows = 400, LabelLoss = 0.2, Seed = 3 });
        double[][] columns = sales.Table.Read("sales", "group");
        MixtureData data = MixtureData.Of(columns[0], [.. columns[1].Select(group => double.IsNaN(group) ? MixtureData.Unknown : (int)group)]);
        Assert.Equal((400, 320), (result.Rows, result.Labelled));
        MixtureFit fit = NormalMixture.Fit(data, new() { Seed = 3 });
        Is(LatentLabelsMethod.EmSemiSupervised, 400, 320, fit.Difference!.Estimate, fit.Difference.StandardError);
        Assert.Equal(fit.LabelInformation, result.SemiSupervised.LabelInformation);
        Moments[] groups = [.. new[] { 0.0, 1.0 }.Select(group => Moments.FromValues([.. columns[0].Where((_, row) => columns[1][row] == group)]))];
        Effect welch = MeanDifference.Welch(groups[0], groups[1], new());
        Is(LatentLabelsMethod.Welch, 320, 320, welch.Estimate, welch.StandardError);
        // Weights of prior and data: 1 ∕ 10 against n ∕ σ².
        double[] weights = [groups[0].Count / 100.0, groups[1].Count / 144.0];
        double printed = (weights[1] * groups[1].Mean / (0.1 + weights[1])) - (weights[0] * groups[0].Mean / (0.1 + weights[0]));
        Is(LatentLabelsMethod.ConjugateAsPrinted, 320, 320, printed, Math.Sqrt((1 / (0.1 + weights[0])) + (1 / (0.1 + weights[1]))));
        MixtureFit masked = NormalMixture.Fit(data.WithoutLabels(), new() { Seed = 3 });
        Assert.Equal(masked.LogLikelihood, result.Masked.LogLikelihood);
        Assert.Equal((ComparedVerdict.Withheld, masked.Profile!.Interval), (result.Of(LatentLabelsMethod.EmMasked).Verdict, result.Of(LatentLabelsMethod.EmMasked).Interval));

        void Is(LatentLabelsMethod method, long rows, long labels, double estimate, double error)
        {
            ComparedEstimate found = result.Of(method);
            Assert.Equal((rows, labels), (found.Rows, found.Labels));
            Oracle.CloseRelative(estimate, found.Estimate, 1e-12, $"{method}");
            Oracle.CloseRelative(error, found.Error, 1e-12, $"{method}");
        }
    }

    [Fact]
    public void SampledPosteriorsAgreeWithTheirCounterparts()
    {
        LatentLabelsResult result = s_run.Value;
        Near(LatentLabelsMethod.NutsGroups, LatentLabelsMethod.Conjugate);
        Near(LatentLabelsMethod.NutsMixture, LatentLabelsMethod.EmSemiSupervised);
        Assert.Equal(ComparedVerdict.Unnamed, result.Of(LatentLabelsMethod.NutsMasked).Verdict);
        Assert.True(result.Of(LatentLabelsMethod.NutsMasked).Error > 2 * result.Of(LatentLabelsMethod.NutsMixture).Error);

        void Near(LatentLabelsMethod method, LatentLabelsMethod other)
        {
            Assert.Equal(result.Of(other).Estimate, result.Of(method).Estimate, 0.25 * result.Of(other).Error);
            Assert.InRange(result.Of(method).Error / result.Of(other).Error, 0.9, 1.1);
        }
    }

    [Fact]
    public void CappedSearchesEndShortOfTheMaximum()
    {
        LatentLabelsResult result = s_run.Value;
        Assert.All(result.Capped.LogLikelihoods, height => Assert.True(height <= result.Masked.LogLikelihood + 1e-6));
        Assert.InRange(result.Capped.Unfinished, 1, CappedSearches.Searches);
        Assert.InRange(result.Capped.Reversed, 0.3, 0.7);
        Assert.Equal(result.Capped.Differences.Order(), result.Capped.Differences);
    }

    [Fact]
    public void SameSeedGivesTheSameBits()
    {
        LatentLabelsOptions options = new() { Rows = 150, Draws = 100, Seed = 8 };
        LatentLabelsResult one = LatentLabels.Run(options with { Threads = 1 }), two = LatentLabels.Run(options with { Threads = 2 });
        Assert.Equal(one.Estimates, two.Estimates);
        Assert.NotEqual(one.Estimates, LatentLabels.Run(options with { Seed = 9 }).Estimates);
    }

    [Fact]
    public void ProgressRisesToTheEnd()
    {
        List<double> shares = [];
        LatentLabels.Run(new() { Rows = 100, Draws = 100, Threads = 1 }, new Heard(shares));
        Assert.True(shares[^1] > 0.9);
        Assert.Equal(shares.Order(), shares);
    }

    [Theory]
    [InlineData(99, 0.2, 1000, "99 rows; must be from 100 to 100000")]
    [InlineData(200_000, 0.2, 1000, "200000 rows")]
    [InlineData(1200, 0.0, 1000, "a share of 0")]
    [InlineData(1200, double.NaN, 1000, "a share of NaN")]
    [InlineData(1200, 0.2, 99, "99 draws")]
    public void WhatIsOutOfRangeIsRefused(int rows, double loss, int draws, string expected)
        => Assert.Contains(expected, Assert.Throws<InputException>(() => LatentLabels.Run(new() { Rows = rows, LabelLoss = loss, Draws = draws })).Message, StringComparison.Ordinal);

    [Fact]
    public void ItStops() => Assert.ThrowsAny<OperationCanceledException>(() => LatentLabels.Run(cancellation: new CancellationToken(canceled: true)));

    private sealed class Heard(List<double> shares) : IProgress<double>
    {
        public void Report(double value)
        {
            lock (shares)
                shares.Add(value);
        }
    }
}
