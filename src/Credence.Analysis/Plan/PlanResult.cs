using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What a plan with one look at the end says.</summary>
public sealed record PlanResult
{
    /// <summary>What is compared: <c>mean</c>, <c>proportion</c>, <c>ratio</c>, <c>quantile</c> or <c>cluster</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What was asked for.</summary>
    public required PlanUnknown Unknown { get; init; }

    /// <summary>The design.</summary>
    public required FixedDesign Design { get; init; }

    /// <summary>The answer.</summary>
    public required Plan Plan { get; init; }

    /// <summary>Power of the sizes and effects beside the answer: the one asked for, or 0.8.</summary>
    public required double WantedPower { get; init; }

    /// <summary>The data the plan rests on; null where the user gave the numbers.</summary>
    public PlanBasis? Basis { get; init; }

    /// <summary>Power to find other effects at this size, and the size they need.</summary>
    public IReadOnlyList<OtherEffect> OtherEffects { get; init; } = [];

    /// <summary>Power over sizes for the planned effect.</summary>
    public IReadOnlyList<PowerPoint> PowerBySize { get; init; } = [];

    /// <summary>Power over effects at the planned size.</summary>
    public IReadOnlyList<PowerPoint> PowerByEffect { get; init; } = [];

    /// <summary>Effects that can be found by day; empty without a daily number.</summary>
    public IReadOnlyList<DetectableByDay> DetectableByDay { get; init; } = [];

    /// <summary>New units per day, all arms together; null where it was not given.</summary>
    public double? Daily { get; init; }

    /// <summary>What the clusters can do at several intraclass correlations; empty unless asked for.</summary>
    public IReadOnlyList<ClusterScenario> OverIcc { get; init; } = [];

    /// <summary>Clusters assigned at random; empty unless asked for.</summary>
    public IReadOnlyList<ClusterAssignment> Assignment { get; init; } = [];

    /// <summary>What to know about the plan and the data it rests on.</summary>
    public IReadOnlyList<Finding> Findings => [.. Basis?.Findings ?? [], .. Plan.Findings];
}

/// <summary>An effect beside the planned one.</summary>
/// <param name="Effect">True effect, treatment minus control.</param>
/// <param name="RelativeEffect">The same as a fraction of the control level; null where that is not known.</param>
/// <param name="Power">Power to find it at the planned size.</param>
/// <param name="N">Units (clusters where they are randomised) in the control arm that find it with the wanted power; null where none do.</param>
public sealed record OtherEffect(double Effect, double? RelativeEffect, double Power, long? N);
