using System.Text.Json.Nodes;
using Credence.Experiments;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Conformance;

/// <summary>Cluster-robust standard errors against estimatr, sandwich and clubSandwich.</summary>
public sealed class ClusterConformance
{
    [Theory]
    [InlineData("cluster_CR0", ClusterVariance.Cr0)]
    [InlineData("cluster_stata", ClusterVariance.Cr1S)]
    [InlineData("cluster_CR2", ClusterVariance.Cr2)]
    public void AncovaAgrees(string key, ClusterVariance variance) => Agree(key, ClusterModel.Ancova, variance);

    [Fact]
    public void LinAgrees() => Agree("lin_CR2", ClusterModel.Lin, ClusterVariance.Cr2);

    private static void Agree(string key, ClusterModel model, ClusterVariance variance)
    {
        int compared = 0;
        foreach (JsonNode example in Oracle.Read("regression.json")["cases"]!.AsArray().OfType<JsonNode>())
        {
            if (example[key] is not { } expected)
                continue;
            OracleData data = OracleData.Read((string)example["file"]!);
            string[] covariates = [.. ((string)example["ancova_formula"]!).Split('~', '+')[2..].Select(term => term.Trim())];
            MeanComparison actual = ClusteredDifference.Compare(Arm(data, covariates, 0), Arm(data, covariates, 1), model, variance).Comparison;
            int place = expected["term"]!.AsArray().Select(term => (string)term!).ToList().IndexOf("t");
            string what = $"{example["name"]} {key}";
            Oracle.Close(Oracle.Number(expected["estimate"]![place]), actual.Difference, 1e-9, what);
            Oracle.Close(Oracle.Number(expected["se"]![place]), actual.StandardError, 1e-9, what);
            Oracle.Close(Oracle.Number(expected["df"]![place]), actual.DegreesOfFreedom!.Value, 1e-6, what);
            Oracle.Close(Oracle.Number(expected["p"]![place]), actual.Effect(new()).PValue, 1e-6, what);
            compared++;
        }
        Assert.True(compared >= 7, $"{compared} cases");
    }

    private static ClusterMoments Arm(OracleData data, string[] covariates, double arm)
    {
        double[] t = data.Numbers("t"), cluster = data.Numbers("cluster");
        double[][] columns = [data.Numbers("y"), .. covariates.Select(name => data.Numbers(name))];
        int[] rows = [.. Enumerable.Range(0, t.Length).Where(i => t[i] == arm)];
        return ClusterMoments.FromRows(
            ["y", .. covariates], [.. rows.Select(i => (long)cluster[i])], [.. rows.SelectMany(i => columns.Select(column => column[i]))]);
    }
}
