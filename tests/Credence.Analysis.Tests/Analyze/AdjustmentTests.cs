using System.Globalization;
using Credence.Data;
using Credence.Experiments;
using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Analysis.Tests;

/// <summary>Adjusted analyses from files to comparisons.</summary>
public sealed class AdjustmentTests : IDisposable
{
    private static readonly string[] Columns = ["y", "x", "w"];

    // Opening an engine takes longer than most questions.
    private static readonly DuckDbMomentsEngine s_engine = new();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("credence-adjust-");

    [Theory]
    [InlineData(AdjustmentMethod.Lin, RegressionModel.Lin)]
    [InlineData(AdjustmentMethod.Ancova, RegressionModel.Ancova)]
    public async Task ARegressionFromAFileIsThatOfItsRows(AdjustmentMethod method, RegressionModel model)
    {
        Table table = Simulated(3, 400);
        AnalysisResult result = await Run(table, method, ["x", "w"], options => options with { By = ["s"], Adjustment = options.Adjustment with { Robust = RobustVariance.Hc3 } });
        Same(Expected(table.Arms(_ => true), model, RobustErrors.Hc3), result.Metrics[0].Comparisons);
        foreach (SegmentResult segment in result.Metrics[0].Breakdowns[0].Segments)
            Same(Expected(table.Arms(row => row.Segment == segment.Value), model, RobustErrors.Hc3), segment.Comparisons);
        Assert.All(result.Metrics[0].Comparisons, comparison => Assert.Equal(("hc3", method.ToString().ToLowerInvariant()), (comparison.Method, comparison.Adjustment)));
    }

    [Fact]
    public async Task CupedFitsOneThetaForAllVariantsAndSegments()
    {
        Table table = Simulated(3, 400);
        AnalysisResult result = await Run(table, AdjustmentMethod.Cuped, ["x", "w"], options => options with { By = ["s"] });
        double[][] arms = table.Arms(_ => true);
        Cuped fit = Cuped.Fit([.. arms.Select(Moments)]);
        Same([.. arms[1..].Select(arm => fit.Compare(Moments(arms[0]), Moments(arm)).Effect(new()))], result.Metrics[0].Comparisons);
        foreach (SegmentResult segment in result.Metrics[0].Breakdowns[0].Segments)
        {
            double[][] part = table.Arms(row => row.Segment == segment.Value);
            Same([.. part[1..].Select(arm => fit.Compare(Moments(part[0]), Moments(arm)).Effect(new()))], segment.Comparisons);
        }
        AdjustmentDetail detail = result.Metrics[0].Comparisons[0].AdjustmentDetail!;
        Oracle.Close(fit.Theta[0], detail.Slopes["x"], 1e-10);
        Oracle.Close(fit.Correlation, detail.Correlation, 1e-10);
        Effect plain = MeanDifference.Welch(Moments(arms[0]).Of(0), Moments(arms[1]).Of(0), new());
        Oracle.Close(plain.StandardError, detail.PlainStandardError, 1e-10);
        Oracle.Close(1 - Math.Pow(result.Metrics[0].Comparisons[0].StandardError / plain.StandardError, 2), result.Metrics[0].Comparisons[0].VarianceReduction, 1e-10);
    }

    [Theory]
    [InlineData(AdjustmentMethod.Cuped)]
    [InlineData(AdjustmentMethod.Lin)]
    public async Task SegmentsAreToldApartByTheirAdjustedEffects(AdjustmentMethod method)
    {
        AnalysisResult result = await Run(Simulated(2, 400), method, ["x", "w"], options => options with { By = ["s"] });
        Breakdown breakdown = result.Metrics[0].Breakdowns[0];
        Comparison[] effects = [.. breakdown.Segments.Select(segment => segment.Comparisons[0])];
        double[] weights = [.. effects.Select(effect => 1 / (effect.StandardError * effect.StandardError))];
        double mean = effects.Zip(weights, (effect, weight) => effect.Estimate * weight).Sum() / weights.Sum();
        Oracle.Close(effects.Zip(weights, (effect, weight) => weight * Math.Pow(effect.Estimate - mean, 2)).Sum(), breakdown.Interaction!.Statistic, 1e-8);
        Assert.Equal(effects.Length - 1, breakdown.Interaction.DegreesOfFreedom);
    }

    [Fact]
    public async Task SegmentsOfSeveralVariantsAreToldApartByTheirAdjustedEffects()
    {
        // A covariate without any bearing leaves the test of the plain levels.
        Table table = Simulated(3, 400);
        Interaction plain = (await Run(table, AdjustmentMethod.None, [], options => options with { By = ["s"] })).Metrics[0].Breakdowns[0].Interaction!;
        Interaction idle = (await Run(table, AdjustmentMethod.Cuped, ["0 * x"], options => options with { By = ["s"] })).Metrics[0].Breakdowns[0].Interaction!;
        Oracle.Close(plain.Statistic, idle.Statistic, 1e-8);
        Assert.Equal(plain.DegreesOfFreedom, idle.DegreesOfFreedom);
    }

    [Fact]
    public async Task MissingCovariatesAreImputedWhateverStandsInTheirPlace()
    {
        // With the indicator as a covariate, the effect does not depend on the value that is put in.
        Table table = Simulated(2, 300);
        string[] lines = [.. table.Lines.Select((line, i) => i % 7 == 3 ? Without(line, 3) : line)];
        string[] filled = [.. table.Lines.Select((line, i) => i % 7 == 3 ? With(line, 3, "77") + ",1" : line + ",0")];
        foreach (AdjustmentMethod method in new[] { AdjustmentMethod.Cuped, AdjustmentMethod.Lin, AdjustmentMethod.Ancova })
        {
            AnalysisResult imputed = await Run(Write("gap.csv", "v,s,y,x,w", lines), method, ["x"]);
            AnalysisResult byHand = await Run(Write("filled.csv", "v,s,y,x,w,m", filled), method, ["x", "m"]);
            Comparison mine = imputed.Metrics[0].Comparisons[0], theirs = byHand.Metrics[0].Comparisons[0];
            Oracle.Close(theirs.Estimate, mine.Estimate, 1e-9, $"{method}");
            Oracle.Close(theirs.StandardError, mine.StandardError, 1e-9, $"{method}");
            Finding finding = Assert.Single(imputed.Findings, finding => finding.Code == "imputed-covariate");
            Assert.Contains("86 of 600 units", finding.Message, StringComparison.Ordinal);
            Assert.Equal(["x", "x is missing"], mine.AdjustmentDetail!.Covariates);
        }

        static string Without(string line, int cell) => With(line, cell, "");
        static string With(string line, int cell, string text) => string.Join(',', line.Split(',').Select((value, i) => i == cell ? text : value));
    }

    [Fact]
    public async Task CovariatesThatSayNothingAreLeftOutAndNamed()
    {
        AnalysisResult result = await Run(Simulated(2, 100), AdjustmentMethod.Lin, ["x", "x * 2 + 1", "0 * w"]);
        Assert.Contains(result.Findings, finding => finding is { Code: "dependent-covariate" } && finding.Message.StartsWith("x * 2 + 1 is", StringComparison.Ordinal));
        Assert.Contains(result.Findings, finding => finding is { Code: "constant-covariate" } && finding.Message.StartsWith("0 * w does not", StringComparison.Ordinal));
        AnalysisResult alone = await Run(Simulated(2, 100), AdjustmentMethod.Lin, ["x"]);
        Oracle.Close(alone.Metrics[0].Comparisons[0].PValue, result.Metrics[0].Comparisons[0].PValue, 1e-9);
    }

    [Fact]
    public async Task AUnitThatDeterminesItsFitBlocks()
    {
        string file = Write("alone.csv", "v,s,y,x,w", [.. Simulated(2, 50).Lines.Select((line, i) => $"{line[..line.LastIndexOf(',')]},{(i == 7 ? 1 : i == 8 ? 1 : 0)}")]);
        AnalysisResult result = await Run(file, AdjustmentMethod.Lin, ["x", "w"]);
        Assert.Contains(result.Findings, finding => finding is { Code: "unit-determines-its-fit", Severity: Severity.Blocking });
        Assert.Equal(Decision.Invalid, result.Verdict.Decision);
    }

    [Fact]
    public async Task RatiosAndProportionsAreAdjustedToo()
    {
        AnalysisResult result = await Run(
            Simulated(2, 400), AdjustmentMethod.Cuped, ["x"],
            options => options with { Metrics = [Spec("r=ratio:y/(w+3)"), Spec("big=y>10")] });
        Assert.Equal("z", result.Metrics[0].Comparisons[0].Method);
        Assert.Equal("welch", result.Metrics[1].Comparisons[0].Method);
        Assert.All(result.Metrics, metric => Assert.True(metric.Comparisons[0].VarianceReduction > 0.1, metric.Name));
    }

    [Fact]
    public async Task UnitsAndTimesSinceExposureAreAdjusted()
    {
        Table table = Simulated(2, 200);
        string[] lines = [.. table.Lines.SelectMany((line, i) => Enumerable.Range(1, 3).Select(day => $"{line},{i},{day}"))];
        string file = Write("units.csv", "v,s,y,x,w,u,day", lines);
        foreach (AdjustmentMethod method in new[] { AdjustmentMethod.Cuped, AdjustmentMethod.Lin })
        {
            AnalysisResult rows = await Run(table, method, ["x"]);
            AnalysisResult units = await Run(file, method, ["x"], options => options with { Unit = "u", Since = "day" });
            // Three equal rows to a unit: everything is three times as large, but the covariate, which all rows share.
            Oracle.Close(3 * rows.Metrics[0].Comparisons[0].Estimate, units.Metrics[0].Comparisons[0].Estimate, 1e-9);
            Oracle.Close(rows.Metrics[0].Comparisons[0].PValue, units.Metrics[0].Comparisons[0].PValue, 1e-8);
            foreach (SegmentResult day in units.Metrics[0].Development!.Segments)
                Oracle.Close(rows.Metrics[0].Comparisons[0].PValue, day.Comparisons[0].PValue, 1e-8, $"{method}, day {day.Value}");
        }
    }

    [Fact]
    public async Task AMarginIsJudgedByTheAdjustedEffect()
    {
        Table table = Simulated(2, 400);
        AnalysisResult result = await Run(table, AdjustmentMethod.Lin, ["x"], options => options with { Metrics = [Spec("y") with { Margin = new(0.05, true) }] });
        MeanComparison comparison = Compared(table.Arms(_ => true), ["x"]);
        NonInferiorityTest expected = NonInferiority.Test(comparison, Direction.Increase, new(0.05, true), new());
        Oracle.Close(expected.PValue, result.Metrics[0].Comparisons[0].Margin!.PValue, 1e-9);
        Oracle.Close(expected.Bound, result.Metrics[0].Comparisons[0].Margin!.Bound, 1e-9);
    }

    [Theory]
    [InlineData("no covariate is given", AdjustmentMethod.Cuped, "y", "")]
    [InlineData("stands twice", AdjustmentMethod.Cuped, "y", "x;x")]
    [InlineData("adjusted for itself", AdjustmentMethod.Lin, "y", "x;y")]
    [InlineData("has no outcome per unit", AdjustmentMethod.Lin, "ratio:y/w", "x")]
    public async Task ContradictionsAreRefused(string message, AdjustmentMethod method, string metric, string covariates)
    {
        string[] names = covariates.Length == 0 ? [] : covariates.Split(';');
        InputException refused = await Assert.ThrowsAsync<InputException>(() => Run(Simulated(2, 10), method, names, options => options with { Metrics = [Spec(metric)] }));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private sealed record Row(string Variant, string Segment, double Outcome, double Covariate, double Other);

    private sealed record Table(string File, IReadOnlyList<Row> Rows, string[] Lines)
    {
        public double[][] Arms(Func<Row, bool> keep) =>
        [
            .. Rows.Where(keep).GroupBy(row => row.Variant).OrderBy(arm => arm.Key, StringComparer.Ordinal)
                .Select(arm => arm.SelectMany(row => new[] { row.Outcome, row.Covariate, row.Other }).ToArray()),
        ];
    }

    private Table Simulated(int arms, int each)
    {
        RandomStream random = new(9, "adjusted", (ulong)arms);
        List<Row> rows = [];
        for (int i = 0; i < arms * each; i++)
        {
            double past = random.NextNormal(), other = random.NextDouble();
            double outcome = 10 + past * (1 + 0.2 * (i % arms)) + other + random.NextNormal() + 0.3 * (i % arms);
            rows.Add(new($"{i % arms}", "abc"[i / arms % 3].ToString(), outcome, 50 + past, other));
        }
        string[] lines = [.. rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Variant},{row.Segment},{row.Outcome:R},{row.Covariate:R},{row.Other:R}"))];
        return new(Write("t.csv", "v,s,y,x,w", lines), rows, lines);
    }

    private string Write(string name, string header, string[] lines)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllLines(path, lines.Prepend(header));
        return path;
    }

    private static CrossMoments Moments(double[] rows) => CrossMoments.FromRows(Columns, rows);

    private static Effect[] Expected(double[][] arms, RegressionModel model, RobustErrors errors)
    {
        RegressionAdjustment fit = RegressionAdjustment.Fit([.. arms.Select(Moments)], 0, model);
        InfluenceSums[] sums = [.. arms.Select((arm, i) => InfluenceSums.FromRows(fit.FormsOf(i), [.. fit.Centres], arm, RegressionAdjustment.Power(errors)))];
        return [.. Enumerable.Range(1, arms.Length - 1).Select(arm => fit.Compare(arm, sums, errors).Effect(new()))];
    }

    private static MeanComparison Compared(double[][] arms, string[] covariates)
    {
        string[] columns = ["y", .. covariates];
        double[][] part = [.. arms.Select(arm => arm.Where((_, i) => i % 3 < columns.Length).ToArray())];
        RegressionAdjustment fit = RegressionAdjustment.Fit([.. part.Select(arm => CrossMoments.FromRows(columns, arm))], 0, RegressionModel.Lin);
        InfluenceSums[] sums = [.. part.Select((arm, i) => InfluenceSums.FromRows(fit.FormsOf(i), [.. fit.Centres], arm, 1))];
        return fit.Compare(1, sums, RobustErrors.Hc2);
    }

    private static void Same(Effect[] expected, IReadOnlyList<Comparison> actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        for (int i = 0; i < expected.Length; i++)
        {
            Oracle.Close(expected[i].Estimate, actual[i].Estimate, 1e-9);
            Oracle.Close(expected[i].StandardError, actual[i].StandardError, 1e-9);
            Oracle.Close(expected[i].DegreesOfFreedom!.Value, actual[i].DegreesOfFreedom!.Value, 1e-9);
            Oracle.Close(expected[i].PValue, actual[i].PValue, 1e-8);
            Oracle.Close(expected[i].Relative.Interval!.Value.Lower, actual[i].Relative.Interval!.Value.Lower, 1e-9);
        }
    }

    private static MetricSpec Spec(string text) => MetricSpec.Parse(text, MetricRole.Primary, Direction.Increase, null);

    private static Task<AnalysisResult> Run(Table table, AdjustmentMethod method, string[] covariates, Func<AnalyzeOptions, AnalyzeOptions>? change = null)
        => Run(table.File, method, covariates, change);

    private static async Task<AnalysisResult> Run(string file, AdjustmentMethod method, string[] covariates, Func<AnalyzeOptions, AnalyzeOptions>? change = null)
    {
        AnalyzeOptions options = new()
        {
            Source = TableSource.Parse(file),
            Variant = Expression.Parse("v"),
            Metrics = [Spec("y")],
            Adjustment = new() { Method = method, Covariates = [.. covariates.Select(text => new Covariate(text, Expression.Parse(text)))] },
        };
        return await Analyze.RunAsync(change?.Invoke(options) ?? options, s_engine, null, TestContext.Current.CancellationToken);
    }
}
