using System.Text.Json.Nodes;
using Credence.Testing;
using Xunit;

namespace Credence.Cli.Tests;

public sealed class PosteriorTests : IDisposable
{
    private static readonly string Sales = Repository.Folder("samples", "ab-sales.csv"), Checkout = Repository.Folder("samples", "checkout.csv");
    private readonly string folder = Directory.CreateTempSubdirectory("credence-posterior-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task TheConsumerSpendingStudyIsThatOfTheReference()
    {
        JsonNode exact = JsonNode.Parse(await File.ReadAllTextAsync(Repository.Reference("oracle", "bayes", "ab_spending_exact.json")))!["posterior"]!;
        JsonNode metric = await Metric(
            Repository.Reference("oracle", "bayes", "data", "ab_spending.csv"), "--variant", "group", "--control", "A", "--metric", "y", "--observational",
            "--inference", "bayes", "--prior", "mean=normal(sample,10)", "sd=half-normal(10)");
        foreach ((string peer, string name) in new[] { ("mu_a", "mean[A]"), ("mu_b", "mean[B]"), ("sigma_a", "sd[A]"), ("sigma_b", "sd[B]"), ("diff", "difference[B]") })
        {
            JsonNode found = metric["posterior"]!["parameters"]!.AsArray().Single(node => (string)node!["name"]! == name)!;
            Assert.InRange(((double)found["mean"]! - (double)exact[peer]!["mean"]!) / (double)found["mcseMean"]!, -4, 4);
            Assert.InRange((double)found["sd"]! / (double)exact[peer]!["sd"]!, 0.95, 1.05);
        }
        JsonNode comparison = metric["comparisons"]![0]!;
        Assert.Null(comparison["pValue"]);
        Assert.Null(comparison["degreesOfFreedom"]);
        Assert.Equal("bayes", (string)comparison["method"]!);
        Assert.Equal("welch", (string)comparison["frequentist"]!["method"]!);
        Assert.Equal(4, (int)metric["posterior"]!["chains"]!);
        Assert.Equal(1000, (int)metric["posterior"]!["draws"]!);
    }

    [Fact]
    public async Task ThePublishedConjugatePosteriorIsReproduced()
    {
        JsonNode metric = await Metric(
            Repository.Reference("oracle", "bayes", "data", "ab_sales.csv"), "--variant", "group", "--control", "0.0", "--metric", "sales",
            "--inference", "conjugate", "--known-sd", "0.0=10,1.0=12", "--prior", "mean=normal(0,3.1622776601683795)");
        JsonArray parameters = metric["posterior"]!["parameters"]!.AsArray();
        Assert.Equal(48.763, (double)parameters[0]!["mean"]!, 5e-4);
        Assert.Equal(54.506, (double)parameters[1]!["mean"]!, 5e-4);
        Assert.Equal(0.2058, Math.Pow((double)parameters[0]!["sd"]!, 2), 5e-5);
        Assert.Equal(0.2889, Math.Pow((double)parameters[1]!["sd"]!, 2), 5e-5);
    }

    [Theory]
    [InlineData("bayes")]
    [InlineData("conjugate")]
    public async Task IntervalAndProbabilityAndVerdictSayTheSame(string inference)
    {
        foreach (string metric in new[] { "revenue", "converted", "sessions" })
        {
            JsonNode document = await Document(Checkout, "--variant", "group", "--control", "control", "--metric", metric, "--inference", inference);
            JsonNode comparison = document["metrics"]![0]!["comparisons"]![0]!;
            double better = (double)comparison["posterior"]!["probabilityBetter"]!, lower = (double)comparison["interval"]!["lower"]!, upper = (double)comparison["interval"]!["upper"]!;
            string decision = (string)document["verdict"]!["decision"]!;
            Assert.Equal(better > 0.975 ? "ship" : better < 0.025 ? "roll-back" : "inconclusive", decision);
            Assert.Equal(better is > 0.975 or < 0.025, lower > 0 || upper < 0);
            Assert.Equal((bool)comparison["significant"]!, lower > 0 || upper < 0);
        }
    }

    [Fact]
    public async Task SamplingAndTheExactAnswerAgree()
    {
        string[] asked = [Checkout, "--variant", "group", "--control", "control", "--metric", "converted", "--prior", "mean=beta(2,5)"];
        JsonNode sampled = (await Metric([.. asked, "--inference", "bayes"]))["comparisons"]![0]!, exact = (await Metric([.. asked, "--inference", "conjugate"]))["comparisons"]![0]!;
        Assert.Equal((double)exact["estimate"]!, (double)sampled["estimate"]!, 0.06 * (double)exact["standardError"]!);
        Assert.Equal((double)exact["posterior"]!["probabilityBetter"]!, (double)sampled["posterior"]!["probabilityBetter"]!, 0.005);
    }

    [Fact]
    public async Task TheSeedDecidesAndTheThreadsDoNot()
    {
        string[] asked = [Sales, "--variant", "group", "--control", "0", "--metric", "sales", "--inference", "bayes", "--draws", "200", "--warmup", "200"];
        string one = (await Metric([.. asked, "--threads", "1"])).ToJsonString();
        Assert.Equal(one, (await Metric([.. asked, "--threads", "2"])).ToJsonString());
        Assert.NotEqual(one, (await Metric([.. asked, "--seed", "2"])).ToJsonString());
    }

    [Fact]
    public async Task FewChainsWithholdTheVerdict()
    {
        JsonNode document = await Document(Sales, "--variant", "group", "--control", "0", "--metric", "sales", "--inference", "bayes", "--chains", "2");
        Assert.Equal("invalid", (string)document["verdict"]!["decision"]!);
    }

    [Fact]
    public async Task DrawsModelAndFiguresAreWritten()
    {
        string In(string name) => Path.Combine(folder, name);
        string[] asked = ["analyze", Sales, "--variant", "group", "--control", "0", "--metric", "sales", "--inference", "bayes", "--draws", "100", "--warmup", "200"];
        foreach ((string output, string file) in new[] { ("draws.csv", "draws-4.csv"), ("draws.parquet", "draws.parquet"), ("draws.json", "draws.json"), ("draws", Path.Combine("draws", ".zmetadata")) })
        {
            ToolRun run = await ToolRun.Of([.. asked, "--draws-output", In(output), "--model-graph", In("model.svg"), "--checkpoint", In("chains.bin")]);
            Assert.Equal(0, run.ExitCode);
            Assert.True(File.Exists(In(file)), file);
        }
        Assert.Contains("<svg", await File.ReadAllTextAsync(In("model.svg")), StringComparison.Ordinal);
        ToolRun all = await ToolRun.Of([.. asked, "--prior-predictive", "--posterior-predictive", "--figures", In("figures"), "--report", In("report.html")]);
        Assert.Equal(0, all.ExitCode);
        string[] names = [.. Directory.GetFiles(In("figures"), "*.svg").Select(path => Path.GetFileNameWithoutExtension(path))];
        foreach (string name in new[] { "sales-posterior", "sales-groups", "sales-trace", "sales-pair", "sales-energy", "sales-prior-predictive", "sales-posterior-predictive" })
            Assert.Contains(name, names);
        Assert.Contains("The probability that 1 is better", await File.ReadAllTextAsync(In("report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SegmentsArePooled()
    {
        JsonNode metric = await Metric(Checkout, "--variant", "group", "--control", "control", "--metric", "revenue", "--inference", "bayes", "--by", "country");
        JsonArray segments = metric["breakdowns"]![0]!["segments"]!.AsArray();
        double[] pooled = [.. segments.Select(segment => (double)segment!["comparisons"]![0]!["estimate"]!)];
        double[] alone = [.. segments.Select(segment => (double)segment!["comparisons"]![0]!["frequentist"]!["estimate"]!)];
        Assert.True(pooled.Max() - pooled.Min() < alone.Max() - alone.Min());
    }

    [Theory]
    [InlineData(-15, false)]
    [InlineData(-9.9, true)]
    [InlineData(-5, true)]
    public async Task AMarginRelativeToANegativeControlToleratesHarmOnly(double treatment, bool met)
    {
        string file = Table(-10, treatment);
        foreach (string direction in new[] { "increase", "decrease" })
        {
            string[] asked = [file, "--variant", "g", "--control", "A", "--metric", "y", "--margin", "20%", "--direction", direction];
            JsonNode sampled = (await Metric([.. asked, "--inference", "bayes"]))["comparisons"]![0]!, tested = (await Metric(asked))["comparisons"]![0]!;
            Assert.Equal((bool)tested["margin"]!["met"]!, (bool)sampled["margin"]!["met"]!);
            Assert.Equal(direction == "increase" ? met : treatment < -9, (bool)sampled["margin"]!["met"]!);
        }
    }

    [Fact]
    public async Task ALiftOverAControlThatMayBeNegativeIsWithheld()
    {
        string[] asked = [Table(0.1, 2), "--variant", "g", "--control", "A", "--metric", "y", "--inference", "bayes"];
        JsonNode document = await Document(asked), metric = document["metrics"]![0]!;
        Assert.Equal("NaN", (string)metric["comparisons"]![0]!["relative"]!["estimate"]!);
        Assert.DoesNotContain(metric["posterior"]!["parameters"]!.AsArray(), parameter => ((string)parameter!["name"]!).StartsWith("lift", StringComparison.Ordinal));
        Assert.Contains(document["findings"]!.AsArray(), finding => (string)finding!["code"]! == "control-mean-not-positive");
    }

    [Fact]
    public async Task ExactProbabilitiesAddUpInBothDirections()
    {
        string[] asked = [Table(-10, -5), "--variant", "g", "--control", "A", "--metric", "y", "--inference", "conjugate"];
        double up = (double)(await Metric(asked))["comparisons"]![0]!["posterior"]!["probabilityBetter"]!;
        double down = (double)(await Metric([.. asked, "--direction", "decrease"]))["comparisons"]![0]!["posterior"]!["probabilityBetter"]!;
        Assert.InRange(up, 1 - 1e-12, 1);
        Assert.InRange(down, 0, 1e-12);
    }

    [Theory]
    [InlineData(-10)]
    [InlineData(2.5)]
    public async Task AnExactPoissonPosteriorIsOfCounts(double level)
    {
        ToolRun run = await ToolRun.Of(["analyze", Table(level, level + 1), "--variant", "g", "--control", "A", "--metric", "mean:y", "--inference", "conjugate", "--likelihood", "poisson"]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("a Poisson outcome is a count", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACheckpointThatCannotBeOneIsRefusedAndKept()
    {
        string foreign = Path.Combine(folder, "notes.txt");
        await File.WriteAllTextAsync(foreign, "not a checkpoint");
        string[] asked = ["analyze", Sales, "--variant", "group", "--control", "0", "--metric", "sales", "--inference", "bayes", "--checkpoint"];
        foreach ((string path, string problem) in new[] { (folder, "is a folder"), (foreign, "something else"), (Path.Combine(foreign, "below"), "cannot be written") })
        {
            ToolRun run = await ToolRun.Of([.. asked, path]);
            Assert.Equal(2, run.ExitCode);
            Assert.Contains(problem, run.Error, StringComparison.Ordinal);
        }
        Assert.Equal("not a checkpoint", await File.ReadAllTextAsync(foreign));
    }

    [Theory]
    [InlineData("did you mean normal?", "--inference", "bayes", "--prior", "mean=nromal(0,1)")]
    [InlineData("must be a finite number above 0", "--inference", "bayes", "--prior", "mean=normal(0,-1)")]
    [InlineData("a prior is a parameter, = and a distribution", "--inference", "bayes", "--prior", "normal(0,1)")]
    [InlineData("did you mean", "--inference", "bayes", "--prior", "maen=normal(0,1)")]
    [InlineData("no such parameter", "--inference", "conjugate", "--prior", "maen=normal(0,1)")]
    [InlineData("--chains is 0", "--inference", "bayes", "--chains", "0")]
    [InlineData("only a posterior has it", "--chains", "4")]
    [InlineData("only the exact posterior knows them", "--inference", "bayes", "--known-sd", "0=1,1=1")]
    [InlineData("variant 1 has none", "--inference", "conjugate", "--known-sd", "0=1")]
    [InlineData("is not sampled", "--inference", "conjugate", "--chains", "4")]
    [InlineData("a posterior takes the place of the test", "--inference", "bayes", "--test", "permutation")]
    [InlineData("no covariates", "--inference", "bayes", "--adjust", "cuped", "--covariate", "sales + 0")]
    [InlineData("exact posterior", "--inference", "conjugate", "--likelihood", "student")]
    [InlineData("the ending says no form", "--inference", "bayes", "--draws", "10", "--warmup", "10", "--draws-output", "draws.xyz")]
    public async Task BadInputIsSaidInOneLine(string problem, params string[] arguments)
    {
        ToolRun run = await ToolRun.Of(["analyze", Sales, "--variant", "group", "--control", "0", "--metric", "sales", .. arguments]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(problem, run.Error.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    // Forty values for each variant, evenly spread around its level.
    private string Table(double control, double treatment)
    {
        string file = Path.Combine(folder, $"{Guid.NewGuid():N}.csv");
        File.WriteAllLines(file, ["g,y", .. from arm in new[] { ("A", control), ("B", treatment) } from i in Enumerable.Range(0, 40) select FormattableString.Invariant($"{arm.Item1},{arm.Item2 + ((i - 19.5) / 13)}")]);
        return file;
    }

    private static async Task<JsonNode> Document(params string[] arguments)
    {
        ToolRun run = await ToolRun.Of(["analyze", .. arguments, "--format", "json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonNode.Parse(run.Output)!;
    }

    private static async Task<JsonNode> Metric(params string[] arguments) => (await Document(arguments))["metrics"]![0]!;
}
