using Credence.Data;
using Credence.Experiments;
using Credence.Statistics;
using Xunit;

namespace Credence.Analysis.Tests;

public sealed class AnalyzeTests
{
    [Fact]
    public void TheControlComesFirstAndTheOthersAreSortedByValue()
    {
        AnalysisResult result = Run(Metric(), ("10", [1, 2, 3]), ("9", [1, 2, 4]), ("0", [1, 3, 2]));
        Assert.Equal(["0", "9", "10"], result.Metrics[0].Variants.Keys);
        Assert.Equal(["9", "10"], result.Metrics[0].Comparisons.Select(comparison => comparison.Variant));
    }

    [Theory]
    [InlineData("0.0")]
    [InlineData("false")]
    [InlineData("-0")]
    public void TheControlIsNamedByItsValue(string control)
        => Assert.Equal("0", Run(Metric() with { Control = control }, ("0", [1, 2]), ("1", [2, 4])).Control);

    [Fact]
    public void AnUnnamedControlMustBeObvious()
    {
        InputException refused = Assert.Throws<InputException>(() => Run(Metric(), ("red", [1, 2]), ("blue", [2, 4])));
        Assert.Contains("\"blue\", \"red\"", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AComparisonNeedsTwoVariants()
        => Assert.Contains("only one variant", Assert.Throws<InputException>(() => Run(Metric(), ("0", [1, 2]))).Message, StringComparison.Ordinal);

    [Fact]
    public void ZerosAndOnesAreAProportionUnlessAMeanIsAskedFor()
    {
        (string, double[])[] arms = [("0", [0, 1, 0, 1, 0]), ("1", [1, 1, 0, 1, 0])];
        Assert.Equal(MetricKind.Proportion, Run(Metric(), arms).Metrics[0].Kind);
        Assert.Equal(MetricKind.Mean, Run(Metric("mean:y"), arms).Metrics[0].Kind);
        Assert.Equal("z", Run(Metric(), arms).Metrics[0].Comparisons[0].Method);
    }

    [Fact]
    public void AProportionOfOtherNumbersIsRefused()
        => Assert.Contains("0 and 1", Assert.Throws<InputException>(() => Run(Metric("proportion:y"), ("0", [0, 2]), ("1", [1, 1]))).Message, StringComparison.Ordinal);

    [Fact]
    public void ANegativeDenominatorIsRefused()
    {
        AnalyzeOptions options = Metric("ratio:y/x");
        MomentsTable table = Table([("0", [1, 2, 3], [2, 3, 4]), ("1", [1, 2, 2], [2, -3, 4])]);
        Assert.Contains("negative", Assert.Throws<InputException>(() => Analyze.Interpret(options, table)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ASampleRatioMismatchWithholdsTheVerdict()
    {
        double[] many = [.. Enumerable.Range(0, 600).Select(i => i % 7.0)], few = [.. Enumerable.Range(0, 400).Select(i => i % 7 + 5.0)];
        AnalysisResult result = Run(Metric(), ("0", many), ("1", few));
        Assert.True(result.SampleRatio!.Mismatch);
        Assert.Equal(Decision.Invalid, result.Verdict.Decision);
        Assert.Equal("sample-ratio-mismatch", result.Findings[0].Code);
        AnalysisResult planned = Run(Metric() with { Expected = ExpectedShares.Parse("0=0.6,1=0.4") }, ("0", many), ("1", few));
        Assert.Equal(Decision.Ship, planned.Verdict.Decision);
    }

    [Fact]
    public void ObservationalDataAreNeverShipped()
    {
        AnalysisResult result = Run(Metric() with { Randomised = false }, ("0", [1, 2, 1, 2, 1, 2]), ("1", [8, 9, 8, 9, 8, 9]));
        Assert.Null(result.SampleRatio);
        Assert.Equal(Decision.Inconclusive, result.Verdict.Decision);
        Assert.Contains(result.Findings, finding => finding.Code == "observational");
    }

    [Fact]
    public void AnArmWithoutValuesIsANumberlessBlockingFinding()
    {
        MomentsTable table = Table([("0", [1, 2, 3], null), ("1", [], null)]);
        AnalysisResult result = Analyze.Interpret(Metric(), table with { Rows = [.. table.Rows.Select(row => row with { Units = 3 })] });
        Assert.Contains(result.Findings, finding => finding is { Code: "empty-arm", Severity: Severity.Blocking });
        Assert.Equal(Decision.Invalid, result.Verdict.Decision);
        Assert.True(double.IsNaN(result.Metrics[0].Comparisons[0].PValue));
        Assert.False(result.Metrics[0].Comparisons[0].Significant);
    }

    [Fact]
    public void OneUnitPerArmHasNoVariance()
        => Assert.Contains(Run(Metric(), ("0", [1]), ("1", [2])).Findings, finding => finding is { Code: "too-few-units", Severity: Severity.Blocking });

    [Fact]
    public void AVariantThatIsNotDeclaredBlocks()
    {
        AnalyzeOptions options = Metric() with { Variants = [new("a", 0.5), new("b", 0.5)], Control = "a" };
        AnalysisResult result = Run(options, ("a", [1, 2, 3]), ("b", [2, 3, 4]), ("B", [2, 3, 4]));
        Assert.Contains(result.Findings, finding => finding is { Code: "undeclared-variant", Severity: Severity.Blocking });
        Assert.Equal(["a", "b"], result.Metrics[0].Variants.Keys);
    }

    [Fact]
    public void SegmentsComeWithATestOfEqualEffects()
    {
        MomentsRow[] rows =
        [
            .. Table([("0", [1, 2, 3, 2], null), ("1", [2, 3, 4, 3], null)]).Rows,
            .. Table([("0", [1, 2, 3, 2], null), ("1", [9, 8, 9, 8], null)]).Rows.Select(row => row with { Segment = new("country", "DE") }),
            .. Table([("0", [1, 2, 3, 2], null), ("1", [1, 2, 3, 2], null)]).Rows.Select(row => row with { Segment = new("country", null) }),
        ];
        AnalysisResult result = Analyze.Interpret(Metric() with { By = ["country"] }, new(rows, 16, 0, 0, 0));
        Breakdown breakdown = Assert.Single(result.Metrics[0].Breakdowns);
        Assert.Equal(2, breakdown.Segments.Count);
        Assert.Equal(1, breakdown.Interaction!.DegreesOfFreedom);
        Assert.True(breakdown.Interaction.PValue < 0.001);
    }

    private static AnalyzeOptions Metric(string spec = "y") => new()
    {
        Source = TableSource.Parse("-"),
        Variant = Expression.Parse("v"),
        Metrics = [MetricSpec.Parse(spec, MetricRole.Primary, Direction.Increase, null)],
    };

    private static AnalysisResult Run(AnalyzeOptions options, params (string Variant, double[] Values)[] arms)
        => Analyze.Interpret(options, Table([.. arms.Select(arm => (arm.Variant, arm.Values, (double[]?)null))]));

    // With a denominator the second column set tells the share of negative ones, as the query asks for it.
    private static MomentsTable Table((string Variant, double[] Values, double[]? Denominators)[] arms)
    {
        MomentsRow[] rows = [.. arms.Select(arm => new MomentsRow(null, arm.Variant, arm.Values.Length, Sets(arm.Values, arm.Denominators)))];
        return new(rows, rows.Sum(row => row.Units), 0, 0, 0);
    }

    private static List<MetricMoments> Sets(double[] values, double[]? denominators)
    {
        bool binary = values.All(value => value is 0 or 1);
        if (denominators is null)
            return [new("y", CrossMoments.FromRows(["y"], values), 0, 0, binary)];
        double[] negative = [.. denominators.Select(x => x < 0 ? 1.0 : 0)];
        return
        [
            new("y", CrossMoments.FromRows(["y", "x"], [.. values.Zip(denominators).SelectMany(pair => new[] { pair.First, pair.Second })]), 0, 0, binary),
            new("y", CrossMoments.FromRows(["negative"], negative), 0, 0, true),
        ];
    }
}
