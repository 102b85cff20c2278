using System.Text.Json.Nodes;
using Xunit;

namespace Credence.Cli.Tests;

/// <summary>Covariates, clusters, strata and metrics that cannot bear what is asked of them, through the whole tool.</summary>
public sealed class BadAdjustmentTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.csv");

    // Covariates: x from before; late is x moved by the treatment; five is constant. Clusters: shop is in one variant each but for shop 0, half is the
    // variant. Strata: area "north" holds treated rows only. Outcomes: y, never (always 0), steps (0, 1, 2).
    public BadAdjustmentTests() => File.WriteAllLines(_path, ["variant,x,late,five,shop,half,area,y,never,steps", .. Enumerable.Range(0, 600).Select(Row)]);

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("cuped")]
    [InlineData("lin")]
    [InlineData("ancova")]
    public async Task ACovariateThatTheTreatmentMovesIsFound(string method)
    {
        JsonNode found = await Finding("covariate-imbalance", "--metric", "y", "--adjust", method, "--covariate", "late");
        Assert.StartsWith("Variant \"treatment\" and the control differed before the experiment began: p < 0.0001 over the covariates, most in late (+", (string)found["message"]!, StringComparison.Ordinal);
        Assert.Contains("one that the treatment changes takes its effect away", (string)found["remedy"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cuped")]
    [InlineData("lin")]
    [InlineData("ancova")]
    public async Task AConstantCovariateIsLeftOutAndTheReportStaysClean(string method)
    {
        await Finding("constant-covariate", "--metric", "y", "--adjust", method, "--covariate", "five");
        JsonNode plain = (await Document("--metric", "y"))["metrics"]![0]!["comparisons"]![0]!;
        JsonNode adjusted = (await Document("--metric", "y", "--adjust", method, "--covariate", "five"))["metrics"]![0]!["comparisons"]![0]!;
        Assert.Equal((double)plain["estimate"]!, (double)adjusted["estimate"]!, 1e-12);
        Assert.Equal(0, (double)adjusted["varianceReduction"]!);
        ToolRun table = await Analyze("--metric", "y", "--adjust", method, "--covariate", "five");
        Assert.DoesNotContain("NaN", table.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("p = n/a", table.Output, StringComparison.Ordinal);
        Assert.Contains("There is nothing to test", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AClusterInsideTwoVariantsIsCounted()
    {
        JsonNode found = await Finding("clusters-in-several-variants", "--metric", "y", "--cluster", "shop");
        Assert.StartsWith("y, variant treatment: 1 of 59 clusters of shop have rows in both variants", (string)found["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cr0")]
    [InlineData("cr1s")]
    [InlineData("cr2")]
    public async Task OneClusterInEachVariantIsSaidPlainly(string robust)
    {
        JsonNode found = await Finding("not-computable", "--metric", "y", "--cluster", "half", "--robust", robust);
        Assert.Equal(
            "The test of y for variant \"treatment\" cannot be computed: variants \"control\" and \"treatment\" have one cluster of half, and what differs between single clusters cannot be told from the effect.",
            (string)found["message"]!);
        Assert.Equal("blocking", (string)found["severity"]!);
    }

    [Fact]
    public async Task AStratumWithOneVariantIsMergedAndNamed()
    {
        JsonNode found = await Finding("stratum-with-one-variant", "--metric", "y", "--strata", "area");
        Assert.StartsWith("y, variant treatment: the stratum area = north has no unit of one of the two variants", (string)found["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AQuantileOnTiesHasAnIntervalAndAFinding()
    {
        string[] asked = ["--metric", "q=quantile(0.5):steps"];
        await Finding("quantile-ties", asked);
        JsonNode comparison = (await Document(asked))["metrics"]![0]!["comparisons"]![0]!;
        Assert.Equal((0, 0, 0), ((double)comparison["estimate"]!, (double)comparison["interval"]!["lower"]!, (double)comparison["interval"]!["upper"]!));
        Assert.Equal(1, (double)comparison["pValue"]!);
    }

    [Fact]
    public async Task AProportionThatNeverHappensIsAConstant()
    {
        string[] codes = [.. Codes(await Document("--metric", "never"))];
        Assert.Equal(2, codes.Count(code => code == "zero-variance"));
        Assert.DoesNotContain("few-events", codes);
    }

    [Fact]
    public async Task RowsOfAUnitWithoutTheCovariateAreReported()
    {
        await File.WriteAllLinesAsync(_path, ["variant,user,x,y", .. Enumerable.Range(0, 600).Select(i => FormattableString.Invariant($"{i / 2 % 2},u{i / 2},{(i == 7 ? "" : $"{i * 37 % 101}")},{i * 71 % 53}"))], TestContext.Current.CancellationToken);
        JsonNode found = await Finding("missing-rows-of-units", "--metric", "y", "--unit", "user", "--adjust", "cuped", "--covariate", "x");
        Assert.Equal("1 rows of units of y have no value of the covariate x where other rows of the unit have one; they add nothing to its sum.", (string)found["message"]!);
    }

    private static string Row(int i)
    {
        int shop = i / 10, treated = shop == 0 ? i % 2 : shop % 2;
        double x = i * 37 % 101, y = x + (i * 71 % 53) + (2 * treated);
        string variant = treated == 1 ? "treatment" : "control", area = treated == 1 && i % 3 == 0 ? "north" : "south";
        return FormattableString.Invariant($"{variant},{x},{x + (20 * treated)},5,{(shop == 59 ? 57 : shop)},{variant},{area},{y},0,{i * 7 % 3}");
    }

    private Task<ToolRun> Analyze(params string[] arguments) => ToolRun.Of(["analyze", _path, "--variant", "variant", .. arguments]);

    private async Task<JsonNode> Document(params string[] arguments)
    {
        ToolRun run = await Analyze([.. arguments, "--format", "json"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return JsonNode.Parse(run.Output)!;
    }

    private static IEnumerable<string> Codes(JsonNode document) => document["findings"]!.AsArray().Select(finding => (string)finding!["code"]!);

    private async Task<JsonNode> Finding(string code, params string[] arguments)
        => Assert.Single((await Document(arguments))["findings"]!.AsArray(), finding => (string)finding!["code"]! == code)!;
}
