using Credence.Analysis;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>A plan by simulation as its JSON document; what belongs to one rule stands for the planned one.</summary>
internal sealed record SimulationDocument(
    string Plan,
    PlanUnknown Unknown,
    string Data,
    MetricKind Kind,
    double Level,
    double StandardDeviation,
    double Alpha,
    PerArm<long> NPerArm,
    long Total,
    double? Days,
    double MinimumEffect,
    double? MinimumRelativeEffect,
    int Replicates,
    ulong Seed,
    long? BurnIn,
    string Rule,
    string? Bounds,
    Simulated Power,
    Simulated TypeOneError,
    Simulated WrongDirection,
    Simulated Coverage,
    Simulated ExpectedLooks,
    Simulated ExpectedUnits,
    Simulated? ExpectedDays,
    WithoutEffectDocument WithoutEffect,
    IReadOnlyList<SimulatedLook> Looks,
    IReadOnlyList<RuleDocument> Rules,
    RuleDocument Naive,
    PlanBasis? Basis,
    IReadOnlyList<Finding> Findings)
{
    public static SimulationDocument Of(SimulationPlanResult result)
    {
        RuleDocument[] rules = [.. result.Rules.Select(RuleDocument.Of)];
        RuleDocument planned = rules[0];
        return new(
            "simulate", result.Unknown, result.Model.Name, result.Model.Kind, result.Model.Level, result.Model.StandardDeviation, result.Alpha,
            result.NPerArm, result.Total, result.Days, result.Effect, result.RelativeEffect, result.Replicates, result.Seed, result.BurnIn,
            planned.Rule, planned.Bounds, planned.Power, planned.TypeOneError, planned.WrongDirection, planned.Coverage,
            planned.ExpectedLooks, planned.ExpectedUnits, planned.ExpectedDays, planned.WithoutEffect, planned.Looks,
            rules, RuleDocument.Of(result.Naive), result.Basis, result.Findings);
    }
}

/// <summary>What one rule does; durations and coverage are those with the effect.</summary>
internal sealed record RuleDocument(
    string Rule,
    string? Bounds,
    Simulated Power,
    Simulated TypeOneError,
    Simulated WrongDirection,
    Simulated Coverage,
    Simulated ExpectedLooks,
    Simulated ExpectedUnits,
    Simulated? ExpectedDays,
    WithoutEffectDocument WithoutEffect,
    IReadOnlyList<SimulatedLook> Looks)
{
    public static RuleDocument Of(SimulatedRule rule) => new(
        rule.Rule, rule.Bounds, rule.Power, rule.TypeOneError, rule.WrongDirection, rule.Coverage,
        rule.WithEffect.Looks, rule.WithEffect.Units, rule.WithEffect.Days,
        new(rule.WithoutEffect.Looks, rule.WithoutEffect.Units, rule.WithoutEffect.Days, rule.CoverageWithoutEffect), rule.Looks);
}

/// <summary>How experiments without an effect go.</summary>
internal sealed record WithoutEffectDocument(Simulated ExpectedLooks, Simulated ExpectedUnits, Simulated? ExpectedDays, Simulated Coverage);
