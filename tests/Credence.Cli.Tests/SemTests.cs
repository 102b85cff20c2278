using System.Globalization;
using System.Text.Json.Nodes;
using Credence.Testing;
using Xunit;

namespace Credence.Cli.Tests;

public sealed class SemTests : IDisposable
{
    private static readonly string[] Posterior = ["--estimator", "bayes", "--warmup", "150", "--draws", "100"];
    private static readonly string Model = Repository.Folder("samples", "job-satisfaction.lav"), Rows = Repository.Folder("samples", "job-satisfaction.csv");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("credence-sem-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task TheDocumentHasThePromisedNames()
    {
        JsonNode document = await Json("sem", Model, Rows);
        string[] promised = ["parameters", "fit", "effects", "rSquared", "modificationIndices", "identification", "posterior", "findings"];
        Assert.All(promised, name => Assert.True(document.AsObject().ContainsKey(name), name));
        JsonNode loading = Parameter(document, "CTS", "=~", "ST");
        string[] columns = ["lhs", "op", "rhs", "group", "label", "free", "estimate", "standardError", "z", "pValue", "interval", "stdLv", "stdAll"];
        Assert.Equal(columns, loading.AsObject().Select(pair => pair.Key));
        Assert.True((bool)loading["free"]!);
        Assert.Equal((double)loading["estimate"]! / (double)loading["standardError"]!, (double)loading["z"]!, 12);
        Assert.Null(Parameter(document, "CTS", "=~", "EBA")["z"]);
        JsonNode total = Parameter(document, "total", ":=", "a4+through_dysfunction+through_wellbeing"), effect = Effect(document, "CTS", "JS");
        Assert.Equal((double)total["estimate"]!, (double)effect["total"]!, 10);
        Assert.Equal((double)effect["total"]!, (double)effect["direct"]! + (double)effect["indirect"]!, 10);
        Assert.Equal((double)total["stdAll"]!, (double)effect["standardizedTotal"]!, 10);
        string[] measures = ["chiSquare", "df", "pValue", "baselineChiSquare", "baselineDf", "cfi", "tli", "rmsea", "rmseaLower", "rmseaUpper", "srmr", "aic", "bic", "logLikelihood", "scaledChiSquare", "scalingFactor"];
        Assert.All(measures, name => Assert.True(document["fit"]!.AsObject().ContainsKey(name), name));
        Assert.Equal((31, 31), ((int)document["identification"]!["parameters"]!, (int)document["identification"]!["rank"]!));
        Assert.Equal(47, (int)document["fit"]!["df"]!);
        Assert.InRange((double)document["rSquared"]!["JS"]!, 0, 1);
        Assert.Equal(document["modificationIndices"]!.AsArray().Select(row => (double)row!["index"]!).OrderDescending(), document["modificationIndices"]!.AsArray().Select(row => (double)row!["index"]!));
        Assert.InRange((double)document["gradientNorm"]!, 0, 1e-9);
    }

    [Fact]
    public async Task RobustTestsAreScaled()
    {
        JsonNode fit = (await Json("sem", Model, Rows, "--estimator", "mlr"))["fit"]!;
        Assert.Equal((double)fit["chiSquare"]! / (double)fit["scalingFactor"]!, (double)fit["scaledChiSquare"]!, 9);
    }

    [Fact]
    public async Task MomentsGiveTheAnswerOfTheirRows()
    {
        double[][] rows = [.. (await File.ReadAllLinesAsync(Rows, TestContext.Current.CancellationToken)).Skip(1).Select(line => line.Split(',').Select(Number).ToArray())];
        string[] names = (await File.ReadAllLinesAsync(Rows, TestContext.Current.CancellationToken))[0].Split(',');
        int n = rows.Length, p = names.Length;
        double[] means = [.. Enumerable.Range(0, p).Select(j => rows.Average(row => row[j]))];
        double Covariance(int i, int j) => rows.Sum(row => (row[i] - means[i]) * (row[j] - means[j])) / (n - 1);
        string matrix = Write("s.csv", string.Join(',', names) + "\n" + string.Concat(Enumerable.Range(0, p).Select(i => string.Join(',', Enumerable.Range(0, i + 1).Select(j => Text(Covariance(i, j)))) + "\n")));
        JsonNode ofRows = await Json("sem", Model, Rows), ofMoments = await Json("sem", Model, "--covariance", matrix, "--n", Text(n));
        Assert.Equal((double)ofRows["fit"]!["chiSquare"]!, (double)ofMoments["fit"]!["chiSquare"]!, 8);
        Assert.Equal(ofRows["parameters"]!.AsArray().Select(row => Math.Round((double)row!["estimate"]!, 8)), ofMoments["parameters"]!.AsArray().Select(row => Math.Round((double)row!["estimate"]!, 8)));
        Assert.Contains("31 parameters from 263 rows", (await Run("sem", Model, "--covariance", Repository.Folder("samples", "job-satisfaction-correlations.csv"), "--n", "263")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUnidentifiedModelExitsWithZeroAndNoEstimates()
    {
        string model = Write("m.lav", "f =~ JW1 + JW2\n");
        ToolRun run = await ToolRun.Of("sem", model, Rows, "--format", "json");
        Assert.Equal(0, run.ExitCode);
        JsonNode document = JsonNode.Parse(run.Output)!;
        Assert.Empty(document["parameters"]!.AsArray());
        Assert.Null(document["fit"]);
        Assert.Equal("sem-not-identified", (string)document["findings"]![0]!["code"]!);
        Assert.Equal("blocking", (string)document["findings"]![0]!["severity"]!);
        Assert.True((int)document["identification"]!["rank"]! < (int)document["identification"]!["parameters"]!);
        Assert.Equal(3, (await ToolRun.Of("sem", model, Rows, "--gate")).ExitCode);
        Assert.Contains("NOT IDENTIFIED", (await ToolRun.Of("sem", model, Rows, "--model-graph", In("m.svg"))).Output, StringComparison.Ordinal);
        Assert.True(File.Exists(In("m.svg")));
    }

    [Fact]
    public async Task GroupsAreComparedStepByStep()
    {
        string rows = await Grouped();
        JsonNode document = await Json("sem", Write("m.lav", "JS =~ JW1 + JW2 + JW3\nDTP =~ DA1 + DA2 + DA3\n"), rows, "--group", "site", "--invariance", "--model-graph", In("paths.dot"));
        Assert.Equal(["configural", "metric", "scalar", "strict"], document["invariance"]!.AsArray().Select(step => (string)step!["step"]!));
        Assert.Equal([null, 4, 4, 6], document["invariance"]!.AsArray().Select(step => (int?)step!["dfDifference"]));
        Assert.Equal(["north", "south"], document["groups"]!.AsArray().Select(name => (string)name!));
        Assert.Equal([1, 2], document["parameters"]!.AsArray().Select(row => (int)row!["group"]!).Distinct());
        Assert.True(File.Exists(In("paths-north.dot")) && File.Exists(In("paths-south.dot")));
        JsonNode equal = await Json("sem", In("m.lav"), rows, "--group", "site", "--group-equal", "loadings,intercepts");
        Assert.Equal((double)document["invariance"]![2]!["chiSquare"]!, (double)equal["fit"]!["chiSquare"]!, 8);
    }

    [Fact]
    public async Task ScoresStandBesideTheRowsAndFollowTheCondition()
    {
        string file = In("scores.csv");
        ToolRun run = await Run("sem", Model, Rows, "--where", "JW1 > 0", "--scores", file);
        string[] lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        Assert.EndsWith(",CTS,DTP,SWB,JS", lines[0], StringComparison.Ordinal);
        Assert.All(lines.Skip(1), line => Assert.True(Number(line.Split(',')[0]) > 0));
        Assert.Contains($"from {lines.Length - 1} rows", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APosteriorStandsInPlaceOfEstimates()
    {
        JsonNode document = await Json(["sem", Model, Rows, .. Posterior, "--prior", "loading=normal(1,0.5)", "--priors", "article", "--posterior-predictive", "--draws-output", In("d.csv")]);
        JsonNode posterior = document["posterior"]!;
        Assert.Equal((4, 100), ((int)posterior["chains"]!, (int)posterior["draws"]!));
        JsonNode row = posterior["parameters"]!.AsArray().First(own => (string)own!["name"]! == "JS~SWB")!, constant = posterior["parameters"]!.AsArray().First(own => (string)own!["name"]! == "CTS=~EBA")!;
        Assert.Equal((double)row["mean"]!, (double)Parameter(document, "JS", "~", "SWB")["estimate"]!);
        Assert.Equal((1.0, 0.0), ((double)constant["mean"]!, (double)constant["sd"]!));
        Assert.Null(document["fit"]);
        Assert.Null(Parameter(document, "JS", "~", "SWB")["pValue"]);
        Assert.InRange((double)posterior["posteriorPredictivePValue"]!, 0, 1);
        Assert.InRange((double)posterior["srmr"]!, 1e-3, 0.2);
        Assert.Equal(12, posterior["posteriorPredictive"]!.AsArray().Count);
        Assert.Contains(posterior["priors"]!.AsArray(), prior => (string)prior!["parameter"]! == "CTS=~ST" && (string)prior["prior"]! == "normal(1, 0.5)" && (string)prior["source"]! == "stated");
        Assert.True(File.Exists(In("d-1.csv")));
    }

    [Fact]
    public async Task TheSameSeedGivesTheSameBits()
    {
        string[] asked = ["sem", Model, Rows, "--bootstrap", "50", "--format", "json"];
        ToolRun first = await ToolRun.Of([.. asked, "--threads", "1"]), second = await ToolRun.Of([.. asked, "--threads", "3"]), other = await ToolRun.Of([.. asked, "--seed", "2"]);
        Assert.Equal(first.Output, second.Output);
        Assert.NotEqual(first.Output, other.Output);
    }

    [Theory]
    [InlineData("f =~ x1 +* x2", "m.lav, line 1, column 10")]
    [InlineData("f =~ JW1 + JW2 + JW33", "did you mean JW3")]
    [InlineData("f =~ JW1 + JW2 + JW3\ny ~ = f", "line 2")]
    public async Task MalformedModelsAreShownWithTheirPlace(string text, string said)
    {
        ToolRun run = await ToolRun.Of("sem", Write("m.lav", text), Rows);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
        Assert.Contains('^', run.Error);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("--covariance", "{s}", "--n", "263")]
    [InlineData("--n", "263")]
    [InlineData("--group", "sit")]
    [InlineData("--group-equal", "loadings")]
    [InlineData("--invariance")]
    [InlineData("--prior", "loading=normal(0,1)")]
    [InlineData("--posterior-predictive")]
    [InlineData("--hdi", "0.9")]
    [InlineData("--estimator", "gls", "--missing", "fiml")]
    [InlineData("--estimator", "bayes", "--bootstrap", "100")]
    [InlineData("--estimator", "bayes", "--prior", "lodaing=normal(0,1)")]
    [InlineData("--bootstrap", "5")]
    [InlineData("--model-graph", "paths.pdf")]
    [InlineData("--group-equal", "lodings", "--group", "site")]
    public async Task OptionsThatDoNotApplyAreRefusedInOneLine(params string[] options)
    {
        string moments = Repository.Folder("samples", "job-satisfaction-correlations.csv");
        ToolRun run = await ToolRun.Of(["sem", Model, Rows, .. options.Select(option => option == "{s}" ? moments : option)]);
        Assert.Equal(2, run.ExitCode);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.Contains(';', run.Error);
    }

    [Theory]
    [InlineData("--estimator", "mlr")]
    [InlineData("--missing", "fiml")]
    [InlineData("--scores", "s.csv")]
    [InlineData("--where", "JW1 > 0")]
    [InlineData("--bootstrap", "100")]
    [InlineData("--meanstructure")]
    public async Task MomentsCannotGiveWhatNeedsRows(params string[] options)
    {
        ToolRun run = await ToolRun.Of(["sem", Model, "--covariance", Repository.Folder("samples", "job-satisfaction-correlations.csv"), "--n", "263", .. options]);
        Assert.Equal(2, run.ExitCode);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("a,b,c\n1\n0.9,1\n0.9,-0.9,1\n", "sem-covariance-singular")]
    [InlineData("a,b,c\n1\n1,1\n0.2,0.2,1\n", "sem-covariance-singular")]
    public async Task ACovarianceMatrixThatCannotBeOneIsBlocking(string matrix, string code)
    {
        JsonNode document = await Json("sem", Write("m.lav", "f =~ a + b + c\n"), "--covariance", Write("s.csv", matrix), "--n", "100");
        Assert.Equal(code, (string)document["findings"]![0]!["code"]!);
        Assert.Empty(document["parameters"]!.AsArray());
    }

    [Fact]
    public async Task TooFewRowsAndGroupsOfOneRowAreBlocking()
    {
        string model = Write("m.lav", "JS =~ JW1 + JW2 + JW3\n");
        string[] lines = await File.ReadAllLinesAsync(Rows, TestContext.Current.CancellationToken);
        JsonNode few = await Json("sem", model, Write("few.csv", string.Join('\n', lines.Take(4))));
        Assert.Equal("sem-covariance-singular", (string)few["findings"]![0]!["code"]!);
        string grouped = Write("one.csv", string.Join('\n', lines.Select((line, i) => $"{line},{(i == 0 ? "site" : i == 7 ? "south" : "north")}")));
        JsonNode one = await Json("sem", model, grouped, "--group", "site");
        Assert.Equal("sem-group-too-small", (string)one["findings"]![0]!["code"]!);
        Assert.Equal(3, (await ToolRun.Of("sem", model, grouped, "--group", "site", "--gate")).ExitCode);
        JsonNode sampled = await Json(["sem", model, grouped, "--group", "site", .. Posterior]);
        Assert.Equal("sem-group-too-small", (string)sampled["findings"]![0]!["code"]!);
    }

    [Fact]
    public async Task MissingFilesAreRefused()
    {
        Assert.Equal(2, (await ToolRun.Of("sem", In("none.lav"), Rows)).ExitCode);
        Assert.Equal(2, (await ToolRun.Of("sem", Model)).ExitCode);
        Assert.Equal(2, (await ToolRun.Of("sem", Model, In("none.csv"))).ExitCode);
        Assert.Equal(2, (await ToolRun.Of("sem", Model, Rows, "--model-graph", Model)).ExitCode);
    }

    [Fact]
    public async Task ReportsAndFiguresHoldTheirParts()
    {
        await Run("sem", Model, Rows, "--report", In("r.html"), "--figures", In("figures"));
        string page = await File.ReadAllTextAsync(In("r.html"), TestContext.Current.CancellationToken);
        foreach (string part in new[] { "Path diagram", "Loadings", "Effects", "Modification indices", "Maximum likelihood", "Run it again" })
            Assert.Contains(part, page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Equal(
            ["effects.png", "effects.svg", "path-diagram-standardized.png", "path-diagram-standardized.svg", "path-diagram.png", "path-diagram.svg", "residual-correlations.png", "residual-correlations.svg"],
            Directory.GetFiles(In("figures")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task TheTextIsThatOfTheGoldenFile()
    {
        ToolRun run = await Run("sem", Model, Rows, "--format", "markdown");
        Golden.Matches("Credence.Cli.Tests", "sem.md", run.Output);
    }

    private async Task<string> Grouped()
    {
        string[] lines = await File.ReadAllLinesAsync(Rows, TestContext.Current.CancellationToken);
        return Write("grouped.csv", string.Join('\n', lines.Select((line, i) => $"{line},{(i == 0 ? "site" : i % 2 == 1 ? "north" : "south")}")));
    }

    private static JsonNode Parameter(JsonNode document, string lhs, string op, string rhs)
        => document["parameters"]!.AsArray().First(row => (string)row!["lhs"]! == lhs && (string)row["op"]! == op && (string)row["rhs"]! == rhs)!;

    private static JsonNode Effect(JsonNode document, string from, string to)
        => document["effects"]!.AsArray().First(row => (string)row!["from"]! == from && (string)row["to"]! == to)!;

    private static async Task<JsonNode> Json(params string[] arguments) => JsonNode.Parse((await Run([.. arguments, "--format", "json"])).Output)!;

    private static async Task<ToolRun> Run(params string[] arguments)
    {
        ToolRun run = await ToolRun.Of(arguments);
        Assert.True(run.ExitCode == 0, run.Error);
        return run;
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);

    private string Write(string name, string text)
    {
        File.WriteAllText(In(name), text);
        return In(name);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
