using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>A plan with several looks, as asked for.</summary>
public sealed record SequentialPlanOptions
{
    /// <summary>The design's looks, level, sides, futility and power; its boundaries are those of <see cref="Bounds"/> in turn.</summary>
    public required GroupSequentialOptions Design { get; init; }

    /// <summary>Boundaries to compare, at least one.</summary>
    public required IReadOnlyList<BoundaryFamily> Bounds { get; init; }

    /// <summary>What is compared, with a normal reference distribution; null for boundaries without sample sizes.</summary>
    public FixedDesign? Metric { get; init; }

    /// <summary>What is known of sample size and effect.</summary>
    public PlanQuestion Question { get; init; } = new();

    /// <summary>New units per day, all arms together; null where that is not known.</summary>
    public double? Daily { get; init; }
}

/// <summary>One group-sequential design with its sample size.</summary>
/// <param name="Design">The design, made for the power.</param>
/// <param name="Size">Its sample size; null where no metric was stated.</param>
public sealed record SequentialPlan(GroupSequentialDesign Design, SequentialPlanSize? Size);

/// <summary>Sample size of a group-sequential plan.</summary>
/// <param name="Effect">The effect planned for, treatment minus control.</param>
/// <param name="RelativeEffect">The same as a fraction of the control level; null where that is not known.</param>
/// <param name="NPerArm">Whole units per arm where the test goes on to the last look.</param>
/// <param name="NPerArmExact">The same before rounding up.</param>
/// <param name="Total">Whole units of both arms.</param>
/// <param name="AtLooks">Units of both arms at each look, rounded up.</param>
/// <param name="ExpectedNull">Expected units of both arms where there is no effect.</param>
/// <param name="ExpectedAlternative">Expected units of both arms at the effect planned for.</param>
/// <param name="Days">Whole days to the last look; null without a daily number.</param>
public sealed record SequentialPlanSize(
    double Effect,
    double? RelativeEffect,
    PerArm<long> NPerArm,
    PerArm<double> NPerArmExact,
    long Total,
    IReadOnlyList<long> AtLooks,
    double ExpectedNull,
    double ExpectedAlternative,
    double? Days);

/// <summary>What a plan with several looks says.</summary>
public sealed record SequentialPlanResult
{
    /// <summary>What was asked for; null where no sample size was.</summary>
    public required PlanUnknown? Unknown { get; init; }

    /// <summary>The designs, in the order asked for; at least one.</summary>
    public required IReadOnlyList<SequentialPlan> Plans { get; init; }

    /// <summary>What is compared; null where only boundaries were asked for.</summary>
    public FixedDesign? Metric { get; init; }

    /// <summary>The data the plan rests on; null where the user gave the numbers.</summary>
    public PlanBasis? Basis { get; init; }

    /// <summary>What to know about the plan and the data it rests on.</summary>
    public IReadOnlyList<Finding> Findings => [.. Basis?.Findings ?? [], .. SequentialFindings.Of(this)];
}
