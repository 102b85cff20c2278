using System.Globalization;
using Credence.Data;
using Credence.Experiments;
using Credence.Numerics;
using Credence.Statistics;
using Xunit;

namespace Credence.Analysis.Tests;

public sealed class ResamplingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("credence-resampling-");

    [Theory]
    [InlineData(TestKind.Bootstrap, BootstrapInterval.Percentile, "bootstrap-percentile")]
    [InlineData(TestKind.Bootstrap, BootstrapInterval.Bca, "bootstrap-bca")]
    [InlineData(TestKind.Bootstrap, BootstrapInterval.Studentized, "bootstrap-studentized")]
    [InlineData(TestKind.Permutation, BootstrapInterval.Percentile, "permutation")]
    public async Task EveryKindOfMetricComesNearItsClosedForm(TestKind test, BootstrapInterval interval, string method)
    {
        AnalyzeOptions options = Options(Rows(400), "y", "b", "ratio:y/x") with { By = ["c"], Since = "d" };
        AnalysisResult closed = await Run(options), found = await Run(options with { Test = test, Bootstrap = interval });
        foreach ((MetricResult metric, MetricResult other) in found.Metrics.Zip(closed.Metrics))
        {
            Near(metric.Comparisons[0], other.Comparisons[0]);
            foreach ((SegmentResult segment, SegmentResult same) in metric.Breakdowns[0].Segments.Zip(other.Breakdowns[0].Segments))
                Near(segment.Comparisons[0], same.Comparisons[0]);
            Assert.Equal(3, metric.Development!.Segments.Count);
        }

        void Near(Comparison one, Comparison other)
        {
            Assert.Equal(method, one.Method);
            Assert.Equal(1000, one.Resampling!.Replicates);
            Assert.Equal(one.Resampling.Replicates, one.Resampling.Counts.Sum());
            Assert.Equal(other.Estimate, one.Estimate, 1e-9);
            Assert.Equal(0, (one.Interval.Lower - other.Interval.Lower) / other.StandardError, 0.45);
            Assert.Equal(0, (one.Interval.Upper - other.Interval.Upper) / other.StandardError, 0.45);
        }
    }

    [Fact]
    public async Task TheSameSeedGivesTheSameBitsOnAnyNumberOfThreads()
    {
        AnalyzeOptions options = Options(Rows(300), "y") with { Test = TestKind.Bootstrap };
        Comparison one = await Compare(options with { Resampling = options.Resampling with { Threads = 1 } });
        Assert.Equal(one.Interval, (await Compare(options with { Resampling = options.Resampling with { Threads = 2 } })).Interval);
        Assert.NotEqual(one.Interval, (await Compare(options with { Resampling = options.Resampling with { Seed = 9 } })).Interval);
    }

    [Theory]
    [InlineData(TestKind.Bootstrap)]
    [InlineData(TestKind.Permutation)]
    public async Task ClustersAreResampledAsAWhole(TestKind test)
    {
        // Ten equal rows to a cluster: taken for units they would make the interval a third as long.
        RandomStream random = new(3, "clusters");
        string path = Write("k,g,y", Enumerable.Range(0, 120).SelectMany(k => Enumerable.Repeat(string.Create(CultureInfo.InvariantCulture, $"k{k},{k % 2},{random.NextNormal():R}"), 10)));
        AnalyzeOptions options = Options(path, "y") with { Test = test };
        Comparison units = await Compare(options), clusters = await Compare(options with { Adjustment = new() { Cluster = "k" } });
        double ratio = (clusters.Interval.Upper - clusters.Interval.Lower) / (units.Interval.Upper - units.Interval.Lower);
        Assert.InRange(ratio, 2.7, 3.7);
        Assert.True(clusters.Resampling!.Clusters);
    }

    [Theory]
    [InlineData(TestKind.Bootstrap)]
    [InlineData(TestKind.Permutation)]
    public async Task SmallArmsAreEnumerated(TestKind test)
    {
        AnalyzeOptions options = Options(Write("g,y", ["0,1.5", "0,2", "0,4", "0,3", "1,5", "1,4.4", "1,7", "1,6.1", "1,5.5"]), "y") with { Test = test };
        Comparison found = await Compare(options);
        Assert.True(found.Resampling!.Exact);
        Assert.Equal(test == TestKind.Bootstrap ? 35 * 126 : 126, found.Resampling.Replicates);
        Assert.Equal(found.Interval, (await Compare(options with { Resampling = new() { Seed = 5 } })).Interval);
        if (test == TestKind.Permutation)
            Assert.Equal(1.0 / 126, found.PValue, 1e-12);
    }

    [Theory]
    [InlineData(TestKind.Bootstrap, false)]
    [InlineData(TestKind.Bootstrap, true)]
    [InlineData(TestKind.Permutation, false)]
    [InlineData(TestKind.Permutation, true)]
    public async Task AMarginIsJudgedByTheLimitTowardsHarm(TestKind test, bool relative)
    {
        AnalyzeOptions options = Options(Rows(400), "y");
        foreach (double size in (double[])[0.005, 0.08, 0.5])
        {
            Margin margin = new(relative ? size / 2 : size, relative);
            AnalyzeOptions asked = options with { Metrics = [options.Metrics[0] with { Margin = margin }] };
            MarginStatement closed = (await Compare(asked)).Margin!, found = (await Compare(asked with { Test = test })).Margin!;
            Assert.Equal(closed.Bound, found.Bound, 0.08);
            Assert.Equal(closed.PValue, found.PValue, 0.08);
            Assert.Equal(found.Met, found.Bound > -margin.Value);
            Assert.Equal(found.Met, found.PValue < 1 - found.Level);
        }
    }

    [Fact]
    public async Task QuantilesOfRowsAreResampledAndMeansAreCappedAsInTheirClosedForms()
    {
        AnalyzeOptions options = Options(Rows(400), "y", "q=quantile(0.7):y");
        options = options with { Metrics = [options.Metrics[0] with { Winsorize = 0.9 }, options.Metrics[1]] };
        AnalysisResult closed = await Run(options), found = await Run(options with { Test = TestKind.Bootstrap });
        foreach ((MetricResult one, MetricResult other) in found.Metrics.Zip(closed.Metrics))
        {
            Assert.Equal("bootstrap-percentile", one.Comparisons[0].Method);
            Assert.Equal(other.Comparisons[0].Estimate, one.Comparisons[0].Estimate, 1e-9);
            Assert.Equal(0, (one.Comparisons[0].Interval.Lower - other.Comparisons[0].Interval.Lower) / other.Comparisons[0].StandardError, 0.7);
            Assert.Equal(other.Variants["1"].Mean, one.Variants["1"].Mean);
        }
        Assert.NotEqual("permutation", (await Run(options with { Test = TestKind.Permutation })).Metrics[1].Comparisons[0].Method);
    }

    [Fact]
    public async Task WhereResamplingFailsThereIsAFinding()
    {
        RandomStream random = new(4, "findings");
        string unequal = Write("g,y", Enumerable.Range(0, 200).Select(i => string.Create(CultureInfo.InvariantCulture, $"{(i % 5 == 0 ? 1 : 0)},{(i % 5 == 0 ? 3 : 1) * random.NextNormal():R}")));
        Assert.Contains("unequal-spread", await Codes(Options(unequal, "y") with { Test = TestKind.Permutation, Expected = ExpectedShares.Parse("0.8,0.2") }));
        AnalyzeOptions small = Options(Write("g,y", Enumerable.Range(0, 40).Select(i => $"{i % 2},{i * 7 % 11}")), "y") with { Test = TestKind.Bootstrap };
        Assert.Contains("few-units-to-resample", await Codes(small));
        Assert.DoesNotContain("few-units-to-resample", await Codes(small with { Bootstrap = BootstrapInterval.Studentized }));
        AnalyzeOptions few = small with { Effect = new() { Alpha = 0.001 } };
        Assert.Contains("few-replicates", await Codes(few));
        Assert.DoesNotContain("few-replicates", await Codes(small with { Resampling = new() { Replicates = 1000 } }));
        AnalyzeOptions rare = Options(Write("g,y,x", Enumerable.Range(0, 40).Select(i => $"{i % 2},1,{(i < 4 ? 1 : 0)}")), "ratio:y/x") with { Test = TestKind.Bootstrap };
        Assert.Contains("resamples-without-difference", await Codes(rare));
    }

    [Fact]
    public async Task WhatResamplingDoesNotDoIsRefused()
    {
        AnalyzeOptions options = Options(Rows(50), "y") with { Test = TestKind.Bootstrap };
        await Refused(options with { Adjustment = new() { Method = AdjustmentMethod.Cuped, Covariates = [new("x", Expression.Parse("x"))] } }, "not adjusted for covariates");
        await Refused(options with { Adjustment = new() { Cluster = "x", Robust = RobustVariance.Cr0 } }, "--robust");
        await Refused(options with { Effect = new() { Relative = RelativeMethod.Log } }, "--relative");
        await Refused(options with { Effect = new() { ProportionInterval = ProportionInterval.Wald } }, "--interval");

        static async Task Refused(AnalyzeOptions asked, string said)
            => Assert.Contains(said, (await Assert.ThrowsAsync<InputException>(() => Run(asked))).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static AnalyzeOptions Options(string path, params string[] metrics) => new()
    {
        Source = TableSource.Parse(path),
        Variant = Expression.Parse("g"),
        Control = "0",
        Metrics = [.. metrics.Select((metric, i) => MetricSpec.Parse(metric, i == 0 ? MetricRole.Primary : MetricRole.Secondary, Direction.Increase, null))],
        Resampling = new() { Replicates = 1000 },
    };

    private static async Task<AnalysisResult> Run(AnalyzeOptions options)
    {
        await using DuckDbMomentsEngine engine = new(new() { Threads = 1 });
        return await Analyze.RunAsync(options, engine, null, TestContext.Current.CancellationToken);
    }

    private static async Task<Comparison> Compare(AnalyzeOptions options) => (await Run(options)).Metrics[0].Comparisons[0];

    private static async Task<IEnumerable<string>> Codes(AnalyzeOptions options) => (await Run(options)).Findings.Select(finding => finding.Code);

    private string Rows(int n)
    {
        RandomStream random = new(2, "rows");
        return Write("g,y,x,b,c,d", Enumerable.Range(0, n).Select(i => string.Create(CultureInfo.InvariantCulture,
            $"{i % 2},{2 + 0.05 * (i % 2) + 0.5 * random.NextNormal():R},{1 + random.NextInteger(4)},{(random.NextDouble() < 0.4 ? 1 : 0)},{"xy"[i / 2 % 2]},{i / 2 % 3}")));
    }

    private string Write(string header, IEnumerable<string> rows)
    {
        string path = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.csv");
        File.WriteAllLines(path, rows.Prepend(header));
        return path;
    }
}
