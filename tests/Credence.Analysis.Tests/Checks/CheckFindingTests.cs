using System.Globalization;
using Credence.Data;
using Credence.Numerics;
using Credence.Statistics;
using Xunit;

namespace Credence.Analysis.Tests;

public sealed class CheckFindingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("credence-checks-");

    [Fact]
    public async Task SoundExperimentHasNoFindingAndTestableAssumptionsHold()
    {
        AnalysisResult result = await Run((random, _) => (random.NextDouble() < 0.5, random.NextDouble() < 0.3 ? "web" : "app", 0, random.NextNormal(), 10 + random.NextNormal()), by: true, covariate: true);
        Assert.Empty(result.Findings);
        Assert.Equal(
            [AssumptionStatus.Holds, AssumptionStatus.NotTestable, AssumptionStatus.Holds, AssumptionStatus.Holds, AssumptionStatus.NotTestable, AssumptionStatus.NotTestable, AssumptionStatus.NotTestable],
            result.Assumptions.Select(check => check.Status));
        Assert.InRange(Math.Abs(result.Balance!.Comparisons[0].Balance.Differences[0]), 0, 0.15);
    }

    [Fact]
    public async Task SegmentWhereUnitsAreLostIsNamed()
    {
        // Half of the treated units of the segment never arrive.
        AnalysisResult result = await Run((random, _) =>
        {
            string segment = random.NextDouble() < 0.3 ? "old" : "new";
            return (random.NextDouble() < (segment == "old" ? 1 / 3.0 : 0.5), segment, 0, 0, random.NextNormal());
        }, by: true);
        Finding finding = Assert.Single(result.Findings, finding => finding.Code == "segment-sample-ratio-mismatch");
        Assert.Contains("in 1 of 2 segments: old (", finding.Message, StringComparison.Ordinal);
        Assert.Contains(result.Findings, finding => finding.Code == "mix-shift");
    }

    [Fact]
    public async Task ReversalByTheMixWithholdsTheVerdict()
    {
        AnalysisResult result = await Run((random, _) =>
        {
            bool heavy = random.NextDouble() < 0.5, treated = random.NextDouble() < (heavy ? 0.8 : 0.2);
            return (treated, heavy ? "heavy" : "light", 0, 0, (heavy ? 10 : 0) - (treated ? 1 : 0) + random.NextNormal());
        }, by: true);
        Assert.Equal(Severity.Blocking, Assert.Single(result.Findings, finding => finding.Code == "simpson-reversal").Severity);
        Assert.Equal(Experiments.Decision.Invalid, result.Verdict.Decision);
    }

    [Fact]
    public async Task OutcomeMissingMoreInOneVariantIsFound()
    {
        AnalysisResult result = await Run((random, _) =>
        {
            bool treated = random.NextDouble() < 0.5;
            return (treated, "a", 0, 0, random.NextDouble() < (treated ? 0.15 : 0.05) ? double.NaN : random.NextNormal());
        });
        Assert.Single(result.Findings, finding => finding.Code == "unequal-missingness");
        Assert.Equal(AssumptionStatus.Violated, result.Assumptions[3].Status);
    }

    [Fact]
    public async Task DifferenceBeforeTheExperimentIsFound()
    {
        AnalysisResult result = await Run((random, _) =>
        {
            bool treated = random.NextDouble() < 0.5;
            return (treated, "a", 0, random.NextNormal() + (treated ? 0.3 : 0), random.NextNormal());
        }, covariate: true);
        Assert.Contains("most in x", Assert.Single(result.Findings, finding => finding.Code == "covariate-imbalance").Message, StringComparison.Ordinal);
        Assert.Equal(AssumptionStatus.Violated, result.Assumptions[0].Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FewUnitsThatHoldMuchOfTheSumAreFound(bool dominated)
    {
        AnalysisResult result = await Run((random, i) => (random.NextDouble() < 0.5, "a", 0, 0, i % 1000 == 0 ? (dominated ? 300 : 90) : 1 + random.NextDouble()));
        Finding[] found = [.. result.Findings.Where(finding => finding.Code == "outlier-dominance")];
        Assert.Equal(dominated ? 1 : 0, found.Length);
        if (dominated)
            Assert.StartsWith("The 4 largest of 4,000 units hold 16.6% of the sum of y", found[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FadingEffectIsFollowedInOrderOfTime()
    {
        AnalysisResult result = await Run((random, i) =>
        {
            bool treated = random.NextDouble() < 0.5;
            int day = i % 12;
            return (treated, "a", day, 0, 5 + (treated ? 2 * Math.Exp(-day / 4.0) : 0) + random.NextNormal());
        }, since: true);
        Development development = result.Metrics[0].Development!;
        Assert.Equal(Enumerable.Range(0, 12).Select(day => day.ToString(CultureInfo.InvariantCulture)), development.Segments.Select(segment => segment.Value));
        Assert.InRange(development.Trends["1"].Slope, -0.25, -0.1);
        Assert.Contains("fades with day", Assert.Single(result.Findings, finding => finding.Code == "effect-develops").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnitCountsOnceAtEachTimeItIsSeen()
    {
        string path = Path.Combine(_folder.FullName, "units.csv");
        await File.WriteAllLinesAsync(path, ["u,v,day,y", "a,0,0,1", "a,0,0,2", "a,0,1,4", "b,0,1,6", "c,1,0,3", "c,1,1,5", "d,1,1,9", "d,1,1,1"], TestContext.Current.CancellationToken);
        AnalysisResult result = await Analyse(new() { Source = TableSource.Parse(path), Metrics = [MetricSpec.Parse("y", MetricRole.Primary, Direction.Increase, null)], Variant = Expression.Parse("v"), Unit = "u", Since = "day" });
        SegmentResult[] times = [.. result.Metrics[0].Development!.Segments];
        Assert.Equal([(1, 3.0), (2, 5.0)], times.Select(time => (time.Variants["0"].Count, time.Variants["0"].Mean)));
        Assert.Equal([(1, 3.0), (2, 7.5)], times.Select(time => (time.Variants["1"].Count, time.Variants["1"].Mean)));
    }

    [Fact]
    public async Task TimeThatIsNoNumberIsRefused()
    {
        string path = Path.Combine(_folder.FullName, "words.csv");
        await File.WriteAllLinesAsync(path, ["v,day,y", "0,monday,1", "1,monday,2", "0,monday,3", "1,monday,2"], TestContext.Current.CancellationToken);
        InputException refused = await Assert.ThrowsAsync<InputException>(() => Analyse(new() { Source = TableSource.Parse(path), Metrics = [MetricSpec.Parse("y", MetricRole.Primary, Direction.Increase, null)], Variant = Expression.Parse("v"), Since = "day" }));
        Assert.Contains("\"monday\" is not a number", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<AnalysisResult> Run(
        Func<RandomStream, int, (bool Treated, string Segment, int Day, double Covariate, double Value)> unit, bool by = false, bool covariate = false, bool since = false)
    {
        RandomStream random = new(5, "check-findings", 0);
        string path = Path.Combine(_folder.FullName, "data.csv");
        await File.WriteAllLinesAsync(path, Enumerable.Range(0, 4000).Select(i =>
        {
            (bool treated, string segment, int day, double x, double y) = unit(random, i);
            string value = double.IsNaN(y) ? "" : y.ToString("R", CultureInfo.InvariantCulture);
            return string.Create(CultureInfo.InvariantCulture, $"{(treated ? 1 : 0)},{segment},{day},{x:R},{value}");
        }).Prepend("v,segment,day,x,y"), TestContext.Current.CancellationToken);
        return await Analyse(new()
        {
            Source = TableSource.Parse(path),
            Metrics = [MetricSpec.Parse("y", MetricRole.Primary, Direction.Increase, null)],
            Variant = Expression.Parse("v"),
            By = by ? ["segment"] : [],
            Since = since ? "day" : null,
            Randomised = true,
            Adjustment = new() { Covariates = covariate ? [new("x", Expression.Parse("x"))] : [] },
        });
    }

    private static async Task<AnalysisResult> Analyse(AnalyzeOptions options)
    {
        await using DuckDbMomentsEngine engine = new();
        return await Analyze.RunAsync(options, engine, null, TestContext.Current.CancellationToken);
    }
}
