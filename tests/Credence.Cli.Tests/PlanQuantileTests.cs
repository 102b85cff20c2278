using System.Text.Json;
using Credence.Testing;
using Xunit;

namespace Credence.Cli.Tests;

public sealed class PlanQuantileTests
{
    private static readonly string Rows = Repository.Folder("samples", "checkout.csv");

    private static readonly string[] Latency = ["quantile", "--from", Rows, "--metric", "quantile(0.9):latency_ms", "--replicates", "400"];

    [Fact]
    public async Task SizeEffectAndPowerAgree()
    {
        JsonElement sized = await PlanTests.Json([.. Latency, "--mde", "30"]);
        string n = $"{sized.GetProperty("nPerArm").GetProperty("control").GetInt64()}";
        Assert.Equal("simulation", sized.GetProperty("method").GetString());
        Assert.InRange(sized.GetProperty("monteCarloError").GetDouble(), 0.01, 0.03);
        double power = (await PlanTests.Json([.. Latency, "--mde", "30", "--n", n])).GetProperty("power").GetDouble();
        Assert.InRange(power, 0.8, 0.84);
        Assert.InRange((await PlanTests.Json([.. Latency, "--n", n])).GetProperty("minimumEffect").GetDouble(), 28, 30.2);
        // As a scale the treatment stretches the tail too, and needs more units.
        JsonElement stretched = await PlanTests.Json([.. Latency, "--relative-mde", "0.05", "--shape", "scale"]);
        Assert.Equal(0.05 * stretched.GetProperty("basis").GetProperty("level").GetDouble(), stretched.GetProperty("minimumEffect").GetDouble(), 1e-9);
    }

    [Fact]
    public async Task TheSameSeedGivesTheSamePlan()
    {
        JsonElement one = await PlanTests.Json([.. Latency, "--n", "1000", "--mde", "40"]), two = await PlanTests.Json([.. Latency, "--n", "1000", "--mde", "40"]);
        Assert.True(JsonElement.DeepEquals(one, two));
        JsonElement other = await PlanTests.Json([.. Latency, "--n", "1000", "--mde", "40", "--seed", "2"]);
        Assert.NotEqual(one.GetProperty("power").GetDouble(), other.GetProperty("power").GetDouble());
    }

    [Theory]
    [InlineData("no data are given")]
    [InlineData("is no quantile", "--from", "ROWS", "--metric", "latency_ms")]
    [InlineData("does not move", "--from", "ROWS", "--metric", "quantile(0.5):revenue")]
    [InlineData("not independent", "--from", "ROWS", "--metric", "quantile(0.5):latency_ms", "--unit", "country")]
    [InlineData("between 0 and 1", "--from", "ROWS", "--metric", "quantile(90):latency_ms")]
    public async Task WhatCannotBePlannedIsRefusedInOneLine(string says, params string[] plan)
    {
        ToolRun run = await ToolRun.Of(["plan", "quantile", "--mde", "10", .. plan.Select(word => word == "ROWS" ? Rows : word)]);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(says, Assert.Single(run.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }
}
