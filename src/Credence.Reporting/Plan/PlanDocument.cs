using System.Text.Json.Serialization;
using Credence.Analysis;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>A plan as its JSON document: the same keys for one look or several.</summary>
internal sealed record PlanDocument(
    string Plan,
    PlanUnknown? Unknown,
    string Method,
    double Alpha,
    double ComparisonAlpha,
    Alternative Alternative,
    Objective Objective,
    double? Margin,
    double AllocationRatio,
    PerArm<long>? NPerArm,
    PerArm<double>? NPerArmExact,
    long? Total,
    double Power,
    double? MinimumEffect,
    double? MinimumRelativeEffect,
    double? Days,
    double? DesignEffect,
    double? MonteCarloError,
    ClusterCounts? Clusters,
    PlanBasis? Basis,
    IReadOnlyList<DesignDocument> Designs,
    IReadOnlyList<LookDocument> Looks,
    IReadOnlyList<OtherEffect> OtherEffects,
    IReadOnlyList<PowerPoint> PowerBySize,
    IReadOnlyList<PowerPoint> PowerByEffect,
    IReadOnlyList<DetectableByDay> DetectableByDay,
    IReadOnlyList<ClusterScenario> OverIcc,
    IReadOnlyList<ClusterAssignment> Assignment,
    IReadOnlyList<Finding> Findings)
{
    public static PlanDocument Of(PlanResult result)
    {
        (FixedDesign design, Plan plan) = (result.Design, result.Plan);
        return new(
            result.Kind, result.Unknown, plan.Method, design.Alpha, plan.ComparisonAlpha, design.Alternative,
            design.Hypothesis.Objective, MarginOf(design), design.AllocationRatio, plan.NPerArm, plan.NPerArmExact, plan.Total,
            plan.Power, plan.MinimumEffect, plan.MinimumRelativeEffect, plan.Days, plan.DesignEffect, plan.MonteCarloError,
            plan.Clusters, result.Basis, [], [], result.OtherEffects, result.PowerBySize, result.PowerByEffect,
            result.DetectableByDay, result.OverIcc, result.Assignment, result.Findings);
    }

    public static PlanDocument Of(SequentialPlanResult result)
    {
        DesignDocument[] designs = [.. result.Plans.Select(DesignDocument.Of)];
        (GroupSequentialDesign design, SequentialPlanSize? size) = result.Plans[0];
        Alternative side = design.Options.Sides == 2 ? Alternative.TwoSided : size?.Effect < 0 ? Alternative.Less : Alternative.Greater;
        return new(
            "sequential", result.Unknown, "normal", design.Options.Alpha, design.Options.Alpha, side, Objective.Superiority, null,
            result.Metric?.AllocationRatio ?? 1, size?.NPerArm, size?.NPerArmExact, size?.Total, design.Options.Power, size?.Effect,
            size?.RelativeEffect, size?.Days, size is null ? null : 1, null, null, result.Basis, designs, designs[0].Looks, [], [], [], [], [],
            [], result.Findings);
    }

    private static double? MarginOf(FixedDesign design) => design.Hypothesis.Objective == Objective.Superiority ? null : design.Hypothesis.Margin;
}

/// <summary>A design with several looks.</summary>
internal sealed record DesignDocument(
    string Bounds,
    int Sides,
    double Power,
    string? Futility,
    bool BindingFutility,
    IReadOnlyList<LookDocument> Looks,
    double Inflation,
    double Drift,
    UnderBoth ExpectedInformation,
    PerArm<long>? NPerArm,
    PerArm<double>? NPerArmExact,
    long? Total,
    double? MinimumEffect,
    UnderBoth? ExpectedTotal,
    double? Days)
{
    public static DesignDocument Of(SequentialPlan plan)
    {
        (GroupSequentialDesign design, SequentialPlanSize? size) = plan;
        return new(
            design.Options.Bounds.Name, design.Options.Sides, design.Options.Power, design.Options.Futility?.Name, design.Options.BindingFutility,
            [.. Enumerable.Range(0, design.Boundaries.Count).Select(k => LookDocument.Of(design, size, k))],
            design.InflationFactor, design.Drift,
            new(design.Operate(0).ExpectedInformation, design.Alternative.ExpectedInformation),
            size?.NPerArm, size?.NPerArmExact, size?.Total, size?.Effect,
            size is null ? null : new(size.ExpectedNull, size.ExpectedAlternative), size?.Days);
    }
}

/// <summary>A number where there is no effect and where there is the one planned for.</summary>
internal sealed record UnderBoth([property: JsonPropertyName("null")] double Null, [property: JsonPropertyName("alternative")] double Alternative);

/// <summary>A look of a design; powers count rejections on the side of the effect.</summary>
internal sealed record LookDocument(
    double Information, long? Total, double Z, double NominalP, double CumulativeAlpha, double? FutilityZ, double PowerToHere)
{
    public static LookDocument Of(GroupSequentialDesign design, SequentialPlanSize? size, int k) => new(
        design.InformationTimes[k], size?.AtLooks[k], design.Boundaries[k], design.NominalPValues[k], design.CumulativeAlpha[k],
        SequentialTables.Futility(design, k), design.Alternative.CumulativePower[k]);
}
