using Credence.Data;
using Credence.Experiments;
using Credence.Numerics;
using Credence.Statistics;
using Xunit;

namespace Credence.Analysis.Tests;

public sealed class SequentialAnalysisTests
{
    private static readonly double[] Effects = [0, 0.05, 0.1, 0.12, 0.15, 0.2, -0.2];

    [Fact]
    public void TheIntervalIsTheConfidenceSequence()
    {
        (double[] control, double[] treatment) = (Normals("c", 900, 1), Normals("t", 1100, 1.1));
        Comparison comparison = Only(Run(Options() with { Sequential = new() { TuneAt = 3000 } }, control, treatment));
        AlwaysValidResult expected = new AsymptoticConfidenceSequence(3000).At(SequentialArm.Of(Moments.FromValues(control)), SequentialArm.Of(Moments.FromValues(treatment)), 2000);
        Assert.Equal("confidence-sequence", comparison.Method);
        Assert.Null(comparison.DegreesOfFreedom);
        Assert.Equal(expected.Interval.Lower, comparison.Interval.Lower, 1e-12);
        Assert.Equal(expected.Interval.Upper, comparison.Interval.Upper, 1e-12);
        Assert.Equal(expected.PValue, comparison.PValue, 1e-12);
        Assert.Equal(expected.Relative.Interval!.Value.Lower, comparison.Relative.Interval!.Value.Lower, 1e-12);
        Assert.True(comparison.MinimumDetectableEffect > 1.3 * Only(Run(Options(), control, treatment)).MinimumDetectableEffect);
    }

    [Fact]
    public void ACorrectionLeavesASingleComparisonSequential()
    {
        (double[] control, double[] treatment) = (Normals("c", 900, 1), Normals("t", 1100, 1.1));
        AnalyzeOptions options = Options() with { Sequential = new() };
        Comparison plain = Only(Run(options, control, treatment)), corrected = Only(Run(options with { Correction = Correction.Holm }, control, treatment));
        Assert.Equal(plain.Method, corrected.Method);
        Assert.Equal(plain.Interval.Lower, corrected.Interval.Lower, 1e-12);
        Assert.Equal(plain.Interval.Upper, corrected.Interval.Upper, 1e-12);
        Assert.Equal(plain.PValue, corrected.AdjustedPValue, 1e-12);
    }

    [Theory]
    [InlineData(Alternative.TwoSided, false)]
    [InlineData(Alternative.Greater, false)]
    [InlineData(Alternative.Less, false)]
    [InlineData(Alternative.TwoSided, true)]
    [InlineData(Alternative.Greater, true)]
    [InlineData(Alternative.Less, true)]
    public void TestIntervalAndLiftAgree(Alternative alternative, bool byDesign)
    {
        AnalyzeOptions options = Options() with { Sequential = new(), Effect = new() { Alternative = alternative } };
        if (byDesign)
            options = options with { Design = new(4, BoundaryFamily.Parse("ld-pocock")), MinimumEffect = 0.1 };
        foreach (double effect in Effects)
        {
            Comparison comparison = Only(Run(options, Normals("c", 1000, 1), Normals("t", 1000, 1 + effect)));
            Assert.Equal(byDesign ? "group-sequential" : "confidence-sequence", comparison.Method);
            Assert.Equal(comparison.PValue < 0.05, !comparison.Interval.Contains(0));
            Assert.Equal(comparison.PValue < 0.05, !comparison.Relative.Interval!.Value.Contains(0));
            Assert.Equal(comparison.PValue < 0.05, comparison.Significant);
        }
    }

    [Fact]
    public void PlannedLooksHaveTheBoundariesOfTheDesign()
    {
        DeclaredLooks design = new(4, BoundaryFamily.OBrienFleming);
        Assert.Equal([4.048591, 2.862786, 2.337455, 2.024295], Enumerable.Range(1, 4).Select(k => new DesignLook(design, k / 4.0).CriticalValue(0.05, 2)), (a, b) => Math.Abs(a - b) < 1e-5);
        // Beyond the end the last look spends what is left; less of it depends on the looks before.
        Assert.InRange(new DesignLook(design, 1.3).CriticalValue(0.05, 2), 2.024296, 2.1);
    }

    [Theory]
    [InlineData("ld-obrien-fleming", 2)]
    [InlineData("pocock", 2)]
    [InlineData("hwang-shih-decani(-2)", 1)]
    public void ThePValueIsAlphaAtTheBoundary(string bounds, int sides)
    {
        foreach (double share in (double[])[0.3, 0.62, 1])
        {
            DesignLook look = new(new(3, BoundaryFamily.Parse(bounds)), share);
            foreach (double alpha in (double[])[0.01, 0.05, 0.2])
                Assert.Equal(alpha, look.PValue(look.CriticalValue(alpha, sides), sides), 1e-7);
        }
    }

    [Fact]
    public void ASequenceStaysTheSameAtEveryLevel()
    {
        SequenceLook look = new(5000, 10_000, 0.05);
        foreach (double alpha in (double[])[0.001, 0.01, 0.05, 0.2])
            Assert.Equal(alpha, look.PValue(look.CriticalValue(alpha, 2), 2), 1e-12);
    }

    [Fact]
    public void RepeatingTheAnalysisIsWatchingTheTest()
    {
        (double[] control, double[] treatment) = (Normals("c", 800, 1), Normals("t", 800, 1.05));
        AnalyzeOptions options = Options() with { Sequential = new() };
        Comparison comparison = Only(Run(options, control, treatment));
        MomentsTable table = Table(control, treatment);
        MonitorResult watched = MonitorExperiment.Interpret(
            new() { Time = "day", Analysis = options }, table with { Rows = [.. table.Rows, .. table.Rows.Select(row => row with { Segment = new("day", "1") })] });
        Assert.Equal(watched.Looks[^1].Interval, comparison.Interval);
        Assert.Equal(watched.Looks[^1].PValue, comparison.PValue, 1e-14);
    }

    [Fact]
    public void RatiosAndProportionsAreWatchedToo()
    {
        RandomStream random = new(3, "units");
        double[] Units(int count) => [.. Enumerable.Range(0, count).SelectMany(_ => { double x = 1 + random.NextDouble(); return new[] { x * (2 + random.NextNormal()), x }; })];
        MomentsRow Row(string variant, double[] rows) => new(null, variant, rows.Length / 2, [new("y", CrossMoments.FromRows(["a", "b"], rows), 0, 0, false), new("none", CrossMoments.Empty("none"), 0, 0, false)]);
        (double[] control, double[] treatment) = (Units(600), Units(600));
        AnalyzeOptions options = Options("ratio:y/x") with { Sequential = new() };
        Comparison ratio = Only(Analyze.Interpret(options, new([Row("0", control), Row("1", treatment)], 1200, 0, 0, 0)));
        MeanComparison expected = RatioDifference.Compare(CrossMoments.FromRows(["a", "b"], control), CrossMoments.FromRows(["a", "b"], treatment));
        Assert.Equal(expected.StandardError, ratio.StandardError, 1e-12);
        Assert.Equal(new AsymptoticConfidenceSequence(10_000).Radius(1200) * expected.StandardError, (ratio.Interval.Upper - ratio.Interval.Lower) / 2, 1e-12);

        double[] Events(int count, int events) => [.. Enumerable.Range(0, count).Select(i => i < events ? 1.0 : 0)];
        Comparison rate = Only(Run(Options() with { Sequential = new() }, Events(1000, 100), Events(1000, 160)));
        Assert.Equal(Math.Sqrt(0.1 * 0.9 / 1000 + 0.16 * 0.84 / 1000), rate.StandardError, 1e-14);
        // 2,000 units are enough, 30 events are not.
        AnalysisResult rare = Run(Options() with { Sequential = new() }, Events(1000, 5), Events(1000, 25));
        Assert.Equal(double.PositiveInfinity, Only(rare).Interval.Upper);
        Assert.Equal(1, Only(rare).PValue);
        Assert.Contains(rare.Findings, finding => finding.Code == "burn-in-not-over");
        Assert.Equal(Decision.Inconclusive, rare.Verdict.Decision);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AMarginIsMetExactlyWhenItsTestSaysSo(bool byDesign)
    {
        bool[] met = [.. Effects.Select(effect =>
        {
            AnalyzeOptions options = Options(margin: new(0.1, IsRelative: false)) with { Sequential = new() };
            if (byDesign)
                options = options with { Design = new(4, null), MinimumEffect = 0.1 };
            Comparison comparison = Only(Run(options, Normals("c", 1000, 1), Normals("t", 1000, 1 + effect)));
            MarginStatement margin = comparison.Margin!;
            Assert.Equal(margin.Met, margin.PValue < 0.025);
            Assert.Equal(0.975, margin.Level, 1e-12);
            Assert.Equal(comparison.Interval.Lower, margin.Bound, 1e-9);
            return margin.Met;
        })];
        Assert.Contains(true, met);
        Assert.Contains(false, met);
    }

    [Fact]
    public void ARelativeMarginIsMetExactlyWhenItsTestSaysSo()
    {
        AnalyzeOptions options = Options(margin: new(0.1, IsRelative: true)) with { Sequential = new() };
        foreach (double effect in Effects)
        {
            MarginStatement margin = Only(Run(options, Normals("c", 2000, 1), Normals("t", 2000, 1 + effect))).Margin!;
            Assert.Equal(margin.Met, margin.PValue < 0.025);
        }
    }

    [Fact]
    public void ADeclaredDesignIsNeverLeftOutInSilence()
    {
        (double[] control, double[] treatment) = (Normals("c", 600, 1), Normals("t", 600, 1));
        AnalyzeOptions declared = Options() with { Design = new(4, BoundaryFamily.OBrienFleming), MinimumEffect = 0.2 };
        Finding planned = Assert.Single(Run(declared, control, treatment).Findings, finding => finding.Code == "planned-looks");
        Assert.Contains("in 12.6% of tests without an effect", planned.Message, StringComparison.Ordinal);
        AnalysisResult followed = Run(declared with { Sequential = new() }, control, treatment);
        Assert.Single(followed.Findings, finding => finding.Code == "design-progress");
        Assert.Equal("group-sequential", Only(followed).Method);
        AnalysisResult sizeless = Run(declared with { Sequential = new(), MinimumEffect = null }, control, treatment);
        Assert.Single(sizeless.Findings, finding => finding.Code == "design-size-unknown");
        Assert.Equal("confidence-sequence", Only(sizeless).Method);
        Assert.Throws<InputException>(() => Run(declared with { Sequential = new() { TuneAt = 500 } }, control, treatment));
    }

    [Fact]
    public void AConstantMetricCannotBeComputed()
        => Assert.Contains(Run(Options() with { Sequential = new() }, [.. Enumerable.Repeat(2.0, 300)], [.. Enumerable.Repeat(2.0, 300)]).Findings, finding => finding.Code == "not-computable");

    [Theory]
    [InlineData("--inference sequential")]
    [InlineData("--test")]
    [InlineData("--interval")]
    public void ContradictionsAreRefused(string place)
    {
        AnalyzeOptions options = Options() with { Sequential = new() };
        options = place switch
        {
            "--test" => options with { Test = TestKind.Student },
            "--interval" => options with { Effect = new() { ProportionInterval = ProportionInterval.Wald } },
            _ => options with { Randomised = false },
        };
        Assert.Equal(place, Assert.Throws<InputException>(() => Run(options, [1, 2], [2, 3])).Place);
    }

    private static Comparison Only(AnalysisResult result) => Assert.Single(Assert.Single(result.Metrics).Comparisons);

    private static AnalyzeOptions Options(string metric = "y", Margin? margin = null) => new()
    {
        Source = TableSource.Parse("-"),
        Control = "0",
        Metrics = [MetricSpec.Parse(metric, MetricRole.Primary, Direction.Increase, margin)],
    };

    private static AnalysisResult Run(AnalyzeOptions options, double[] control, double[] treatment) => Analyze.Interpret(options, Table(control, treatment));

    private static MomentsTable Table(double[] control, double[] treatment)
    {
        MomentsRow Row(string variant, double[] values)
            => new(null, variant, values.Length, [new("y", CrossMoments.FromRows(["y"], values), 0, 0, values.All(value => value is 0 or 1))]);
        return new([Row("0", control), Row("1", treatment)], control.Length + treatment.Length, 0, 0, 0);
    }

    private static double[] Normals(string purpose, int count, double mean)
    {
        RandomStream random = new(7, purpose);
        return [.. Enumerable.Range(0, count).Select(_ => mean + random.NextNormal())];
    }
}
