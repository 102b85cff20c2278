using System.Text.Json.Nodes;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Conformance;

/// <summary>Ratios of sums against the linearised variable and survey::svyratio.</summary>
public sealed class RatioTests
{
    [Fact]
    public void DeltaMethodAgrees()
    {
        foreach (JsonNode example in Oracle.Read("ratio_metrics.json")["cases"]!.AsArray().OfType<JsonNode>())
        {
            OracleData data = OracleData.Read((string)example["file"]!);
            CrossMoments control = Arm(data, 0), treatment = Arm(data, 1);
            EffectOptions options = new() { Alpha = Oracle.Number(example["alpha"]) };
            Effect effect = RatioDifference.Compare(control, treatment, options);
            Close("ratio_control", RatioDifference.Arm(control).Mean);
            Close("ratio_treatment", RatioDifference.Arm(treatment).Mean);
            Oracle.CloseRelative(Oracle.Number(example["var_control"]), RatioDifference.Arm(control).Variance, 1e-10);
            Oracle.CloseRelative(Oracle.Number(example["var_treatment"]), RatioDifference.Arm(treatment).Variance, 1e-10);
            Close("difference", effect.Estimate);
            Close("z", effect.Statistic);
            Close("p_two_sided", effect.PValue);
            Close("lift", effect.Relative.Estimate);
            Limits(example["ci"]!, effect.Interval);
            Limits(example["fieller_z"]!["lift"]!, effect.Relative.Interval!.Value);
            RelativeEffect delta = RatioDifference.Compare(control, treatment, options with { Relative = RelativeMethod.Delta }).Relative;
            Limits(example["lift_delta_ci"]!, delta.Interval!.Value);
            Assert.Null(effect.DegreesOfFreedom);

            void Close(string key, double actual) => Oracle.Close(Oracle.Number(example[key]), actual, 1e-10, $"{example["name"]} {key}");
        }
    }

    private static void Limits(JsonNode expected, Interval actual)
    {
        Oracle.Close(Oracle.Number(expected[0]), actual.Lower, 1e-10);
        Oracle.Close(Oracle.Number(expected[1]), actual.Upper, 1e-10);
    }

    private static CrossMoments Arm(OracleData data, double group)
        => CrossMoments.FromRows(
            ["numerator", "denominator"],
            [.. data.Numbers("numerator", group).Zip(data.Numbers("denominator", group)).SelectMany(row => new[] { row.First, row.Second })]);
}
