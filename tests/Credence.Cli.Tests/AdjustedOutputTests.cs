using System.Globalization;
using System.Text.Json.Nodes;
using Xunit;

namespace Credence.Cli.Tests;

/// <summary>The outcomes of units after CUPED, as <c>--adjusted-output</c> writes them.</summary>
public sealed class AdjustedOutputTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("credence-adjusted-");

    public void Dispose() => _folder.Delete(recursive: true);

    // Of 400 users every seventh has no past x, every eleventh no outcome y, every third a second row.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task MeansDifferAsTheReportSays(bool units)
    {
        string[] rows = units ? [.. Rows(), .. Rows().Where((_, user) => user % 3 == 0)] : [.. Rows()];
        string source = Write("rows.csv", ["user,variant,y,w,x,z", .. rows]), target = At("adjusted.csv");
        ToolRun run = await ToolRun.Of(
            [
                "analyze", source, "--variant", "variant", "--metric", "y", "--metric", "w", "--adjust", "cuped", "--covariate", "x", "z",
                "--adjusted-output", target, "--format", "json", .. units ? (string[])["--unit", "user"] : [],
            ]);
        Assert.Equal((0, $"wrote {target}{Environment.NewLine}"), (run.ExitCode, run.Error));
        string[][] lines = [.. (await File.ReadAllLinesAsync(target, TestContext.Current.CancellationToken)).Select(line => line.Split(','))];
        Assert.Equal([units ? "user" : "row", "variant", "y", "w"], lines[0]);
        Assert.Equal(401, lines.Length);
        Assert.Equal(units ? 400 : 0, lines.Skip(1).Count(line => line[0].StartsWith('u')));
        foreach ((int index, string name) in new[] { "y", "w" }.Index())
        {
            JsonNode metric = JsonNode.Parse(run.Output)!["metrics"]![index]!;
            double reported = (double)metric["comparisons"]![0]!["estimate"]!;
            Assert.Equal(name, (string)metric["name"]!);
            Assert.Equal(reported, Mean(lines, "treatment", 2 + index) - Mean(lines, "control", 2 + index), 1e-10);
        }
        Assert.Equal(36, lines.Count(line => line[2].Length == 0));
    }

    [Theory]
    [InlineData("only CUPED adjusts the outcome of a unit; write --adjust cuped with --covariate COL, or leave it out", "--metric", "y", "--adjust", "lin", "--covariate", "x")]
    [InlineData("only CUPED adjusts the outcome of a unit; write --adjust cuped with --covariate COL, or leave it out", "--metric", "y")]
    [InlineData("r has no outcome per unit that could be adjusted; leave that metric out", "--metric", "r=ratio:y/z", "--adjust", "cuped", "--covariate", "x")]
    [InlineData("outcomes that are capped are not written; leave the cap out", "--metric", "y", "--winsorize", "0.99", "--adjust", "cuped", "--covariate", "x")]
    [InlineData("two of its columns would be named variant; name the metric otherwise, as in --metric other=EXPR", "--metric", "variant=y", "--adjust", "cuped", "--covariate", "x")]
    public async Task AnAnalysisWithoutSuchOutcomesIsRefused(string says, params string[] arguments)
    {
        string source = Write("rows.csv", ["user,variant,y,x,z"]), target = At("adjusted.csv");
        ToolRun run = await ToolRun.Of(["analyze", source, "--variant", "variant", .. arguments, "--adjusted-output", target]);
        Assert.Equal((2, $"credence: --adjusted-output: {says}{Environment.NewLine}", ""), (run.ExitCode, run.Error, run.Output));
        Assert.False(File.Exists(target));
    }

    [Fact]
    public async Task AFileThatCannotBeWrittenLeavesNothingBehind()
    {
        string source = Write("rows.csv", ["user,variant,y,w,x,z", .. Rows()]), blocked = Write("file", ["text"]);
        ToolRun run = await ToolRun.Of("analyze", source, "--variant", "variant", "--metric", "y", "--adjust", "cuped", "--covariate", "x", "--adjusted-output", Path.Combine(blocked, "adjusted.csv"));
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("cannot be written", run.Error, StringComparison.Ordinal);
        Assert.Equal(["file", "rows.csv"], _folder.EnumerateFileSystemInfos().Select(file => file.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("--adjusted-output")]
    [InlineData("--report")]
    [InlineData("--figures")]
    public async Task FilesAreNotWrittenToStandardOutput(string option)
    {
        ToolRun run = await ToolRun.Of("analyze", "x.csv", "--variant", "v", "--metric", "a", option, "-");
        Assert.Equal((2, $"credence: {option} writes no standard output; name a path{Environment.NewLine}"), (run.ExitCode, run.Error));
    }

    private static IEnumerable<string> Rows() => Enumerable.Range(1, 400).Select(user =>
    {
        double x = user * 37 % 101, z = user * 53 % 89, noise = user * 71 % 97;
        int treated = user * 29 % 67 % 2;
        string y = user % 11 == 0 ? "" : Text((0.7 * x) + (0.2 * z) + noise + (5 * treated));
        return $"u{user},{(treated == 1 ? "treatment" : "control")},{y},{Text(x - noise)},{(user % 7 == 0 ? "" : Text(x))},{Text(z)}";
    });

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static double Mean(string[][] lines, string variant, int column)
        => lines.Where(line => line[1] == variant && line[column].Length > 0).Average(line => double.Parse(line[column], CultureInfo.InvariantCulture));

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private string Write(string name, string[] lines)
    {
        File.WriteAllLines(At(name), lines);
        return At(name);
    }
}
