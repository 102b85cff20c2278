using System.Text.Json.Nodes;
using Credence.Testing;
using Xunit;

namespace Credence.Reporting.Tests;

public sealed class AnalysisJsonTests
{
    [Fact]
    public void DocumentHasTheKeysReadersRelyOn()
    {
        JsonNode root = JsonNode.Parse(AnalysisJson.Serialize(SampleResults.AbSales()))!;
        Keys(root, "experiment", "unit", "rows", "randomised", "excluded", "sampleRatio", "metrics", "findings", "verdict");
        Keys(root["excluded"], "where", "missingVariant", "unitsInSeveralVariants");
        Keys(root["sampleRatio"], "observed", "expected", "chiSquare", "degreesOfFreedom", "pValue", "mismatch");
        JsonNode metric = root["metrics"]![0]!;
        Keys(metric, "name", "kind", "role", "direction", "missing", "invalid", "variants", "comparisons", "posterior", "breakdowns");
        Keys(metric["variants"]!["0"], "count", "mean", "standardDeviation");
        JsonNode comparison = metric["comparisons"]![0]!;
        Keys(comparison, "variant", "control", "method", "adjustment", "estimate", "standardError", "degreesOfFreedom", "statistic", "pValue",
            "adjustedPValue", "significant", "interval", "relative", "minimumDetectableEffect", "varianceReduction", "theta", "correlation",
            "strata", "posterior");
        Keys(comparison["interval"], "lower", "upper", "level");
        Keys(comparison["relative"], "estimate", "set", "interval", "complement");
        JsonNode guardrail = JsonNode.Parse(AnalysisJson.Serialize(SampleResults.ThreeArms()))!["metrics"]![1]!;
        Keys(guardrail["comparisons"]![0]!["margin"], "value", "isRelative", "met", "bound", "level", "pValue");
        Keys(metric["breakdowns"]![0], "by", "segments", "interaction");
        Keys(metric["breakdowns"]![0]!["segments"]![0], "value", "variants", "comparisons");
        Keys(root["findings"]![0], "code", "severity", "message", "remedy");
        Keys(root["verdict"], "decision", "variant", "reason");
    }

    [Fact]
    public void WordsAreKebabCase()
    {
        Assert.Contains("\"decision\": \"roll-back\"", AnalysisJson.Serialize(SampleResults.AbSales() with
        {
            Verdict = new(Experiments.Decision.RollBack, "1", "Worse."),
        }), StringComparison.Ordinal);
        string json = AnalysisJson.Serialize(SampleResults.Awkward());
        foreach (string word in new[] { "\"two-sided\"", "\"complement\"", "\"all\"", "\"blocking\"", "\"decrease\"", "\"mean\"", "\"primary\"", "\"invalid\"" })
            Assert.Contains(word, json, StringComparison.Ordinal);
    }

    [Fact]
    public void NumbersRoundTripAndOthersAreNamed()
    {
        Analysis.AnalysisResult result = SampleResults.AbSales();
        Analysis.Comparison comparison = result.Metrics[0].Comparisons[0] with
        {
            Estimate = 0.1 + 0.2,
            StandardError = double.NaN,
            DegreesOfFreedom = null,
            Interval = new(double.NegativeInfinity, double.PositiveInfinity, 0.95),
            PValue = 5e-324,
        };
        JsonNode written = JsonNode.Parse(AnalysisJson.Serialize(result with { Metrics = [result.Metrics[0] with { Comparisons = [comparison] }] }))!
            ["metrics"]![0]!["comparisons"]![0]!;
        Assert.Equal(0.1 + 0.2, written["estimate"]!.GetValue<double>());
        Assert.Equal(5e-324, written["pValue"]!.GetValue<double>());
        Assert.Equal("NaN", written["standardError"]!.GetValue<string>());
        Assert.Equal("-Infinity", written["interval"]!["lower"]!.GetValue<string>());
        Assert.Equal("Infinity", written["interval"]!["upper"]!.GetValue<string>());
        Assert.Null(written["degreesOfFreedom"]);
        Assert.True(written.AsObject().ContainsKey("degreesOfFreedom"));
    }

    [Fact]
    public void VariantsKeepTheirOrder()
    {
        JsonNode root = JsonNode.Parse(AnalysisJson.Serialize(SampleResults.ThreeArms()))!;
        Assert.Equal(["No E-Mail", "Mens E-Mail", "Womens E-Mail"], root["metrics"]![0]!["variants"]!.AsObject().Select(p => p.Key));
        Assert.Equal(["No E-Mail", "Mens E-Mail", "Womens E-Mail"], root["sampleRatio"]!["expected"]!.AsObject().Select(p => p.Key));
    }

    [Fact]
    public void NamesFromDataComeBackUnchanged()
    {
        Analysis.AnalysisResult result = SampleResults.Awkward();
        JsonNode root = JsonNode.Parse(AnalysisJson.Serialize(result))!;
        Assert.Equal(result.Metrics[0].Comparisons[0].Variant, root["metrics"]![0]!["comparisons"]![0]!["variant"]!.GetValue<string>());
        Assert.Equal("Müller–Größe ≥ 3", JsonNode.Parse(AnalysisJson.Serialize(result with { Experiment = "Müller–Größe ≥ 3" }))!["experiment"]!.GetValue<string>());
    }

    [Fact]
    public void ObservationalDataHaveNoSampleRatio()
    {
        JsonObject root = JsonNode.Parse(AnalysisJson.Serialize(SampleResults.Observational()))!.AsObject();
        Assert.True(root.ContainsKey("sampleRatio"));
        Assert.Null(root["sampleRatio"]);
        Assert.False(root["randomised"]!.GetValue<bool>());
    }

    [Fact]
    public void DocumentIsAsKept() => Golden.Matches("Credence.Reporting.Tests", "ab-sales.json", AnalysisJson.Serialize(SampleResults.AbSales()));

    private static void Keys(JsonNode? node, params string[] keys)
    {
        foreach (string key in keys)
            Assert.True(node!.AsObject().ContainsKey(key), $"{node.GetPath()} has no key {key}");
    }
}
