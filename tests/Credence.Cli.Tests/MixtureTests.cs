using System.Globalization;
using System.Text.Json.Nodes;
using Credence.Testing;
using Xunit;

namespace Credence.Cli.Tests;

public sealed class MixtureTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("credence-mixture-");

    private static string Published => Repository.Reference("oracle", "data", "ab_sales.csv");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task ThePublishedDataGiveThePublishedAnswer()
    {
        JsonNode document = await Json(Published, "--value", "sales", "--label", "group");
        string[] promised =
        [
            "rows", "labelled", "components", "logLikelihood", "logLikelihoods", "bic", "iterations", "converged", "stopReason", "difference", "completeCase", "oneComponent", "labelInformation",
            "separation", "findings", "verdict",
        ];
        Assert.All(promised, name => Assert.NotNull(document[name]));
        Assert.Null(document["profile"]);
        Assert.Equal((1200, 960), ((int)document["rows"]!, (int)document["labelled"]!));
        JsonNode control = document["components"]![0]!, treatment = document["components"]![1]!;
        Assert.Equal(("0", "1"), ((string)control["label"]!, (string)treatment["label"]!));
        Assert.Equal(49.718090, (double)control["mean"]!, 1e-6);
        Assert.Equal(56.198715, (double)treatment["mean"]!, 1e-6);
        Assert.Equal(9.745031, (double)control["standardDeviation"]!, 1e-6);
        Assert.Equal(11.936872, (double)treatment["standardDeviation"]!, 1e-6);
        Assert.Equal(0.504233, (double)treatment["share"]!, 1e-6);
        Assert.Equal(-5236.216727, (double)document["logLikelihood"]!, 1e-6);
        Assert.Equal(6.4806, (double)document["difference"]!["estimate"]!, 5e-5);
        Assert.Equal(0.6888, (double)document["difference"]!["standardError"]!, 5e-5);
        Assert.Equal("ship", (string)document["verdict"]!["decision"]!);
        Assert.Equal("1", (string)document["verdict"]!["variant"]!);
        Assert.Matches("^converged at iteration [0-9]+$", (string)document["stopReason"]!);
        Assert.True((double)document["oneComponent"]!["bic"]! > (double)document["bic"]!);
        Assert.Equal(2, (int)document["oneComponent"]!["test"]!["degreesOfFreedom"]!);
        JsonArray heights = document["logLikelihoods"]!.AsArray();
        Assert.All(heights.Zip(heights.Skip(1)), pair => Assert.True((double)pair.Second! >= (double)pair.First! - 1e-8));
    }

    [Fact]
    public async Task CompleteCasesAreThoseOfTheAnalysis()
    {
        JsonNode alone = (await Json(Published, "--value", "sales", "--label", "group"))["completeCase"]!;
        ToolRun analysis = await ToolRun.Of("analyze", Published, "--variant", "group", "--metric", "sales", "--format", "json");
        JsonNode welch = JsonNode.Parse(analysis.Output)!["metrics"]![0]!["comparisons"]![0]!;
        foreach (string name in new[] { "estimate", "standardError", "degreesOfFreedom", "statistic", "pValue" })
            Assert.Equal((double)welch[name]!, (double)alone[name]!, 1e-9 * Math.Abs((double)welch[name]!));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("99")]
    public async Task WithoutLabelsOneNormalExplainsThePublishedDataAsWell(string seed)
    {
        JsonNode document = await Json(Published, "--value", "sales", "--seed", seed);
        Assert.Equal(-4615.7623, (double)document["logLikelihood"]!, 5e-5);
        Assert.Equal(9267.0, (double)document["bic"]!, 0.05);
        Assert.Equal(9255.4, (double)document["oneComponent"]!["bic"]!, 0.05);
        Assert.Null(document["difference"]);
        Assert.Null(document["completeCase"]);
        Assert.Equal("invalid", (string)document["verdict"]!["decision"]!);
        Assert.Contains("One normal explains the values as well as 2: BIC 9255.4 against 9267.0", (string)document["verdict"]!["reason"]!, StringComparison.Ordinal);
        JsonNode profile = document["profile"]!;
        Assert.Equal(profile["differences"]!.AsArray().Count, profile["logLikelihoods"]!.AsArray().Count);
        Assert.Equal(3, (await ToolRun.Of("mixture", Published, "--value", "sales", "--gate", "--seed", seed)).ExitCode);
    }

    [Fact]
    public async Task GroupsFarApartAreToldWithoutLabelsButNotNamed()
    {
        JsonNode document = await Json(Far(labels: false), "--value", "x");
        Assert.InRange((double)document["difference"]!["estimate"]!, 49, 51);
        Assert.Equal("component 1", (string)document["components"]![0]!["label"]!);
        Assert.Equal("inconclusive", (string)document["verdict"]!["decision"]!);
        Assert.Contains("no row says which group was treated", (string)document["verdict"]!["reason"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheOutputHoldsEveryRowWithItsMemberships()
    {
        string source = Write("rows.csv", "id,x,g\n01,1,a\n02,1.5,a\n03,,b\n04,9,b\n05,9.4,b\n06,1.2,\n07,9.2,\n08,2.2,a\n09,8,b\n"), target = Path("out.csv");
        ToolRun run = await ToolRun.Of("mixture", source, "--value", "x", "--label", "g", "--output", target);
        Assert.True(run.ExitCode == 0, run.Error);
        string[] lines = await File.ReadAllLinesAsync(target, TestContext.Current.CancellationToken);
        Assert.Equal("id,x,g,probability[a],probability[b]", lines[0]);
        Assert.Equal(10, lines.Length);
        Assert.Equal("01,1,a,1.0,0.0", lines[1]);
        Assert.Equal("03,,b,,", lines[3]);
        double[] chances = [.. lines[7].Split(',').Skip(3).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
        Assert.Equal(1, chances.Sum(), 1e-12);
        Assert.True(chances[1] > 0.99);
        Assert.Contains("missing-outcome", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheShareIsHeldWhereTheDesignFixesIt()
    {
        JsonNode document = await Json(Published, "--value", "sales", "--label", "group", "--share", "0.5");
        Assert.Equal(0.5, (double)document["components"]![1]!["share"]!);
        Assert.Equal("NaN", (string)document["components"]![1]!["standardErrors"]!["share"]!);
    }

    [Fact]
    public async Task PlainStepsFromAStartReachTheSameMaximum()
    {
        JsonNode plain = await Json(Published, "--value", "sales", "--label", "group", "--plain", "--start", "40:5,70:20");
        Assert.Equal(-5236.216727, (double)plain["logLikelihood"]!, 1e-6);
        Assert.True(plain["logLikelihoods"]!.AsArray().Count > 10);
        JsonNode stopped = await Json(Published, "--value", "sales", "--label", "group", "--plain", "--start", "40:5,70:20", "--max-iterations", "3");
        Assert.False((bool)stopped["converged"]!);
        Assert.Contains("stopped after 3 iterations", (string)stopped["stopReason"]!, StringComparison.Ordinal);
        Assert.Null(stopped["difference"]);
    }

    [Fact]
    public async Task FilesAreWrittenAndTheNumberOfThreadsDoesNotMatter()
    {
        string report = Path("r.html"), figures = Path("figures");
        ToolRun run = await ToolRun.Of("mixture", Published, "--value", "sales", "--report", report, "--figures", figures);
        Assert.True(run.ExitCode == 0, run.Error);
        string[] drawn = [.. Directory.GetFiles(figures, "*.svg").Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        Assert.Equal(["densities.svg", "log-likelihood.svg", "membership.svg", "profile.svg"], drawn);
        string page = await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken);
        Assert.Contains("Profile likelihood", page, StringComparison.Ordinal);
        Assert.Contains("One normal explains the values as well", page, StringComparison.Ordinal);
        string one = (await ToolRun.Of("mixture", Published, "--value", "sales", "--format", "json", "--threads", "1")).Output;
        Assert.Equal(one, (await ToolRun.Of("mixture", Published, "--value", "sales", "--format", "json", "--threads", "3")).Output);
    }

    [Theory]
    [InlineData("mixture-few-labels", "--label", "g", "--where", "x < 60")]
    [InlineData("mixture-component-without-labels", "--label", "g", "--where", "x < 60", "--components", "3")]
    [InlineData("mixture-told-by-shares", "--share", "0.3")]
    [InlineData("observational", "--label", "g", "--observational", "--where", "x < 60")]
    public async Task FindingsTellWhatLimitsTheAnswer(string code, params string[] more)
    {
        JsonNode document = await Json([Far(labels: true), "--value", "x", .. more]);
        Assert.Contains(code, document["findings"]!.AsArray().Select(finding => (string)finding!["code"]!));
    }

    [Fact]
    public async Task ThePosteriorAgreesWithTheLikelihoodAndIsWritten()
    {
        string draws = Path("draws"), graph = Path("model.svg"), report = Path("r.html");
        JsonNode document = await Json(
            Published, "--value", "sales", "--label", "group", "--inference", "bayes", "--draws", "400", "--warmup", "400", "--prior", "sd=inverse-gamma(3,20)", "share=beta(3,3)",
            "--draws-output", draws, "--model-graph", graph, "--report", report);
        JsonArray parameters = document["posterior"]!["parameters"]!.AsArray();
        Assert.Equal("bayes", (string)document["inference"]!);
        Assert.Equal(["mean[0]", "mean[1]", "sd[0]", "sd[1]", "share[0]", "share[1]", "difference[1]"], parameters.Select(node => (string)node!["name"]!));
        Assert.InRange(((double)parameters[6]!["mean"]! - 6.4806) / 0.6888, -0.2, 0.2);
        Assert.InRange((double)parameters[6]!["sd"]! / 0.6888, 0.85, 1.15);
        Assert.Null(document["difference"]!["pValue"]);
        Assert.Equal((double)parameters[6]!["mean"]!, (double)document["difference"]!["estimate"]!, 1e-9);
        string priors = string.Join(";", document["posterior"]!["priors"]!.AsArray());
        Assert.Contains("share ~ dirichlet(3) (stated)", priors, StringComparison.Ordinal);
        Assert.Contains("sd ~ inverse-gamma(3, 20) (stated)", priors, StringComparison.Ordinal);
        Assert.True(Directory.Exists(draws) && File.Exists(graph) && File.Exists(report));
    }

    [Fact]
    public async Task WithheldDifferencesAreWithheldFromThePosteriorToo()
    {
        JsonNode document = await Json(Published, "--value", "sales", "--inference", "bayes", "--draws", "100", "--warmup", "200", "--chains", "2");
        Assert.Null(document["difference"]);
        Assert.NotNull(document["profile"]);
        Assert.Equal("invalid", (string)document["verdict"]!["decision"]!);
        Assert.Equal("one-normal-suffices", (string)document["findings"]![0]!["code"]!);
    }

    [Fact]
    public async Task TheBootstrapAgreesWithTheInformation()
    {
        JsonNode document = await Json(Published, "--value", "sales", "--label", "group", "--bootstrap", "60", "--one-component-test", "19");
        Assert.InRange((double)document["bootstrap"]!["standardError"]!, 0.5, 0.9);
        Assert.Equal(60, (int)document["bootstrap"]!["replicates"]!);
        JsonNode test = document["oneComponent"]!["test"]!;
        Assert.Null(test["degreesOfFreedom"]);
        Assert.Equal(19, (int)test["replicates"]!);
        Assert.Equal(9.6711, (double)test["statistic"]!, 1e-3);
        Assert.Equal(0, Math.IEEERemainder((double)test["pValue"]!, 0.05), 1e-12);
    }

    [Fact]
    public async Task LostAndWrongLabelsAreModelled()
    {
        JsonNode lost = await Json(Published, "--value", "sales", "--label", "group", "--label-loss", "by-component");
        Assert.InRange((double)lost["components"]![0]!["missingRate"]!, 0.1, 0.3);
        Assert.True((double)lost["oneComponent"]!["bic"]! > (double)lost["bic"]!);
        JsonNode wrong = await Json(Published, "--value", "sales", "--label", "group", "--wrong-labels", "0.05");
        Assert.True((double)wrong["difference"]!["estimate"]! > 6.9);
        JsonNode estimated = await Json(Published, "--value", "sales", "--label", "group", "--wrong-labels", "estimate");
        Assert.InRange((double)estimated["errorRate"]!, 0.01, 0.15);
        JsonNode none = await Json(Published, "--value", "sales", "--label", "group", "--wrong-labels", "0,0");
        Assert.Equal(6.4806, (double)none["difference"]!["estimate"]!, 5e-5);
    }

    [Fact]
    public async Task LossByOutcomeIsFollowedToItsTippingPoint()
    {
        string source = Path("sales.csv");
        Assert.Equal(0, (await ToolRun.Of("simulate", "ab-sales", "--rows", "300", "--label-loss", "0.5", "--seed", "4", "--output", source)).ExitCode);
        JsonNode document = await Json(source, "--value", "sales", "--label", "group", "--sensitivity", "3", "--tilt", "opposed");
        JsonNode sensitivity = document["sensitivity"]!;
        Assert.Equal("opposed", (string)sensitivity["direction"]!);
        JsonArray fits = sensitivity["fits"]!.AsArray();
        Assert.Equal(21, fits.Count);
        JsonNode untilted = await Json(source, "--value", "sales", "--label", "group", "--label-loss", "by-component");
        Assert.Equal((double)untilted["difference"]!["estimate"]!, (double)fits[10]!["difference"]!["estimate"]!, 1e-4);
        double tipping = (double)sensitivity["tippingBelow"]!;
        Assert.InRange(tipping, -3, 0);
        Assert.True((double)fits[10]!["difference"]!["pValue"]! < 0.05);
        Assert.All(fits.Where(fit => (double)fit!["tilt"]! > tipping && (double)fit!["tilt"]! < 0 && !(bool)fit["boundary"]!), fit => Assert.True((double)fit!["difference"]!["pValue"]! < 0.05));
    }

    // Skewed values of one population, of which every third row is labelled in turn.
    [Fact]
    public async Task SkewedValuesOfOnePopulationAreNotDecidedAbout()
    {
        IEnumerable<string> lines = Enumerable.Range(0, 300).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{Math.Exp(0.5 * Math.Log((i + 0.5) / (299.5 - i))):F4},{(i % 3 != 0 ? "" : i % 2 == 0 ? "a" : "b")}"));
        JsonNode document = await Json(Write("skew.csv", "x,g\n" + string.Join('\n', lines) + "\n"), "--value", "x", "--label", "g");
        Assert.Null(document["difference"]);
        Assert.Equal("invalid", (string)document["verdict"]!["decision"]!);
        Assert.Contains("labelled-rows-not-normal", document["findings"]!.AsArray().Where(finding => (string)finding!["severity"]! == "blocking").Select(finding => (string)finding!["code"]!));
    }

    [Fact]
    public async Task FourLabelsOfEachGroupDecideNothing()
    {
        JsonNode document = await Json(Write("few.csv", "x,g\n1,a\n2,a\n3,a\n4.5,a\n3.9,b\n5,b\n6,b\n7,b\n"), "--value", "x", "--label", "g");
        Assert.Null(document["difference"]);
        Assert.NotNull(document["completeCase"]);
        Assert.Null(document["oneComponent"]!["test"]);
        Assert.Equal("mixture-few-labels", (string)document["findings"]![0]!["code"]!);
    }

    [Fact]
    public async Task AGroupWithoutAnyLabelIsNotDecidedAbout()
    {
        // The labels of b are lost.
        string[] lines = [.. (await File.ReadAllLinesAsync(Far(labels: true), TestContext.Current.CancellationToken)).Select((line, i) => line.EndsWith('b') ? line[..^1] : i > 0 && i % 4 == 1 ? line.TrimEnd('a', ',') + ",a" : line)];
        JsonNode far = await Json(Write("onearm.csv", string.Join('\n', lines) + "\n"), "--value", "x", "--label", "g", "--label-loss", "by-component");
        Assert.NotEqual("ship", (string)far["verdict"]!["decision"]!);
        Assert.Null(far["oneComponent"]!["test"]);
    }

    [Theory]
    [InlineData("mixture-partly.md", "--value", "sales", "--label", "group")]
    [InlineData("mixture-masked.md", "--value", "sales")]
    public async Task TheMarkdownIsAsWritten(string name, params string[] asked)
    {
        ToolRun run = await ToolRun.Of(["mixture", Repository.Folder("samples", "ab-sales.csv"), .. asked, "--format", "markdown"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Golden.Matches("Credence.Cli.Tests", name, run.Output.Replace(Repository.Folder("samples", "ab-sales.csv"), "ab-sales.csv", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("mixture: no value is named; add --value COLUMN")]
    [InlineData("there is no column y", "--value", "y")]
    [InlineData("column word: 'p' is not a number", "--value", "word")]
    [InlineData("all values of same are equal", "--value", "same")]
    [InlineData("0 of 0 rows have a value of x", "--value", "x", "--where", "x > 99")]
    [InlineData("1 of 1 rows has a value of x", "--value", "x", "--where", "x = 1")]
    [InlineData("column three: 3 different labels (p, q, r) stand for 2 components; add --components 3", "--value", "x", "--label", "three")]
    [InlineData("column none: every label is missing", "--value", "x", "--label", "none")]
    [InlineData("column none: every label is missing", "--value", "x", "--label", "none", "--share", "0.5")]
    [InlineData("--share is 1; must be in (0, 1)", "--value", "x", "--share", "1")]
    [InlineData("--share is -0.2", "--value", "x", "--share", "-0.2")]
    [InlineData("--share: one share does not fix those of 3 components", "--value", "x", "--share", "0.2", "--components", "3")]
    [InlineData("--start: \"abc\" is not a number", "--value", "x", "--start", "abc")]
    [InlineData("does not give mean and standard deviation", "--value", "x", "--start", "1,2")]
    [InlineData("--start: the standard deviation 0 is not above 0", "--value", "x", "--start", "1:0,2:1")]
    [InlineData("--start: the shares are not above 0 with sum 1", "--value", "x", "--start", "1:1:0.5,2:1:0.6")]
    [InlineData("--start: 3 components are given to start from, but 2 are fitted", "--value", "x", "--start", "1:1,2:1,3:1")]
    [InlineData("--components is 1; must be a whole number in [2, 20]", "--value", "x", "--components", "1")]
    [InlineData("--wrong-labels: 0.5 is no share of wrong labels", "--value", "x", "--label", "three", "--wrong-labels", "0.5")]
    [InlineData("--label: no column of labels is named", "--value", "x", "--wrong-labels", "0.1")]
    [InlineData("--label: no column of labels is named", "--value", "x", "--label-loss", "by-component")]
    [InlineData("--control: no row is labelled \"z\"; the labels are p, q, r", "--value", "x", "--label", "three", "--control", "z", "--components", "3")]
    [InlineData("--draws: only a posterior has it; add --inference bayes", "--value", "x", "--draws", "500")]
    [InlineData("--prior means=normal(0, 1): there is no parameter means; did you mean mean?", "--value", "x", "--inference", "bayes", "--prior", "means=normal(0,1)")]
    [InlineData("--prior share=beta(1, 2): shares have the symmetric prior", "--value", "x", "--inference", "bayes", "--prior", "share=beta(1,2)")]
    [InlineData("--inference bayes: the model of the posterior takes labels for right", "--value", "x", "--label", "three", "--components", "3", "--inference", "bayes", "--wrong-labels", "0.1")]
    [InlineData("--sensitivity: every row has a label", "--value", "x", "--label", "word", "--sensitivity", "1")]
    [InlineData("--tilt: labels are not asked to be lost by outcome", "--value", "x", "--tilt", "opposed")]
    [InlineData("--max-iterations is 0", "--value", "x", "--max-iterations", "0")]
    [InlineData("--tolerance is 0", "--value", "x", "--tolerance", "0")]
    public async Task WhatCannotBeAnsweredIsRefused(string expected, params string[] more)
    {
        string source = Write("t.csv", "x,three,none,same,word\n1,p,,7,p\n2,q,,7,p\n4,r,,7,q\n5,p,,7,q\n6,p,,7,q\n");
        ToolRun run = await ToolRun.Of(["mixture", source, .. more]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.Empty(run.Output);
    }

    // Two groups 50 apart by quantiles of a normal of standard deviation near 1, and nine labels of each.
    private string Far(bool labels)
    {
        List<string> lines = ["x,g"];
        for (int i = 0; i < 100; i++)
        {
            double z = Math.Log((i + 0.5) / (99.5 - i)) / 1.7;
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{z:F4},{(labels && i % 12 == 0 ? "a" : "")}"));
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{z + 50:F4},{(labels && i % 12 == 0 ? "b" : "")}"));
        }
        return Write("far.csv", string.Join('\n', lines) + "\n");
    }

    private static async Task<JsonNode> Json(params string[] arguments)
    {
        ToolRun run = await ToolRun.Of(["mixture", .. arguments, "--format", "json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonNode.Parse(run.Output)!;
    }

    private string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    private string Write(string name, string text)
    {
        File.WriteAllText(Path(name), text);
        return Path(name);
    }
}
