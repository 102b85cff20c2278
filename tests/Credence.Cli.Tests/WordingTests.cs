using System.Globalization;
using Credence.Testing;
using Xunit;

namespace Credence.Cli.Tests;

/// <summary>Sentences that depend on what was asked.</summary>
public sealed class WordingTests : IDisposable
{
    private static readonly string Checkout = Repository.Folder("samples", "checkout.csv");

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.csv");

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("Quantiles are of rows, each of which counts as independent.")]
    [InlineData("Quantiles are of rows; rows of one visitor_id are a cluster.", "--unit", "visitor_id")]
    [InlineData("Quantiles are of rows; rows of one entered_on are a cluster.", "--cluster", "entered_on")]
    public async Task QuantilesNameWhatIsIndependent(string says, params string[] arguments)
        => Assert.Contains(says, (await Analyze(["--metric", "p=quantile(0.5):latency_ms", .. arguments])).Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("The clusters of entered_on of these data were assigned anew", "revenue", "--cluster", "entered_on")]
    [InlineData("none is planted for rank tests", "revenue", "--test", "mann-whitney")]
    [InlineData("is known for means and proportions only", "p=quantile(0.5):latency_ms")]
    [InlineData("No lift is planted in a metric whose level is not above 0", "less=0 - revenue")]
    public async Task CertificatesSayWhatWasDoneAndWhatIsNotKnown(string says, string metric, params string[] arguments)
        => Assert.Contains(says, (await Analyze(["--metric", metric, "--certify", "10", .. arguments])).Output, StringComparison.Ordinal);

    [Fact]
    public async Task IntervalsOfSingleTimesAreSaidToBeUncorrected()
        => Assert.Contains("The intervals of single times are not corrected for their number", (await Analyze("--metric", "revenue", "--since", "sessions")).Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("--covariate five: does not vary, or its values are too large to be squared; leave it out, or name one that differs between units", "mean", "y", "--covariate", "x", "five")]
    [InlineData("--covariate huge: does not vary, or its values are too large to be squared; leave it out, or name one that differs between units", "mean", "y", "--covariate", "huge")]
    [InlineData("--covariate y: determines y; name what was measured before the experiment", "mean", "y", "--covariate", "x", "y")]
    [InlineData("--covariate twice: is determined by the covariates before it; leave it out", "mean", "y", "--covariate", "x", "twice")]
    [InlineData("--metric huge: values of huge are too large to be squared; measure it in larger units", "mean", "huge")]
    [InlineData("--metric y/zero: the mean of the denominator of y/zero is not above 0; check that the metric is what you mean", "ratio", "ratio:y/zero")]
    [InlineData("--metric five/five: five/five does not vary between units; check that the metric is what you mean", "ratio", "ratio:five/five")]
    public async Task DataThatCannotBePlannedFromAreNamed(string says, string verb, string metric, params string[] arguments)
    {
        await File.WriteAllLinesAsync(_path, ["y,x,twice,five,zero,huge", .. Enumerable.Range(0, 200).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i * 37 % 101},{i * 71 % 53},{i * 71 % 53 * 2},5,0,{i}e200"))], TestContext.Current.CancellationToken);
        ToolRun run = await ToolRun.Of(["plan", verb, "--from", _path, "--metric", metric, "--relative-mde", "0.1", .. arguments]);
        Assert.Equal((2, $"credence: {says}{Environment.NewLine}", ""), (run.ExitCode, run.Error, run.Output));
    }

    [Fact]
    public async Task ACovariateBesideThoseOfTheFileIsRefused()
    {
        string file = Path.ChangeExtension(_path, ".yaml");
        await File.WriteAllTextAsync(file, $$"""
            experiment: adjusted
            source: { table: {{Checkout}} }
            variant: group
            variants: { control: 0.5, treatment: 0.5 }
            metrics:
              revenue: { type: mean, value: revenue, covariate: { column: pre_revenue } }
            """, TestContext.Current.CancellationToken);
        try
        {
            ToolRun run = await ToolRun.Of("analyze", file, "--covariate", "sessions");
            Assert.Equal((2, $"credence: --covariate: the experiment file names the covariates of every metric; change them there{Environment.NewLine}"), (run.ExitCode, run.Error));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("2 UNITS PER ARM", "--sd", "1e-300", "--mde", "1")]
    [InlineData("POWER 100.0%", "--sd", "1e-300", "--mde", "1e300", "--n", "100")]
    public async Task PlansOfTinySpreadAreRight(string headline, params string[] arguments)
        => Assert.StartsWith(headline, (await ToolRun.Of(["plan", "mean", .. arguments])).Output, StringComparison.Ordinal);

    private static Task<ToolRun> Analyze(params string[] arguments)
        => ToolRun.Of(["analyze", Checkout, "--variant", "group", "--control", "control", .. arguments]);
}
