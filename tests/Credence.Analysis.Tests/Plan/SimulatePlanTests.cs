using Credence.Experiments;
using Credence.Statistics;
using Xunit;

namespace Credence.Analysis.Tests;

public sealed class SimulatePlanTests
{
    private static readonly StoppingRule[] All = [StoppingRule.GroupSequential, StoppingRule.ConfidenceSequence, StoppingRule.Msprt, StoppingRule.Fixed, StoppingRule.Peek];

    [Fact]
    public void TheNumberOfThreadsChangesNoBit()
    {
        SimulationPlanOptions options = Options(new ZeroInflatedModel(10, 30, 0.2)) with { Rules = All, Replicates = 200 };
        SimulationPlanResult one = SimulatePlan.Run(options with { Threads = 1 }, null, TestContext.Current.CancellationToken);
        SimulationPlanResult two = SimulatePlan.Run(options with { Threads = 2 }, null, TestContext.Current.CancellationToken);
        Assert.Equivalent(one.Rules, two.Rules, strict: true);
        SimulationPlanResult other = SimulatePlan.Run(options with { Seed = 2 }, null, TestContext.Current.CancellationToken);
        Assert.NotEqual(one.Rules[0].WithEffect.Units.Estimate, other.Rules[0].WithEffect.Units.Estimate);
    }

    [Fact]
    public void SimulatedDesignsDoWhatTheIntegralsSay()
    {
        SimulationPlanOptions options = Options(new NormalModel(0, 1)) with { Rules = [StoppingRule.GroupSequential, StoppingRule.Fixed], Bounds = BoundaryFamily.Pocock, BurnIn = 2, Replicates = 4000 };
        SimulationPlanResult result = SimulatePlan.Run(options, null, TestContext.Current.CancellationToken);
        GroupSequentialDesign design = GroupSequentialDesign.Create(new() { InformationTimes = InformationTimes.Equal(5), Bounds = BoundaryFamily.Pocock });
        SimulatedRule pocock = result.Rules[0], single = result.Rules[1];
        double drift = result.Effect * Math.Sqrt(result.NPerArm.Control / 2.0);
        OperatingCharacteristics exact = design.Operate(drift);
        Near(exact.Power, pocock.Power);
        Near(0.05, pocock.TypeOneError);
        Near(exact.ExpectedInformation * result.Total, pocock.WithEffect.Units);
        Near(design.Operate(0).ExpectedInformation * result.Total, pocock.WithoutEffect.Units);
        for (int k = 0; k < 5; k++)
            Assert.InRange(pocock.Looks[k].Power, exact.CumulativePower[k] - 0.035, exact.CumulativePower[k] + 0.035);
        // The fixed test of the same size, by the noncentral t.
        Near(new MeanDesign(1).Power(result.NPerArm.Control, result.Effect), single.Power);
        Near(0.95, single.Coverage);
        Assert.True(pocock.Coverage.Interval.Upper > 0.95);
        // The usual test at five looks: 0.142 by exact integrals.
        Near(0.1419, result.Naive.TypeOneError);
        Assert.Equal(1 - result.Naive.TypeOneError.Estimate, result.Naive.CoverageWithoutEffect.Estimate, 1e-12);
    }

    [Theory]
    [InlineData("normal")]
    [InlineData("lognormal")]
    [InlineData("binary")]
    [InlineData("zero-inflated")]
    [InlineData("ratio")]
    public void RulesThatBearLooksKeepTheirLevelWhereTheNaiveTestDoesNot(string data)
    {
        UnitModel model = UnitModelTests.Model(data);
        SimulationPlanOptions options = Options(model) with { Question = new() { N = 1500, RelativeEffect = 0.1 }, Rules = All[..3], Replicates = 400, Schedule = LookSchedule.Daily with { Count = 10 } };
        SimulationPlanResult result = SimulatePlan.Run(options, null, TestContext.Current.CancellationToken);
        Assert.All(result.Rules, rule => Assert.True(rule.TypeOneError.Estimate <= 0.05 + 3.5 * Math.Sqrt(0.05 * 0.95 / 400), $"{rule.Rule}: {rule.TypeOneError.Estimate}"));
        Assert.All(result.Rules, rule => Assert.True(rule.Coverage.Interval.Upper >= 0.95, $"{rule.Rule}: {rule.Coverage.Estimate}"));
        Assert.True(result.Naive.TypeOneError.Interval.Lower > 0.05);
        Assert.Contains(result with { Rules = [result.Naive] } is var naive ? naive.Findings : [], finding => finding.Code == "type-one-error-above-alpha");
        Assert.DoesNotContain(result.Findings, finding => finding.Code == "type-one-error-above-alpha");
    }

    [Fact]
    public void WhatIsLeftOutIsFoundByTheFormula()
    {
        SimulationPlanOptions options = Options(new NormalModel(0, 1)) with { Question = new() { Effect = 0.2, Power = 0.9 }, Replicates = 100 };
        SimulationPlanResult sized = SimulatePlan.Run(options, null, TestContext.Current.CancellationToken);
        double inflation = GroupSequentialDesign.Create(new() { Power = 0.9 }).InflationFactor;
        Assert.Equal(Math.Ceiling(new MeanDesign(1).SampleSize(0.2, 0.9) * inflation), sized.NPerArm.Control);
        SimulationPlanResult found = SimulatePlan.Run(options with { Question = new() { N = sized.NPerArm.Control, Power = 0.9 } }, null, TestContext.Current.CancellationToken);
        Assert.Equal(0.2, found.Effect, 0.001);
    }

    [Fact]
    public void AnEventThatNeverComesFindsNothing()
    {
        SimulationPlanOptions options = Options(new BinaryModel(1e-7)) with { Question = new() { N = 100, Effect = 1e-7 }, Rules = All, Replicates = 100 };
        SimulationPlanResult result = SimulatePlan.Run(options, null, TestContext.Current.CancellationToken);
        Assert.All(result.Rules, rule => Assert.Equal((0, 0, 1), (rule.Power.Estimate, rule.TypeOneError.Estimate, rule.Coverage.Estimate)));
    }

    [Fact]
    public void LooksFollowTheSchedule()
    {
        Assert.Equal([40, 80, 100], Looks(LookSchedule.Parse("40", null)));
        Assert.Equal([25, 50, 75, 100], Looks(LookSchedule.Parse(null, "4")));
        Assert.Equal([30, 70, 100], Looks(LookSchedule.Parse(null, "30,70")));
        Assert.Equal([30, 60, 90, 100], Looks(LookSchedule.Parse("1d", null), daily: 30));
        Assert.Equal([30, 60, 90, 100], Looks(LookSchedule.Daily, daily: 30));
        Assert.Equal([1.0, 2.0, 3.0, 4.0], Enumerable.Range(0, 4).Select(k => new SimulatedLooks(LookSchedule.Daily, new(50, 50), 30).Day(k)!.Value));
        Assert.Equal(new PerArm<long>(10, 20), new SimulatedLooks(LookSchedule.Parse("30", null), new(40, 80), null).Arms[0]);
    }

    [Fact]
    public void LooksThatComeTooEarlyToCountAreSaid()
    {
        SimulationPlanOptions options = Options(new NormalModel(0, 1)) with { Replicates = 100 };
        Finding finding = Assert.Single(SimulatePlan.Run(options, null, TestContext.Current.CancellationToken).Findings, finding => finding.Code == "looks-before-burn-in");
        Assert.StartsWith("2 of 5 looks", finding.Message, StringComparison.Ordinal);
        Assert.Empty(SimulatePlan.Run(options with { BurnIn = 80 }, null, TestContext.Current.CancellationToken).Findings);
        Assert.Empty(SimulatePlan.Run(options with { Rules = [StoppingRule.Fixed] }, null, TestContext.Current.CancellationToken).Findings);
    }

    [Fact]
    public void ContradictionsAreRefused()
    {
        SimulationPlanOptions good = Options(new NormalModel(0, 1));
        Refused(good with { Rules = [StoppingRule.Fixed], Bounds = BoundaryFamily.Pocock });
        Refused(good with { Rules = [StoppingRule.Fixed, StoppingRule.Fixed] });
        Refused(good with { TuneAt = 100 });
        Refused(good with { Schedule = LookSchedule.Parse("1d", null) });
        Refused(good with { Schedule = LookSchedule.Parse(null, "400,401") });
        Refused(good with { Schedule = LookSchedule.Parse("100", "3") });
        Refused(good with { Question = new() { Effect = 0, N = 100 } });
        Refused(good with { Question = new() });
        Refused(good with { Alpha = 1 });
        Refused(good with { Replicates = 10 });

        static void Refused(SimulationPlanOptions options) => Assert.Throws<InputException>(() => SimulatePlan.Run(options));
    }

    [Fact]
    public void ACancelledSimulationEndsAtOnce()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => SimulatePlan.Run(Options(new NormalModel(0, 1)), null, source.Token));
    }

    [Theory]
    [InlineData(0, 100, 0, 0.036216693)]
    [InlineData(5, 100, 0.016431879, 0.112834911)]
    [InlineData(100, 100, 0.963783307, 1)]
    public void SharesHaveClopperAndPearsonsInterval(long count, long all, double lower, double upper)
    {
        Analysis.Simulated share = Analysis.Simulated.Share(count, all);
        Assert.Equal(lower, share.Interval.Lower, 1e-8);
        Assert.Equal(upper, share.Interval.Upper, 1e-8);
    }

    private static SimulationPlanOptions Options(UnitModel model) => new()
    {
        Model = model,
        Question = new() { N = 200, Effect = 0.25 * model.StandardDeviation },
        Schedule = LookSchedule.Daily with { Count = 5 },
    };

    private static long[] Looks(LookSchedule schedule, double? daily = null)
    {
        SimulatedLooks looks = new(schedule, new(50, 50), daily);
        return [.. Enumerable.Range(0, looks.Arms.Count).Select(looks.Units)];
    }

    private static void Near(double expected, Analysis.Simulated actual)
        => Assert.InRange(actual.Estimate, expected - 4 * actual.StandardError - 0.003 * Math.Abs(expected), expected + 4 * actual.StandardError + 0.003 * Math.Abs(expected));
}
