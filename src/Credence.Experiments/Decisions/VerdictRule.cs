using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>The rule that turns results into a decision.</summary>
/// <remarks>
/// A blocking finding makes the result invalid. Each treatment is then judged by itself: held where it harms a guardrail (interval
/// wholly on the bad side of 0) or is not shown to keep a guardrail's margin; shipped where the primary metric's interval lies
/// wholly on the good side of 0 or of its margin, or where equivalence was asked for and is shown; rolled back where it lies wholly on
/// the bad side (of the margin, where there is one); else inconclusive. The verdict
/// is that of the treatment with the best standing: ship before hold before roll-back before inconclusive, and among equals the
/// best primary estimate (for a roll-back the worst). A harmed guardrail of one treatment does not stop another. Wholly on one side of
/// 0 means that the interval excludes 0 and the test rejects as well; a margin is judged by the limit towards harm alone.
/// Without randomisation nothing is shipped, held or rolled back: the groups are compared.
/// </remarks>
public static class VerdictRule
{
    /// <summary>Decides.</summary>
    /// <param name="primary">The primary metric.</param>
    /// <param name="guardrails">The guardrails, each with a treatment for every treatment of the primary metric, in any order.</param>
    /// <param name="findings">Problems and facts of the data.</param>
    /// <param name="randomised">Whether the variants were assigned at random.</param>
    /// <exception cref="ArgumentException">The primary metric has no treatment, and no finding says why.</exception>
    public static Verdict Decide(
        DecisionMetric primary, IReadOnlyList<DecisionMetric> guardrails, IReadOnlyList<Finding> findings, bool randomised)
    {
        ArgumentNullException.ThrowIfNull(primary);
        ArgumentNullException.ThrowIfNull(guardrails);
        ArgumentNullException.ThrowIfNull(findings);
        Finding[] blocking = [.. findings.Where(finding => finding.Severity == Severity.Blocking)];
        if (blocking.Length > 0)
            return new(Decision.Invalid, null, VerdictSentence.Invalid(blocking)) { Steps = DecisionSteps.Withheld(blocking) };
        if (primary.Treatments.Count == 0)
            throw new ArgumentException("There is no treatment to decide about.", nameof(primary));
        Standing[] standings = [.. primary.Treatments.Select(evidence => Judge(primary, evidence, guardrails, randomised))];
        Decision decision = standings.Min(standing => standing.Decision);
        Standing[] speakers = [.. standings.Where(standing => standing.Decision == decision).OrderByDescending(s => s.Worth)];
        Standing speaker = decision == Decision.RollBack ? speakers[^1] : speakers[0];
        VerdictSentence sentence = new(primary, speaker, standings, randomised);
        string? variant = decision == Decision.Inconclusive && standings.Length > 1 ? null : speaker.Evidence.Variant;
        return new(decision, variant, sentence.ToString())
        {
            Steps = new DecisionSteps(primary, guardrails, standings, speaker, randomised).All(),
        };
    }

    /// <summary>Whether a metric was moved the wrong way: its interval lies wholly on the bad side of 0.</summary>
    /// <remarks>For a metric without a margin this is what harms a guardrail; with one see
    /// <see cref="MarginEvidence.Met"/>.</remarks>
    public static bool IsHarmed(TreatmentEvidence evidence, Direction direction)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return evidence.Significant && (direction == Direction.Increase ? evidence.Interval.Upper < 0 : evidence.Interval.Lower > 0);
    }

    /// <summary>Whether harm makes the effect smaller: the difference or, where the margin is relative, the lift.</summary>
    internal static bool HarmIsBelow(TreatmentEvidence evidence, Margin margin, Direction direction)
        => direction == Direction.Increase == (!margin.IsRelative || evidence.ControlLevel > 0);

    private static Standing Judge(
        DecisionMetric primary, TreatmentEvidence evidence, IReadOnlyList<DecisionMetric> guardrails, bool randomised)
    {
        List<GuardrailProblem> problems = [], tolerated = [];
        foreach (DecisionMetric guardrail in guardrails)
        {
            foreach (TreatmentEvidence guarded in guardrail.Treatments.Where(other => other.Variant == evidence.Variant))
            {
                bool harmed = IsHarmed(guarded, guardrail.Direction);
                if (guarded.Margin is null ? harmed : !guarded.Margin.Met)
                    problems.Add(new(guardrail, guarded, harmed));
                else if (harmed)
                    tolerated.Add(new(guardrail, guarded, harmed));
            }
        }
        Movement movement = Move(evidence, primary.Direction);
        Decision byPrimary = (movement, randomised) switch
        {
            (Movement.Good or Movement.WithinMargin or Movement.Equivalent, true) => Decision.Ship,
            (Movement.Bad or Movement.BeyondMargin, true) => Decision.RollBack,
            _ => Decision.Inconclusive,
        };
        double worth = primary.Direction == Direction.Increase ? evidence.Estimate : -evidence.Estimate;
        return new(evidence, problems.Count > 0 && randomised ? Decision.Hold : byPrimary, movement, problems, tolerated, worth);
    }

    private static Movement Move(TreatmentEvidence evidence, Direction direction)
    {
        bool improved = evidence.Significant
            && (direction == Direction.Increase ? evidence.Interval.Lower > 0 : evidence.Interval.Upper < 0);
        if (evidence.Equivalence is { } equivalence)
        {
            return equivalence.Met ? Movement.Equivalent
                : improved ? Movement.Good
                : IsBeyond(evidence, equivalence.Tolerated, direction) ? Movement.BeyondMargin
                : Movement.Unclear;
        }
        if (evidence.Margin is not { } margin)
            return improved ? Movement.Good : IsHarmed(evidence, direction) ? Movement.Bad : Movement.Unclear;
        if (margin.Met)
            return improved ? Movement.Good : Movement.WithinMargin;
        return IsBeyond(evidence, margin.Tolerated, direction) ? Movement.BeyondMargin : Movement.Unclear;
    }

    // The whole interval, or relative set, on the far side of the margin.
    private static bool IsBeyond(TreatmentEvidence evidence, Margin margin, Direction direction)
    {
        if (!margin.IsRelative)
            return direction == Direction.Increase ? evidence.Interval.Upper < -margin.Value : evidence.Interval.Lower > margin.Value;
        if (evidence.Relative.Interval is not { } lift)
            return false;
        return HarmIsBelow(evidence, margin, direction) ? lift.Upper < -margin.Value : lift.Lower > margin.Value;
    }
}

/// <summary>What a treatment did to the primary metric, as far as the data show.</summary>
internal enum Movement
{
    Good,
    WithinMargin,
    Equivalent,
    Unclear,
    Bad,
    BeyondMargin,
}

/// <summary>A guardrail that was harmed or may be.</summary>
/// <param name="Metric">The guardrail.</param>
/// <param name="Evidence">What is known of the treatment on it.</param>
/// <param name="Harmed">Whether it was moved the wrong way; otherwise it is only not shown to be within its margin.</param>
internal sealed record GuardrailProblem(DecisionMetric Metric, TreatmentEvidence Evidence, bool Harmed);

/// <summary>How one treatment stands.</summary>
/// <param name="Evidence">What is known of it on the primary metric.</param>
/// <param name="Decision">The decision it would get alone.</param>
/// <param name="Movement">What it did to the primary metric.</param>
/// <param name="Problems">Guardrails that hold it back.</param>
/// <param name="Tolerated">Guardrails that it harms within their margins.</param>
/// <param name="Worth">Primary estimate, signed so that more is better.</param>
internal sealed record Standing(
    TreatmentEvidence Evidence,
    Decision Decision,
    Movement Movement,
    IReadOnlyList<GuardrailProblem> Problems,
    IReadOnlyList<GuardrailProblem> Tolerated,
    double Worth);
