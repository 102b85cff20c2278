using System.Text.Json.Nodes;
using Credence.Testing;
using Xunit;

namespace Credence.Latent.Tests;

/// <summary>Pooling against mice and mitml; pooling.R beside this file wrote the figures.</summary>
public sealed class PoolingTests
{
    private static readonly JsonNode s_figures = JsonNode.Parse(
        File.ReadAllText(Repository.Folder("tests", "Credence.Latent.Tests", "Imputation", "pooling.json")))!;

    [Fact]
    public void EstimatesArePooledAsByMice()
    {
        foreach (JsonNode? figures in s_figures["scalar"]!.AsArray())
        {
            PooledEstimate pooled = PooledEstimate.Of(Numbers(figures!["estimates"]), Numbers(figures["variances"]), Oracle.Number(figures["degrees"]));
            Oracle.Close(Oracle.Number(figures["estimate"]), pooled.Estimate, 1e-10, "estimate");
            Oracle.Close(Oracle.Number(figures["within"]), pooled.Within, 1e-10, "within");
            Oracle.Close(Oracle.Number(figures["between"]), pooled.Between, 1e-10, "between");
            Oracle.Close(Oracle.Number(figures["variance"]), pooled.Variance, 1e-10, "variance");
            Oracle.Close(Oracle.Number(figures["degreesOfFreedom"]), pooled.DegreesOfFreedom, 1e-10, "degrees of freedom");
            Oracle.Close(Oracle.Number(figures["varianceIncrease"]), pooled.VarianceIncrease, 1e-10, "riv");
            Oracle.Close(Oracle.Number(figures["lambda"]), pooled.Lambda, 1e-10, "lambda");
            Oracle.Close(Oracle.Number(figures["missingInformation"]), pooled.MissingInformation, 1e-10, "fmi");
        }
    }

    [Fact]
    public void WaldStatisticsArePooledAsByMitml()
    {
        foreach (JsonNode? figures in s_figures["wald"]!.AsArray())
        {
            PooledTest pooled = PooledTest.Wald(Rows(figures!["estimates"]), Rows(figures["covariances"]), Oracle.Number(figures["degrees"]));
            AssertPooled(figures, pooled);
        }
    }

    [Fact]
    public void ChiSquaredStatisticsArePooledAsByMitml()
    {
        foreach (JsonNode? figures in s_figures["chiSquared"]!.AsArray())
            AssertPooled(figures!, PooledTest.ChiSquared(Numbers(figures!["statistics"]), figures["k"]!.GetValue<int>()));
    }

    [Fact]
    public void OneParameterIsPooledByWaldAsAlone()
    {
        double[] estimates = [1.1, 0.7, 1.4, 0.9], variances = [0.2, 0.25, 0.22, 0.21];
        PooledEstimate one = PooledEstimate.Of(estimates, variances);
        PooledTest test = PooledTest.Wald([.. estimates.Select(value => new[] { value })], [.. variances.Select(value => new[] { value })]);
        Assert.Equal(one.Statistic * one.Statistic, test.Statistic, 12);
        Assert.Equal(one.VarianceIncrease, test.VarianceIncrease, 12);
    }

    [Fact]
    public void IntervalAndTestAgree()
    {
        PooledEstimate pooled = PooledEstimate.Of([1.1, 0.7, 1.4], [0.2, 0.25, 0.22], 50);
        double p = pooled.PValue;
        Assert.Equal(0, pooled.Interval(p).Lower, 10);
    }

    [Fact]
    public void NothingButSpreadIsAllMissingInformation()
    {
        PooledEstimate pooled = PooledEstimate.Of([1, 2, 3], [0, 0, 0]);
        Assert.Equal(1, pooled.Lambda);
        Assert.Equal(1, pooled.MissingInformation);
        Assert.Equal(4.0 / 3, pooled.Variance, 12);
    }

    [Fact]
    public void SingularCovarianceGivesNoTest()
        => Assert.True(double.IsNaN(PooledTest.Wald([[1, 1], [2, 2]], [[1, 1, 1, 1], [1, 1, 1, 1]]).Statistic));

    [Fact]
    public void OneDataSetIsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => PooledEstimate.Of([1], [1]));

    private static void AssertPooled(JsonNode figures, PooledTest pooled)
    {
        Oracle.Close(Oracle.Number(figures["statistic"]), pooled.Statistic, 1e-10, "statistic");
        Oracle.Close(Oracle.Number(figures["degreesOfFreedom"]), pooled.DenominatorDegrees, 1e-10, "degrees of freedom");
        Oracle.Close(Oracle.Number(figures["varianceIncrease"]), pooled.VarianceIncrease, 1e-10, "ARIV");
        Oracle.Close(Oracle.Number(figures["pValue"]), pooled.PValue, 1e-10, "p");
    }

    // A list of one number is written as the number.
    private static double[] Numbers(JsonNode? node) => node is JsonArray list ? [.. list.Select(Oracle.Number)] : [Oracle.Number(node)];

    private static double[][] Rows(JsonNode? node) => [.. node!.AsArray().Select(Numbers)];
}
