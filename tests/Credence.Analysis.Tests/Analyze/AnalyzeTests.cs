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

    [Theory]
    [InlineData(Direction.Increase, Alternative.TwoSided)]
    [InlineData(Direction.Decrease, Alternative.Less)]
    public void ADeclaredEffectGetsItsPowerWhateverWasObserved(Direction direction, Alternative alternative)
    {
        AnalyzeOptions options = Metric() with
        {
            Metrics = [MetricSpec.Parse("y", MetricRole.Primary, direction, null)],
            Effect = new() { Alternative = alternative },
            MinimumEffect = 0.03,
        };
        double[] control = Values(200, 0);
        Comparison none = Run(options, ("0", control), ("1", Values(200, 0))).Metrics[0].Comparisons[0];
        Comparison large = Run(options, ("0", control), ("1", Values(200, 3))).Metrics[0].Comparisons[0];
        Assert.InRange(none.PowerAtDesignEffect!.Value, 0.06, 0.94);
        Assert.Equal(none.PowerAtDesignEffect.Value, large.PowerAtDesignEffect!.Value, 9);
        // The lift at which that power is 0.8 is the detectable effect.
        double lift = none.MinimumDetectableEffect / control.Average();
        Assert.Equal(0.8, Run(options with { MinimumEffect = lift }, ("0", control), ("1", Values(200, 0))).Metrics[0].Comparisons[0].PowerAtDesignEffect!.Value, 5);
        Assert.Null(Run(options with { MinimumEffect = null }, ("0", control), ("1", Values(200, 0))).Metrics[0].Comparisons[0].PowerAtDesignEffect);
    }

    [Fact]
    public void SegmentsComeWithATestOfEqualEffects()
    {
        AnalysisResult result = BySegment(("DE", 60, 60, 5), ("FR", 50, 50, 0));
        Breakdown breakdown = Assert.Single(result.Metrics[0].Breakdowns);
        Assert.Equal(2, breakdown.Segments.Count);
        Assert.Equal(1, breakdown.Interaction!.DegreesOfFreedom);
        Assert.True(breakdown.Interaction.PValue < 0.001);
        Assert.DoesNotContain(result.Findings, finding => finding.Code == "small-segments");
    }

    [Fact]
    public void SmallSegmentsTakeNoPartInTheTestOfEqualEffects()
    {
        AnalysisResult result = BySegment(("DE", 60, 60, 5), ("FR", 50, 50, 0), ("IT", 50, 49, 50), ("ES", 70, 0, 0));
        Assert.Equal(BySegment(("DE", 60, 60, 5), ("FR", 50, 50, 0)).Metrics[0].Breakdowns[0].Interaction, result.Metrics[0].Breakdowns[0].Interaction);
        Finding finding = Assert.Single(result.Findings, finding => finding.Code == "small-segments");
        Assert.Equal(Severity.Note, finding.Severity);
        Assert.Equal(
            "1 of 3 segments by country have fewer than 50 units of y in a variant; the test whether the segments differ leaves them out.",
            finding.Message);
        AnalysisResult alone = BySegment(("DE", 60, 60, 5), ("FR", 49, 50, 0));
        Assert.Null(alone.Metrics[0].Breakdowns[0].Interaction);
        Assert.EndsWith("leaves them out, and too few remain for it.", alone.Findings.Single(finding => finding.Code == "small-segments").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Alternative.Greater)]
    [InlineData(Alternative.Less)]
    public void OneSidedAnalysesStillSeeHarmToAGuardrail(Alternative alternative)
    {
        foreach ((Direction direction, double shift) in new[] { (Direction.Increase, -3.0), (Direction.Decrease, 3.0) })
        {
            AnalyzeOptions options = Metric() with
            {
                Metrics = [MetricSpec.Parse("y", MetricRole.Primary, Direction.Increase, null), MetricSpec.Parse("g=y", MetricRole.Guardrail, direction, null)],
                Effect = new() { Alternative = alternative },
            };
            AnalysisResult result = Analyze.Interpret(options, Twice(Values(200, 0), Values(200, shift)));
            Assert.Equal(Decision.Hold, result.Verdict.Decision);
            Assert.StartsWith("Variant 1 harms the guardrail g", result.Verdict.Reason, StringComparison.Ordinal);
            Assert.Equal([alternative, Alternative.TwoSided], result.Metrics.Select(metric => metric.Comparisons[0].Alternative));
            Interval interval = result.Metrics[1].Comparisons[0].Interval;
            Assert.True(double.IsFinite(interval.Lower) && double.IsFinite(interval.Upper));
        }
    }

    [Theory]
    [InlineData(Alternative.TwoSided, 0.975)]
    [InlineData(Alternative.Less, 0.95)]
    public void MarginCarriesTheBoundThatDecides(Alternative alternative, double level)
    {
        double[] control = Values(200, 0), treated = Values(200, 0.1);
        AnalyzeOptions options = Metric() with
        {
            Metrics = [MetricSpec.Parse("y", MetricRole.Primary, Direction.Increase, new(0.2, IsRelative: true))],
            Effect = new() { Alternative = alternative },
        };
        AnalysisResult result = Run(options, ("0", control), ("1", treated));
        MarginStatement margin = result.Metrics[0].Comparisons[0].Margin!;
        Interval twoSided = MeanDifference.Welch(Moment(control), Moment(treated), new() { Alpha = 2 * (1 - level) }).Relative.Interval!.Value;
        Assert.Equal(twoSided.Lower, margin.Bound, 1e-12);
        Assert.Equal(level, margin.Level, 1e-12);
        Assert.True(margin.Met && margin.PValue < 1 - level);
        Assert.Contains(FormattableString.Invariant($"lift at least {100 * margin.Bound:0.00}% with {100 * level}% confidence"), result.Verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralTreatmentsAreToldToBeUncorrected()
    {
        double[] values = Values(100, 0);
        Assert.DoesNotContain(Run(Metric(), ("0", values), ("1", values)).Findings, finding => finding.Code == "uncorrected-comparisons");
        Finding finding = Assert.Single(
            Run(Metric(), ("0", values), ("1", values), ("2", values), ("3", values)).Findings, finding => finding.Code == "uncorrected-comparisons");
        Assert.Equal(Severity.Note, finding.Severity);
        Assert.Equal(
            "3 treatments are each tested at alpha 0.05 without a correction: if none differs from the control, the chance of at least one "
            + "false finding in a metric is at most 14.263% (at most 15% whatever the dependence).",
            finding.Message);
        Assert.Contains("--correction dunnett", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void VariancesThatOverflowAreNotCalledMissing()
    {
        double[] huge = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? 1e300 : -1e300)];
        AnalysisResult result = Run(Metric(), ("0", huge), ("1", huge));
        Finding[] blocking = [.. result.Findings.Where(finding => finding.Severity == Severity.Blocking)];
        Assert.Equal(2, blocking.Length);
        Assert.All(blocking, finding => Assert.Equal("not-computable", finding.Code));
        Assert.StartsWith("The variance of y in variant \"0\" is not a finite number", blocking[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ARatioOverNothingIsNotComputable()
    {
        MomentsTable table = Table([("0", [1, 2, 3], [0, 0, 0]), ("1", [1, 2, 2], [2, 3, 4])]);
        Finding finding = Assert.Single(Analyze.Interpret(Metric("ratio:y/x"), table).Findings, finding => finding.Severity == Severity.Blocking);
        Assert.Equal(("not-computable", "The denominator of y/x sums to 0 in variant \"0\", so there is no ratio."), (finding.Code, finding.Message));
    }

    private static double[] Values(int count, double shift) => [.. Enumerable.Range(0, count).Select(i => 10 + shift + i % 5)];

    private static Moments Moment(double[] values) => CrossMoments.FromRows(["y"], values).Of(0);

    // Every metric sees the same values.
    private static MomentsTable Twice(double[] control, double[] treated)
    {
        MomentsTable table = Table([("0", control, null), ("1", treated, null)]);
        return table with { Rows = [.. table.Rows.Select(row => row with { Metrics = [row.Metrics[0], row.Metrics[0]] })] };
    }

    private static AnalysisResult BySegment(params (string Name, int Control, int Treated, double Shift)[] segments)
    {
        double[] All(Func<(string Name, int Control, int Treated, double Shift), double[]> of) => [.. segments.SelectMany(of)];
        MomentsTable table = Table([("0", All(s => Values(s.Control, 0)), null), ("1", All(s => Values(s.Treated, s.Shift)), null)]);
        IEnumerable<MomentsRow> rows = segments.SelectMany(s =>
            Table([("0", Values(s.Control, 0), null), ("1", Values(s.Treated, s.Shift), null)]).Rows
                .Where(row => row.Units > 0).Select(row => row with { Segment = new("country", s.Name) }));
        return Analyze.Interpret(Metric() with { By = ["country"] }, table with { Rows = [.. table.Rows, .. rows] });
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
