using System.Text.Json.Nodes;
using Credence.Experiments;
using Credence.Testing;
using Xunit;

namespace Credence.Conformance;

public sealed class MultipleTestingTests
{
    private static readonly Dictionary<string, Correction> Methods = new()
    {
        ["bonferroni"] = Correction.Bonferroni,
        ["sidak"] = Correction.Sidak,
        ["holm"] = Correction.Holm,
        ["simes-hochberg"] = Correction.Hochberg,
        ["hommel"] = Correction.Hommel,
        ["fdr_bh"] = Correction.Bh,
        ["fdr_by"] = Correction.By,
    };

    [Fact]
    public void AdjustedPValuesAreThoseOfThePeers()
    {
        JsonNode oracle = Oracle.Read("multiple_testing.json");
        int checks = 0;
        foreach (JsonNode? test in oracle["cases"]!.AsArray())
        {
            double[] p = Numbers(test!["p"]);
            double alpha = Oracle.Number(test["alpha"]);
            foreach ((string name, Correction correction) in Methods)
            {
                double[] expected = Numbers(test["methods"]![name]!["adjusted"]), actual = AdjustedPValues.Of(p, correction);
                ComparisonFamily family = ComparisonFamily.Of([.. p.Select(value => new FamilyMember(value))], correction, alpha);
                for (int i = 0; i < p.Length; i++)
                {
                    Oracle.Close(expected[i], actual[i], 1e-12, $"{test["name"]} {name} {i}");
                    // A value of exactly alpha is no rejection here, and one in the oracle.
                    if (Math.Abs(expected[i] - alpha) > 1e-12)
                        Assert.Equal(test["methods"]![name]!["reject"]![i]!.GetValue<bool>(), family.Rejects(i));
                    checks++;
                }
            }
        }
        Assert.True(checks > 100, $"only {checks} values");
    }

    private static double[] Numbers(JsonNode? array) => [.. array!.AsArray().Select(Oracle.Number)];
}
