using System.Globalization;
using System.Text.Json.Nodes;
using Credence.Latent;
using Credence.Testing;
using Xunit;

namespace Credence.Conformance;

public sealed class MissingCellsTests
{
    [Fact]
    public void EstimatesAreThoseOfTheOracle()
    {
        foreach (JsonNode? node in Oracle.Read("mvn_missing.json")["cases"]!.AsArray())
        {
            (MultivariateNormalFit fit, double[] rows) = Fit(node!, FitMethod.Automatic, 10_000);
            string name = node!["name"]!.GetValue<string>();
            Assert.Equal(FitStop.Converged, fit.Stop);
            Assert.True(fit.Iterations[^1].Gradient <= 1e-8, name);
            Assert.Equal(node["rows_all_missing"]!.GetValue<long>(), fit.Moments.EmptyRows);
            Assert.Equal(node["n_patterns"]!.GetValue<int>(), fit.Moments.Patterns.Count + (fit.Moments.EmptyRows > 0 ? 1 : 0));
            Oracle.CloseRelative(node["log_likelihood"]!.GetValue<double>(), fit.LogLikelihood, 1e-11, name);
            Compare(node, fit, 1e-7, name);
            CompareCells(node, fit, rows, name);
        }
    }

    [Fact]
    public void EstimatesAreThoseOfLavaan()
    {
        JsonArray cases = Oracle.Read("mvn_missing.json")["cases"]!.AsArray(), peers = Oracle.Read("mvn_lavaan.json")["cases"]!.AsArray();
        for (int i = 0; i < cases.Count; i++)
        {
            (MultivariateNormalFit fit, _) = Fit(cases[i]!, FitMethod.Automatic, 10_000);
            Oracle.CloseRelative(peers[i]!["log_likelihood"]!.GetValue<double>(), fit.LogLikelihood, 1e-11);
            Compare(peers[i]!, fit, 1e-6, peers[i]!["name"]!.GetValue<string>());
        }
    }

    // The reference counts empty rows in its steps, which slows them; the maximum is the same.
    [Fact]
    public void PlainEmTakesTheStepsOfTheOracle()
    {
        foreach (JsonNode? node in Oracle.Read("mvn_missing.json")["cases"]!.AsArray().Where(node => node!["rows_all_missing"]!.GetValue<int>() == 0))
        {
            JsonArray steps = node!["em_first"]!.AsArray();
            (MultivariateNormalFit fit, _) = Fit(node, FitMethod.Em, steps.Count);
            for (int step = 1; step <= steps.Count && step < fit.Iterations.Count; step++)
                Oracle.CloseRelative(steps[step - 1]!["log_likelihood"]!.GetValue<double>(), fit.Iterations[step].LogLikelihood, 1e-12);
            JsonArray mean = steps[fit.Iterations.Count - 2]!["mu"]!.AsArray();
            for (int i = 0; i < mean.Count; i++)
                Oracle.Close(mean[i]!.GetValue<double>(), fit.Means.Span[i], 1e-9);
        }
    }

    [Fact]
    public void TheFiveThousandRowsOfTheImputationStudyAgree()
    {
        JsonNode peer = Oracle.Read("bayes", "imputation_5000.json")["methods"]!["mvn_em_conditional_mean"]!;
        (string[] names, double[] rows) = Read("bayes", "data", "imputation_5000_missing20.csv");
        MultivariateNormalFit fit = MultivariateNormalFit.Of(PatternMoments.Of(names, rows));
        Assert.True(fit.Iterations.Count < 15);
        Oracle.CloseRelative(peer["em_observed_loglik"]!.GetValue<double>(), fit.LogLikelihood, 1e-9);
        for (int i = 0; i < 144; i++)
            Oracle.Close(peer["em_cov"]![i / 12]![i % 12]!.GetValue<double>(), fit.Covariance.Span[i], 1e-5);
        for (int i = 0; i < 12; i++)
            Oracle.Close(peer["em_mean"]![i]!.GetValue<double>(), fit.Means.Span[i], 1e-5);
    }

    private static void Compare(JsonNode expected, MultivariateNormalFit fit, double tolerance, string name)
    {
        int p = fit.Variables.Count;
        for (int i = 0; i < p; i++)
        {
            Oracle.Close(expected["mu"]![i]!.GetValue<double>(), fit.Means.Span[i], tolerance, name);
            for (int j = 0; j < p; j++)
                Oracle.Close(expected["cov"]![i]![j]!.GetValue<double>(), fit.Covariance.Span[(i * p) + j], tolerance, name);
        }
    }

    private static void CompareCells(JsonNode node, MultivariateNormalFit fit, double[] rows, string name)
    {
        int p = fit.Variables.Count;
        foreach (JsonNode? entry in node["imputations"]!.AsArray())
        {
            int row = entry!["row"]!.GetValue<int>();
            ReadOnlySpan<double> cells = rows.AsSpan(row * p, p);
            double[] values = cells.ToArray();
            ConditionalNormal conditional = new(fit.Means.Span, fit.Covariance.Span, [.. Enumerable.Range(0, p).Where(i => !double.IsNaN(values[i]))]);
            double[] mean = new double[conditional.Missing.Length];
            conditional.Mean(cells, mean);
            Assert.Equal(entry["missing"]!.AsArray().Select(column => column!.GetValue<string>()), conditional.Missing.ToArray().Select(i => fit.Variables[i]));
            for (int i = 0; i < mean.Length; i++)
            {
                Oracle.Close(entry["conditional_mean"]![i]!.GetValue<double>(), mean[i], 1e-7, name);
                Oracle.Close(entry["conditional_sd"]![i]!.GetValue<double>(), conditional.StandardDeviations.Span[i], 1e-7, name);
            }
        }
    }

    private static (MultivariateNormalFit Fit, double[] Rows) Fit(JsonNode node, FitMethod method, int iterations)
    {
        (string[] names, double[] rows) = Read("data", node["file"]!.GetValue<string>());
        return (MultivariateNormalFit.Of(PatternMoments.Of(names, rows), new() { Method = method, MaximumIterations = iterations }), rows);
    }

    private static (string[] Names, double[] Rows) Read(params string[] path)
    {
        string[] lines = File.ReadAllLines(Repository.Reference(["oracle", .. path]));
        string[] names = [.. lines[0].Split(',').Select(name => name.Trim('"'))];
        double[] rows = [.. lines.Skip(1).Where(line => line.Length > 0).SelectMany(line => line.Split(','))
            .Select(cell => cell.Length == 0 || cell == "NA" ? double.NaN : double.Parse(cell, CultureInfo.InvariantCulture))];
        return (names, rows);
    }
}
