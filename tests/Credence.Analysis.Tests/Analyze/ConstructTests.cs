using System.Globalization;
using System.Text;
using Credence.Data;
using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Analysis.Tests;

/// <summary>Constructs that several indicators measure, from a file to the result.</summary>
public sealed class ConstructTests : IDisposable
{
    private static readonly string Satisfaction = Repository.Folder("tests", "Credence.Analysis.Tests", "Analyze", "satisfaction.csv");

    private readonly string _folder = Directory.CreateTempSubdirectory("credence-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    // lavaan 0.6.14 (satisfaction.R), whose search stops at a relative change of 1e-10.
    [Fact]
    public async Task EffectsAreThoseOfLavaan()
    {
        AnalysisResult result = await Run(Satisfaction, "s=construct:JW1,JW2,JW3,JW4", options => options with { By = ["segment"] });
        MetricResult metric = result.Metrics[0];
        Close([-0.143309176, 0.1153127510, 0.234450453, 0.1175634209], [.. metric.Comparisons.SelectMany(c => new[] { c.Estimate, c.StandardError })]);
        Close([0, -0.143309176, 0.234450453], [.. metric.Variants.Values.Select(level => level.Mean)]);
        Close([1, 0.712083581, 0.835343968], [.. metric.Variants.Values.Select(level => level.StandardDeviation * level.StandardDeviation)]);
        Close([0.809324299, 0.721209283, 0.922923473, -0.725678834], [.. metric.Construct!.Indicators.Select(indicator => indicator.Loading)]);
        Close([0.0594682795, 0.0585042481, 0.0616193352, 0.0635129925], [.. metric.Construct.Indicators.Select(indicator => indicator.StandardError)]);
        Close([0.811800268, 0.705478010, 0.920574749, -0.654364407], [.. metric.Construct.Indicators.Select(indicator => indicator.StandardizedLoading)]);
        double[][] lavaan =
        [
            [4.218263187, 6, 0.647166223, 1, 0, 0, 0.086606856, 0.010241751],
            [16.027666167, 12, 0.189972185, 0.994244816, 0.047514844, 0, 0.102212535, 0.050362063],
            [19.577691901, 18, 0.357089859, 0.997745616, 0.024281082, 0, 0.078693677, 0.052905753],
        ];
        Assert.All(metric.Construct.Invariance.Zip(lavaan), pair => Close(pair.Second,
            [pair.First.ChiSquare, pair.First.DegreesOfFreedom, pair.First.PValue, pair.First.Cfi, pair.First.Rmsea, pair.First.RmseaLower, pair.First.RmseaUpper, pair.First.Srmr]));
        Close([11.809402980, 3.550025734], [.. metric.Construct.Invariance.Skip(1).Select(step => step.Change!.ChiSquare)]);
        SegmentResult segment = metric.Breakdowns[0].Segments.Single(found => found.Value == "new");
        Close([-0.117831166, 0.163210983, 0.554939835, 0.179904211], [.. segment.Comparisons.SelectMany(c => new[] { c.Estimate, c.StandardError })]);
        Assert.Equal((4L, 157L), (metric.Missing, metric.Variants["control"].Count));
        Assert.Equal("cfa", metric.Comparisons[0].Method);
        Assert.True(double.IsNaN(metric.Comparisons[0].Relative.Estimate));
        Assert.Equal(1.959963985 * 0.1153127510, metric.Comparisons[0].Interval.Upper - metric.Comparisons[0].Estimate, 1e-5);
        Assert.Contains(result.Findings, finding => finding.Code == "reversed-indicator" && finding.Message.Contains("JW4", StringComparison.Ordinal));
        Assert.DoesNotContain(result.Findings, finding => finding.Code is "measurement-not-invariant" or "poor-construct-fit" or "control-mean-not-positive" or "not-computable");

        static void Close(double[] expected, double[] actual)
        {
            Assert.Equal(expected.Length, actual.Length);
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 2e-6));
        }
    }

    // With one treatment the test that segments agree is Cochran's Q of their effects.
    [Fact]
    public async Task SegmentsAreComparedByTheirEffects()
    {
        MetricResult metric = (await Run(Satisfaction, "s=construct:JW1,JW2,JW3", options => options with { By = ["segment"], Where = Expression.Parse("variant != 'other'") })).Metrics[0];
        Comparison[] effects = [.. metric.Breakdowns[0].Segments.Select(segment => segment.Comparisons[0])];
        double difference = effects[0].Estimate - effects[1].Estimate;
        double q = difference * difference / effects.Sum(effect => effect.StandardError * effect.StandardError);
        Assert.Equal(q, metric.Breakdowns[0].Interaction!.Statistic, 1e-9);
        Assert.Equal(1, metric.Breakdowns[0].Interaction!.DegreesOfFreedom);
    }

    [Fact]
    public async Task MarginsGuardrailsAndCorrectionsWork()
    {
        MetricSpec guardrail = MetricSpec.Parse("s=construct:JW1,JW2,JW3,8 - JW4", MetricRole.Guardrail, Direction.Increase, new Margin(0.6, false));
        AnalysisResult result = await Run(Satisfaction, "s=construct:JW1,JW2,JW3", options => options with
        {
            Metrics = [MetricSpec.Parse("JW1", MetricRole.Primary, Direction.Increase, null), guardrail],
        });
        Comparison other = result.Metrics[1].Comparisons[0];
        Assert.Equal("8 - JW4", result.Metrics[1].Construct!.Indicators[3].Name);
        Assert.True(other.Margin!.Met);
        Assert.Equal(other.Interval.Lower, other.Margin.Bound, 1e-12);
        MetricResult corrected = (await Run(Satisfaction, "s=construct:JW1,JW2,JW3", options => options with { Correction = Experiments.Correction.Bonferroni })).Metrics[0];
        Assert.All(corrected.Comparisons, comparison => Assert.Equal(Math.Min(1, 2 * comparison.PValue), comparison.AdjustedPValue, 1e-12));
        MetricResult decrease = (await Run(Satisfaction, "s=construct:JW1,JW2,JW3", options => options with { Effect = new() { Alternative = Alternative.Greater } })).Metrics[0];
        Assert.Equal(Normal.UpperTail(decrease.Comparisons[1].Statistic), decrease.Comparisons[1].PValue, 1e-12);
    }

    [Fact]
    public async Task TroubleIsFoundAndNamed()
    {
        string[] first = ["x1", "x2", "x3", "x4"];
        Assert.Contains("x2 does not vary in \"b\"", await Message("construct-not-computable", first, (unit, x) => unit.Arm == 1 ? [x[0], 5, x[2], x[3]] : x), StringComparison.Ordinal);
        Assert.Contains("determined by the others", await Message("construct-not-computable", first, (_, x) => [x[0], x[1], x[0] + x[1], x[3]]), StringComparison.Ordinal);
        Assert.Contains("x3 in \"b\"", await Message("measurement-not-invariant", first, (unit, x) => [x[0], x[1], x[2] + unit.Arm, x[3]]), StringComparison.Ordinal);
        Assert.Contains("equal loadings", await Message("measurement-not-invariant", first, (unit, x) => [x[0], x[1], x[2], unit.Arm == 1 ? 0.2 * x[3] + unit.Noise : x[3]]), StringComparison.Ordinal);
        Assert.Contains("x1", await Message("construct-direction-unclear", first, (unit, x) => [unit.Noise, x[1], x[2], x[3]]), StringComparison.Ordinal);
        Assert.Contains("x4", await Message("weak-indicator", first, (unit, x) => [x[0], x[1], x[2], unit.Noise]), StringComparison.Ordinal);
        Assert.Contains("CFI 0.", await Message("poor-construct-fit", first, (unit, x) => [x[0] + 2 * unit.Noise, x[1] + 2 * unit.Noise, x[2], x[3]]), StringComparison.Ordinal);
    }

    // Two rows of a unit, and units of one arm only.
    [Fact]
    public async Task SumsAndEmptyArmsAreTold()
    {
        string text = Simulated(300, (_, x) => x);
        string path = Write(text + string.Concat(text.Split('\n').Skip(1).Take(20).Select(line => line + "\n")));
        Assert.Contains((await Run(path, "s=construct:x1,x2,x3", options => options with { Variant = Expression.Parse("g"), Control = "a", Unit = "u" })).Findings, finding => finding.Code == "indicators-summed");
        AnalysisResult empty = await Run(Write(string.Concat(text.Split('\n').Select(line => line.EndsWith(",b", StringComparison.Ordinal) ? ",,,,u0,b\n" : line + "\n"))), "s=construct:x1,x2,x3",
            options => options with { Variant = Expression.Parse("g"), Control = "a" });
        Assert.Contains(empty.Findings, finding => finding.Code == "empty-arm");
        Assert.Equal(Experiments.Decision.Invalid, empty.Verdict.Decision);
        Assert.True(double.IsNaN(empty.Metrics[0].Comparisons[0].Estimate));
    }

    [Theory]
    [InlineData("construct:JW1,JW2", "a construct of 2 indicators is not identified")]
    [InlineData("construct:JW1", "a construct of 1 indicator is not identified")]
    [InlineData("construct:JW1,JW2,JW1", "the indicator JW1 stands twice")]
    [InlineData("construct:JW1,,JW3", "an indicator is empty")]
    [InlineData("construct:", "an indicator is empty")]
    public void ListsThatAreNoneAreRefused(string spec, string says)
        => Assert.Contains(says, Assert.Throws<InputException>(() => MetricSpec.Parse(spec, MetricRole.Primary, Direction.Increase, null)).Message, StringComparison.Ordinal);

    [Fact]
    public void NamesMayBeQuotedAndExpressionsHoldCommas()
    {
        MetricSpec spec = MetricSpec.Parse("how \"it\" is=construct:\"a, b\", abs(c - 1), d", MetricRole.Primary, Direction.Increase, null);
        Assert.Equal(["a, b", "abs(c - 1)", "d"], spec.Indicators);
        Assert.Equal(3, spec.Columns.Count);
    }

    [Fact]
    public async Task WhatAConstructCannotBeAskedIsRefused()
    {
        await Refused("--test", options => options with { Test = TestKind.Bootstrap });
        await Refused("--adjust cuped", options => options with { Adjustment = new() { Method = AdjustmentMethod.Cuped, Covariates = [new("JW4", Expression.Parse("JW4"))] } });
        await Refused("--cluster", options => options with { Adjustment = new() { Cluster = "segment" } });
        await Refused("--inference sequential", options => options with { Sequential = new() });
        await Refused("--inference bayes", options => options with { Posterior = new() { Inference = PosteriorInference.Bayes } });
        await Refused("--since", options => options with { Since = "JW4" });
        await Refused("--margin", options => options with { Metrics = [options.Metrics[0] with { Margin = new Margin(0.02, true) }] });
        await Refused("--equivalence", options => options with { Metrics = [options.Metrics[0] with { Equivalence = new Margin(0.02, true) }] });
        await Refused("--winsorize", options => options with { Metrics = [options.Metrics[0] with { Winsorize = 0.99 }] });

        static async Task Refused(string place, Func<AnalyzeOptions, AnalyzeOptions> form)
        {
            InputException refused = await Assert.ThrowsAsync<InputException>(() => Run(Satisfaction, "s=construct:JW1,JW2,JW3", form));
            Assert.StartsWith(place, refused.Message, StringComparison.Ordinal);
            Assert.Contains("s is a construct", refused.Message, StringComparison.Ordinal);
        }
    }

    private async Task<string> Message(string code, string[] indicators, Func<(int Arm, double Noise), double[], double[]> change)
    {
        AnalysisResult result = await Run(Write(Simulated(400, change)), $"s=construct:{string.Join(',', indicators)}", options => options with { Variant = Expression.Parse("g"), Control = "a" });
        return Assert.Single(result.Findings, finding => finding.Code == code).Message;
    }

    private static string Simulated(int units, Func<(int Arm, double Noise), double[], double[]> change)
    {
        RandomStream random = new(7, "constructs");
        StringBuilder text = new("x1,x2,x3,x4,u,g\n");
        for (int i = 0; i < units; i++)
        {
            double latent = random.NextNormal();
            double[] x = [.. Enumerable.Range(0, 4).Select(_ => latent + 0.7 * random.NextNormal())];
            text.AppendLine(CultureInfo.InvariantCulture, $"{string.Join(',', change((i % 2, random.NextNormal()), x).Select(value => value.ToString("R", CultureInfo.InvariantCulture)))},u{i},{(i % 2 == 0 ? "a" : "b")}");
        }
        return text.ToString().ReplaceLineEndings("\n");
    }

    private string Write(string text)
    {
        string path = Path.Combine(_folder, $"{Guid.NewGuid():N}.csv");
        File.WriteAllText(path, text);
        return path;
    }

    private static async Task<AnalysisResult> Run(string path, string metric, Func<AnalyzeOptions, AnalyzeOptions> form)
    {
        await using DuckDbMomentsEngine engine = new();
        AnalyzeOptions options = new()
        {
            Source = TableSource.Parse(path),
            Variant = Expression.Parse("variant"),
            Control = "control",
            Metrics = [MetricSpec.Parse(metric, MetricRole.Primary, Direction.Increase, null)],
        };
        return await Analyze.RunAsync(form(options), engine, null, Cancellation);
    }
}
