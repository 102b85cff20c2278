using System.Text.Json.Nodes;
using Credence.Testing;
using Xunit;

namespace Credence.Cli.Tests;

public sealed class PcaTests : IDisposable
{
    private const string Indicators = "JW1,JW2,JW3,UF1,UF2,FOR,DA1,DA2,DA3,EBA,ST,MI";

    // numpy.linalg.svd of the 500 simulated rows of seed 11, columns centred and divided by their standard deviations (divisor n - 1).
    private static readonly double[] s_eigenvalues =
    [
        3.6618357525708243, 1.9046500031229743, 1.575373912348563, 1.131543818153558, 0.7556748056630761, 0.692601647932385,
        0.5475980205744815, 0.45303655321977837, 0.393226860413907, 0.3572235888636917, 0.3081092818703452, 0.2191257552664088,
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("credence-pca-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task ComponentsAreThoseOfAnotherProgram()
    {
        JsonNode document = await Json("pca", await Satisfaction(), "--columns", Indicators, "--standardize");
        string[] promised = ["n", "components", "loadings", "reconstruction", "retained", "findings"];
        Assert.All(promised, name => Assert.NotNull(document[name]));
        for (int i = 0; i < 12; i++)
            Oracle.CloseRelative((double)document["components"]![i]!["eigenvalue"]!, s_eigenvalues[i], 1e-12);
        Assert.Equal(1, (double)document["components"]![11]!["cumulativeShare"]!);
        Assert.Equal(0.7314738099559445, (double)document["reconstruction"]![1]!["rmse"]!, 1e-12);
        Assert.Equal(0.497073088583285, (double)document["reconstruction"]![4]!["rmse"]!, 1e-12);
        Assert.Equal((5, 0.0), ((int)document["reconstruction"]![4]!["rank"]!, (double)document["reconstruction"]![11]!["relativeError"]!));
        Assert.Equal(0.3883242554594213, (double)document["loadings"]!["DA2"]![0]!, 1e-12);
        Assert.Equal(1.324, (double)document["components"]![0]!["parallel"]!, 0.03);
        Assert.InRange((int)document["retained"]!, 3, 4);
        Assert.Empty(document["findings"]!.AsArray());
    }

    [Fact]
    public async Task TheSameSeedGivesTheSameBitsOnAnyNumberOfThreads()
    {
        string source = await Satisfaction();
        string[] asked = ["pca", source, "--columns", Indicators, "--format", "json"];
        string one = (await ToolRun.Of([.. asked, "--threads", "1"])).Output;
        Assert.Equal(one, (await ToolRun.Of([.. asked, "--threads", "2"])).Output);
        Assert.NotEqual(one, (await ToolRun.Of([.. asked, "--seed", "2"])).Output);
    }

    [Fact]
    public async Task FilesAreWrittenWithScoresReportAndFigures()
    {
        string source = Write("t.csv", "id,a,b,note\n01,1,2,\"x,y\"\n02,,3,\n03,3,1,z\n04,5,7,q\n05,2,2.5,r\n"), scores = Path("s.csv"), report = Path("r.html"), figures = Path("figures");
        ToolRun run = await ToolRun.Of("pca", source, "--columns", "a,b", "--scores", scores, "--report", report, "--figures", figures, "--ranks", "1");
        Assert.True(run.ExitCode == 0, run.Error);
        string[] lines = await File.ReadAllLinesAsync(scores, TestContext.Current.CancellationToken);
        Assert.Equal("id,a,b,note,PC1,PC2", lines[0]);
        Assert.StartsWith("01,1,2,\"x,y\",-", lines[1], StringComparison.Ordinal);
        Assert.Equal("02,,3,,,", lines[2]);
        string[] drawn = [.. Directory.GetFiles(figures).Select(file => System.IO.Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
        Assert.Equal(["loadings.png", "loadings.svg", "reconstructions.png", "reconstructions.svg", "scree.png", "scree.svg"], drawn);
        string page = await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken);
        Assert.Contains("img-src data:", page, StringComparison.Ordinal);
        Assert.Contains("Parallel analysis", page, StringComparison.Ordinal);
        Assert.Contains("1 of 5 rows have a missing or invalid cell", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("incomplete-rows", "a,b\n1,2\n,3\n4,1\n2,2\n")]
    [InlineData("invalid-cells", "a,b\n1,2\ninf,3\n4,1\n2,2\n")]
    [InlineData("constant-column", "a,b,c\n1,2,7\n2,3,7\n4,1,7\n")]
    [InlineData("fewer-rows-than-columns", "a,b\n1,2\n2,5\n")]
    [InlineData("dependent-columns", "a,b,c\n1,2,3\n2,5,7\n4,1,5\n3,3,6\n")]
    [InlineData("unlike-scales", "a,b\n1,2000\n2,5000\n4,1000\n")]
    [InlineData("no-component-beyond-chance", "a,b\n1,1\n1,-1\n-1,1\n-1,-1\n")]
    public async Task FindingsTellWhatLimitsTheAnswer(string code, string text)
    {
        JsonNode document = await Json("pca", Write("t.csv", text), "--columns", text.Split('\n')[0]);
        Assert.Contains(code, document["findings"]!.AsArray().Select(finding => (string)finding!["code"]!));
    }

    [Theory]
    [InlineData("pca: no columns are named; add --columns a,b,c")]
    [InlineData("--columns: no column is named", "--columns", " , ")]
    [InlineData("--columns: a is named twice", "--columns", "a,b,a")]
    [InlineData("there is no column ab; did you mean a or b", "--columns", "ab")]
    [InlineData("column word: 'x' is not a number", "--columns", "a,word")]
    [InlineData("0 of 3 rows have a number in every column, and components need 2; leave out empty, which is empty", "--columns", "a,empty")]
    [InlineData("1 of 1 rows has a number in every column", "--columns", "a,b", "--where", "a = 1")]
    [InlineData("0 of 0 rows have", "--columns", "a,b", "--where", "a = 9")]
    [InlineData("no column has two different values", "--columns", "same")]
    [InlineData("--ranks: 3 is no rank of 2 columns; name ranks from 1 to 2", "--columns", "a,b", "--ranks", "1,3")]
    [InlineData("--ranks: \"two\" is no rank", "--columns", "a,b", "--ranks", "two")]
    [InlineData("--replicates is 5; must be a whole number in [20, 100000]", "--columns", "a,b", "--replicates", "5")]
    [InlineData("its ending does not say how to write it", "--columns", "a,b", "--scores", "scores.xlsx")]
    [InlineData("unknown option \"--standardise\"; did you mean --standardize?", "--columns", "a,b", "--standardise")]
    public async Task WhatCannotBeAnsweredIsRefused(string expected, params string[] more)
    {
        string source = Write("t.csv", "a,b,word,empty,same\n1,2,x,,7\n2,5,y,,7\n4,1,z,,7\n");
        ToolRun run = await ToolRun.Of(["pca", source, .. more]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task TheSourceIsNotOverwritten()
    {
        string source = Write("t.csv", "a,b\n1,2\n2,5\n4,1\n");
        Assert.Contains("is the source itself", (await ToolRun.Of("pca", source, "--columns", "a,b", "--scores", source)).Error, StringComparison.Ordinal);
        Assert.Contains("this file is read", (await ToolRun.Of("pca", source, "--columns", "a,b", "--report", source)).Error, StringComparison.Ordinal);
        Assert.Equal("a,b\n1,2\n2,5\n4,1\n", await File.ReadAllTextAsync(source, TestContext.Current.CancellationToken));
    }

    private static async Task<JsonNode> Json(params string[] arguments)
    {
        ToolRun run = await ToolRun.Of([.. arguments, "--format", "json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonNode.Parse(run.Output)!;
    }

    private async Task<string> Satisfaction()
    {
        string path = Path("satisfaction.csv");
        ToolRun run = await ToolRun.Of("simulate", "job-satisfaction", "--rows", "500", "--seed", "11", "--output", path);
        Assert.True(run.ExitCode == 0, run.Error);
        return path;
    }

    private string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    private string Write(string name, string text)
    {
        File.WriteAllText(Path(name), text);
        return Path(name);
    }
}
