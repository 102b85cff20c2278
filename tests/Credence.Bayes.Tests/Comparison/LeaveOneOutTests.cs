using System.Globalization;
using System.Text.Json.Nodes;
using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Bayes.Tests;

public sealed class LeaveOneOutTests
{
    [Fact]
    public void TheGeneralisedParetoFitEqualsTheReference()
    {
        JsonNode expected = Oracle.Read("bayes", "gpdfit.json");
        double[] x = [.. expected["x"]!.AsArray().Select(Oracle.Number)];
        GeneralizedPareto fit = GeneralizedPareto.Fit(x);
        Oracle.CloseRelative(Oracle.Number(expected["k"]), fit.Shape, 1e-8);
        Oracle.CloseRelative(Oracle.Number(expected["sigma"]), fit.Scale, 1e-8);
        Oracle.CloseRelative(Oracle.Number(expected["raw_k"]), GeneralizedPareto.FitShape(x, out _), 1e-8);
    }

    [Theory]
    [InlineData(-0.4)]
    [InlineData(0)]
    [InlineData(0.7)]
    public void QuantilesInvertTheParetoTail(double shape)
    {
        GeneralizedPareto distribution = new(shape, 2);
        double x = distribution.Quantile(0.9);
        Oracle.Close(0.1, shape == 0 ? Math.Exp(-x / 2) : Math.Pow(1 + shape * x / 2, -1 / shape), 1e-14);
    }

    [Theory]
    [InlineData("loo", null)]
    [InlineData("loo_reff1", 1.0)]
    public void LeaveOneOutEqualsTheReference(string name, double? relativeEfficiency)
    {
        JsonNode oracle = Oracle.Read("bayes", "loo_waic.json"), expected = oracle[name]!;
        LeaveOneOut actual = LeaveOneOut.Of(Reference("loo_loglik.csv"), relativeEfficiency);
        AssertSum(expected["elpd_loo"]!, actual.Elpd);
        AssertSum(expected["p_loo"]!, actual.EffectiveParameters);
        for (int i = 0; i < actual.Pointwise.Count; i++)
        {
            PointwiseElpd entry = actual.Pointwise[i];
            Oracle.CloseRelative(Oracle.Number(expected["pointwise_elpd"]![i]), entry.Elpd, 1e-8, $"elpd {i}");
            Oracle.CloseRelative(Oracle.Number(expected["pareto_k"]![i]), entry.ParetoShape, 1e-8, $"k {i}");
            Oracle.CloseRelative(Oracle.Number(expected["n_eff"]![i]), entry.EffectiveDraws, 1e-8, $"n_eff {i}");
            if (name == "loo")
            {
                Oracle.CloseRelative(Oracle.Number(oracle["r_eff"]![i]), entry.RelativeEfficiency, 1e-8, $"r_eff {i}");
                // The peer's Monte Carlo error is itself the spread of 1000 random numbers.
                Oracle.CloseRelative(Oracle.Number(expected["pointwise_mcse"]![i]), entry.Mcse, 0.1, $"mcse {i}");
            }
        }
    }

    [Fact]
    public void TheWidelyApplicableCriterionEqualsTheReference()
    {
        JsonNode expected = Oracle.Read("bayes", "loo_waic.json")["waic"]!;
        WidelyApplicable actual = WidelyApplicable.Of(Reference("loo_loglik.csv"));
        AssertSum(expected["elpd_waic"]!, actual.Elpd);
        AssertSum(expected["p_waic"]!, actual.EffectiveParameters);
        Oracle.CloseRelative(Oracle.Number(expected["waic"]!["estimate"]), actual.Waic, 1e-8);
        for (int i = 0; i < actual.PointwiseElpd.Count; i++)
        {
            Oracle.CloseRelative(Oracle.Number(expected["pointwise_elpd"]![i]), actual.PointwiseElpd[i], 1e-8);
            Oracle.CloseRelative(Oracle.Number(expected["pointwise_p"]![i]), actual.PointwisePenalty[i], 1e-8);
        }
    }

    [Fact]
    public void TheComparisonEqualsTheReference()
    {
        JsonNode expected = Oracle.Read("bayes", "loo_waic.json")["compare_reff1"]!;
        IReadOnlyList<ComparedModel> compared = ModelComparison.Compare(
            [("m2", LeaveOneOut.Of(Reference("loo_loglik_model2.csv"), 1)), ("m1", LeaveOneOut.Of(Reference("loo_loglik.csv"), 1))]);
        Assert.Equal(["m1", "m2"], compared.Select(model => model.Name));
        AssertSum(expected["model2"]!["elpd_loo"]!, compared[1].Elpd);
        Assert.Equal(new PointwiseSum(0, 0), compared[0].Difference);
        Oracle.CloseRelative(Oracle.Number(expected["elpd_diff"]![1]), compared[1].Difference.Estimate, 1e-8);
        Oracle.CloseRelative(Oracle.Number(expected["se_diff"]![1]), compared[1].Difference.StandardError, 1e-8);
        Oracle.Close(1, compared.Sum(model => model.Stacking), 1e-12);
        Oracle.Close(1, compared.Sum(model => model.PseudoBma), 1e-12);
        Oracle.Close(1, compared.Sum(model => model.PseudoBmaPlus), 1e-12);
        Oracle.Close(Math.Exp(compared[1].Difference.Estimate), compared[1].PseudoBma / compared[0].PseudoBma, 1e-12);
    }

    [Fact]
    public void StackingSplitsTheWeightBetweenModelsThatPredictDifferentObservations()
    {
        static LeaveOneOut Validation(params double[] elpd)
            => new([.. elpd.Select(value => new PointwiseElpd(value, value, 0, 1, 100, 0))], [.. elpd.Select(_ => 1.0)], 0.7);
        double good = Math.Log(0.8), bad = Math.Log(0.2);
        IReadOnlyList<ComparedModel> compared = ModelComparison.Compare(
            [("a", Validation(good, good, good, bad)), ("b", Validation(bad, bad, bad, good)), ("worse", Validation(-9, -9, -9, -9))]);
        // The mixture's share of good predictions is 0.2 + 0.6 w; 3 log(0.2 + 0.6 w) + log(0.8 − 0.6 w) is largest at w = 11/12.
        Oracle.Close(11.0 / 12, compared.Single(model => model.Name == "a").Stacking, 1e-7);
        Oracle.Close(0, compared.Single(model => model.Name == "worse").Stacking, 1e-7);
    }

    [Fact]
    public void GroupsOfEqualObservationsCountAsTheObservationsThemselves()
    {
        LogLikelihood values = Reference("loo_loglik.csv");
        int[] counts = [.. Enumerable.Range(0, values.Observations).Select(i => 1 + i % 3)];
        double[] grouped = [.. Enumerable.Range(0, values.Observations).SelectMany(i => values.Of(i).ToArray())];
        double[] expanded = [.. Enumerable.Range(0, values.Observations).SelectMany(i => Enumerable.Repeat(values.Of(i).ToArray(), counts[i]).SelectMany(x => x))];
        LogLikelihood byGroup = new(counts.Length, 4, 250, grouped, [.. counts.Select(count => (double)count)]), byRow = new(counts.Sum(), 4, 250, expanded);
        (LeaveOneOut loo, LeaveOneOut looByRow) = (LeaveOneOut.Of(byGroup), LeaveOneOut.Of(byRow));
        AssertEqual(looByRow.Elpd, loo.Elpd);
        AssertEqual(looByRow.EffectiveParameters, loo.EffectiveParameters);
        AssertEqual(WidelyApplicable.Of(byRow).Elpd, WidelyApplicable.Of(byGroup).Elpd);
    }

    [Fact]
    public void AModelIsValidatedFromItsDraws()
    {
        Draws draws = Example.Normal(4, 250);
        NormalData model = new([-0.5, 0.3, 1.2], [2, 1, 3]);
        LeaveOneOut actual = LeaveOneOut.Of(model, draws), expected = LeaveOneOut.Of(LogLikelihood.Of(model, draws));
        Assert.Equal(expected.Pointwise, actual.Pointwise);
        Assert.Equal([2, 1, 3], actual.Weights);
        Assert.Equal(-0.5 * Math.Log(2 * Math.PI) - 0.5 * Math.Pow(0.3 - draws.Of(0)[7], 2), LogLikelihood.Of(model, draws).Of(1)[7], 1e-14);
        LogLikelihood pointwise = LogLikelihood.Of(model, draws);
        Assert.Equal((2 * pointwise.Of(0)[7]) + pointwise.Of(1)[7] + (3 * pointwise.Of(2)[7]), LogLikelihood.Joint(model, draws)[7], 1e-12);
    }

    [Fact]
    public void ObservationsThatCarryThePosteriorAreFound()
    {
        RandomStream random = new(5, "influential");
        double[] values = new double[2 * 4000];
        for (int s = 0; s < 4000; s++)
        {
            values[s] = -0.1 * random.NextExponential();
            values[4000 + s] = -1.5 * random.NextExponential();
        }
        LeaveOneOut loo = LeaveOneOut.Of(new LogLikelihood(2, 4, 1000, values));
        Assert.True(loo.Pointwise[0].ParetoShape < 0.3 && loo.Pointwise[1].ParetoShape > 1, loo.Pointwise[1].ToString());
        Finding finding = Assert.Single(loo.Findings());
        Assert.Equal(("influential-observations", Severity.Warning), (finding.Code, finding.Severity));
        Assert.Contains("1 of 2 observations", finding.Message, StringComparison.Ordinal);
        Assert.Contains("observation 2", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WeightsThatCannotBeSmoothedSayWhy()
    {
        double[] weights = new double[100];
        Assert.True(double.IsNaN(ParetoSmoothing.Smooth(new double[100], 1, weights)));
        Assert.All(weights, weight => Oracle.Close(-Math.Log(100), weight, 1e-14));
        Assert.Equal(double.PositiveInfinity, ParetoSmoothing.Smooth([1, 2, 3], 1, weights.AsSpan(0, 3)));
        double[] broken = new double[100];
        broken[3] = double.NaN;
        Assert.Equal(double.PositiveInfinity, ParetoSmoothing.Smooth(broken, 1, weights));
        Assert.All(weights, weight => Assert.True(double.IsNaN(weight)));
        broken[3] = double.NegativeInfinity;
        ParetoSmoothing.Smooth(broken, 1, weights);
        Assert.Equal(double.NegativeInfinity, weights[3]);
    }

    private static void AssertSum(JsonNode expected, PointwiseSum actual)
        => AssertEqual(new PointwiseSum(Oracle.Number(expected["estimate"]), Oracle.Number(expected["se"])), actual, 1e-8);

    private static void AssertEqual(PointwiseSum expected, PointwiseSum actual, double tolerance = 1e-10)
    {
        Oracle.CloseRelative(expected.Estimate, actual.Estimate, tolerance);
        Oracle.CloseRelative(expected.StandardError, actual.StandardError, tolerance);
    }

    private static LogLikelihood Reference(string file)
    {
        double[][] rows = [.. File.ReadLines(Repository.Reference("oracle", "bayes", "data", file)).Skip(1)
            .Select(line => line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())];
        int observations = rows[0].Length;
        return new LogLikelihood(observations, 4, rows.Length / 4, [.. Enumerable.Range(0, observations).SelectMany(i => rows.Select(row => row[i]))]);
    }

    private sealed class NormalData(double[] observed, double[] weights) : IPointwiseLikelihood
    {
        public int Observations => observed.Length;

        public ReadOnlySpan<double> Weights => weights;

        public void LogLikelihood(ReadOnlySpan<double> values, Span<double> pointwise)
        {
            for (int i = 0; i < observed.Length; i++)
                pointwise[i] = Normal.LogDensity(observed[i] - values[0]);
        }
    }
}
