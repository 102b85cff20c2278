using Credence.Data;
using Credence.Experiments;
using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Analysis.Tests;

public sealed class CorrectionsTests
{
    private const int Units = 400;

    [Fact]
    public void TreatmentsOfThePrimaryMetricAreOneFamily()
    {
        AnalysisResult plain = Run(Correction.None, [2.4, 2.7, 0.3]), corrected = Run(Correction.Holm, [2.4, 2.7, 0.3]);
        double[] p = [.. plain.Metrics[0].Comparisons.Select(c => c.PValue)];
        Assert.Equal(AdjustedPValues.Of(p, Correction.Holm), corrected.Metrics[0].Comparisons.Select(c => c.AdjustedPValue));
        Assert.Equal(p, corrected.Metrics[0].Comparisons.Select(c => c.PValue));
        Assert.All(corrected.Metrics[0].Comparisons, c => Assert.Equal(1 - 0.05 / 3, c.Interval.Level, 12));
        Assert.Equal(new CorrectionResult(Correction.Holm, false, null, corrected.Correction!.Families), corrected.Correction);
        FamilyResult family = Assert.Single(corrected.Correction.Families);
        Assert.Equal(("primary", 3, 0.05, 2), (family.Name, family.Comparisons, family.Alpha, family.Rejected));
        Assert.Null(plain.Correction);
        Assert.Contains(plain.Findings, finding => finding.Code == "uncorrected-comparisons");
        Assert.DoesNotContain(corrected.Findings, finding => finding.Code == "uncorrected-comparisons");
        Assert.Contains("corrected by Holm over 3 comparisons at 5%", corrected.Verdict.Steps[1].Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void DecisionAndBothSetsAgreeUnderEveryCorrection()
    {
        int rejected = 0, cut = 0;
        Gen.Select(Gen.Double[-4, 4].Array[1, 4], Gen.Enum<Correction>(), Gen.Enum<Alternative>(), Gen.OneOf(0.05, 0.01), Gen.OneOf(10.0, -10.0, 0.01)).Holds(example =>
        {
            (double[] z, Correction correction, Alternative side, double alpha, double mean) = example;
            AnalysisResult result = Run(correction, z, new() { Alternative = side, Alpha = alpha }, mean: mean);
            foreach (Comparison c in result.Metrics[0].Comparisons)
            {
                Assert.Equal(c.AdjustedPValue < alpha, c.Significant);
                Assert.Equal(c.Significant, !c.Interval.Contains(0));
                Assert.Equal(c.Significant, !c.Relative.Contains(0));
                Assert.True(c.AdjustedPValue >= c.PValue);
                rejected += c.Significant ? 1 : 0;
                cut += c.Significant && Math.Abs(side == Alternative.Less || c.Estimate < 0 ? c.Interval.Upper : c.Interval.Lower) < 1e-9 ? 1 : 0;
            }
        }, 300);
        Assert.True(rejected > 50 && cut > 0, $"{rejected} {cut}");
    }

    [Fact]
    public void IntervalCutByALaterStepIsAFinding()
    {
        AnalysisResult result = Run(Correction.Holm, [4, 2.1]);
        Assert.True(result.Metrics[0].Comparisons.All(c => c.Significant));
        Finding finding = Assert.Single(result.Findings, finding => finding.Code == "interval-cut-at-zero");
        Assert.Contains("Only a later step of Holm's correction finds an effect on y for 2", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Run(Correction.Holm, [4, 3.5]).Findings, finding => finding.Code == "interval-cut-at-zero");
    }

    [Fact]
    public void GuardrailsKeepTheirLevelAndSecondaryMetricsAreAFamilyOfTheirOwn()
    {
        AnalysisResult result = Run(Correction.Bonferroni, [3], Metrics(("s", MetricRole.Secondary), ("t", MetricRole.Secondary), ("g", MetricRole.Guardrail)));
        Assert.Equal([0.95, 0.975, 0.975, 0.95], result.Metrics.Select(metric => Math.Round(metric.Comparisons[0].Interval.Level, 12)));
        double p = result.Metrics[0].Comparisons[0].PValue;
        Assert.Equal([p, 2 * p, 2 * p, p], result.Metrics.Select(metric => metric.Comparisons[0].AdjustedPValue));
        Assert.Equal(["primary", "secondary"], result.Correction!.Families.Select(family => family.Name));
        Assert.Equal(["s", "t"], result.Correction.Families[1].Metrics);
    }

    [Fact]
    public void SecondaryMetricsWaitForThePrimaryOne()
    {
        AnalyzeOptions options = Metrics(("s", MetricRole.Secondary)) with { Gatekeeping = true };
        AnalysisResult closed = Analyze.Interpret(options, Table([(0, null, [0, 1.5]), (1, null, [0, 4])]));
        Comparison waiting = closed.Metrics[1].Comparisons[0];
        Assert.True(waiting.PValue < 0.001);
        Assert.Equal(closed.Metrics[0].Comparisons[0].PValue, waiting.AdjustedPValue);
        Assert.False(waiting.Significant);
        Assert.True(waiting.Interval.Contains(0) && waiting.Relative.Contains(0));
        Assert.Equal(false, closed.Correction!.GateOpen);
        Assert.Contains(closed.Findings, finding => finding.Code == "secondary-not-tested");
        AnalysisResult open = Analyze.Interpret(options, Table([(0, null, [0, 3]), (1, null, [0, 4])]));
        Assert.True(open.Metrics[1].Comparisons[0].Significant && open.Correction!.GateOpen == true);
        Assert.DoesNotContain(open.Findings, finding => finding.Code == "secondary-not-tested");
    }

    [Fact]
    public void GateAsksForTheMarginWhereThePrimaryMetricHasOne()
    {
        AnalyzeOptions options = Metrics(("s", MetricRole.Secondary)) with { Gatekeeping = true };
        MomentsTable table = Table([(0, null, [0, 0]), (1, null, [0, 4])]);
        AnalysisResult kept = Analyze.Interpret(WithPrimary(options, margin: new(1, IsRelative: false)), table);
        Assert.True(kept.Metrics[0].Comparisons[0].Margin!.Met && kept.Metrics[1].Comparisons[0].Significant);
        Assert.False(Analyze.Interpret(options, table).Metrics[1].Comparisons[0].Significant);
        AnalysisResult equivalent = Analyze.Interpret(WithPrimary(options, equivalence: new(1, IsRelative: false)), table);
        Assert.True(equivalent.Metrics[0].Comparisons[0].Equivalence!.Met && equivalent.Metrics[1].Comparisons[0].Significant);
    }

    [Theory]
    [InlineData(Correction.Bonferroni)]
    [InlineData(Correction.Holm)]
    [InlineData(Correction.Dunnett)]
    public void MarginsAreCorrectedOverTheTreatments(Correction correction)
    {
        AnalyzeOptions options = WithPrimary(Metrics(), margin: new(0.3, IsRelative: false)) with { Correction = correction };
        int met = 0, lost = 0;
        foreach (double shift in new[] { 0, -0.5, -1, -1.5, -2, -2.5, -3 })
        {
            MomentsTable table = Table([(0, null, [0, shift, 1, 1])]);
            MarginStatement plain = Analyze.Interpret(options with { Correction = Correction.None }, table).Metrics[0].Comparisons[0].Margin!;
            MarginStatement corrected = Analyze.Interpret(options, table).Metrics[0].Comparisons[0].Margin!;
            Assert.Equal(corrected.AdjustedPValue < 0.025, corrected.Met);
            Assert.Equal(corrected.Bound > -0.3, corrected.Met);
            Assert.True(corrected.AdjustedPValue >= plain.PValue && corrected.Bound <= plain.Bound);
            Assert.Equal(plain.PValue, plain.AdjustedPValue);
            met += corrected.Met ? 1 : 0;
            lost += plain.Met && !corrected.Met ? 1 : 0;
        }
        Assert.InRange(met, 1, 6);
        Assert.True(correction == Correction.Holm || lost > 0);
    }

    [Fact]
    public void EquivalenceIsCorrectedOverTheTreatments()
    {
        AnalyzeOptions options = WithPrimary(Metrics(), equivalence: new(0.02, IsRelative: true)) with { Correction = Correction.Bonferroni };
        AnalysisResult one = Analyze.Interpret(options, Table([(0, null, [0, 0.3])])), two = Analyze.Interpret(options, Table([(0, null, [0, 0.3, 0.4])]));
        EquivalenceStatement alone = one.Metrics[0].Comparisons[0].Equivalence!, corrected = two.Metrics[0].Comparisons[0].Equivalence!;
        Assert.Equal((0.02, true), (alone.Margin, alone.IsRelative));
        Assert.Equal(alone.PValue, alone.AdjustedPValue);
        Assert.Equal(2 * alone.PValue, corrected.AdjustedPValue, 14);
        Assert.Equal(0.9, alone.Interval.Level, 12);
        Assert.Equal(0.95, corrected.Interval.Level, 12);
        Assert.True(alone.Met);
        Assert.StartsWith("Variant 1 is equivalent to the control in y within a margin of 2.00%", one.Verdict.Reason, StringComparison.Ordinal);
        // Fieller's set at 1 − 2 alpha.
        Interval lift = MeanDifference.Welch(Moment(0), Moment(0.3), new() { Alpha = 0.1 }).Relative.Interval!.Value;
        Oracle.Close(lift.Lower, alone.Interval.Lower, 1e-12);
        Oracle.Close(lift.Upper, alone.Interval.Upper, 1e-12);
    }

    [Fact]
    public void SegmentsOfABreakdownAreOneFamily()
    {
        AnalyzeOptions options = Metrics() with { By = ["country"], Correction = Correction.Bonferroni };
        AnalysisResult result = Analyze.Interpret(options, Table([(0, null, [0, 3]), (0, "DE", [0, 2.2]), (0, "FR", [0, 3.5]), (0, "IT", [0, 0])]));
        SegmentResult[] segments = [.. result.Metrics[0].Breakdowns[0].Segments];
        Assert.Equal([false, true, false], segments.Select(segment => segment.Comparisons[0].Significant));
        Assert.All(segments, segment => Assert.Equal(Math.Min(1, 3 * segment.Comparisons[0].PValue), segment.Comparisons[0].AdjustedPValue, 14));
        Assert.All(segments, segment => Assert.Equal(1 - 0.05 / 3, segment.Comparisons[0].Interval.Level, 12));
        Assert.Equal("y by country", result.Correction!.Families[1].Name);
        Assert.Equal(0.95, result.Metrics[0].Comparisons[0].Interval.Level, 12);
    }

    [Fact]
    public void DunnettTakesTheCorrelationOfTheCommonControl()
    {
        Comparison[] comparisons = [.. Run(Correction.Dunnett, [2.3, 1, 0]).Metrics[0].Comparisons];
        double z = Normal.UpperQuantile(comparisons[0].PValue / 2);
        Assert.Equal(Dunnett.PValue(z, [0.5, 0.5, 0.5], true), comparisons[0].AdjustedPValue, 12);
        Assert.Equal(2 * Normal.UpperTail(Dunnett.CriticalValue(0.05, [0.5, 0.5, 0.5], true)), 1 - comparisons[0].Interval.Level, 10);
    }

    // A true effect on the primary metric now and then, none on the secondary: both families together keep the error level.
    [Fact]
    public void FamiliesBehindAGateKeepTheErrorLevelTogether()
    {
        const int Runs = 2500;
        AnalyzeOptions options = Metrics(("s", MetricRole.Secondary), ("t", MetricRole.Secondary)) with { Gatekeeping = true, Correction = Correction.Holm, Test = TestKind.Z };
        RandomStream random = new(5, "gate");
        int gated = 0, free = 0, found = 0;
        for (int run = 0; run < Runs; run++)
        {
            double[] z = [2 + random.NextNormal(), random.NextNormal(), random.NextNormal()];
            MomentsTable table = Table([(0, null, [0, z[0]]), (1, null, [0, z[1]]), (2, null, [0, z[2]])]);
            bool AnySecondary(AnalyzeOptions asked) => Analyze.Interpret(asked, table).Metrics.Skip(1).Any(metric => metric.Comparisons[0].Significant);
            gated += AnySecondary(options) ? 1 : 0;
            free += AnySecondary(options with { Gatekeeping = false }) ? 1 : 0;
            found += z[0] > 1.96 ? 1 : 0;
        }
        // Half of the runs open the gate; without it the secondary family has its own full level.
        Assert.InRange((double)found / Runs, 0.45, 0.56);
        Assert.InRange((double)free / Runs, 0.038, 0.06);
        Assert.InRange((double)gated / Runs, 0.015, 0.035);
    }

    [Theory]
    [InlineData("false=0.5,true=0.5")]
    [InlineData("0.0=0.5,1.0=0.5")]
    public void PlannedSharesAreNamedLikeTheVariants(string shares)
        => Assert.Equal([0.5, 0.5], ExpectedShares.Parse(shares).For(["0", "1"]));

    private static AnalysisResult Run(Correction correction, double[] z, EffectOptions? form = null, double mean = 10)
        => Analyze.Interpret(Metrics() with { Correction = correction, Effect = form ?? new() }, Table([(0, null, [0, .. z])], mean));

    // Every metric sees the same effect.
    private static AnalysisResult Run(Correction correction, double[] z, AnalyzeOptions options)
        => Analyze.Interpret(options with { Correction = correction }, Table([.. options.Metrics.Select((_, i) => (i, (string?)null, new[] { 0, z[0] }))]));

    private static AnalyzeOptions Metrics(params (string Name, MetricRole Role)[] others) => new()
    {
        Source = TableSource.Parse("-"),
        Variant = Expression.Parse("v"),
        Metrics =
        [
            MetricSpec.Parse("y", MetricRole.Primary, Direction.Increase, null),
            .. others.Select(other => MetricSpec.Parse($"{other.Name}=y", other.Role, Direction.Increase, null)),
        ],
    };

    private static AnalyzeOptions WithPrimary(AnalyzeOptions options, Margin? margin = null, Margin? equivalence = null)
        => options with { Metrics = [options.Metrics[0] with { Margin = margin, Equivalence = equivalence }, .. options.Metrics.Skip(1)] };

    // Arms of 400 units with unit variance whose differences from the first have the given z.
    private static MomentsTable Table((int Metric, string? Segment, double[] Z)[] effects, double mean = 10)
    {
        int metrics = 1 + effects.Max(effect => effect.Metric);
        IEnumerable<MomentsRow> rows = effects.GroupBy(effect => effect.Segment).SelectMany(group => Enumerable.Range(0, group.First().Z.Length).Select(arm => new MomentsRow(
            group.Key is { } value ? new("country", value) : null,
            $"{arm}",
            Units,
            [.. Enumerable.Range(0, metrics).Select(metric => new MetricMoments("y", CrossMoments.FromRows(["y"], Values(group.Single(effect => effect.Metric == metric).Z[arm], mean)), 0, 0, false))])));
        MomentsRow[] all = [.. rows];
        return new(all, all.Where(row => row.Segment is null).Sum(row => row.Units), 0, 0, 0);
    }

    private static double[] Values(double z, double mean)
    {
        double sd = Math.Sqrt((Units - 1.0) / Units), center = mean + z * Math.Sqrt(2.0 / Units);
        return [.. Enumerable.Range(0, Units).Select(i => center + (i % 2 == 0 ? sd : -sd))];
    }

    private static Moments Moment(double z) => CrossMoments.FromRows(["y"], Values(z, 10)).Of(0);
}
