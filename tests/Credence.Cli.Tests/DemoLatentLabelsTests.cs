using System.Text.Json.Nodes;
using Credence.Analysis;
using Xunit;

namespace Credence.Cli.Tests;

public sealed class DemoLatentLabelsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("credence-demo-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task PageAndFiguresAreWrittenOverOldOnes()
    {
        string page = Path("page.html"), figures = Path("figures");
        await File.WriteAllTextAsync(page, "old", TestContext.Current.CancellationToken);
        ToolRun run = await ToolRun.Of("demo", "latent-labels", "--rows", "200", "--seed", "3", "--report", page, "--figures", figures);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal($"wrote {page}\nwrote 8 figures in {figures}\n", run.Error);
        string[] drawn = [.. Directory.GetFiles(figures).Select(file => System.IO.Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
        Assert.Equal(["densities.png", "densities.svg", "differences.png", "differences.svg", "five-customers.png", "five-customers.svg", "ridge.png", "ridge.svg"], drawn);
        string text = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        string[] parts = ["Worked example 1", "Worked example 2", "One data set, every method", "The article’s errors, by number", "#9", "img-src data:", "--seed 3"];
        Assert.All(parts, part => Assert.Contains(part, text, StringComparison.Ordinal));
        Assert.DoesNotMatch("(src|href)=\"http", text);
        Assert.Contains("NUTS mixture, no labels", run.Output, StringComparison.Ordinal);
        Assert.Contains("Label information: with 80.0% of the labels", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JsonHoldsTheLibrarysNumbers()
    {
        ToolRun run = await ToolRun.Of("demo", "latent-labels", "--rows", "150", "--label-loss", "0.5", "--seed", "4", "--report", Path("page.html"), "--format", "json");
        Assert.True(run.ExitCode == 0, run.Error);
        JsonNode document = JsonNode.Parse(run.Output)!;
        LatentLabelsResult result = LatentLabels.Run(new() { Rows = 150, LabelLoss = 0.5, Seed = 4 }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((150, 75), ((int)document["rows"]!, (int)document["labelled"]!));
        JsonArray methods = document["methods"]!.AsArray();
        Assert.Equal(
            ["em-observed", "em-semi-supervised", "em-masked", "welch", "conjugate-as-printed", "conjugate", "nuts-groups", "nuts-mixture", "nuts-masked"],
            methods.Select(method => (string)method!["method"]!));
        foreach ((JsonNode? method, ComparedEstimate expected) in methods.Zip(result.Estimates))
        {
            Assert.Equal(expected.Interval.Lower, (double)method!["interval"]!["lower"]!);
            Assert.Equal(expected.Verdict == ComparedVerdict.Withheld, method["difference"] is null);
            if (method["difference"] is { } difference)
                Assert.Equal((expected.Estimate, expected.Error), ((double)difference, (double)method["error"]!));
        }
        Assert.Equal(Enumerable.Range(1, 9), document["errors"]!.AsArray().Select(error => (int)error!["number"]!));
        Assert.Equal(9, document["latentGaussian"]!["steps"]!.AsArray().Count);
        Assert.Equal(result.SemiSupervised.LabelInformation, (double)document["labelInformation"]!["semiSupervised"]!);
        Assert.Equal(result.Customers.Of(CustomerModel.Stated).ProbabilityBetter, (double)document["fiveCustomers"]!["models"]![0]!["probabilityBetter"]!);
    }

    [Theory]
    [InlineData("--rows is 99; must be a whole number in [100, 100000]", "latent-labels", "--rows", "99")]
    [InlineData("--label-loss is 0; must be above 0 and at most 0.9", "latent-labels", "--label-loss", "0")]
    [InlineData("--report writes no standard output; name a path", "latent-labels", "--report", "-")]
    [InlineData("unknown option \"--sed\"; did you mean --seed?", "latent-labels", "--sed", "4")]
    public async Task WhatIsOutOfRangeIsRefused(string expected, params string[] arguments)
    {
        ToolRun run = await ToolRun.Of(["demo", .. arguments]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task NothingIsPrintedWhereThePageCannotBeWritten()
    {
        await File.WriteAllTextAsync(Path("file"), "", TestContext.Current.CancellationToken);
        ToolRun run = await ToolRun.Of("demo", "latent-labels", "--rows", "100", "--report", System.IO.Path.Combine(Path("file"), "page.html"));
        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Output);
    }

    private string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);
}
