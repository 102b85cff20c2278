namespace Credence.Experiments;

/// <summary>What to do about an experiment.</summary>
public enum Decision
{
    /// <summary>The primary metric moved the right way.</summary>
    Ship,

    /// <summary>A guardrail is harmed, or cannot be shown to be within its margin.</summary>
    Hold,

    /// <summary>The primary metric moved the wrong way.</summary>
    RollBack,

    /// <summary>The data do not settle the question.</summary>
    Inconclusive,

    /// <summary>Something makes the numbers worthless until it is mended.</summary>
    Invalid,
}

/// <summary>A decision and its reason.</summary>
/// <param name="Decision">What to do.</param>
/// <param name="Variant">The variant it speaks of; null where it speaks of none.</param>
/// <param name="Reason">One sentence that a product owner understands and a statistician accepts.</param>
public sealed record Verdict(Decision Decision, string? Variant, string Reason)
{
    /// <summary>The rule, step by step, with what came of each.</summary>
    public IReadOnlyList<DecisionStep> Steps { get; init; } = [];
}

/// <summary>One step of the rule that decides.</summary>
/// <param name="Rule">What the step asks.</param>
/// <param name="Outcome">What the data answered.</param>
/// <param name="Decides">Whether this step made the verdict what it is.</param>
public sealed record DecisionStep(string Rule, string Outcome, bool Decides);
