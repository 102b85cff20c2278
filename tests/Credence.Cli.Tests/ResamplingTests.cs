using System.Text.Json.Nodes;
using Credence.Testing;
using Xunit;

namespace Credence.Cli.Tests;

public sealed class ResamplingTests
{
    private static readonly string Sales = Repository.Folder("samples", "ab-sales.csv");

    [Fact]
    public async Task OraclesAgreeThroughTheWholeTool()
    {
        JsonNode small = Oracle.Read("resampling.json")["two_sample"]!.AsArray().Single(node => (string)node!["file"]! == "rs_small.csv")!;
        string file = Repository.Reference("oracle", "data", "rs_small.csv");
        JsonNode permuted = await Comparison(file, "--metric", "value", "--test", "permutation");
        Oracle.Close(Oracle.Number(small["permutation_difference_in_means"]!["exact"]!["two_sided_abs"]), (double)permuted["pValue"]!, 1e-12);
        Assert.True((bool)permuted["resampling"]!["exact"]!);
        foreach (string interval in (string[])["percentile", "basic", "bca"])
        {
            JsonNode found = await Comparison(file, "--metric", "value", "--bootstrap", interval);
            JsonNode expected = small["bootstrap"]!["difference_in_means"]![interval == "bca" ? "BCa" : interval]!;
            Assert.Equal($"bootstrap-{interval}", (string)found["method"]!);
            Assert.Null(found["degreesOfFreedom"]);
            for (int end = 0; end < 2; end++)
            {
                double limit = (double)found["interval"]![end == 0 ? "lower" : "upper"]!;
                Assert.Equal(Oracle.Number(expected["interval_mean_over_seeds"]![end]), limit, 4.3 * Oracle.Number(expected["mc_sd_of_one_run"]![end]));
            }
        }
    }

    [Fact]
    public async Task TheSeedDecidesAndTheThreadsDoNot()
    {
        string[] asked = ["--metric", "sales", "--test", "bootstrap", "--replicates", "500"];
        string one = (await Comparison(Sales, [.. asked, "--threads", "1"])).ToJsonString();
        Assert.Equal(one, (await Comparison(Sales, [.. asked, "--threads", "2"])).ToJsonString());
        Assert.NotEqual(one, (await Comparison(Sales, [.. asked, "--seed", "2"])).ToJsonString());
    }

    [Theory]
    [InlineData("--replicates is 50; must be a whole number from 100 to 10000000", "--test", "bootstrap", "--replicates", "50")]
    [InlineData("--replicates: this test draws no replicates", "--replicates", "500")]
    [InlineData("--bootstrap: this is the interval of another test", "--test", "welch", "--bootstrap", "bca")]
    [InlineData("--test: this test is not adjusted for covariates", "--test", "permutation", "--adjust", "cuped", "--covariate", "sales + 0")]
    [InlineData("--relative: resampling makes the set of the lift itself", "--test", "permutation", "--relative", "log")]
    public async Task BadInputIsSaidInOneLine(string problem, params string[] arguments)
    {
        ToolRun run = await ToolRun.Of(["analyze", Sales, "--variant", "group", "--control", "0", "--metric", "sales", .. arguments]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.Empty(run.Output);
    }

    private static async Task<JsonNode> Comparison(string file, params string[] arguments)
    {
        ToolRun run = await ToolRun.Of(["analyze", file, "--variant", "group", "--control", "0", "--format", "json", .. arguments]);
        Assert.Equal("", run.Error);
        return JsonNode.Parse(run.Output)!["metrics"]![0]!["comparisons"]![0]!;
    }
}
