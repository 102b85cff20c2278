using System.Globalization;
using System.Text.Json.Nodes;
using Xunit;

namespace Credence.Cli.Tests;

public sealed class ImputeTests : IDisposable
{
    private static readonly string[] Quick = ["--imputations", "10", "--iterations", "3", "--held-out", "0"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("credence-impute-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task SurveyIsImputedAndEveryMethodBeatsTheMeans()
    {
        string source = Path("survey.csv");
        Assert.Equal(0, (await ToolRun.Of("simulate", "job-satisfaction", "--missing", "0.15", "--rows", "300", "--seed", "4", "--output", source)).ExitCode);
        JsonNode document = await Json("impute", source, "--columns", "JW1,JW2,JW3,UF1,UF2,FOR,DA1,DA2,DA3", "--imputations", "10", "--iterations", "4");
        Assert.Equal(("normal", 10), ((string)document["method"]!, (int)document["imputations"]!));
        Assert.Null(document["iterations"]);
        Assert.Null(document["comparison"]);
        Assert.Equal(300, (int)document["n"]!);
        JsonArray scores = document["score"]!.AsArray();
        Assert.Equal(["column means", "normal", "pmm", "chained"], scores.Select(score => (string)score!["method"]!));
        double means = (double)scores[0]!["rmse"]!;
        Assert.All(scores.Skip(1), score => Assert.True((double)score!["rmse"]! < 0.92 * means, $"{score["method"]}"));
        Assert.All(scores, score => Assert.InRange((double)score!["coverage"]!, 0.88, 1));
        foreach (string name in new[] { "mean", "standardError", "degreesOfFreedom", "fmi" })
            Assert.All(document["pooled"]!.AsArray(), column => Assert.True(double.IsFinite((double)column![name]!)));
        int missing = File.ReadLines(source).Skip(1).Sum(line => line.Split(',').Skip(line.Split(',').Length - 12).Take(9).Count(cell => cell.Length == 0));
        Assert.Equal(missing, (int)document["missingCells"]!);
    }

    [Fact]
    public async Task ArmsAreComparedWithTippingPointAndMissingnessByArm()
    {
        JsonNode document = await Json(["impute", Trial(), .. Compare, .. Quick]);
        JsonNode comparison = document["comparison"]!, sensitivity = document["sensitivity"]!;
        Assert.Equal("chained", (string)document["method"]!);
        Assert.InRange((double)comparison["estimate"]!, 0.6, 1.4);
        Assert.True((double)comparison["pValue"]! < 0.001);
        Assert.Equal(["control", "new"], comparison["arms"]!.AsArray().Select(arm => (string)arm!["name"]!));
        Assert.InRange((double)comparison["fmi"]!, 0.02, 0.8);
        Assert.True((double)comparison["completeCase"]!["standardError"]! > 0);
        double tipping = (double)sensitivity["tippingPoint"]!;
        Assert.True(tipping < 0);
        Assert.Equal(0, (double)sensitivity["deltas"]!.AsArray()[4]!["delta"]!);
        Assert.Equal((double)comparison["estimate"]!, (double)sensitivity["deltas"]!.AsArray()[4]!["estimate"]!, 12);
        Assert.Equal("ship", (string)document["verdict"]!["decision"]!);
        JsonNode byArm = document["missingnessByArm"]!.AsArray().First(column => (string)column!["column"]! == "y")!;
        Assert.True((double)byArm["adjustedPValue"]! < 0.01);
        Assert.Contains(document["findings"]!.AsArray(), finding => (string)finding!["code"]! == "unequal-missingness");
    }

    [Fact]
    public async Task DecreaseTurnsTheVerdict()
        => Assert.Equal("roll-back", (string)(await Json(["impute", Trial(), .. Compare, .. Quick, "--direction", "decrease"]))["verdict"]!["decision"]!);

    [Fact]
    public async Task AskedShiftsAreShown()
    {
        JsonNode document = await Json(["impute", Trial(), .. Compare, .. Quick, "--shift", "both", "--deltas", "-1,0.5"]);
        Assert.Equal("both", (string)document["sensitivity"]!["shift"]!);
        Assert.Equal([-1, 0.5], document["sensitivity"]!["deltas"]!.AsArray().Select(delta => (double)delta!["delta"]!));
    }

    [Fact]
    public async Task SameSeedGivesTheSameBitsOnAnyNumberOfThreads()
    {
        string[] asked = ["impute", Trial(), .. Compare, "--imputations", "6", "--iterations", "2", "--format", "json"];
        string one = (await ToolRun.Of([.. asked, "--threads", "1"])).Output;
        Assert.Equal(one, (await ToolRun.Of([.. asked, "--threads", "3"])).Output);
        Assert.NotEqual(one, (await ToolRun.Of([.. asked, "--seed", "2"])).Output);
    }

    [Fact]
    public async Task FilesHoldAllDataSetsAndCells()
    {
        string completed = Path("done.csv"), cells = Path("cells.csv"), report = Path("r.html"), figures = Path("figures"), source = Trial();
        ToolRun run = await ToolRun.Of(["impute", source, .. Compare, .. Quick, "--impute", completed, "--cells", cells, "--report", report, "--figures", figures]);
        Assert.True(run.ExitCode == 0, run.Error);
        string[] original = await File.ReadAllLinesAsync(source, TestContext.Current.CancellationToken), written = await File.ReadAllLinesAsync(completed, TestContext.Current.CancellationToken);
        Assert.Equal("imputation," + original[0], written[0]);
        Assert.Equal(10 * (original.Length - 1) + 1, written.Length);
        for (int i = 1; i < written.Length; i++)
        {
            string[] now = written[i].Split(','), before = original[((i - 1) % (original.Length - 1)) + 1].Split(',');
            Assert.Equal(((i - 1) / (original.Length - 1) + 1).ToString(CultureInfo.InvariantCulture), now[0]);
            Assert.All(before.Index().Where(cell => cell.Item.Length > 0), cell => Assert.Equal(cell.Item, now[cell.Index + 1]));
            Assert.All(now, cell => Assert.NotEqual("", cell));
        }
        string[] filled = await File.ReadAllLinesAsync(cells, TestContext.Current.CancellationToken);
        Assert.Equal("row,column,mean,sd,lower,upper,level,share", filled[0]);
        Assert.Equal(original.Skip(1).Sum(line => line.Split(',').Count(cell => cell.Length == 0)), filled.Length - 1);
        Assert.Equal(["chains", "imputed-values", "missing-pattern", "tipping-point"], Directory.GetFiles(figures, "*.png").Select(System.IO.Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));
        Assert.Contains("Tipping points", await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RowsWithoutVariantAreLeftAlone()
    {
        string source = Write("some.csv", "g,x,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{(i == 7 ? "" : i % 2 == 0 ? "a" : "b")},{i % 9},{(i % 7 == 0 ? "" : $"{i % 5}")}\n")));
        string completed = Path("some-done.csv");
        ToolRun run = await ToolRun.Of(["impute", source, "--columns", "x,y", "--variant", "g", "--control", "a", "--metric", "y", .. Quick, "--method", "pmm", "--impute", completed, "--format", "json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        JsonNode document = JsonNode.Parse(run.Output)!;
        Assert.Equal((59, 1), ((int)document["n"]!, (int)document["excluded"]!["missingVariant"]!));
        string[] lines = await File.ReadAllLinesAsync(completed, TestContext.Current.CancellationToken);
        Assert.Equal("1,,7,", lines[8]);
        Assert.All(lines.Skip(1).Where(line => line.Split(',')[1].Length > 0), line => Assert.NotEqual("", line.Split(',')[3]));
    }

    [Theory]
    [InlineData("--method: unknown value \"vae\"", "--columns", "x,y", "--method", "vae")]
    [InlineData("no columns are named")]
    [InlineData("there is no column \"zz\"", "--columns", "x,zz")]
    [InlineData("all its cells are missing", "--columns", "x,empty")]
    [InlineData("side holds texts", "--columns", "x,side", "--method", "normal")]
    [InlineData("only predictive mean matching has donors", "--columns", "x,y", "--method", "chained", "--donors", "3")]
    [InlineData("without iterations", "--columns", "x,y", "--method", "normal", "--iterations", "3")]
    [InlineData("arms are compared only where a variant is named", "--columns", "x,y", "--shift", "both")]
    [InlineData("the control is not named", "--columns", "x,y", "--variant", "arm", "--metric", "y")]
    [InlineData("no row has the variant", "--columns", "x,y", "--variant", "arm", "--metric", "y", "--control", "old")]
    [InlineData("is the variant, which is not imputed", "--columns", "x,arm", "--variant", "arm", "--metric", "y", "--control", "control")]
    [InlineData("one data set cannot tell", "--columns", "x,y", "--imputations", "1")]
    [InlineData("more than the 50", "--columns", "x,id")]
    public async Task BadInputIsRefusedInOneLine(string problem, params string[] arguments)
    {
        string source = Write("bad.csv", "id,arm,x,y,side,empty\n" + string.Concat(Enumerable.Range(0, 80).Select(i => $"u{i},{(i % 2 == 0 ? "control" : "new")},{i},{(i % 4 == 0 ? "" : $"{i * 7 % 11}")},{(i % 5 == 0 ? "" : i % 3 == 0 ? "l" : "r")},\n")));
        ToolRun run = await ToolRun.Of(["impute", source, .. arguments]);
        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task OddTablesHaveFindings()
    {
        string source = Write("odd.csv", "a,b,c,d\n" + string.Concat(Enumerable.Range(0, 30).Select(i => i == 3 ? ",,,\n" : $"{(i < 15 ? $"{i * i % 13}" : "")},{(i < 15 ? "" : $"{i * 5 % 7}")},{(i % 2 == 0 ? "4" : "")},{i * 3 % 17}\n")));
        string[] codes = [.. (await Json(["impute", source, "--columns", "a,b,c,d", "--method", "pmm", .. Quick]))["findings"]!.AsArray().Select(finding => (string)finding!["code"]!)];
        Assert.Contains("never-observed-together", codes);
        Assert.Contains("constant-column", codes);
        Assert.Contains("rows-all-missing", codes);
        Assert.Contains("few-imputations", codes);
        Assert.Contains("nothing-missing", (await Json(["impute", source, "--columns", "d", "--where", "d >= 0", .. Quick[..2]]))["findings"]!.AsArray().Select(finding => (string)finding!["code"]!));
    }

    private static string[] Compare => ["--columns", "x,side,done,y", "--variant", "arm", "--control", "control", "--metric", "y"];

    // An effect of 1; y is missing more often in the control, and where x is low.
    private string Trial()
    {
        Random random = new(5);
        string Row(int i)
        {
            double x = random.NextDouble() * 4, y = x + (i % 2) + random.NextDouble() * 2;
            bool lost = random.NextDouble() < (i % 2 == 0 ? 0.45 : 0.15) * (x < 2 ? 1.4 : 0.6);
            string side = random.NextDouble() < 0.1 ? "" : x + random.NextDouble() > 3 ? "high" : x > 1 ? "mid" : "low", done = random.NextDouble() < 0.1 ? "" : random.NextDouble() * 4 < x ? "1" : "0";
            return string.Create(CultureInfo.InvariantCulture, $"{(i % 2 == 0 ? "control" : "new")},{x:0.000},{side},{done},{(lost ? "" : $"{y:0.000}")}\n");
        }
        return Write("trial.csv", "arm,x,side,done,y\n" + string.Concat(Enumerable.Range(0, 240).Select(Row)));
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(Path(name), text);
        return Path(name);
    }

    private string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    private static async Task<JsonNode> Json(params string[] arguments)
    {
        ToolRun run = await ToolRun.Of([.. arguments, "--format", "json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonNode.Parse(run.Output)!;
    }
}
