using System.Globalization;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>Writes out the rule that decided: what each step asks of which metric at which level, and what came of it.</summary>
internal sealed class DecisionSteps(
    DecisionMetric primary, IReadOnlyList<DecisionMetric> guardrails, IReadOnlyList<Standing> standings, Standing speaker, bool randomised)
{
    private const string NothingBlocks = "No finding may be blocking.";

    /// <summary>The steps where a finding withholds the verdict.</summary>
    public static IReadOnlyList<DecisionStep> Withheld(IReadOnlyList<Finding> blocking)
        => [new(NothingBlocks, $"{string.Join(", ", blocking.Select(finding => finding.Code).Distinct())}: nothing else is asked.", true)];

    /// <summary>All steps in their order.</summary>
    public IReadOnlyList<DecisionStep> All()
    {
        List<DecisionStep> steps = [new(NothingBlocks, "None is.", false)];
        if (!randomised)
            steps.Add(new("Only variants assigned at random are shipped, held or rolled back.", "They were not: the groups are compared.", true));
        steps.AddRange(guardrails.Where(guardrail => guardrail.Treatments.Count > 0).Select(Guardrail));
        steps.Add(new($"{Ask(primary)}.", Primary(), randomised && speaker.Decision != Decision.Hold));
        if (standings.Count(standing => standing.Decision == Decision.Ship) > 1)
            steps.Add(new("Of several variants that ship, the one with the best estimate is named.", $"{speaker.Evidence.Variant}.", false));
        return steps;
    }

    private DecisionStep Guardrail(DecisionMetric guardrail)
    {
        Standing[] stopped = [.. standings.Where(standing => standing.Problems.Any(problem => problem.Metric == guardrail))];
        TreatmentEvidence first = guardrail.Treatments[0];
        string rule = first.Margin is { } margin
            ? $"The guardrail {guardrail.Name} has to be shown within its margin of {new EffectPhrase(guardrail, first).Margin}: "
                + $"the limit towards harm ({Percent(margin.Level)} confidence, one-sided) must not reach it; not corrected"
            : $"The guardrail {guardrail.Name} must not be harmed: its {Level(first.Interval)} interval must not lie wholly {Bad(guardrail)} 0; not corrected";
        string outcome = stopped.Length == 0
            ? "Kept by every variant."
            : $"{(first.Margin is null ? "Harmed" : "Not shown")} by {Names(stopped)}.";
        return new($"{rule}.", outcome, speaker.Decision == Decision.Hold && stopped.Contains(speaker));
    }

    private string Ask(DecisionMetric metric)
    {
        TreatmentEvidence first = metric.Treatments[0];
        (string ships, string rolledBack, string effect) = randomised ? ("ships", "is rolled back", "effect on") : ("is better", "is worse", "difference in");
        string claim = first switch
        {
            { Equivalence: { } equivalence } =>
                $"{ships} where the {Level(equivalence.Interval)} interval of its {effect} {metric.Name} lies within {new EffectPhrase(metric, first).Margin} of 0 on both sides "
                + $"or its {Level(first.Interval)} interval wholly {Good(metric)} 0, and {rolledBack} where that lies wholly beyond the margin",
            { Margin: { } margin } =>
                $"{ships} where the limit of its {effect} {metric.Name} towards harm ({Percent(margin.Level)} confidence, one-sided) keeps the margin of "
                + $"{new EffectPhrase(metric, first).Margin}, and {rolledBack} where the whole {Level(first.Interval)} interval lies beyond it",
            _ => $"{ships} where the {Level(first.Interval)} interval of its {effect} {metric.Name} lies wholly {Good(metric)} 0, and {rolledBack} where it lies wholly {Bad(metric)} 0",
        };
        return $"A variant {claim}; {metric.Control?.Description ?? "not corrected"}";
    }

    private string Primary()
    {
        (string Outcome, Movement[] Movements)[] outcomes =
        [
            (randomised ? "passes" : "better", [Movement.Good, Movement.WithinMargin, Movement.Equivalent]),
            (randomised ? "fails" : "worse", [Movement.Bad, Movement.BeyondMargin]),
            ("not settled", [Movement.Unclear]),
        ];
        IEnumerable<string> texts = outcomes
            .Select(outcome => (outcome.Outcome, Of: standings.Where(standing => outcome.Movements.Contains(standing.Movement)).ToArray()))
            .Where(outcome => outcome.Of.Length > 0)
            .Select(outcome => $"{outcome.Outcome}: {Names(outcome.Of)}");
        string text = string.Join("; ", texts);
        return $"{char.ToUpperInvariant(text[0])}{text[1..]}.";
    }

    private static string Names(IEnumerable<Standing> standings) => string.Join(", ", standings.Select(standing => standing.Evidence.Variant));

    private static string Good(DecisionMetric metric) => metric.Direction == Direction.Increase ? "above" : "below";

    private static string Bad(DecisionMetric metric) => metric.Direction == Direction.Increase ? "below" : "above";

    private static string Level(Interval interval) => Percent(interval.Level);

    private static string Percent(double level) => (100 * level).ToString("0.##", CultureInfo.InvariantCulture) + "%";
}
