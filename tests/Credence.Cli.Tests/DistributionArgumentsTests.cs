using System.Text.Json.Nodes;
using Credence.Testing;
using Xunit;

namespace Credence.Cli.Tests;

/// <summary>Rank tests, exact tests, quantiles and caps on the command line and in experiment files.</summary>
public sealed class DistributionArgumentsTests
{
    private static readonly string Checkout = Repository.Folder("samples", "checkout.csv");

    [Theory]
    [InlineData("latency_ms", "mann-whitney")]
    [InlineData("latency_ms", "brunner-munzel")]
    [InlineData("converted", "fisher")]
    public async Task TestsAreNamedInTheDocument(string metric, string test)
    {
        JsonNode comparison = await Comparison("--metric", metric, "--test", test);
        Assert.Equal(test, (string)comparison["method"]!);
        Assert.InRange((double)comparison["pValue"]!, 0, 1);
        Assert.True((double)comparison["interval"]!["lower"]! <= (double)comparison["interval"]!["upper"]!);
        if (test != "fisher")
            Assert.NotNull(comparison["spread"]!["brownForsythe"]!["pValue"]);
        else
            Assert.NotNull(comparison["oddsRatio"]!["interval"]);
    }

    [Fact]
    public async Task QuantilesAndCapsAreInTheDocument()
    {
        JsonNode metric = await Metric("--metric", "p90=quantile(0.9):latency_ms", "--unit", "visitor_id");
        Assert.Equal(("p90", "quantile", 0.9), ((string)metric["name"]!, (string)metric["kind"]!, (double)metric["quantile"]!));
        JsonNode capped = await Metric("--metric", "revenue", "--winsorize", "0.999");
        Assert.Equal(0.999, (double)capped["winsorization"]!["quantile"]!);
        Assert.NotNull(capped["zeroInflated"]!["treatment"]!["fromShare"]);
    }

    [Theory]
    [InlineData("--relative", "delta", "rank tests have one of their own")]
    [InlineData("--interval", "wald", "rank tests have one of their own")]
    [InlineData("--winsorize", "0.4", "must be in (0.5, 1)")]
    public async Task WhatWouldDoNothingIsRefused(string option, string value, string says)
    {
        ToolRun run = await ToolRun.Of("analyze", Checkout, "--variant", "group", "--metric", "latency_ms", "--test", "mann-whitney", option, value);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task ExperimentFilesDeclareQuantilesAndCaps()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(path, $$"""
            experiment: latency
            source: { table: {{Checkout}} }
            variant: group
            variants: { control: 0.5, treatment: 0.5 }
            unit: visitor_id
            metrics:
              revenue: { type: mean, value: revenue, winsorize: 0.99 }
              slow: { type: quantile, value: latency_ms, q: 0.95, role: guardrail, direction: decrease, margin: 0.1 }
            primary: revenue
            """, TestContext.Current.CancellationToken);
        try
        {
            ToolRun run = await ToolRun.Of("analyze", path, "--format", "json");
            Assert.Equal(0, run.ExitCode);
            JsonArray metrics = JsonNode.Parse(run.Output)!["metrics"]!.AsArray();
            Assert.Equal(0.99, (double)metrics[0]!["winsorization"]!["quantile"]!);
            Assert.Equal(0.95, (double)metrics[1]!["quantile"]!);
            Assert.Equal(0.1, (double)metrics[1]!["comparisons"]![0]!["margin"]!["value"]!);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<JsonNode> Comparison(params string[] arguments) => (await Metric(arguments))["comparisons"]![0]!;

    private static async Task<JsonNode> Metric(params string[] arguments)
    {
        ToolRun run = await ToolRun.Of(["analyze", Checkout, "--variant", "group", "--control", "control", "--format", "json", .. arguments]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonNode.Parse(run.Output)!["metrics"]![0]!;
    }
}
