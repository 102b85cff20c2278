using System.Text.Json.Nodes;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Conformance;

/// <summary>Means and variances against numpy, whole and merged from parts, also near 1e9.</summary>
public sealed class MomentsTests
{
    [Fact]
    public void MeansAndVariancesAgree()
    {
        JsonNode[] cases = [.. Oracle.Read("two_sample_tests.json")["cases"]!.AsArray().OfType<JsonNode>()
            .Where(example => ((string)example["file"]!).StartsWith("ts_", StringComparison.Ordinal))];
        Assert.True(cases.Length >= 15);
        foreach (JsonNode example in cases)
        {
            OracleData data = OracleData.Read((string)example["file"]!);
            foreach ((double group, string arm) in new[] { (0.0, "control"), (1.0, "treatment") })
            {
                double[] values = data.Numbers("value", group);
                Assert.Equal((int)example[$"n_{arm}"]!, values.Length);
                AssertSame(example, arm, Moments.FromValues(values));
                AssertSame(example, arm, values.Chunk(7).Select(part => Moments.FromValues(part)).Aggregate((a, b) => a.Merge(b)));
                AssertSame(example, arm, CrossMoments.FromRows(["value"], values).Of(0));
            }
        }
    }

    private static void AssertSame(JsonNode example, string arm, Moments moments)
    {
        double mean = Oracle.Number(example[$"mean_{arm}"]);
        Oracle.Close(mean, moments.Mean, 1e-14, $"{example["name"]} {arm}");
        // Parts near 1e9 know their means to the rounding of such numbers.
        double tolerance = Math.Abs(mean) > 1e8 ? 1e-6 : 1e-12;
        Oracle.CloseRelative(Oracle.Number(example[$"var_{arm}"]), moments.Variance, tolerance, $"{example["name"]} {arm}");
    }
}
