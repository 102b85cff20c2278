using System.Text.Json.Nodes;
using Credence.Experiments;
using Credence.Testing;
using Xunit;

namespace Credence.Conformance;

/// <summary>Chi-square tests of the allocation against scipy.</summary>
public sealed class SampleRatioTests
{
    [Fact]
    public void ChiSquareTestsAgree()
    {
        foreach (JsonNode example in Oracle.Read("srm.json")["cases"]!.AsArray().OfType<JsonNode>())
        {
            long[] observed = [.. example["observed"]!.AsArray().Select(count => (long)count!)];
            double[] weights = [.. example["weights"]!.AsArray().Select(Oracle.Number)];
            string[] names = [.. observed.Index().Select(arm => $"{arm.Index}")];
            SampleRatio result = SampleRatioTest.Test(names, observed, weights);
            Oracle.Close(Oracle.Number(example["chi2"]), result.ChiSquare, 1e-12, $"{example["name"]}");
            Assert.Equal((int)example["df"]!, result.DegreesOfFreedom);
            Oracle.CloseRelative(Oracle.Number(example["p"]), result.PValue, 1e-10, $"{example["name"]}");
            Assert.Equal(result.PValue < 0.001, result.Mismatch);
        }
    }
}
