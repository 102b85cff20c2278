using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>The reason of a verdict: one sentence that names the variant, the numbers and what they are compared with.</summary>
internal sealed class VerdictSentence(DecisionMetric primary, Standing speaker, IReadOnlyList<Standing> all, bool randomised)
{
    private readonly EffectPhrase _effect = new(primary, speaker.Evidence);

    /// <summary>Why there is no verdict at all.</summary>
    public static string Invalid(IReadOnlyList<Finding> blocking)
    {
        string others = blocking.Count switch
        {
            1 => "",
            2 => " (and 1 more blocking finding)",
            _ => $" (and {blocking.Count - 1} more blocking findings)",
        };
        return $"The numbers cannot be trusted until this is mended{others}: {blocking[0].Message.TrimEnd('.')}.";
    }

    public override string ToString() => speaker.Decision switch
    {
        Decision.Ship => $"Variant {Name} {Shipped}{ToleratedHarm}{BestOfSeveral}{Others}.",
        Decision.Hold => $"{Held}{ToleratedHarm}{Others}.",
        Decision.RollBack => $"Variant {Name} {RolledBack}{ToleratedHarm}{Others}.",
        _ => $"{(randomised ? Unsettled : Observed)}{ToleratedHarm}{ObservedGuardrails}{Others}.",
    };

    private string Name => speaker.Evidence.Variant;

    private string Shipped => speaker.Movement switch
    {
        Movement.Equivalent => $"is equivalent to the control in {primary.Name} within a margin of {_effect.Margin}: {_effect.DifferenceAgainstEquivalence}",
        Movement.WithinMargin => $"keeps {primary.Name} within its margin of {_effect.Margin}: {_effect.DifferenceAgainstMargin}",
        _ => speaker.Evidence.Equivalence is null ? _effect.Moved : $"{_effect.Moved}, and is not shown to be equivalent within a margin of {_effect.Margin}",
    };

    private string RolledBack => speaker.Movement == Movement.Bad
        ? _effect.Moved
        : $"{_effect.Moved}, which is beyond its margin of {_effect.Margin}{_effect.BeyondMargin}";

    private string ToleratedHarm => string.Concat(speaker.Tolerated.Select(harm =>
        $"; the guardrail {harm.Metric.Name} is {new EffectPhrase(harm.Metric, harm.Evidence).WorseWithinMargin}"));

    private string BestOfSeveral
    {
        get
        {
            int shipping = all.Count(standing => standing.Decision == Decision.Ship);
            return shipping > 1 ? $"; it has the best estimate of the {shipping} variants that would ship" : "";
        }
    }

    // What a reader must not overlook of the other treatments: harm first, then what is open beside a roll-back.
    private string Others => randomised
        ? string.Concat(all.Where(standing => standing != speaker).OrderBy(standing => standing.Decision).Select(Other))
        : "";

    private string Other(Standing other) => (other.Decision, speaker.Decision) switch
    {
        (Decision.Hold, _) => $"; variant {other.Evidence.Variant} is held by the guardrail {other.Problems[0].Metric.Name}",
        (Decision.RollBack, _) => $"; variant {other.Evidence.Variant} {new EffectPhrase(primary, other.Evidence).MovedBriefly}",
        (Decision.Inconclusive, Decision.RollBack) => $"; variant {other.Evidence.Variant} is not settled",
        _ => "",
    };

    private string ObservedGuardrails => randomised ? "" : string.Concat(speaker.Problems.Select(problem => problem.Harmed
        ? $"; it {new EffectPhrase(problem.Metric, problem.Evidence).Compared}, and {problem.Metric.Name} is a guardrail"
        : $"; the guardrail {problem.Metric.Name} is not shown to be within its margin of {new EffectPhrase(problem.Metric, problem.Evidence).Margin}"));

    private string Held
    {
        get
        {
            GuardrailProblem problem = speaker.Problems[0];
            EffectPhrase guardrail = new(problem.Metric, problem.Evidence);
            string what = problem.Harmed
                ? $"Variant {Name} harms the guardrail {problem.Metric.Name}: it {guardrail.Moved}"
                : $"Variant {Name} is not shown to keep the guardrail {problem.Metric.Name} within its margin "
                    + $"of {guardrail.Margin}: {guardrail.DifferenceAgainstMargin}";
            string more = speaker.Problems.Count > 1 ? $"; it is held by {speaker.Problems.Count} guardrails in all" : "";
            return what + more + PrimaryBeside;
        }
    }

    private string PrimaryBeside => speaker.Movement switch
    {
        Movement.Good => $", although it {_effect.MovedBriefly}",
        Movement.Bad or Movement.BeyondMargin => $", and it {_effect.MovedBriefly}",
        _ => "",
    };

    private string Unsettled
    {
        get
        {
            (string one, string several, string difference) = speaker.Evidence switch
            {
                { Equivalence: not null } => (
                    $"variant {Name} is equivalent to the control in {primary.Name} within a margin of {_effect.Margin}",
                    $"be equivalent to the control in {primary.Name} within a margin of {_effect.Margin}",
                    _effect.DifferenceAgainstEquivalence),
                { Margin: not null } => (
                    $"variant {Name} keeps {primary.Name} within its margin of {_effect.Margin}",
                    $"keep {primary.Name} within its margin of {_effect.Margin}",
                    _effect.DifferenceAgainstMargin),
                _ => ($"variant {Name} {_effect.Question} {primary.Name}", $"change {primary.Name}", _effect.Difference),
            };
            return all.Count == 1
                ? $"The data do not settle whether {one}: {difference}"
                : $"No variant is shown to {several}; for the one with the best estimate, {Name}, {difference}";
        }
    }

    private string Observed
    {
        get
        {
            const string Caveat = "the variants were not assigned at random, so the comparison does not show what a variant does";
            bool clear = speaker.Evidence.Significant && !speaker.Evidence.Interval.Contains(0);
            return clear
                ? $"Variant {Name} {_effect.Compared}, but {Caveat}"
                : $"Variant {Name} does not clearly differ from the control in {primary.Name} ({_effect.Difference}), and {Caveat}";
        }
    }
}
