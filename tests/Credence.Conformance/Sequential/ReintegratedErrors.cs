using System.Text.Json.Nodes;
using Credence.Experiments;
using Credence.Testing;
using Xunit;

namespace Credence.Conformance.Sequential;

/// <summary>Type I error and power of given boundaries, right and wrong ones, integrated independently.</summary>
public sealed class ReintegratedErrors
{
    private const double Tolerance = 1e-10;

    [Fact]
    public void ErrorRatesOfPeerBoundariesAgree()
    {
        Dictionary<string, JsonNode> designs = Oracle.Read("group_sequential.json")["designs"]!.AsArray().ToDictionary(node => (string)node!["label"]!, node => node!);
        foreach (JsonNode check in Oracle.Read("group_sequential_check.json")["rpact_checked"]!.AsArray().Select(node => node!))
        {
            JsonNode design = designs[(string)check["label"]!];
            if (design["futilityBounds"] is not null)
                continue;
            double[] times = Numbers(design["informationRates"]!), z = Numbers(design["criticalValues"]!);
            int sides = (int)design["sided"]!;
            OperatingCharacteristics none = OperatingCharacteristics.Of(times, z, sides, 0);
            OperatingCharacteristics drifted = OperatingCharacteristics.Of(times, z, sides, Math.Sqrt((double)design["shift"]!));
            double spent = 0, inflation = (double)design["inflationFactor"]!;
            for (int k = 0; k < z.Length; k++)
            {
                spent += none.UpperRejection[k] + none.LowerRejection[k];
                Oracle.Close((double)check["alpha_reintegrated"]![k]!, spent, Tolerance, $"{check["label"]} alpha {k + 1}");
                Oracle.Close((double)check["power_reintegrated"]![k]!, drifted.CumulativePower[k], Tolerance, $"{check["label"]} power {k + 1}");
            }
            Oracle.Close((double)check["asnRatioH1_reintegrated"]!, inflation * drifted.ExpectedInformation, Tolerance, $"{check["label"]} ASN H1");
            Oracle.Close((double)check["asnRatioH0_reintegrated"]!, inflation * none.ExpectedInformation, Tolerance, $"{check["label"]} ASN H0");
        }
    }

    [Fact]
    public void ErrorRatesOfSimplifiedRulesAgree()
    {
        JsonArray cases = Oracle.Read("group_sequential_check.json")["handout_rules"]!.AsArray();
        Assert.NotEmpty(cases);
        foreach (JsonNode node in cases.Select(node => node!))
        {
            double[] times = InformationTimes.Equal((int)node["K"]!);
            foreach ((string name, JsonNode? rule) in node["rules"]!.AsObject())
            {
                double[] z = Numbers(rule!["boundaries"]!);
                OperatingCharacteristics none = OperatingCharacteristics.Of(times, z, 2, 0);
                double spent = 0;
                for (int k = 0; k < z.Length; k++)
                {
                    spent += none.UpperRejection[k] + none.LowerRejection[k];
                    Oracle.Close((double)rule["cumulative_type1"]![k]!, spent, Tolerance, $"{name} {z.Length} look {k + 1}");
                }
                OperatingCharacteristics drifted = OperatingCharacteristics.Of(times, z, 2, (double)node["drift"]!);
                Oracle.Close((double)rule["power_at_drift"]!, drifted.UpperRejection.Sum() + drifted.LowerRejection.Sum(), Tolerance, $"{name} {z.Length} power");
            }
        }
    }

    private static double[] Numbers(JsonNode node) => [.. node.AsArray().Select(Oracle.Number)];
}
