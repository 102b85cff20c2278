using Credence.Statistics;
using Xunit;

namespace Credence.Experiments.Tests;

public sealed class VerdictRuleTests
{
    [Fact]
    public void BlockingFindingMakesTheResultInvalid()
    {
        Finding warning = new("few-units", Severity.Warning, "Few.", ""), blocking = new("x", Severity.Blocking, "The split is off.", "");
        Verdict verdict = VerdictRule.Decide(Sales(Effect("1", 50, 6, 5, 7)), [], [warning, blocking], true);
        Assert.Equal((Decision.Invalid, null), (verdict.Decision, verdict.Variant));
        Assert.Equal("The numbers cannot be trusted until this is mended: The split is off.", verdict.Reason);
        Assert.Contains("(and 1 more blocking finding)", VerdictRule.Decide(Sales(Effect("1", 50, 6, 5, 7)), [], [blocking, blocking], true).Reason);
        Assert.Equal(Decision.Ship, VerdictRule.Decide(Sales(Effect("1", 50, 6, 5, 7)), [], [warning], true).Decision);
        Assert.Equal(Decision.Invalid, VerdictRule.Decide(Sales(), [], [blocking], true).Decision);
    }

    [Fact]
    public void ImprovedPrimaryShips()
        => AssertVerdict(
            Decision.Ship, "1",
            "Variant 1 raised sales by 6.34 (12.7%; 95% interval 4.97 to 7.71), from 49.8 to 56.1.",
            Sales(Effect("1", 49.7878, 6.34028, 4.966, 7.7145)));

    [Fact]
    public void DecreaseIsGoodWhereTheMetricSaysSo()
        => AssertVerdict(
            Decision.Ship, "1",
            "Variant 1 lowered latency by 12.0 (4.00%; 95% interval 7.4 to 16.6), from 300 to 288.",
            new DecisionMetric("latency", Direction.Decrease, false, [Effect("1", 300, -12, -16.6, -7.4)]));

    [Fact]
    public void WorsenedPrimaryIsRolledBack()
        => AssertVerdict(
            Decision.RollBack, "1",
            "Variant 1 lowered sales by 2.00 (4.00%; 95% interval 0.50 to 3.50), from 50.0 to 48.0.",
            Sales(Effect("1", 50, -2, -3.5, -0.5)));

    [Fact]
    public void UnclearPrimaryIsInconclusive()
        => AssertVerdict(
            Decision.Inconclusive, "1",
            "The data do not settle whether variant 1 raises or lowers sales: the difference is +0.120 (0.240%; 95% interval -0.520 to 0.760).",
            Sales(Effect("1", 50, 0.12, -0.52, 0.76)));

    [Fact]
    public void IntervalThatTouchesZeroDecidesNothing()
    {
        Assert.Equal(Decision.Inconclusive, Decide(Sales(Effect("1", 50, 1, 0, 2))).Decision);
        Assert.Equal(Decision.Inconclusive, Decide(Sales(Effect("1", 50, -1, -2, 0))).Decision);
    }

    [Fact]
    public void EffectLostToTheCorrectionDecidesNothing()
        => Assert.Equal(Decision.Inconclusive, Decide(Sales(Effect("1", 50, 1, 0.1, 1.9) with { Significant = false })).Decision);

    [Fact]
    public void SharesAreToldInPercent()
        => AssertVerdict(
            Decision.Ship, "1",
            "Variant 1 raised conversion by 1.30 percentage points (26.0%; 95% interval 0.12 to 2.63), from 5.0% to 6.3%.",
            new DecisionMetric("conversion", Direction.Increase, true, [Effect("1", 0.05, 0.013, 0.0012, 0.0263)]));

    [Fact]
    public void OneSidedIntervalsAreToldAsBounds()
    {
        AssertVerdict(
            Decision.Ship, "1",
            "Variant 1 raised sales by 6.00 (12.0%; at least 4.97 with 95% confidence), from 50.0 to 56.0.",
            Sales(Effect("1", 50, 6, 4.97, double.PositiveInfinity)));
        AssertVerdict(
            Decision.Inconclusive, "1",
            "The data do not settle whether variant 1 lowers sales: the difference is +0.100 (0.200%; at most 0.550 with 95% confidence).",
            Sales(Effect("1", 50, 0.1, double.NegativeInfinity, 0.55)));
    }

    [Fact]
    public void LiftIsLeftOutWhereItMeansNothing()
    {
        TreatmentEvidence evidence = Effect("1", 50, 6, 5, 7);
        Assert.DoesNotContain("12.0%", Decide(Sales(evidence with { Relative = new(0.12, RelativeSet.All, null, null) })).Reason);
        Assert.Contains("raised sales by 6.00 (95% interval 5.00 to 7.00), from -50.0 to -44.0", Decide(Sales(Effect("1", -50, 6, 5, 7))).Reason);
    }

    [Fact]
    public void UncomputableEffectIsInconclusive()
        => AssertVerdict(
            Decision.Inconclusive, "1",
            "The data do not settle whether variant 1 raises or lowers sales: the difference cannot be computed.",
            Sales(Effect("1", double.NaN, double.NaN, double.NegativeInfinity, double.PositiveInfinity)));

    [Fact]
    public void HarmedGuardrailHolds()
        => AssertVerdict(
            Decision.Hold, "1",
            "Variant 1 harms the guardrail latency: it raised latency by 12.0 (4.00%; 95% interval 7.4 to 16.6), from 300 to 312, "
            + "although it raised sales by 6.00.",
            Sales(Effect("1", 50, 6, 5, 7)),
            Latency(Effect("1", 300, 12, 7.4, 16.6)));

    [Fact]
    public void GuardrailThatImprovesOrStaysDoesNotHold()
    {
        Assert.Equal(Decision.Ship, Decide(Sales(Effect("1", 50, 6, 5, 7)), Latency(Effect("1", 300, -12, -16, -8))).Decision);
        Assert.Equal(Decision.Ship, Decide(Sales(Effect("1", 50, 6, 5, 7)), Latency(Effect("1", 300, 2, -1, 5))).Decision);
    }

    [Fact]
    public void GuardrailNotShownWithinItsMarginHolds()
    {
        TreatmentEvidence evidence = Effect("1", 300, 2, -1, 9) with { Margin = new(new Margin(0.02, true), 0.03, 0.975, Met: false) };
        AssertVerdict(
            Decision.Hold, "1",
            "Variant 1 is not shown to keep the guardrail latency within its margin of 2.00%: "
            + "the difference is +2.00 (0.667%; lift at most 3.00% with 97.5% confidence), although it raised sales by 6.00.",
            Sales(Effect("1", 50, 6, 5, 7)),
            Latency(evidence));
        Assert.Equal(Decision.Ship, Decide(Sales(Effect("1", 50, 6, 5, 7)), Latency(evidence with { Margin = evidence.Margin with { Met = true } })).Decision);
    }

    [Fact]
    public void HarmWithinTheMarginDoesNotHoldButIsTold()
    {
        TreatmentEvidence within = Effect("1", 300, 2, 1, 3) with { Margin = new(new Margin(6, false), 3, 0.975, Met: true) };
        AssertVerdict(
            Decision.Ship, "1",
            "Variant 1 raised sales by 6.00 (12.0%; 95% interval 5.00 to 7.00), from 50.0 to 56.0; "
            + "the guardrail latency is worse by 2.00, within its margin of 6.",
            Sales(Effect("1", 50, 6, 5, 7)),
            Latency(within));
        foreach (TreatmentEvidence sales in new[] { Effect("1", 50, -6, -7, -5), Effect("1", 50, 1, -1, 3) })
            Assert.EndsWith("; the guardrail latency is worse by 2.00, within its margin of 6.", Decide(Sales(sales), Latency(within)).Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("worse", Decide(Sales(Effect("1", 50, 6, 5, 7)), Latency(within with { Significant = false })).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void GuardrailComesBeforeARollBack()
    {
        Verdict verdict = Decide(
            Sales(Effect("1", 50, -6, -7, -5)), Latency(Effect("1", 300, 12, 8, 16)), Latency(Effect("1", 30, 12, 8, 16)));
        Assert.Equal(Decision.Hold, verdict.Decision);
        Assert.EndsWith("; it is held by 2 guardrails in all, and it lowered sales by 6.00.", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void PrimaryWithinItsMarginShips()
        => AssertVerdict(
            Decision.Ship, "1",
            "Variant 1 keeps sales within its margin of 2: the difference is -0.30 (-0.600%; at least -1.20 with 97.5% confidence).",
            Sales(Effect("1", 50, -0.3, -1.2, 0.6) with { Margin = new(new Margin(2, false), -1.2, 0.975, Met: true) }));

    [Fact]
    public void MarginSentenceShowsTheLimitTowardsHarm()
    {
        TreatmentEvidence less = Effect("1", 50, -0.3, double.NegativeInfinity, 0.5);
        AssertVerdict(
            Decision.Ship, "1",
            "Variant 1 keeps sales within its margin of 5.00%: the difference is -0.300 (-0.600%; lift at least -2.20% with 95% confidence).",
            Sales(less with { Margin = new(new Margin(0.05, true), -0.022, 0.95, Met: true) }));
        AssertVerdict(
            Decision.Ship, "1",
            "Variant 1 keeps profit within its margin of 5.00%: the difference is -0.300 (lift at most 2.20% with 95% confidence).",
            new DecisionMetric("profit", Direction.Increase, false,
                [Effect("1", -50, -0.3, double.NegativeInfinity, 0.5) with { Margin = new(new Margin(0.05, true), 0.022, 0.95, Met: true) }]));
        AssertVerdict(
            Decision.Ship, "1",
            "Variant 1 keeps latency within its margin of 6: the difference is +0.20 (0.0667%; at most 1.40 with 97.5% confidence).",
            Latency(Effect("1", 300, 0.2, -1, 1.4) with { Margin = new(new Margin(6, false), 1.4, 0.975, Met: true) }));
        AssertVerdict(
            Decision.Ship, "1",
            "Variant 1 keeps sales within its margin of 2: the difference is -0.300 (-0.600%).",
            Sales(Effect("1", 50, -0.3, double.NegativeInfinity, 0.5) with { Margin = new(new Margin(2, false), double.NaN, 0.95, Met: true) }));
    }

    [Fact]
    public void PrimaryBeyondItsMarginIsRolledBack()
    {
        MarginEvidence absolute = new(new Margin(2, false), -5.5, 0.975, Met: false), relative = new(new Margin(0.04, true), -0.11, 0.975, Met: false);
        AssertVerdict(
            Decision.RollBack, "1",
            "Variant 1 lowered sales by 4.00 (8.00%; 95% interval 2.50 to 5.50), from 50.0 to 46.0, which is beyond its margin of 2.",
            Sales(Effect("1", 50, -4, -5.5, -2.5) with { Margin = absolute }));
        AssertVerdict(
            Decision.RollBack, "1",
            "Variant 1 lowered sales by 4.00 (8.00%; 95% interval 2.50 to 5.50), from 50.0 to 46.0, which is beyond its margin of 4.00% "
            + "(95% interval of the lift -11.0% to -5.00%).",
            Sales(Effect("1", 50, -4, -5.5, -2.5) with { Margin = relative }));
        Assert.Equal(Decision.RollBack, Decide(Latency(Effect("1", 50, 4, 2.5, 5.5) with { Margin = relative })).Decision);
        Assert.Equal(Decision.RollBack, Decide(Sales(Effect("1", -50, -4, -5.5, -2.5) with { Margin = relative })).Decision);
        Assert.Equal(Decision.Inconclusive, Decide(Sales(Effect("1", 50, -4, -5.5, -1.5) with { Margin = absolute })).Decision);
        Assert.Equal(Decision.Inconclusive, Decide(Sales(Effect("1", 50, -4, -5.5, -1.5) with { Margin = relative })).Decision);
    }

    [Fact]
    public void MarginDecidesInThePlaceOfZero()
    {
        Verdict verdict = Decide(Sales(Effect("1", 50, -1.2, -2.2, -0.2) with { Margin = new(new Margin(2, false), -2.2, 0.975, Met: false) }));
        Assert.Equal(Decision.Inconclusive, verdict.Decision);
        Assert.Equal(
            "The data do not settle whether variant 1 keeps sales within its margin of 2: the difference is -1.20 (-2.40%; at least -2.20 with 97.5% confidence).",
            verdict.Reason);
    }

    [Fact]
    public void BestOfSeveralThatWouldShipIsNamed()
    {
        Verdict verdict = Decide(Sales(Effect("B", 50, 4, 3, 5), Effect("C", 50, 6, 5, 7), Effect("D", 50, 9, -1, 19)));
        Assert.Equal((Decision.Ship, "C"), (verdict.Decision, verdict.Variant));
        Assert.EndsWith("; it has the best estimate of the 2 variants that would ship.", verdict.Reason, StringComparison.Ordinal);
        DecisionMetric latency = Latency(Effect("B", 50, -4, -5, -3), Effect("C", 50, -6, -7, -5));
        Assert.Equal("C", Decide(latency).Variant);
    }

    [Fact]
    public void GuardrailOfOneTreatmentDoesNotStopAnother()
    {
        Verdict verdict = Decide(
            Sales(Effect("B", 50, 6, 5, 7), Effect("C", 50, 4, 3, 5)), Latency(Effect("B", 300, 12, 8, 16), Effect("C", 300, 1, -2, 4)));
        Assert.Equal((Decision.Ship, "C"), (verdict.Decision, verdict.Variant));
        Assert.EndsWith("; variant B is held by the guardrail latency.", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void HoldComesBeforeRollBackAndRollBackBeforeInconclusive()
    {
        DecisionMetric sales = Sales(Effect("B", 50, -4, -5, -3), Effect("C", 50, 1, -1, 3), Effect("D", 50, -6, -7, -5));
        Verdict verdict = Decide(sales);
        Assert.Equal((Decision.RollBack, "D"), (verdict.Decision, verdict.Variant));
        Assert.EndsWith("; variant C is not settled.", verdict.Reason, StringComparison.Ordinal);
        Verdict held = Decide(sales, Latency(Effect("C", 300, 12, 8, 16)));
        Assert.Equal((Decision.Hold, "C"), (held.Decision, held.Variant));
    }

    [Fact]
    public void HarmByOtherTreatmentsIsToldWhateverTheVerdict()
    {
        TreatmentEvidence good = Effect("B", 50, 6, 5, 7), bad = Effect("C", 50, -4, -5, -3), worse = Effect("D", 50, -6, -7, -5);
        Assert.EndsWith("; variant C lowered sales by 4.00; variant D lowered sales by 6.00.", Decide(Sales(good, bad, worse)).Reason, StringComparison.Ordinal);
        Assert.EndsWith("; variant C lowered sales by 4.00.", Decide(Sales(bad, worse)).Reason, StringComparison.Ordinal);
        DecisionMetric latency = Latency(Effect("B", 300, 12, 8, 16), Effect("C", 300, 12, 8, 16), Effect("D", 300, 1, -2, 4));
        Verdict held = Decide(Sales(good, bad, worse), latency);
        Assert.Equal((Decision.Hold, "B"), (held.Decision, held.Variant));
        Assert.EndsWith("; variant C is held by the guardrail latency; variant D lowered sales by 6.00.", held.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void EquivalenceShips()
    {
        TreatmentEvidence inside = Effect("1", 50, 0.1, -0.38, 0.58) with { Equivalence = new(new Margin(1, false), new(-0.3, 0.5, 0.9), Met: true) };
        AssertVerdict(
            Decision.Ship, "1",
            "Variant 1 is equivalent to the control in sales within a margin of 1: the difference is +0.100 (0.200%; 90% interval -0.300 to 0.500).",
            Sales(inside));
        AssertVerdict(
            Decision.Ship, "1",
            "Variant 1 is equivalent to the control in sales within a margin of 2.00%: the difference is +0.100 (0.200%; 90% interval of the lift -0.600% to 1.00%).",
            Sales(inside with { Equivalence = new(new Margin(0.02, true), new(-0.006, 0.01, 0.9), Met: true) }));
        // Shown to be worse, yet by less than the margin.
        Assert.Equal(Decision.Ship, Decide(Sales(Effect("1", 50, -0.3, -0.5, -0.1) with { Equivalence = inside.Equivalence })).Decision);
    }

    [Fact]
    public void EffectBeyondTheMarginOfEquivalenceDecides()
    {
        EquivalenceEvidence missed = new(new Margin(1, false), new(-3, 3, 0.9), Met: false);
        TreatmentEvidence Missed(double estimate, double lower, double upper) => Effect("1", 50, estimate, lower, upper) with { Equivalence = missed };
        AssertVerdict(
            Decision.RollBack, "1",
            "Variant 1 lowered sales by 3.00 (6.00%; 95% interval 2.00 to 4.00), from 50.0 to 47.0, which is beyond its margin of 1.",
            Sales(Missed(-3, -4, -2)));
        AssertVerdict(
            Decision.Ship, "1",
            "Variant 1 raised sales by 3.00 (6.00%; 95% interval 2.00 to 4.00), from 50.0 to 53.0, and is not shown to be equivalent within a margin of 1.",
            Sales(Missed(3, 2, 4)));
        AssertVerdict(
            Decision.Inconclusive, "1",
            "The data do not settle whether variant 1 is equivalent to the control in sales within a margin of 1: the difference is -1.00 (-2.00%; 90% interval -3.00 to 3.00).",
            Sales(Missed(-1, -1.9, -0.1)));
    }

    [Fact]
    public void RuleIsWrittenOutWithTheStepThatDecided()
    {
        DecisionMetric sales = Sales(Effect("B", 50, 6, 5, 7), Effect("C", 50, 1, -1, 3)) with { Control = new(Correction.Holm, 2, 0.05) };
        Verdict shipped = Decide(sales, Latency(Effect("B", 300, 1, -2, 4), Effect("C", 300, 12, 8, 16)));
        Assert.Equal(
            [
                new("No finding may be blocking.", "None is.", false),
                new("The guardrail latency must not be harmed: its 95% interval must not lie wholly above 0; not corrected.", "Harmed by C.", false),
                new("A variant ships where the 95% interval of its effect on sales lies wholly above 0, and is rolled back where it lies wholly below 0; corrected by Holm over 2 comparisons at 5%.", "Passes: B; not settled: C.", true),
            ],
            shipped.Steps);
        MarginEvidence missed = new(new Margin(0.02, true), 0.03, 0.975, Met: false);
        DecisionStep guardrail = Decide(Sales(Effect("B", 50, 6, 5, 7)), Latency(Effect("B", 300, 12, 8, 16) with { Margin = missed })).Steps[1];
        Assert.Equal(
            new("The guardrail latency has to be shown within its margin of 2.00%: the limit towards harm (97.5% confidence, one-sided) must not reach it; not corrected.", "Not shown by B.", true),
            guardrail);
        Finding blocking = new("x", Severity.Blocking, "The split is off.", "");
        Assert.Equal([new("No finding may be blocking.", "x: nothing else is asked.", true)], VerdictRule.Decide(Sales(), [], [blocking], true).Steps);
        Assert.Equal(
            "They were not: the groups are compared.",
            Assert.Single(VerdictRule.Decide(Sales(Effect("1", 50, 6, 5, 7)), [Latency(Effect("1", 300, 12, 8, 16))], [], false).Steps, step => step.Decides).Outcome);
    }

    [Fact]
    public void SeveralUnclearTreatmentsNameTheBest()
        => AssertVerdict(
            Decision.Inconclusive, null,
            "No variant is shown to change sales; for the one with the best estimate, C, the difference is +1.00 (2.00%; 95% interval -1.00 to 3.00).",
            Sales(Effect("B", 50, -1, -3, 1), Effect("C", 50, 1, -1, 3)));

    [Fact]
    public void ObservationalDataAreNeverShippedOrRolledBack()
    {
        Verdict up = VerdictRule.Decide(Sales(Effect("1", 50, 6, 5, 7)), [], [], false);
        Assert.Equal((Decision.Inconclusive, "1"), (up.Decision, up.Variant));
        Assert.Equal(
            "Variant 1 is higher than the control in sales by 6.00 (12.0%; 95% interval 5.00 to 7.00), at 56.0 against 50.0, "
            + "but the variants were not assigned at random, so the comparison does not show what a variant does.",
            up.Reason);
        Assert.Equal(Decision.Inconclusive, VerdictRule.Decide(Sales(Effect("1", 50, -6, -7, -5)), [], [], false).Decision);
        Verdict unclear = VerdictRule.Decide(Sales(Effect("1", 50, 1, -1, 3)), [], [], false);
        Assert.StartsWith("Variant 1 does not clearly differ from the control in sales", unclear.Reason, StringComparison.Ordinal);
        Verdict guarded = VerdictRule.Decide(Sales(Effect("1", 50, 6, 5, 7)), [Latency(Effect("1", 300, 12, 8, 16))], [], false);
        Assert.Equal((Decision.Inconclusive, "1"), (guarded.Decision, guarded.Variant));
        Assert.EndsWith(
            "; it is higher than the control in latency by 12.0 (4.00%; 95% interval 8.0 to 16.0), at 312 against 300, and latency is a guardrail.",
            guarded.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("raised", guarded.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void LargeAndSmallNumbersKeepTheirDigits()
    {
        Assert.StartsWith(
            "Variant 1 raised sales by 26,044 (18.2%; 95% interval 9,672 to 42,416), from 143,281 to 169,324.",
            Decide(Sales(Effect("1", 143280.56, 26043.83, 9671.57, 42416.08))).Reason,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "Variant 1 raised sales by 0.000300 (3.00%; 95% interval 0.000022 to 0.000578), from 0.01000 to 0.01030.",
            Decide(Sales(Effect("1", 0.01, 0.0003, 0.0000222, 0.0005778))).Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public void MetricWithoutTreatmentsIsRefused() => Assert.Throws<ArgumentException>(() => Decide(Sales()));

    private static void AssertVerdict(
        Decision decision, string? variant, string reason, DecisionMetric primary, params DecisionMetric[] guardrails)
        => Assert.Equal(new Verdict(decision, variant, reason), Decide(primary, guardrails) with { Steps = [] });

    private static Verdict Decide(DecisionMetric primary, params DecisionMetric[] guardrails)
        => VerdictRule.Decide(primary, guardrails, [], true);

    private static DecisionMetric Sales(params TreatmentEvidence[] treatments) => new("sales", Direction.Increase, false, treatments);

    private static DecisionMetric Latency(params TreatmentEvidence[] treatments) => new("latency", Direction.Decrease, false, treatments);

    private static TreatmentEvidence Effect(string variant, double control, double estimate, double lower, double upper)
    {
        Interval lift = control > 0 ? new(lower / control, upper / control, 0.95) : new(upper / control, lower / control, 0.95);
        RelativeEffect relative = new(estimate / control, RelativeSet.Interval, lift, null);
        Interval interval = new(lower, upper, 0.95);
        return new(variant, control, control + estimate, estimate, interval, relative, !interval.Contains(0));
    }
}
