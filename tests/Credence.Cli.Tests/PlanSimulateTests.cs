using System.Text.Json;
using Credence.Testing;
using Xunit;

namespace Credence.Cli.Tests;

public sealed class PlanSimulateTests
{
    private const string Project = "Credence.Cli.Tests";

    private static readonly string Rows = Repository.Folder("samples", "checkout.csv");

    private static readonly string[] Small = ["plan", "simulate", "--baseline", "0.2", "--relative-mde", "0.2", "--n", "1200", "--looks", "4", "--daily", "300", "--rule", "group-sequential", "confidence-sequence", "fixed", "--replicates", "200"];

    [Theory]
    [InlineData("markdown", "md")]
    [InlineData("json", "json")]
    public async Task ASimulatedPlanIsWrittenAsKept(string format, string ending)
    {
        ToolRun run = await ToolRun.Of([.. Small, "--format", format]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Golden.Matches(Project, $"plan-simulate.{ending}", run.Output);
    }

    [Fact]
    public async Task ReportAndFigureAreWritten()
    {
        string folder = Directory.CreateTempSubdirectory("credence-test-").FullName;
        ToolRun run = await ToolRun.Of([.. Small, "--threads", "1", "--report", Path.Combine(folder, "plan.html"), "--figures", folder]);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("type I error", await File.ReadAllTextAsync(Path.Combine(folder, "plan.html"), TestContext.Current.CancellationToken), StringComparison.OrdinalIgnoreCase);
        Golden.Matches(Project, "plan-simulate.svg", await File.ReadAllTextAsync(Path.Combine(folder, "simulation.svg"), TestContext.Current.CancellationToken));
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("mean", "resampled", "--metric", "revenue")]
    [InlineData("proportion", "binary", "--metric", "converted")]
    [InlineData("ratio", "resampled", "--metric", "ratio:revenue/orders")]
    public async Task RowsAreResampled(string kind, string data, params string[] metric)
    {
        using JsonDocument plan = await Json([.. new[] { "--from", Rows }, .. metric, "--relative-mde", "0.3", "--n", "2000", "--looks", "3"]);
        JsonElement json = plan.RootElement;
        Assert.Equal((kind, data), (json.GetProperty("kind").GetString(), json.GetProperty("data").GetString()));
        Assert.Equal(4000, json.GetProperty("basis").GetProperty("units").GetInt64());
        Assert.InRange(json.GetProperty("power").GetProperty("estimate").GetDouble(), 0.2, 1);
        Assert.Equal(0.3, json.GetProperty("minimumRelativeEffect").GetDouble(), 1e-12);
    }

    [Fact]
    public async Task AnExperimentFileSaysWhatWasPlanned()
    {
        string folder = Directory.CreateTempSubdirectory("credence-test-").FullName, file = Path.Combine(folder, "plan.yaml");
        await File.WriteAllTextAsync(file, $"""
            experiment: faster-checkout
            source: {"{"} table: {Rows} {"}"}
            variant: group
            variants: {"{"} control: 0.5, treatment: 0.5 {"}"}
            metrics:
              latency: {"{"} type: mean, value: latency_ms, direction: decrease {"}"}
            primary: latency
            alpha: 0.1
            design: {"{"} minimumEffect: 0.05, looks: 3, bounds: pocock {"}"}
            """, TestContext.Current.CancellationToken);
        using JsonDocument plan = await Json("--from", file, "--n", "500");
        JsonElement json = plan.RootElement;
        Assert.Equal("pocock", json.GetProperty("bounds").GetString());
        Assert.Equal(3, json.GetProperty("looks").GetArrayLength());
        Assert.Equal(0.1, json.GetProperty("alpha").GetDouble());
        Assert.Equal(-0.05, json.GetProperty("minimumRelativeEffect").GetDouble(), 1e-12);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task ACappedMetricIsPlannedAsItIsAnalysed()
    {
        string folder = Directory.CreateTempSubdirectory("credence-test-").FullName, file = Path.Combine(folder, "plan.yaml");
        await File.WriteAllTextAsync(file, $"""
            experiment: capped
            source: {"{"} table: {Rows} {"}"}
            variant: group
            variants: {"{"} control: 0.5, treatment: 0.5 {"}"}
            metrics:
              revenue: {"{"} type: mean, value: revenue, winsorize: 0.99 {"}"}
            primary: revenue
            """, TestContext.Current.CancellationToken);
        double whole = await Spread("--from", Rows, "--metric", "revenue"), capped = await Spread("--from", file);
        Assert.InRange(capped / whole, 0.3, 0.95);
        JsonElement formula = await PlanTests.Json("mean", "--from", file, "--relative-mde", "0.3");
        Assert.Equal(formula.GetProperty("basis").GetProperty("standardDeviation").GetDouble(), capped, 1e-9);
        Directory.Delete(folder, recursive: true);

        static async Task<double> Spread(params string[] source)
        {
            using JsonDocument plan = await Json([.. source, "--relative-mde", "0.3", "--n", "500", "--looks", "2"]);
            return plan.RootElement.GetProperty("standardDeviation").GetDouble();
        }
    }

    [Theory]
    [InlineData("--baseline", "0.1", "--mde", "0.02", "--rule", "daily")]
    [InlineData("--baseline", "0.1", "--mde", "0.95")]
    [InlineData("--baseline", "0.1", "--mde", "0")]
    [InlineData("--baseline", "1.1", "--mde", "0.1")]
    [InlineData("--sd", "1")]
    [InlineData("--sd", "0", "--mde", "1")]
    [InlineData("--mde", "1")]
    [InlineData("--sd", "1", "--mde", "0.1", "--bounds", "pocok")]
    [InlineData("--sd", "1", "--mde", "0.1", "--rule", "fixed", "--bounds", "pocock")]
    [InlineData("--sd", "1", "--mde", "0.1", "--every", "1d")]
    [InlineData("--sd", "1", "--mde", "0.1", "--looks", "5,4")]
    [InlineData("--sd", "1", "--mde", "0.1", "--looks", "2026-03-07,2026-03-14")]
    [InlineData("--sd", "1", "--n", "100", "--mde", "0.1", "--looks", "1000")]
    [InlineData("--sd", "1", "--n", "100000", "--mde", "0.1", "--every", "1")]
    [InlineData("--sd", "1", "--mde", "0.1", "--replicates", "5")]
    [InlineData("--sd", "1", "--mde", "0.1", "--alpha", "1")]
    [InlineData("--data", "lognormal", "--baseline", "1", "--sd", "1", "--mde", "-1")]
    [InlineData("--data", "zero-inflated", "--baseline", "1", "--sd", "1", "--mde", "0.1")]
    [InlineData("--data", "zero-inflated", "--nonzero", "0.1", "--baseline", "1", "--sd", "1", "--mde", "0.1")]
    [InlineData("--sd", "1", "--mde", "0.1", "--nonzero", "0.1")]
    [InlineData("--sd", "1", "--mde", "0.1", "--metric", "revenue")]
    [InlineData("--from", "absent.csv", "--metric", "revenue", "--mde", "1")]
    [InlineData("--from", "absent.csv", "--sd", "1", "--metric", "revenue", "--mde", "1")]
    [InlineData("--sd", "1", "--mde", "0.1", "--n", "100", "--power", "0.9")]
    public async Task WhatCannotBeSimulatedIsRefusedInOneLine(params string[] plan)
    {
        ToolRun run = await ToolRun.Of(["plan", "simulate", .. plan]);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("credence: ", run.Error, StringComparison.Ordinal);
    }

    private static async Task<JsonDocument> Json(params string[] plan)
    {
        ToolRun run = await ToolRun.Of(["plan", "simulate", .. plan, "--replicates", "100", "--format", "json"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return JsonDocument.Parse(run.Output);
    }
}
