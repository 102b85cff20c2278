using System.Globalization;
using System.Text;
using Credence.Data;
using Credence.Experiments;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Analysis.Tests;

/// <summary>Rank tests, exact tests, quantiles, caps and many zeros, from a file to the result.</summary>
public sealed class DistributionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("credence-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task RankTestsCompareTheSumsOfUnits()
    {
        string path = Write("user,y,g\nu1,1,a\nu1,2,a\nu2,5,a\nu3,0.5,a\nu4,7,b\nu5,4,b\nu5,2,b\nu6,9,b\nu7,1,a\nu7,1,b\n");
        AnalysisResult result = await Run(path, ["y"], options => options with { Unit = "user", Test = TestKind.MannWhitney });
        Comparison comparison = result.Metrics[0].Comparisons[0];
        Effect expected = MannWhitney.Compare(RankedArms.Of([3, 5, 0.5], [7, 6, 9]), new());
        Assert.Equal(("mann-whitney", expected.Estimate, expected.PValue, expected.Interval), (comparison.Method, comparison.Estimate, comparison.PValue, comparison.Interval));
        Assert.NotNull(comparison.Spread!.BrownForsythe);
        Assert.NotNull(comparison.EffectSize);
        Comparison superiority = (await Run(path, ["y"], options => options with { Unit = "user", Test = TestKind.BrunnerMunzel })).Metrics[0].Comparisons[0];
        Assert.Equal(0.5, superiority.Estimate);
        Assert.True(double.IsNaN(superiority.PValue));
    }

    [Fact]
    public async Task RankTestsWorkBySegmentAndAgainstAMargin()
    {
        StringBuilder text = new("y,g,c\n");
        for (int i = 0; i < 200; i++)
            text.AppendLine(CultureInfo.InvariantCulture, $"{10 + (i * 37 % 101) / 10.0 + (i % 2 == 0 ? 0 : 2)},{(i % 2 == 0 ? "a" : "b")},{(i % 4 < 2 ? "x" : "z")}");
        AnalysisResult result = await Run(Write(text.ToString()), ["y"], options => options with
        {
            By = ["c"],
            Test = TestKind.MannWhitney,
            Metrics = [MetricSpec.Parse("y", MetricRole.Primary, Direction.Increase, new Margin(0.5, false))],
        });
        MetricResult metric = result.Metrics[0];
        Assert.Equal(2, metric.Breakdowns[0].Segments.Count);
        Assert.All(metric.Breakdowns[0].Segments, segment => Assert.Equal("mann-whitney", segment.Comparisons[0].Method));
        Assert.Null(metric.Breakdowns[0].Interaction);
        Assert.True(metric.Comparisons[0].Margin!.Met && metric.Comparisons[0].Margin!.Bound > 0);
        Assert.Equal(metric.Comparisons[0].Interval.Lower, metric.Comparisons[0].Margin!.Bound, 1e-12);
        await Assert.ThrowsAsync<InputException>(() => Run(Write("y,g\n1,a\n2,b\n"), ["ratio:y/y"], options => options with { Test = TestKind.MannWhitney }));
    }

    [Fact]
    public async Task FisherTakesCountsAndNeedsAProportion()
    {
        string path = Write("y,g\n" + Rows(5, 15, "a") + Rows(12, 8, "b"));
        AnalysisResult result = await Run(path, ["y"], options => options with { Test = TestKind.Fisher });
        Comparison comparison = result.Metrics[0].Comparisons[0];
        FisherExact expected = FisherExact.Compare(5, 20, 12, 20, new());
        Assert.Equal((expected.Effect.PValue, expected.OddsRatio, expected.Effect.Interval), (comparison.PValue, comparison.OddsRatio!.Estimate, comparison.Interval));
        Assert.Null(comparison.EffectSize);
        InputException refused = await Assert.ThrowsAsync<InputException>(() => Run(path, ["mean:y"], options => options with { Test = TestKind.Fisher }));
        Assert.Contains("is no proportion", refused.Message, StringComparison.Ordinal);

        static string Rows(int ones, int zeros, string arm)
            => string.Concat(Enumerable.Repeat($"1,{arm}\n", ones).Concat(Enumerable.Repeat($"0,{arm}\n", zeros)));
    }

    [Fact]
    public async Task QuantilesAreOfRowsWithUnitsAsClusters()
    {
        StringBuilder text = new("user,ms,g\n");
        List<double> control = [], treatment = [];
        List<int> controlUsers = [], treatmentUsers = [];
        for (int i = 0; i < 900; i++)
        {
            int user = i / 3;
            double value = user * 31 % 97 + i % 3;
            (List<double> values, List<int> users, string arm) = user % 2 == 0 ? (control, controlUsers, "a") : (treatment, treatmentUsers, "b");
            values.Add(value);
            users.Add(user / 2);
            text.AppendLine(CultureInfo.InvariantCulture, $"u{user},{value},{arm}");
        }
        // Seen in both variants: left out.
        text.Append("u999,1000,a\nu999,1000,b\nu1,,b\n");
        string path = Write(text.ToString());
        AnalysisResult result = await Run(path, ["p=quantile(0.9):ms"], options => options with { Unit = "user" });
        QuantileComparison expected = new(QuantileArm.Of(control.ToArray(), controlUsers.ToArray(), 0.9), QuantileArm.Of(treatment.ToArray(), treatmentUsers.ToArray(), 0.9));
        MetricResult metric = result.Metrics[0];
        Assert.Equal((MetricKind.Quantile, 0.9, 1L, 1L), (metric.Kind, metric.Quantile, metric.Missing, result.Excluded.UnitsInSeveralVariants));
        Assert.Equal((450L, expected.Control.Quantile), (metric.Variants["a"].Count, metric.Variants["a"].Mean));
        Effect effect = expected.Effect(new());
        Assert.Equal((effect.Estimate, effect.PValue, effect.Interval), (metric.Comparisons[0].Estimate, metric.Comparisons[0].PValue, metric.Comparisons[0].Interval));
        AnalysisResult rows = await Run(path, ["p=quantile(0.9):ms"], options => options);
        Assert.True(rows.Metrics[0].Comparisons[0].StandardError < metric.Comparisons[0].StandardError);
    }

    [Fact]
    public async Task TiesAndThinSamplesAreRemarked()
    {
        StringBuilder text = new("y,g\n");
        for (int i = 0; i < 200; i++)
            text.AppendLine(CultureInfo.InvariantCulture, $"{i / 2 % 3},{(i % 2 == 0 ? "a" : "b")}");
        AnalysisResult result = await Run(Write(text.ToString()), ["m=quantile(0.5):y", "far=quantile(0.99):y"], options => options);
        Assert.Contains(result.Findings, finding => finding.Code == "quantile-ties");
        Assert.Equal(2, result.Findings.Count(finding => finding.Code == "few-values-for-quantile"));
        string zeros = "y,g\n" + string.Concat(Enumerable.Range(0, 400).Select(i => $"{(i % 2 == 0 ? i % 5 < 1 ? 1 : 0 : i % 5 < 3 ? 1 : 0)},{(i % 2 == 0 ? "a" : "b")}\n"));
        AnalysisResult tied = await Run(Write(zeros), ["mean:y"], options => options with { Test = TestKind.MannWhitney });
        Assert.True(tied.Metrics[0].Comparisons[0].Significant);
    }

    [Fact]
    public async Task OneThresholdCapsAllVariants()
    {
        StringBuilder text = new("y,g\n");
        double[] values = [.. Enumerable.Range(0, 1000).Select(i => Math.Exp(i * 7919 % 1000 / 100.0))];
        for (int i = 0; i < values.Length; i++)
            text.AppendLine(CultureInfo.InvariantCulture, $"{values[i]:R},{(i % 2 == 0 ? "a" : "b")}");
        AnalysisResult result = await Run(Write(text.ToString()), ["y"], options => options with { Metrics = [.. options.Metrics.Select(metric => metric with { Winsorize = 0.95 })] });
        double[] sorted = [.. values.Order()];
        double cap = sorted[949] + 0.05 * (sorted[950] - sorted[949]);
        Winsorization caps = result.Metrics[0].Winsorization!;
        Oracle.CloseRelative(cap, caps.Threshold, 1e-12);
        Oracle.CloseRelative(values.Where((_, i) => i % 2 == 0).Average(value => Math.Min(value, cap)), result.Metrics[0].Variants["a"].Mean, 1e-12);
        Assert.Equal(0.05, 0.5 * (caps.Capped["a"] + caps.Capped["b"]), 1e-12);
        Assert.Contains(result.Findings, finding => finding.Code == "winsorised");
        AnalysisResult binary = await Run(Write("y,g\n1,a\n0,a\n1,b\n0,b\n"), ["y"], options => options with { Metrics = [.. options.Metrics.Select(metric => metric with { Winsorize = 0.6 })] });
        Assert.Null(binary.Metrics[0].Winsorization);
        Assert.Equal(0.5, binary.Metrics[0].Variants["a"].Mean);
    }

    [Fact]
    public async Task UnequalCappingIsRemarked()
    {
        string text = "y,g\n" + string.Concat(Enumerable.Range(0, 1000).Select(i => string.Create(CultureInfo.InvariantCulture, $"{(i % 2 == 0 ? i : i % 10 == 1 ? 5000 + i : i)},{(i % 2 == 0 ? "a" : "b")}\n")));
        AnalysisResult result = await Run(Write(text), ["y"], options => options with { Metrics = [.. options.Metrics.Select(metric => metric with { Winsorize = 0.95 })] });
        Assert.Contains(result.Findings, finding => finding.Code == "unequal-capping");
    }

    [Fact]
    public async Task MeansWithManyZerosAreSplit()
    {
        double[] control = [0, 0, 0, 10, 20, 0], treatment = [0, 0, 12, 24, 30, 0];
        string text = "y,g\n" + string.Concat(control.Select(y => $"{y},a\n")) + string.Concat(treatment.Select(y => $"{y},b\n"));
        MetricResult metric = (await Run(Write(text), ["y"], options => options)).Metrics[0];
        ZeroInflatedSplit split = metric.ZeroInflated!["b"];
        Assert.Equal(1 / 6.0, split.Share.Estimate, 1e-12);
        Assert.Equal(7, split.Value.Estimate, 1e-12);
        Assert.Equal(metric.Comparisons[0].Estimate, split.FromShare + split.FromValue, 1e-12);
        Effect welch = MeanDifference.Welch(Moments.FromValues([10, 20]), Moments.FromValues([12, 24, 30]), new());
        Oracle.CloseRelative(welch.PValue, split.Value.PValue, 1e-10);
        Assert.Null((await Run(Write("y,g\n1,a\n2,a\n3,b\n4,b\n"), ["y"], options => options)).Metrics[0].ZeroInflated);
    }

    [Theory]
    [InlineData("quantile:y", "needs its place")]
    [InlineData("quantile(90):y", "is no quantile between 0 and 1")]
    [InlineData("quantile(x):y", "is no quantile between 0 and 1")]
    public void QuantilesWithoutAPlaceAreRefused(string spec, string says)
        => Assert.Contains(says, Assert.Throws<InputException>(() => MetricSpec.Parse(spec, MetricRole.Primary, Direction.Increase, null)).Message, StringComparison.Ordinal);

    [Fact]
    public void QuantilesAreReadWithTheirNames()
    {
        MetricSpec named = MetricSpec.Parse("p90=quantile(0.9):ms / 2", MetricRole.Primary, Direction.Increase, null);
        Assert.Equal(("p90", "ms / 2", MetricKind.Quantile, 0.9), (named.Name, named.Text, named.Kind, named.Quantile));
        Assert.Equal("ms", MetricSpec.Parse("quantile(0.5):ms", MetricRole.Primary, Direction.Increase, null).Name);
    }

    private string Write(string text)
    {
        string path = Path.Combine(_folder, $"{Guid.NewGuid():N}.csv");
        File.WriteAllText(path, text);
        return path;
    }

    private static async Task<AnalysisResult> Run(string path, string[] metrics, Func<AnalyzeOptions, AnalyzeOptions> form)
    {
        await using DuckDbMomentsEngine engine = new();
        AnalyzeOptions options = new()
        {
            Source = TableSource.Parse(path),
            Variant = Expression.Parse("g"),
            Control = "a",
            Metrics = [.. metrics.Select((metric, i) => MetricSpec.Parse(metric, i == 0 ? MetricRole.Primary : MetricRole.Secondary, Direction.Increase, null))],
        };
        return await Analyze.RunAsync(form(options), engine, null, Cancellation);
    }
}
