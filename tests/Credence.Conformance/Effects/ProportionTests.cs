using System.Text.Json.Nodes;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Conformance;

/// <summary>Pooled z tests, intervals and risk ratios against statsmodels, scipy and the inversion in 90 digits.</summary>
public sealed class ProportionTests
{
    private static JsonNode[] Cases => [.. Oracle.Read("proportions.json")["cases"]!.AsArray()
        .OfType<JsonNode>().Where(example => example["xt"] is not null)];

    [Theory]
    [InlineData("two-sided", Alternative.TwoSided)]
    [InlineData("larger", Alternative.Greater)]
    [InlineData("smaller", Alternative.Less)]
    public void PooledTestsAgree(string name, Alternative alternative)
    {
        int checks = 0;
        foreach (JsonNode example in Cases)
        {
            Effect effect = Compare(example, new EffectOptions { Alternative = alternative });
            Oracle.Close(Oracle.Number(example["difference"]), effect.Estimate, 1e-12);
            Oracle.Close(Oracle.Number(example["unpooled_se"]), effect.StandardError, 1e-12);
            if (example[name] is not { } expected || double.IsNaN(Oracle.Number(expected["pooled_z"])))
                continue;
            Oracle.Close(Oracle.Number(expected["pooled_z"]), effect.Statistic, 1e-10, $"{example["name"]}");
            Oracle.CloseRelative(Oracle.Number(expected["pooled_p"]), effect.PValue, 1e-10, $"{example["name"]}");
            checks++;
        }
        Assert.True(checks >= 9, $"only {checks} checks");
    }

    [Theory]
    [InlineData("mee_ci", ProportionInterval.Score, 1e-9)]
    [InlineData("wald_ci", ProportionInterval.Wald, 1e-10)]
    [InlineData("newcomb_ci", ProportionInterval.Newcombe, 1e-10)]
    [InlineData("agresti-caffo_ci", ProportionInterval.AgrestiCaffo, 1e-10)]
    public void IntervalsOfTheDifferenceAgree(string key, ProportionInterval method, double tolerance)
    {
        foreach (JsonNode example in Cases)
        {
            Interval interval = Compare(example, new EffectOptions { ProportionInterval = method }).Interval;
            double width = interval.Upper - interval.Lower;
            Assert.Equal(Oracle.Number(example[key]![0]), interval.Lower, tolerance * width);
            Assert.Equal(Oracle.Number(example[key]![1]), interval.Upper, tolerance * width);
        }
    }

    [Theory]
    [InlineData("koopman_lift_ci", RelativeMethod.Fieller, 1e-9)]
    [InlineData("katz_log_ci", RelativeMethod.Log, 1e-10)]
    [InlineData("delta_ci", RelativeMethod.Delta, 1e-10)]
    public void IntervalsOfTheLiftAgree(string key, RelativeMethod method, double tolerance)
    {
        int checks = 0;
        foreach (JsonNode example in Cases)
        {
            if ((example[key] ?? example["relative_risk"]?[key]) is not { } expected)
                continue;
            RelativeEffect lift = Compare(example, new EffectOptions { Relative = method }).Relative;
            Oracle.Close(Oracle.Number(example["relative_risk"]!["lift"]), lift.Estimate, 1e-12);
            double width = lift.Interval!.Value.Upper - lift.Interval.Value.Lower;
            Assert.Equal(Oracle.Number(expected[0]), lift.Interval.Value.Lower, tolerance * width);
            Assert.Equal(Oracle.Number(expected[1]), lift.Interval.Value.Upper, tolerance * width);
            checks++;
        }
        Assert.True(checks >= 8, $"only {checks} checks");
    }

    [Fact]
    public void FiellerSetsOfUnpooledProportionsAgree()
    {
        foreach (JsonNode example in Cases.Where(example => example["relative_risk"] is not null))
        {
            JsonNode expected = example["relative_risk"]!["fieller_z"]!;
            RelativeEffect lift = new MeanComparison("z", Arm(example, "xc", "nc"), Arm(example, "xt", "nt"), null).Effect(new()).Relative;
            bool isInterval = (string)expected["kind"]! == "interval";
            JsonNode limits = expected[isInterval ? "lift" : "excluded_lift"]!;
            Interval actual = (isInterval ? lift.Interval : lift.Complement)!.Value;
            Oracle.Close(Oracle.Number(limits[0]), actual.Lower, 1e-10, $"{example["name"]}");
            Oracle.Close(Oracle.Number(limits[1]), actual.Upper, 1e-10, $"{example["name"]}");
        }
    }

    private static Effect Compare(JsonNode example, EffectOptions options) => ProportionDifference.Compare(
        (long)example["xc"]!, (long)example["nc"]!, (long)example["xt"]!, (long)example["nt"]!,
        options with { Alpha = example["alpha"] is { } alpha ? (double)alpha : 0.05 });

    private static ArmMean Arm(JsonNode example, string successes, string units)
    {
        double n = (double)example[units]!, p = (double)example[successes]! / n;
        return new(p, p * (1 - p) / n);
    }
}
