using System.Text.Json.Nodes;
using Credence.Testing;
using Xunit;

namespace Credence.Cli.Tests;

/// <summary>Constructs on the command line and in experiment files.</summary>
public sealed class ConstructArgumentsTests
{
    private static readonly string Satisfaction = Repository.Folder("tests", "Credence.Analysis.Tests", "Analyze", "satisfaction.csv");

    [Fact]
    public async Task TheDocumentTellsHowItIsMeasured()
    {
        ToolRun run = await Analyze("--metric", "satisfaction=construct:JW1,JW2,JW3", "--metric", "JW4", "--by", "segment", "--format", "json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        JsonArray metrics = JsonNode.Parse(run.Output)!["metrics"]!.AsArray();
        JsonNode construct = metrics[0]!["construct"]!;
        Assert.Equal("construct", (string)metrics[0]!["kind"]!);
        Assert.Equal(["JW1", "JW2", "JW3"], construct["indicators"]!.AsArray().Select(node => (string)node!["name"]!));
        Assert.Equal(["configural", "metric", "scalar"], construct["invariance"]!.AsArray().Select(node => (string)node!["name"]!));
        Assert.InRange((double)construct["invariance"]![2]!["change"]!["pValue"]!, 0, 1);
        Assert.Equal("NaN", (string)metrics[0]!["comparisons"]![0]!["relative"]!["estimate"]!);
        Assert.Null(metrics[1]!["construct"]);
    }

    [Fact]
    public async Task TheTerminalAndTheReportShowTheTables()
    {
        string report = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.html");
        ToolRun run = await Analyze("--metric", "satisfaction=construct:JW1,JW2,JW3", "--margin", "0.1", "--by", "segment", "--report", report);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("satisfaction: is it measured alike in all variants?", run.Output, StringComparison.Ordinal);
        Assert.Contains("the latent mean of satisfaction", run.Output, StringComparison.Ordinal);
        string html = await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken);
        File.Delete(report);
        Assert.Contains("intercepts too (scalar)", html, StringComparison.Ordinal);
        Assert.Contains("Difference of latent means", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("construct:JW1,JW2", "", "", "a construct of 2 indicators is not identified")]
    [InlineData("construct:JW1,JW2,JW9", "", "", "there is no column JW9")]
    [InlineData("construct:JW1,JW2,segment", "", "", "segment")]
    [InlineData("construct:JW1,JW2,JW3", "--margin", "2%", "no percentage of it is a margin")]
    [InlineData("construct:JW1,JW2,JW3", "--test", "welch", "has the test of its factor model")]
    [InlineData("construct:JW1,JW2,JW3", "--winsorize", "0.99", "no metric is a mean or a ratio")]
    [InlineData("construct:JW1,JW2,JW3", "--relative", "delta", "a construct has no relative effect")]
    [InlineData("construct:JW1,JW2,JW3", "--interval", "wald", "a construct has no relative effect")]
    [InlineData("construct:JW1,JW2,JW3", "--inference", "conjugate", "which analyze fits by maximum likelihood")]
    [InlineData("construct:JW1,JW2,JW3", "--strata", "segment", "which is not adjusted")]
    public async Task BadInputIsRefusedInALine(string metric, string option, string value, string says)
    {
        ToolRun run = await Analyze(["--metric", metric, .. option.Length > 0 ? new[] { option, value } : []]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task ACertificateCountsItsFalseAlarms()
    {
        ToolRun run = await Analyze("--metric", "construct:JW1,JW2,JW3", "--certify", "20", "--format", "json");
        Assert.Equal(0, run.ExitCode);
        Assert.NotNull(JsonNode.Parse(run.Output)!["certificate"]);
    }

    [Fact]
    public async Task ExperimentFilesDeclareThem()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(path, $$"""
            experiment: satisfaction
            source: { table: {{Satisfaction}} }
            variant: variant
            variants: [{ name: control }, { name: treatment }, { name: other }]
            metrics:
              satisfaction: { type: construct, indicators: [JW1, JW2, JW3, 8 - JW4], role: primary }
            """, TestContext.Current.CancellationToken);
        ToolRun run = await ToolRun.Of("analyze", path, "--format", "json");
        File.Delete(path);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        JsonNode metric = JsonNode.Parse(run.Output)!["metrics"]![0]!;
        Assert.Equal(0.23445, (double)metric["comparisons"]![0]!["estimate"]!, 1e-5);
        Assert.Equal("8 - JW4", (string)metric["construct"]!["indicators"]![3]!["name"]!);
    }

    private static Task<ToolRun> Analyze(params string[] arguments)
        => ToolRun.Of(["analyze", Satisfaction, "--variant", "variant", "--control", "control", .. arguments]);
}
