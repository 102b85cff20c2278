using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Credence.Cli.Tests;

public sealed class MvnTests : IDisposable
{
    private static readonly string[] Posterior = ["--estimator", "bayes", "--warmup", "150", "--draws", "100"];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("credence-mvn-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task TheDocumentHasThePromisedNames()
    {
        JsonNode document = await Json("mvn", Rows(), "--columns", "a,b,c");
        string[] promised = ["n", "patterns", "logLikelihood", "means", "standardDeviations", "correlations", "standardErrors", "littleTest", "srmr", "posterior", "findings"];
        Assert.All(promised, name => Assert.True(document.AsObject().ContainsKey(name), name));
        Assert.Equal(["a", "b", "c"], document["means"]!.AsObject().Select(pair => pair.Key));
        Assert.Equal(1, (double)document["correlations"]![1]![1]!);
        Assert.Equal((double)document["correlations"]![0]![2]!, (double)document["correlations"]![2]![0]!);
        Assert.InRange((double)document["standardErrors"]!["means"]!["a"]!, 0.05, 0.2);
        Assert.InRange((double)document["standardErrors"]!["correlations"]![0]![1]!, 0.01, 0.2);
        Assert.InRange((double)document["littleTest"]!["pValue"]!, 0, 1);
        Assert.Null(document["srmr"]);
        Assert.Null(document["posterior"]);
        Assert.True((bool)document["converged"]!);
        Assert.Equal("ml", (string)document["estimator"]!);
    }

    [Fact]
    public async Task APosteriorHasItsSummaryAndItsSrmr()
    {
        JsonNode document = await Json(["mvn", Rows(), "--columns", "a,b,c", .. Posterior, "--prior", "mean=normal(0,10)", "sd[b]=half-normal(3)", "correlation=lkj(2)"]);
        JsonNode posterior = document["posterior"]!;
        Assert.Equal(4, (int)posterior["chains"]!);
        Assert.Equal(100, (int)posterior["draws"]!);
        Assert.Contains("correlation[a,b]", posterior["parameters"]!.AsArray().Select(parameter => (string)parameter!["name"]!));
        string[] priors = [.. posterior["priors"]!.AsArray().Select(prior => (string)prior!)];
        Assert.Contains("mean ~ normal(0, 10) (stated)", priors);
        Assert.Contains("sd[b] ~ half-normal(3) (stated)", priors);
        Assert.Contains("correlation ~ lkj(2) (stated)", priors);
        Assert.Single(priors, prior => prior.StartsWith("sd[a] ~ half-normal(", StringComparison.Ordinal) && prior.EndsWith("(default; depends on the data)", StringComparison.Ordinal));
        Assert.InRange((double)document["srmr"]!, 1e-6, 0.1);
        Assert.Equal("bayes", (string)document["estimator"]!);
    }

    [Theory]
    [InlineData("ml")]
    [InlineData("bayes")]
    public async Task MissingCellsAreToldAndFilled(string estimator)
    {
        string rows = Rows(), cells = In("cells.csv"), filled = In("filled.csv");
        string[] sampling = estimator == "bayes" ? Posterior : [];
        ToolRun run = await ToolRun.Of(["mvn", rows, "--columns", "a,b,c", "--where", "keep = 1", "--cells", cells, "--impute", filled, "--imputations", "3", .. sampling]);
        Assert.Equal(0, run.ExitCode);
        string[][] source = [.. (await Lines(rows)).Select(line => line.Split(','))], told = [.. (await Lines(cells)).Select(line => line.Split(','))];
        Assert.Equal(["row", "column", "mean", "sd", "lower", "upper"], told[0]);
        string[] missing = [.. from row in Enumerable.Range(1, source.Length - 1) where source[row][3] == "1" from column in Enumerable.Range(0, 3) where source[row][column].Length == 0 select $"{row},{source[0][column]}"];
        Assert.NotEmpty(missing);
        Assert.Equal(missing, told.Skip(1).Select(cell => $"{cell[0]},{cell[1]}"));
        Assert.All(told.Skip(1), cell => Assert.True(Number(cell[4]) < Number(cell[2]) && Number(cell[2]) < Number(cell[5])));
        string[][] completed = [.. (await Lines(filled)).Select(line => line.Split(','))], kept = [.. source.Skip(1).Where(row => row[3] == "1")];
        Assert.Equal(["imputation", "a", "b", "c", "keep", "name"], completed[0]);
        Assert.Equal(3 * kept.Length, completed.Length - 1);
        for (int row = 0; row < kept.Length; row++)
        {
            for (int column = 0; column < 3; column++)
            {
                Assert.NotEqual("", completed[1 + row][1 + column]);
                if (kept[row][column].Length > 0)
                    Assert.Equal(kept[row][column], completed[1 + row][1 + column]);
                else
                    Assert.NotEqual(completed[1 + row][1 + column], completed[1 + kept.Length + row][1 + column]);
            }
        }
        Assert.Equal(estimator == "ml", run.Output.Contains("imputed-at-the-estimate", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FilesOfThePosteriorAreWrittenAndTheSameSeedGivesTheSameBits()
    {
        string[] arguments = ["mvn", Rows(), "--columns", "a,b", .. Posterior, "--format", "markdown", "--cells", In("c.csv")];
        ToolRun first = await ToolRun.Of([.. arguments, "--report", In("r.html"), "--figures", In("figures"), "--model-graph", In("m.dot"), "--draws-output", In("d.csv"), "--threads", "1"]);
        Assert.Equal(0, first.ExitCode);
        string cells = await File.ReadAllTextAsync(In("c.csv"), TestContext.Current.CancellationToken);
        ToolRun second = await ToolRun.Of(arguments);
        Assert.Equal(first.Output, second.Output);
        Assert.Equal(cells, await File.ReadAllTextAsync(In("c.csv"), TestContext.Current.CancellationToken));
        foreach (string file in new[] { "r.html", "figures/correlations.svg", "figures/correlations.png", "figures/trace.svg", "m.dot", "d-1.csv", "d-4.csv" })
            Assert.True(new FileInfo(In(file)).Length > 0, file);
        string page = await File.ReadAllTextAsync(In("r.html"), TestContext.Current.CancellationToken);
        Assert.Contains("their residuals against maximum likelihood", page, StringComparison.Ordinal);
        Assert.Contains("SRMR", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CompleteRowsHaveNoMissingCellsAndNoResiduals()
    {
        string file = Write("full.csv", "a,b\n" + string.Concat(Enumerable.Range(0, 30).Select(i => Text($"{i % 7},{i * i % 11}\n"))));
        JsonNode document = await Json("mvn", file, "--columns", "a,b", "--cells", In("none.csv"), "--impute", In("copy.csv"), "--figures", In("f"));
        Assert.Null(document["littleTest"]);
        Assert.Equal(1, (int)document["patterns"]!);
        Assert.InRange(Math.Abs((double)document["residuals"]!["correlations"]![1]![0]!), 0, 1e-12);
        Assert.Equal(["row,column,mean,sd,lower,upper"], await Lines(In("none.csv")));
        Assert.Equal(await Lines(file), await Lines(In("copy.csv")));
    }

    [Fact]
    public async Task EmptyRowsAreCountedAndAPairApartBlocks()
    {
        string file = Write("apart.csv", "a,b,c\n" + string.Concat(Enumerable.Range(0, 60).Select(i => Text($"{(i % 2 == 0 ? i * 13 % 17 : "")},{(i % 2 == 1 ? i * 5 % 19 : "")},{i * 7 % 23}\n"))) + ",,\n");
        ToolRun run = await ToolRun.Of("mvn", file, "--columns", "a,b,c", "--gate", "--format", "json");
        Assert.Equal(3, run.ExitCode);
        JsonNode document = JsonNode.Parse(run.Output)!;
        Assert.Equal(60, (int)document["n"]!);
        Assert.Equal("NaN", (string)document["correlations"]![0]![1]!);
        Assert.Equal(["rows-all-missing", "never-observed-together"], document["findings"]!.AsArray().Select(finding => (string)finding!["code"]!));
        Assert.Contains("a and b", (string)document["findings"]![1]!["message"]!, StringComparison.Ordinal);
        JsonNode sampled = await Json(["mvn", file, "--columns", "a,b,c", .. Posterior]);
        Assert.Contains(sampled["findings"]!.AsArray(), finding => (string)finding!["code"]! == "never-observed-together" && (string)finding["severity"]! == "warning");
        Assert.InRange((double)sampled["standardErrors"]!["correlations"]![0]![1]!, 0.1, 0.9);
    }

    [Fact]
    public async Task CellsThatCannotBeToldAreNotWritten()
    {
        string file = Write("apart.csv", "a,b,c\n" + string.Concat(Enumerable.Range(0, 60).Select(i => Text($"{(i % 2 == 0 ? i * 13 % 17 : "")},{(i % 2 == 1 ? i * 5 % 19 : "")},{i * 7 % 23}\n"))));
        ToolRun run = await ToolRun.Of("mvn", file, "--columns", "a,b,c", "--cells", In("cells.csv"), "--impute", In("filled.csv"));
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("--cells and --impute wrote nothing", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("wrote ", run.Error, StringComparison.Ordinal);
        Assert.Equal(["apart.csv"], _folder.GetFiles().Select(written => written.Name));
    }

    [Theory]
    [InlineData(1, "a and b (1 row)")]
    [InlineData(4, "a and b (4 rows)")]
    [InlineData(40, null)]
    public async Task APairThatFewRowsHaveIsNamedWithTheirNumber(int together, string? named)
    {
        string file = Write("few.csv", "a,b,c\n" + string.Concat(Enumerable.Range(0, 120).Select(i => Text($"{(i % 2 == 0 ? i * 13 % 17 : "")},{(i % 2 == 1 || i < 2 * together ? i * 5 % 19 : "")},{i * 7 % 23}\n"))));
        JsonNode document = await Json("mvn", file, "--columns", "a,b,c");
        string[] told = [.. from finding in document["findings"]!.AsArray() where (string)finding!["code"]! == "few-rows-together" select (string)finding["severity"]! + (string)finding["message"]!];
        Assert.Equal(named is null ? 0 : 1, told.Length);
        Assert.All(told, text => Assert.StartsWith($"warningToo few rows have both of {named}: ", text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public async Task FewRowsForTheColumnsAreFound(int rows, bool few)
    {
        string file = Write("short.csv", "a,b\n" + string.Concat(Enumerable.Range(0, rows).Select(i => Text($"{i * 3 % 7},{i * i % 11}\n"))));
        JsonNode document = await Json("mvn", file, "--columns", "a,b");
        Assert.Equal(few ? ["few-rows-for-columns"] : [], document["findings"]!.AsArray().Select(finding => (string)finding!["code"]!));
    }

    [Theory]
    [InlineData("mvn: no columns are named; add --columns a,b,c")]
    [InlineData("--columns: 1 column cannot go together", "--columns", "a")]
    [InlineData("--columns: a is named twice", "--columns", "a,b,a")]
    [InlineData("there is no column d", "--columns", "a,d")]
    [InlineData("column name", "--columns", "a,name")]
    [InlineData("column empty: all its cells are missing; leave it out", "--columns", "a,empty")]
    [InlineData("column one: all its observed cells are equal; leave it out", "--columns", "a,one")]
    [InlineData("2 rows with data cannot carry a multivariate normal of 3 columns", "--columns", "a,b,c", "--where", "a > 1.2 and b < 1")]
    [InlineData("column twice: it is a linear combination", "--columns", "whole,twice")]
    [InlineData("--chains: only a posterior has it; add --estimator bayes", "--columns", "a,b", "--chains", "2")]
    [InlineData("--prior: only a posterior has it", "--columns", "a,b", "--prior", "mean=normal(0,1)")]
    [InlineData("--imputations: no file is named", "--columns", "a,b", "--imputations", "3")]
    [InlineData("--estimator: unknown value \"mle\"", "--columns", "a,b", "--estimator", "mle")]
    [InlineData("there is no parameter rho; ", "--columns", "a,b", "--estimator", "bayes", "--prior", "rho=lkj(1)")]
    [InlineData("correlations have the prior lkj", "--columns", "a,b", "--estimator", "bayes", "--prior", "correlation=normal(0,1)")]
    [InlineData("lkj is the prior of correlations", "--columns", "a,b", "--estimator", "bayes", "--prior", "mean=lkj(1)")]
    [InlineData("its ending does not say how to write missing cells", "--columns", "a,b", "--cells", "cells.xlsx")]
    [InlineData("its ending does not say how to write it", "--columns", "a,b", "--impute", "rows.xlsx")]
    [InlineData("unknown option \"--likelihood\"", "--columns", "a,b", "--likelihood", "normal")]
    public async Task BadInputIsRefusedInOneLine(string expected, params string[] arguments)
    {
        string file = Write("bad.csv", "a,b,c,name,empty,one,whole,twice\n" + string.Concat(Enumerable.Range(0, 40).Select(i => Text($"{i % 4 * 0.5:0.0},{i * 7 % 5},{(i % 3 == 0 ? "" : i * i % 13)},x{i},,3,{i % 6},{2 * (i % 6)}\n"))));
        ToolRun run = await ToolRun.Of(["mvn", file, .. arguments]);
        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'), line => !line.Contains(" sampl", StringComparison.Ordinal));
    }

    [Fact]
    public async Task StoppedBeforeThereIsAResultItSaysSo()
    {
        using CancellationTokenSource stopped = new();
        await stopped.CancelAsync();
        using StringWriter output = new(), error = new();
        int exitCode = await Tool.RunAsync(["mvn", Rows(), "--columns", "a,b,c"], output, error, stopped.Token);
        Assert.Equal(130, exitCode);
        Assert.Contains("nothing was written", error.ToString(), StringComparison.Ordinal);
    }

    // 120 rows of three columns that go together, a fifth of the cells missing, a column to filter by and one of texts.
    private string Rows()
    {
        StringBuilder text = new("a,b,c,keep,name\n");
        for (int i = 0; i < 120; i++)
        {
            double common = Math.Sin(i * 1.7), a = common + (0.5 * Math.Sin(i * 2.9)), b = common + (0.7 * Math.Cos(i * 4.3)), c = (0.5 * common) - Math.Sin(i * 5.1);
            text.Append(Text($"{(i % 5 == 1 ? "" : Text($"{a:F4}"))},{(i % 7 == 2 ? "" : Text($"{b:F4}"))},{(i % 4 == 3 ? "" : Text($"{c:F4}"))},{(i % 10 == 0 ? 0 : 1)},n{i}\n"));
        }
        return Write("rows.csv", text.ToString());
    }

    private static async Task<JsonNode> Json(params string[] arguments)
    {
        ToolRun run = await ToolRun.Of([.. arguments, "--format", "json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonNode.Parse(run.Output)!;
    }

    private static Task<string[]> Lines(string path) => File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private string In(string name) => Path.Combine(_folder.FullName, name);

    private string Write(string name, string text)
    {
        string path = In(name);
        File.WriteAllText(path, text);
        return path;
    }
}
