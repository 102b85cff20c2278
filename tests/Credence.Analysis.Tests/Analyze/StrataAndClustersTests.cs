using System.Globalization;
using System.Text;
using Credence.Data;
using Credence.Experiments;
using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Analysis.Tests;

public sealed class StrataAndClustersTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("credence-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void StrataGiveTheEffectOfTheirMixAndTheirTable()
    {
        AnalyzeOptions options = Options(Villages(), "amount") with { Adjustment = Stratified("region"), By = ["kind"] };
        Comparison actual = Run(options).Metrics[0].Comparisons[0];
        Assert.Equal("stratified", actual.Adjustment);
        Assert.Equal("welch", actual.Method);
        Assert.Equal(["n", "s", "w"], actual.Strata!.Select(stratum => stratum.Values.Single()!));
        Oracle.CloseRelative(actual.Strata!.Sum(stratum => stratum.Weight * stratum.Estimate), actual.Estimate, 1e-12);
        Oracle.CloseRelative(actual.Strata!.Sum(stratum => stratum.Weight * stratum.Weight * stratum.Variance), actual.StandardError * actual.StandardError, 1e-12);
        Oracle.CloseRelative(1 - actual.Stratification!.VarianceRatio, actual.VarianceReduction, 1e-12);
        // A segment is stratified within itself, as the same rows alone are.
        SegmentResult segment = Run(options).Metrics[0].Breakdowns[0].Segments.Single(segment => segment.Value == "old");
        Comparison alone = Run(options with { By = [], Where = Expression.Parse("kind = 'old'") }).Metrics[0].Comparisons[0];
        Oracle.CloseRelative(alone.Estimate, segment.Comparisons[0].Estimate, 1e-12);
        Oracle.CloseRelative(alone.StandardError, segment.Comparisons[0].StandardError, 1e-12);
    }

    [Fact]
    public void AStratumWithOneVariantIsMergedAndReported()
    {
        string file = Write("y,g,s\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i % 7 + i % 2},{"ab"[i % 2]},{(i < 20 ? "x" : "y")}\n")) + "3,a,only\n4,a,only\n5,b,\n6,a,\n");
        AnalysisResult actual = Run(Options(file, "y") with { Variant = Expression.Parse("g"), Adjustment = Stratified("s") });
        Assert.Contains("s = only has no unit", Finding(actual, "stratum-with-one-variant").Message, StringComparison.Ordinal);
        Assert.Contains("missing has fewer than two units", Finding(actual, "thin-strata").Message, StringComparison.Ordinal);
        Finding(actual, "missing-stratum");
        Comparison comparison = actual.Metrics[0].Comparisons[0];
        Assert.Equal(44, comparison.Strata!.Sum(stratum => stratum.Count));
        Assert.Equal(1, comparison.Strata!.Sum(stratum => stratum.Weight), 1e-12);
        Assert.Equal(AssumptionStatus.Violated, actual.Assumptions.Single(check => check.Assumption.StartsWith("Every kind", StringComparison.Ordinal)).Status);
    }

    [Fact]
    public void ClustersWidenTheIntervalAndAreWhatTheSampleRatioCounts()
    {
        AnalyzeOptions options = Options(Villages(), "amount", "bought", "ratio:amount/visits");
        AnalysisResult rows = Run(options), actual = Run(options with { Adjustment = new() { Cluster = "village" } });
        Assert.Equal((10L, 10L), (actual.SampleRatio!.Observed["a"], actual.SampleRatio.Observed["b"]));
        Assert.Equal("village", actual.SampleRatio.Cluster);
        Assert.Equal(["cr2", "cr2", "delta"], actual.Metrics.Select(metric => metric.Comparisons[0].Method));
        foreach ((MetricResult plain, MetricResult metric) in rows.Metrics.Zip(actual.Metrics))
        {
            Comparison comparison = metric.Comparisons[0];
            Oracle.CloseRelative(plain.Comparisons[0].Estimate, comparison.Estimate, 1e-12);
            Assert.Equal(comparison.PValue < 0.05, !comparison.Interval.Contains(0));
            Assert.Equal(comparison.PValue < 0.05, !comparison.Relative.Contains(0));
            Assert.Equal((10L, 10L), (comparison.Clusters!.Count["a"], comparison.Clusters.Count["b"]));
        }
        Assert.InRange(actual.Metrics[0].Comparisons[0].Clusters!.Icc, 0.05, 0.6);
        Assert.True(actual.Metrics[0].Comparisons[0].StandardError > 1.3 * rows.Metrics[0].Comparisons[0].StandardError);
        Assert.Equal(
            ["amount, bought, variant b: there are 20 clusters", "amount/visits, variant b: there are 20 clusters"],
            actual.Findings.Where(finding => finding.Code == "few-clusters").Select(finding => finding.Message[..finding.Message.IndexOf(" of village", StringComparison.Ordinal)]));
        Assert.DoesNotContain(actual.Findings, finding => finding.Code is "sample-ratio-mismatch" or "clusters-in-several-variants");
    }

    [Fact]
    public void LevelsOfClustersHaveTheErrorsOfClustersAndNoEffectSizesOfRows()
    {
        AnalyzeOptions options = Options(Villages(), "amount", "ratio:amount/visits");
        AnalysisResult rows = Run(options), actual = Run(options with { Adjustment = new() { Cluster = "village" } });
        foreach ((MetricResult plain, MetricResult metric) in rows.Metrics.Zip(actual.Metrics))
        {
            Comparison comparison = metric.Comparisons[0];
            Dictionary<string, double> errors = new(comparison.Clusters!.LevelStandardErrors);
            Oracle.CloseRelative(comparison.StandardError, double.Hypot(errors["a"], errors["b"]), 1e-12);
            Assert.True(errors["a"] > 1.2 * plain.Variants["a"].StandardDeviation / Math.Sqrt(plain.Variants["a"].Count));
        }
        Assert.NotNull(rows.Metrics[0].Comparisons[0].EffectSize);
        Assert.Null(actual.Metrics[0].Comparisons[0].EffectSize);
    }

    [Theory]
    [InlineData(TestKind.Bootstrap)]
    [InlineData(TestKind.Permutation)]
    public void TheSampleRatioCountsClustersWhateverTheTest(TestKind test)
    {
        AnalysisResult actual = Run(Options(Villages(), "amount") with { Test = test, Resampling = new() { Replicates = 99 }, Adjustment = new() { Cluster = "village" } });
        Assert.Equal("village", actual.SampleRatio!.Cluster);
        Assert.Equal((10L, 10L), (actual.SampleRatio.Observed["a"], actual.SampleRatio.Observed["b"]));
    }

    [Fact]
    public void ClustersInBothVariantsAreReported()
    {
        AnalyzeOptions options = Options(Villages(), "amount") with { Adjustment = new() { Cluster = "region" } };
        AnalysisResult actual = Run(options);
        Assert.Equal(Severity.Note, Finding(actual, "clusters-in-several-variants").Severity);
        Assert.Equal(3, actual.Metrics[0].Comparisons[0].Clusters!.InBothVariants);
        Assert.Null(actual.SampleRatio!.Cluster);
        AnalysisResult leak = Run(options with { Adjustment = new() { Cluster = "village" }, Variant = Expression.Parse("arm = 'a' or visits > 4 and village = 'v1'"), Control = "0" });
        Assert.Equal(Severity.Warning, Finding(leak, "clusters-in-several-variants").Severity);
    }

    [Fact]
    public void CovariatesOfClustersAreImputedWhereMissing()
    {
        AnalyzeOptions options = Options(Villages(), "amount") with
        {
            Adjustment = new() { Cluster = "village", Method = AdjustmentMethod.Lin, Covariates = [new("pre", Expression.Parse("pre"))] },
        };
        AnalysisResult actual = Run(options);
        Comparison comparison = actual.Metrics[0].Comparisons[0];
        Assert.Equal("lin", comparison.Adjustment);
        Assert.NotEqual(0, comparison.VarianceReduction);
        Assert.Equal(["pre"], comparison.Clusters!.Imputed);
        Finding(actual, "imputed-covariate");
        // The same with the mean and the indicator written out.
        double mean = Mean(options);
        string filled = string.Create(CultureInfo.InvariantCulture, $"{mean:R}");
        string[] lines = File.ReadAllLines(options.Source.Files[0]);
        string file = Write(string.Join('\n', lines.Select((line, i) => i == 0 ? line + ",gap" : line.EndsWith(',') ? line + filled + ",1" : line + ",0")) + "\n");
        Comparison written = Run(options with
        {
            Source = TableSource.Parse(file),
            Adjustment = options.Adjustment with { Covariates = [new("pre", Expression.Parse("pre")), new("gap", Expression.Parse("gap"))] },
        }).Metrics[0].Comparisons[0];
        Oracle.CloseRelative(written.Estimate, comparison.Estimate, 1e-9);
        Oracle.CloseRelative(written.StandardError, comparison.StandardError, 1e-9);
        Oracle.CloseRelative(written.DegreesOfFreedom!.Value, comparison.DegreesOfFreedom!.Value, 1e-8);
    }

    [Fact]
    public void OneClusterInAVariantHasNoTest()
    {
        AnalysisResult actual = Run(Options(Villages(), "amount") with { Adjustment = new() { Cluster = "village" }, Where = Expression.Parse("arm = 'a' or village = 'v1'") });
        Assert.Equal(double.NaN, actual.Metrics[0].Comparisons[0].PValue);
        Assert.Equal(Decision.Invalid, actual.Verdict.Decision);
    }

    [Theory]
    [InlineData("hc2", "with --cluster write --robust cr0, cr1s or cr2")]
    [InlineData("test", "leave --test out")]
    [InlineData("cuped", "with clusters use --adjust lin or --adjust ancova")]
    [InlineData("interval", "leave --interval out")]
    public void WhatWouldBeIgnoredIsRefused(string what, string message)
    {
        AnalyzeOptions options = Options(Villages(), "amount") with { Adjustment = new() { Cluster = "village" } };
        options = what switch
        {
            "hc2" => options with { Adjustment = options.Adjustment with { Robust = RobustVariance.Hc2 } },
            "test" => options with { Test = TestKind.Student },
            "cuped" => options with { Adjustment = options.Adjustment with { Method = AdjustmentMethod.Cuped, Covariates = [new("pre", Expression.Parse("pre"))] } },
            _ => options with { Effect = new() { ProportionInterval = ProportionInterval.Wald } },
        };
        Assert.Contains(message, Assert.Throws<InputException>(() => Run(options)).Message, StringComparison.Ordinal);
    }

    private static Adjustment Stratified(string column) => new() { Method = AdjustmentMethod.Stratified, Strata = column };

    private static Finding Finding(AnalysisResult result, string code) => Assert.Single(result.Findings, finding => finding.Code == code);

    private static AnalysisResult Run(AnalyzeOptions options)
    {
        using Task<AnalysisResult> task = RunAsync(options);
        return task.GetAwaiter().GetResult();
    }

    private static async Task<AnalysisResult> RunAsync(AnalyzeOptions options)
    {
        await using DuckDbMomentsEngine engine = new(new DuckDbOptions { Threads = 1 });
        return await Analyze.RunAsync(options, engine, cancellation: TestContext.Current.CancellationToken);
    }

    private static double Mean(AnalyzeOptions options) => File.ReadLines(options.Source.Files[0]).Skip(1).Select(line => line.Split(',')[^1])
        .Where(cell => cell.Length > 0).Average(cell => double.Parse(cell, CultureInfo.InvariantCulture));

    private static AnalyzeOptions Options(string file, params string[] metrics) => new()
    {
        Source = TableSource.Parse(file),
        Variant = Expression.Parse("arm"),
        Control = "a",
        Metrics = [.. metrics.Select((metric, i) => MetricSpec.Parse(metric, i == 0 ? MetricRole.Primary : MetricRole.Secondary, Direction.Increase, margin: null))],
    };

    private string Villages()
    {
        RandomStream random = new(5, "villages");
        StringBuilder text = new("village,arm,region,kind,visits,amount,bought,pre\n");
        for (int village = 0; village < 20; village++)
        {
            double shared = 3 * random.NextNormal();
            for (long i = 15 + random.NextPoisson(10); i > 0; i--)
            {
                double pre = random.NextNormal();
                string before = random.NextDouble() < 0.1 ? "" : pre.ToString("R", CultureInfo.InvariantCulture);
                text.Append(CultureInfo.InvariantCulture,
                    $"v{village},{"ab"[village % 2]},{"nsw"[village % 3]},{(i % 2 == 0 ? "old" : "new")},{1 + random.NextPoisson(3)},{20 + shared + village % 2 + 2 * pre + 4 * random.NextNormal():R},{(random.NextDouble() < 0.3 ? 1 : 0)},{before}\n");
            }
        }
        return Write(text.ToString());
    }

    private string Write(string text)
    {
        string path = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.csv");
        File.WriteAllText(path, text);
        return path;
    }
}
