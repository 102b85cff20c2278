using System.Globalization;
using Credence.Data;
using Credence.Experiments;
using Credence.Numerics;
using Credence.Statistics;
using Xunit;

namespace Credence.Analysis.Tests;

public sealed class MonitorTests
{
    [Fact]
    public void LooksAddUpToTheWholeAndHaveTheSameBitsAsABatch()
    {
        (int Day, string Variant, double[] Values)[] cells = Cells(12, 150, 0.3);
        MonitorResult result = Run(Options(), cells);
        Assert.Equal(12, result.Looks.Count);
        double[] control = [.. cells.Where(cell => cell.Variant == "0").SelectMany(cell => cell.Values)], treatment = [.. cells.Where(cell => cell.Variant == "1").SelectMany(cell => cell.Values)];
        Assert.Equal([control.Length, treatment.Length], result.Looks[^1].Count.Values);
        AlwaysValidResult batch = new AsymptoticConfidenceSequence(10_000).At(SequentialArm.Of(Moments.FromValues(control)), SequentialArm.Of(Moments.FromValues(treatment)), control.Length + treatment.Length);
        Assert.Equal(batch.Estimate, result.Looks[^1].Estimate, 1e-12);
        Assert.Equal(batch.Interval.Lower, result.Looks[^1].Interval.Lower, 1e-12);
        // The looks of half the data are the first looks of all.
        MonitorResult half = Run(Options(), [.. cells.Where(cell => cell.Day <= 6)]);
        Assert.Equal(result.Looks.Take(6).Select(look => (look.Estimate, look.PValue, look.Interval)), half.Looks.Select(look => (look.Estimate, look.PValue, look.Interval)));
    }

    [Fact]
    public void ADesignWithPlannedLooksHasItsBoundaries()
    {
        MonitorResult result = Run(Options() with { Method = MonitorMethod.GroupSequential, Planned = new(4 * 300, null), Schedule = LookSchedule.Parse(null, "4"), Bounds = BoundaryFamily.OBrienFleming }, Cells(4, 150, 0));
        Assert.Equal([4.048591, 2.862786, 2.337455, 2.024295], result.Looks.Select(look => look.Boundary), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal([0.25, 0.5, 0.75, 1], result.Looks.Select(look => look.Information!.Value));
        Assert.Equal(LookDecision.End, result.Looks[^1].Decision);
        Assert.NotNull(result.Final.MedianUnbiasedEstimate);
        Assert.True(result.Final.AdjustedPValue > 0.05);
        Assert.Equal(Decision.Inconclusive, result.Analysis.Verdict.Decision);
        Assert.DoesNotContain("goes on", result.Analysis.Verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void AStoppedDesignLeavesLaterDataOutUnlessTheyAreDeclared()
    {
        MonitorOptions options = Options() with { Method = MonitorMethod.GroupSequential, Planned = new(6 * 300, null) };
        (int, string, double[])[] cells = Cells(6, 150, 1);
        MonitorResult stopped = Run(options, cells);
        Assert.Equal(LookDecision.Reject, stopped.Looks[^1].Decision);
        Assert.True(stopped.Looks.Count < 6);
        Assert.Contains(stopped.Analysis.Findings, finding => finding.Code == "data-after-stop");
        MonitorResult overrun = Run(options with { Overrun = true }, cells);
        Assert.Equal(1800, overrun.Looks[^1].Count.Values.Sum());
        Assert.DoesNotContain(overrun.Analysis.Findings, finding => finding.Code == "data-after-stop");
        Assert.Equal(Decision.Ship, overrun.Analysis.Verdict.Decision);
    }

    [Theory]
    [InlineData(MonitorMethod.GroupSequential)]
    [InlineData(MonitorMethod.ConfidenceSequence)]
    public void DataBeyondThePlanAreRefusedUnlessDeclared(MonitorMethod method)
    {
        MonitorOptions options = Options() with { Method = method, Planned = new(900, null) };
        (int, string, double[])[] cells = Cells(6, 150, 0);
        Assert.Contains("900 units are planned, but 1,200 have come by 4", Assert.Throws<InputException>(() => Run(options, cells)).Message, StringComparison.Ordinal);
        MonitorResult overrun = Run(options with { Overrun = true }, cells);
        Assert.Equal([300, 600, 900, 1800], overrun.Looks.Select(look => look.Count.Values.Sum()));
        Assert.Equal(LookDecision.End, overrun.Looks[^1].Decision);
    }

    [Fact]
    public void ASequenceEndsAsAFixedTestAtALittleMoreThanItsUsualBoundary()
    {
        MonitorResult result = Run(Options() with { Planned = new(1500, null) }, Cells(5, 150, 0.02));
        Look last = result.Looks[^1];
        Assert.Equal(LookDecision.End, last.Decision);
        Assert.InRange(last.Boundary, 1.96, 2.2);
        Assert.Equal(last.Interval, result.Final.RepeatedInterval);
        Assert.True(result.Looks[^2].Boundary > 3);
    }

    [Fact]
    public void TheRunningPValueIsAtMostAlphaExactlyWhenTheTestRejects()
    {
        foreach (MonitorMethod method in Enum.GetValues<MonitorMethod>())
        {
            foreach (double effect in (double[])[0, 0.1, 0.2, 0.3])
            {
                (int, string, double[])[] cells = [.. Cells(10, 150, effect).Select(cell => cell with { Values = [.. cell.Values.Select(value => value + 10)] })];
                MonitorResult result = Run(Options() with { Method = method, Planned = new(3000, null) }, cells);
                Assert.All(result.Looks, look => Assert.Equal(look.Decision == LookDecision.Reject, look.PValue <= 0.05));
                Assert.All(result.Looks.Where(look => look.BoundaryCrossed != CrossedBoundary.None), look => Assert.False(look.Interval.Contains(0)));
                Assert.Equal(result.Looks[^1].Decision == LookDecision.Reject, result.Final.AdjustedPValue <= 0.05);
                Assert.Equal(result.Looks[^1].Decision == LookDecision.Reject, !result.Final.RepeatedInterval.Contains(0));
                Assert.Equal(result.Looks[^1].Decision == LookDecision.Reject, !result.Metric.Comparisons[0].Relative.Interval!.Value.Contains(0));
                Assert.True(result.Looks.Zip(result.Looks.Skip(1)).SkipLast(1).All(pair => pair.Second.PValue <= pair.First.PValue));
            }
        }
    }

    [Fact]
    public void LooksBeforeTheBurnInDoNotCount()
    {
        MonitorResult result = Run(Options() with { BurnIn = 700 }, Cells(4, 150, 3));
        Assert.Equal([double.PositiveInfinity, double.PositiveInfinity], result.Looks.Take(2).Select(look => look.Boundary));
        Assert.Equal([1, 1], result.Looks.Take(2).Select(look => look.PValue));
        Assert.Equal(LookDecision.Reject, result.Looks[2].Decision);
        Assert.Contains(Run(Options() with { BurnIn = 50 }, Cells(4, 150, 0)).Analysis.Findings, finding => finding.Code == "short-burn-in");
        Assert.Contains(Run(Options() with { BurnIn = 7000 }, Cells(4, 150, 0)).Analysis.Findings, finding => finding.Code == "burn-in-not-over");
    }

    [Fact]
    public void AProportionCountsItsBurnInInEvents()
    {
        (int, string, double[])[] cells = [.. Enumerable.Range(1, 6).SelectMany(day => new[] { "0", "1" }.Select(v => (day, v, Enumerable.Range(0, 500).Select(i => i % 100 == 0 ? 1.0 : 0).ToArray())))];
        // Ten events a day: the burn-in of forty is over on the fourth day.
        Assert.Equal([false, false, false, true, true, true], Run(Options(), cells).Looks.Select(look => double.IsFinite(look.Boundary)));
    }

    [Fact]
    public void RatiosAreWatchedByTheDeltaMethod()
    {
        RandomStream random = new(5, "ratio");
        CrossMoments Arm() => CrossMoments.FromRows(["y[0]", "y[1]"], [.. Enumerable.Range(0, 400).SelectMany(_ => { double x = 1 + random.NextDouble(); return new[] { x * (2 + random.NextNormal()), x }; })]);
        MomentsRow[] rows = [.. Enumerable.Range(1, 3).SelectMany(day => new[] { "0", "1" }.Select(v => new MomentsRow(new("day", $"{day}"), v, 400, [new("y", Arm(), 0, 0, false), None])))];
        MonitorResult result = MonitorExperiment.Interpret(Options("ratio:y/x"), Table(rows));
        Assert.Equal(MetricKind.Ratio, result.Metric.Kind);
        CrossMoments control = rows[0].Metrics[0].Moments.Merge(rows[2].Metrics[0].Moments).Merge(rows[4].Metrics[0].Moments);
        Assert.Equal(RatioDifference.Arm(control).Mean, result.Metric.Variants["0"].Mean, 1e-12);
    }

    [Fact]
    public void AFixedTestThatWasSignificantOnTheWayIsPeeking()
    {
        // Far apart on the first day, equal afterwards.
        (int, string, double[])[] cells = [.. Enumerable.Range(1, 5).SelectMany(day => new[] { "0", "1" }.Select(v => (day, v, Normals($"{day}{v}", 150, v == "1" && day == 1 ? 0.3 : 0))))];
        Finding peeking = Assert.Single(Run(Options(), cells).Analysis.Findings, finding => finding.Code == "peeking");
        Assert.Contains("Looked at 5 times, it is significant at some look in 14% of tests without an effect", peeking.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnAllocationThatDriftsIsFound()
    {
        (int, string, double[])[] cells = [.. Cells(6, 150, 0).Select(cell => cell.Variant == "1" ? cell with { Values = cell.Values[..100] } : cell)];
        MonitorResult result = Run(Options(), cells);
        Assert.True(result.Allocation!.Mismatch);
        Assert.Equal(Decision.Invalid, result.Analysis.Verdict.Decision);
    }

    [Fact]
    public void UnitsWithoutATimeAreCounted()
    {
        MomentsTable table = Table(Rows(Cells(4, 150, 0)));
        MomentsRow lost = table.Rows[2] with { Segment = new("day", null) };
        MonitorResult result = MonitorExperiment.Interpret(Options(), table with { Rows = [.. table.Rows, lost] });
        Assert.Equal(150, result.MissingTime);
        Assert.Contains(result.Analysis.Findings, finding => finding.Code == "missing-time");
    }

    [Fact]
    public void AConstantMetricIsRefusedAtTheEndOfThePlan()
    {
        (int, string, double[])[] cells = [.. Cells(4, 150, 0).Select(cell => cell with { Values = [.. cell.Values.Select(_ => 7.0)] })];
        Assert.Contains("vary", Assert.Throws<InputException>(() => Run(Options() with { Planned = new(1200, null) }, cells)).Message, StringComparison.Ordinal);
        Assert.Contains(Run(Options(), cells).Analysis.Findings, finding => finding.Code == "not-computable");
    }

    [Fact]
    public void SeveralTreatmentsAreRefused()
        => Assert.Contains("\"1\", \"2\"", Assert.Throws<InputException>(() => Run(Options(), [.. Cells(2, 20, 0), (1, "2", [1, 2, 3])])).Message, StringComparison.Ordinal);

    [Fact]
    public void ADesignTakesItsSizeFromTheEffectWorthFinding()
    {
        MonitorOptions options = Options() with { Method = MonitorMethod.GroupSequential, MinimumEffect = 0.05, Power = 0.9 };
        (int, string, double[])[] cells = [.. Cells(4, 150, 0).Select(cell => cell with { Values = [.. cell.Values.Select(value => value + 10)] })];
        MonitorResult result = Run(options, cells);
        // An effect of 0.5 standard deviations asks for 2 · 2 · (z + z)²/0.25 units and the design's inflation.
        GroupSequentialDesign design = GroupSequentialDesign.Create(new() { Power = 0.9 });
        double units = SequentialSampleSize.ForMeans(design, 1, 0.5).Control * 2;
        Assert.InRange(result.Looks[0].Information!.Value, 0.85 * 300 / units, Math.Max(1.15 * 300 / units, 1.2));
        Assert.True(result.Looks[^1].Decision is not LookDecision.Continue);
    }

    [Fact]
    public void LooksByDayPutDaysTogether()
    {
        (int, string, double[])[] cells = Cells(10, 50, 0);
        Assert.Equal([3, 6, 9, 10], Run(Options() with { Schedule = LookSchedule.Parse("3d", null) }, cells).Looks.Select(look => look.Time.Position));
        Assert.Equal([4, 10], Run(Options() with { Schedule = LookSchedule.Parse(null, "4,10") with { Units = [400, 1000] } }, cells).Looks.Select(look => look.Time.Position));
    }

    private static MonitorOptions Options(string metric = "y") => new()
    {
        Time = "day",
        Analysis = new() { Source = TableSource.Parse("-"), Control = "0", Metrics = [MetricSpec.Parse(metric, MetricRole.Primary, Direction.Increase, null)] },
    };

    private static MonitorResult Run(MonitorOptions options, (int Day, string Variant, double[] Values)[] cells) => MonitorExperiment.Interpret(options, Table(Rows(cells)));

    private static (int Day, string Variant, double[] Values)[] Cells(int days, int perArm, double effect)
        => [.. Enumerable.Range(1, days).SelectMany(day => new[] { "0", "1" }.Select(v => (day, v, Normals($"{day}-{v}", perArm, v == "1" ? effect : 0))))];

    private static double[] Normals(string purpose, int count, double mean)
    {
        RandomStream random = new(11, purpose);
        return [.. Enumerable.Range(0, count).Select(_ => mean + random.NextNormal())];
    }

    private static MetricMoments None => new("none", CrossMoments.Empty("none"), 0, 0, false);

    private static MomentsRow[] Rows((int Day, string Variant, double[] Values)[] cells) => [.. cells.Select(cell => new MomentsRow(
        new("day", cell.Day.ToString(CultureInfo.InvariantCulture)), cell.Variant, cell.Values.Length,
        [new("y", CrossMoments.FromRows(["y"], cell.Values), 0, 0, cell.Values.All(value => value is 0 or 1))]))];

    private static MomentsTable Table(MomentsRow[] rows)
        => new([.. rows.GroupBy(row => row.Variant).Select(arm => arm.Aggregate((a, b) => a.Merge(b)) with { Segment = null }), .. rows], rows.Sum(row => row.Units), 0, 0, 0);
}
