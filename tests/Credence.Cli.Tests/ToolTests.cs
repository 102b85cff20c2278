using Xunit;

namespace Credence.Cli.Tests;

public sealed class ToolTests
{
    [Theory]
    [InlineData("analyze")]
    [InlineData("monitor")]
    [InlineData("simulate")]
    [InlineData("init")]
    [InlineData("validate")]
    public async Task EveryVerbHasHelp(string verb)
    {
        ToolRun run = await ToolRun.Of(verb, "--help");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains($" {verb} ", run.Output, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    [Theory]
    [InlineData("unknown verb \"analyse\"; did you mean analyze?", "analyse", "x.csv")]
    [InlineData("unknown option \"--metrics\"; did you mean --metric?", "analyze", "x.csv", "--metrics", "a")]
    [InlineData("unknown option \"--sample\"; see credence analyze --help", "analyze", "x.csv", "--metric", "a", "--sample", "9")]
    [InlineData("--alternative: unknown value \"both\"; the choices are two-sided, greater, less", "analyze", "x.csv", "--alternative", "both")]
    [InlineData("--format: unknown value \"jsn\"; did you mean json? (the choices are table, json, markdown)", "analyze", "x.csv", "--format", "jsn")]
    [InlineData("--seed is -1; must be a whole number of at least 0", "simulate", "ab-sales", "--seed", "-1")]
    [InlineData("--missing is 1.5; must be in [0, 1]", "simulate", "ab-sales", "--missing", "1.5")]
    [InlineData("unexpected argument \"y.csv\"; see credence analyze --help", "analyze", "x.csv", "y.csv")]
    [InlineData("analyze: no metric is given; add --metric COLUMN", "analyze", "x.csv", "--variant", "v")]
    [InlineData("analyze: the variant must come from either --variant or --split; add --variant COLUMN", "analyze", "x.csv", "--metric", "a")]
    [InlineData("--margin 0: a margin is the harm you tolerate and must be above 0; write it without a sign", "analyze", "-", "--variant", "v", "--metric", "a", "--margin", "0")]
    [InlineData("--equivalence 0: a margin is the difference you tolerate and must be above 0; write it without a sign", "analyze", "-", "--variant", "v", "--metric", "a", "--equivalence", "0")]
    [InlineData("--correction: unknown value \"dunnet\"; did you mean dunnett? (the choices are none, bonferroni, holm, hochberg, hommel, sidak, bh, by, dunnett)", "analyze", "x.csv", "--correction", "dunnet")]
    [InlineData("--split a@mean: a split is a column and @median; write --split COLUMN@median", "analyze", "-", "--split", "a@mean", "--metric", "a")]
    public async Task BadUsageIsSaidInOneLine(string message, params string[] arguments)
    {
        ToolRun run = await ToolRun.Of(arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Equal($"credence: {message}{Environment.NewLine}", run.Error);
        Assert.Empty(run.Output);
    }
}
