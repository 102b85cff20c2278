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
        Decision.Ship => $"Variant {Name} {Shipped}{ToleratedHarm}{BestOfSeveral}{HeldOthers}.",
        Decision.Hold => $"{Held}{ToleratedHarm}.",
        Decision.RollBack => $"Variant {Name} {RolledBack}{ToleratedHarm}{UnsettledOthers}.",
        _ => $"{(randomised ? Unsettled : Observed)}{ToleratedHarm}.",
    };

    private string Name => speaker.Evidence.Variant;

    private string Shipped => speaker.Movement == Movement.Good
        ? _effect.Moved
        : $"keeps {primary.Name} within its margin of {_effect.Margin}: {_effect.DifferenceAgainstMargin}";

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

    private string HeldOthers => string.Concat(all.Where(standing => standing.Decision == Decision.Hold)
        .Select(standing => $"; variant {standing.Evidence.Variant} is held by the guardrail {standing.Problems[0].Metric.Name}"));

    private string UnsettledOthers => string.Concat(all.Where(standing => standing.Decision == Decision.Inconclusive)
        .Select(standing => $"; variant {standing.Evidence.Variant} is not settled"));

    private string Held
    {
        get
        {
            GuardrailProblem problem = speaker.Problems[0];
            EffectPhrase guardrail = new(problem.Metric, problem.Evidence);
            string what = problem.Harmed
                ? randomised
                    ? $"Variant {Name} harms the guardrail {problem.Metric.Name}: it {guardrail.Moved}"
                    : $"Variant {Name} {guardrail.Compared}, and {problem.Metric.Name} is a guardrail"
                : $"Variant {Name} is not shown to keep the guardrail {problem.Metric.Name} within its margin "
                    + $"of {guardrail.Margin}: {guardrail.DifferenceAgainstMargin}";
            string more = speaker.Problems.Count > 1 ? $"; it is held by {speaker.Problems.Count} guardrails in all" : "";
            return what + more + PrimaryBeside;
        }
    }

    private string PrimaryBeside => (speaker.Movement, randomised) switch
    {
        (Movement.Good, true) => $", although it {_effect.MovedBriefly}",
        (Movement.Bad or Movement.BeyondMargin, true) => $", and it {_effect.MovedBriefly}",
        _ => "",
    };

    private string Unsettled
    {
        get
        {
            bool margin = speaker.Evidence.Margin is not null;
            if (all.Count == 1)
            {
                string question = margin
                    ? $"variant {Name} keeps {primary.Name} within its margin of {_effect.Margin}"
                    : $"variant {Name} {_effect.Question} {primary.Name}";
                return $"The data do not settle whether {question}: {_effect.DifferenceAgainstMargin}";
            }
            string shown = margin ? $"keep {primary.Name} within its margin of {_effect.Margin}" : $"change {primary.Name}";
            return $"No variant is shown to {shown}; for the one with the best estimate, {Name}, {_effect.DifferenceAgainstMargin}";
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
