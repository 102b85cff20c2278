using Credence.Testing;
using Xunit;

namespace Credence.Cli.Tests;

public sealed class ToolTests
{
    [Theory]
    [InlineData("analyze")]
    [InlineData("monitor")]
    [InlineData("pca")]
    [InlineData("mixture")]
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
    [InlineData("--alpha is 0.9; must be in [1e-9, 0.5]", "analyze", "x.csv", "--variant", "v", "--metric", "a", "--alpha", "0.9")]
    [InlineData("--alpha is 1e-300; must be in [1e-9, 0.5]", "analyze", "x.csv", "--variant", "v", "--metric", "a", "--alpha", "1e-300")]
    [InlineData("--interval: this test takes 0 and 1 for numbers and has an interval of its own; leave it out, or write --test z", "analyze", "-", "--variant", "v", "--metric", "a", "--interval", "wald", "--test", "welch")]
    [InlineData("--expect: groups that were not assigned at random have no planned shares; leave it out", "analyze", "-", "--variant", "v", "--metric", "a", "--observational", "--expect", "0.9,0.1")]
    [InlineData("--by v: the variants are made of this column, so that no segment would hold two of them; break down by another column", "analyze", "-", "--variant", "v", "--metric", "a", "--by", "c", "v")]
    [InlineData("--by c: stands twice; name each column once", "analyze", "-", "--variant", "v", "--metric", "a", "--by", "c", "c")]
    [InlineData("--since v: this column holds the variant; name the column of the time since exposure", "analyze", "-", "--variant", "v", "--metric", "a", "--since", "v")]
    [InlineData("--alternative less: a has a margin, which asks whether harm can be ruled out, and this side asks whether there is harm; leave it out, or write --alternative greater", "analyze", "-", "--variant", "v", "--metric", "a", "--margin", "2%", "--alternative", "less")]
    [InlineData("--alternative greater: a has a margin, which asks whether harm can be ruled out, and this side asks whether there is harm; leave it out, or write --alternative less", "analyze", "-", "--variant", "v", "--metric", "a", "--margin", "2%", "--direction", "decrease", "--alternative", "greater")]
    [InlineData("--looks: --every says when to look, and a sequence plans no number of looks; leave one of the two out", "monitor", "-", "--time", "t", "--variant", "v", "--metric", "a", "--looks", "5", "--every", "1d")]
    [InlineData("--looks: --every says when to look, and a sequence plans no number of looks; leave one of the two out", "monitor", "-", "--time", "t", "--variant", "v", "--metric", "a", "--looks", "5", "--every", "100", "--method", "msprt", "--planned", "500")]
    [InlineData("--looks: a number of looks is a share of the planned end, and none is given; add --planned, or list the units or days at which to look", "monitor", "-", "--time", "t", "--variant", "v", "--metric", "a", "--looks", "5")]
    public async Task BadUsageIsSaidInOneLine(string message, params string[] arguments)
    {
        ToolRun run = await ToolRun.Of(arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Equal($"credence: {message}{Environment.NewLine}", run.Error);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("revenue")]
    [InlineData("converted", "--adjust", "cuped", "--covariate", "pre_revenue")]
    public async Task AnIntervalOfProportionsNeedsAProportion(string metric, params string[] others)
    {
        ToolRun run = await ToolRun.Of(["analyze", Repository.Folder("samples", "checkout.csv"), "--variant", "group", "--metric", metric, "--interval", "wald", .. others]);
        Assert.Equal((2, $"credence: --interval: only a proportion that is not adjusted has such an interval, and no metric is one; leave it out{Environment.NewLine}", ""), (run.ExitCode, run.Error, run.Output));
    }
}
