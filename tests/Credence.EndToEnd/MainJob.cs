using System.Text.Json;
using System.Text.Json.Nodes;
using Credence.Testing;
using Xunit;

namespace Credence.EndToEnd;

/// <summary>The tool as its users run it.</summary>
public sealed class MainJob : IDisposable
{
    private static readonly string[] Sample = ["analyze", "samples/ab-sales.csv", "--variant", "group", "--control", "0", "--metric", "sales"];
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task TheVerdictAndTheRowsWithoutALabelArePrintedAndNothingIsWritten()
    {
        string[] before = [.. Directory.EnumerateFileSystemEntries(Repository.Root)];
        ToolResult result = await ToolProcess.RunAsync(Sample);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("ship", result.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("240", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', result.Output);
        Assert.Empty(result.Error);
        Assert.Equal(before, Directory.EnumerateFileSystemEntries(Repository.Root));
    }

    [Fact]
    public async Task JsonIsOneDocumentWithTheContractsNames()
    {
        JsonNode json = await JsonOf([.. Sample, "--format", "json"]);
        Assert.Equal(1200, (int)json["rows"]!);
        Assert.Equal(240, (int)json["excluded"]!["missingVariant"]!);
        JsonNode comparison = json["metrics"]![0]!["comparisons"]![0]!;
        Assert.Equal("welch", (string)comparison["method"]!);
        Assert.Equal("interval", (string)comparison["relative"]!["set"]!);
        Assert.Equal("ship", (string)json["verdict"]!["decision"]!);
    }

    [Fact]
    public async Task ThePublishedSalesDataGiveThePublishedTest()
    {
        string file = Repository.Reference("oracle", "data", "ab_sales.csv");
        JsonNode json = await JsonOf("analyze", file, "--variant", "group", "--control", "0", "--metric", "sales", "--format", "json");
        JsonNode comparison = json["metrics"]![0]!["comparisons"]![0]!;
        Oracle.Close(9.054, (double)comparison["statistic"]!, 1e-4, "t");
        Assert.Equal(476, (int)json["sampleRatio"]!["observed"]!["0"]!);
        Assert.Equal(484, (int)json["sampleRatio"]!["observed"]!["1"]!);
        Assert.False((bool)json["sampleRatio"]!["mismatch"]!);
        Assert.Equal("ship", (string)json["verdict"]!["decision"]!);
    }

    [Fact]
    public async Task ConsumerSpendingIsComparedAndNeverShipped()
    {
        string file = Repository.Reference("oracle", "data", "consumer_spending.csv");
        string[] arguments = ["analyze", file, "--observational", "--split", "income_range_code@median", "--metric", "spend=mean:log1p(total_annual_spending)"];
        JsonNode json = await JsonOf([.. arguments, "--format", "json"]);
        Assert.False((bool)json["randomised"]!);
        Assert.Null(json["sampleRatio"]);
        Assert.Equal("inconclusive", (string)json["verdict"]!["decision"]!);
        Assert.Equal(1103, (int)json["metrics"]![0]!["variants"]!["0"]!["count"]!);
        ToolResult text = await ToolProcess.RunAsync(arguments);
        Assert.DoesNotContain("effect", text.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task HillstromHasThreeArmsAndTwoMetrics()
    {
        string file = Repository.Reference("oracle", "data", "published", "hillstrom.csv");
        JsonNode json = await JsonOf("analyze", file, "--variant", "segment", "--control", "No E-Mail", "--metric", "visit", "spend", "--format", "json");
        JsonNode visit = json["metrics"]![0]!;
        Assert.Equal("proportion", (string)visit["kind"]!);
        Assert.Equal(2, visit["comparisons"]!.AsArray().Count);
        Oracle.Close(.106167, (double)visit["variants"]!["No E-Mail"]!["mean"]!, 1e-6, "control");
        Assert.Equal("mean", (string)json["metrics"]![1]!["kind"]!);
        Assert.Equal("Mens E-Mail", (string)json["verdict"]!["variant"]!);
    }

    [Fact]
    public async Task TheTableMayComeFromStandardInput()
    {
        string text = await File.ReadAllTextAsync(Repository.Folder("samples", "ab-sales.csv"), TestContext.Current.CancellationToken);
        ToolResult piped = await ToolProcess.RunAsync(text, ["analyze", "-", .. Sample[2..], "--format", "json"]);
        JsonNode json = await JsonOf([.. Sample, "--format", "json"]);
        Assert.Equal(json["metrics"]!.ToJsonString(), JsonNode.Parse(piped.Output)!["metrics"]!.ToJsonString());
    }

    [Fact]
    public async Task TheResultIsTheSameToTheLastBitOnAnyNumberOfThreads()
    {
        ToolResult one = await ToolProcess.RunAsync([.. Sample, "--format", "json", "--threads", "1"]);
        ToolResult two = await ToolProcess.RunAsync([.. Sample, "--format", "json", "--threads", "2"]);
        Assert.Equal(one.Output, two.Output);
    }

    [Fact]
    public async Task TheGateFailsOnASampleRatioMismatch()
    {
        string table = "group,sales\n" + string.Concat(Enumerable.Range(0, 900).Select(i => $"0,{i % 7}\n")) + string.Concat(Enumerable.Range(0, 600).Select(i => $"1,{i % 5}\n"));
        string file = folder.Write("skewed.csv", table);
        string[] arguments = ["analyze", file, "--variant", "group", "--control", "0", "--metric", "sales", "--format", "json"];
        JsonNode json = await JsonOf(arguments);
        Assert.True((bool)json["sampleRatio"]!["mismatch"]!);
        Assert.Equal("invalid", (string)json["verdict"]!["decision"]!);
        ToolResult gated = await ToolProcess.RunAsync([.. arguments, "--gate"]);
        Assert.Equal(3, gated.ExitCode);
        Assert.NotEmpty(gated.Output);
    }

    [Fact]
    public async Task TheExperimentFileOfTheSamplesRuns()
    {
        JsonNode json = await JsonOf("analyze", "samples/checkout.yaml", "--format", "json");
        Assert.Equal("primary", (string)json["metrics"]![0]!["role"]!);
        ToolResult valid = await ToolProcess.RunAsync("validate", "samples/checkout.yaml");
        Assert.Equal(0, valid.ExitCode);
    }

    [Fact]
    public async Task AnExperimentFileMadeFromATableRuns()
    {
        string file = folder["made.yaml"];
        File.Copy(Repository.Folder("samples", "ab-sales.csv"), folder["ab-sales.csv"]);
        ToolResult init = await ToolProcess.RunAsync("init", folder["ab-sales.csv"], "--output", file);
        Assert.True(init.ExitCode == 0, init.Error);
        JsonNode json = await JsonOf("analyze", file, "--format", "json");
        Assert.Equal("ship", (string)json["verdict"]!["decision"]!);
        ToolResult again = await ToolProcess.RunAsync("init", folder["ab-sales.csv"], "--output", file);
        Assert.Equal(2, again.ExitCode);
    }

    [Fact]
    public async Task VersionsOfRuntimeAndEngineAreListed()
    {
        ToolResult result = await ToolProcess.RunAsync("--version");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains(".NET 10", result.Output, StringComparison.Ordinal);
        Assert.Contains("DuckDB", result.Output, StringComparison.Ordinal);
    }

    private static async Task<JsonNode> JsonOf(params string[] arguments)
    {
        ToolResult result = await ToolProcess.RunAsync(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        using JsonDocument single = JsonDocument.Parse(result.Output);
        return JsonNode.Parse(result.Output)!;
    }
}
