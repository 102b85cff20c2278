using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What a plan is to find out.</summary>
public enum PlanUnknown
{
    /// <summary>How many units find the effect.</summary>
    SampleSize,

    /// <summary>Which effect the units find.</summary>
    Effect,

    /// <summary>With which power the units find the effect.</summary>
    Power,

    /// <summary>How large a given number of clusters must be.</summary>
    ClusterSize,
}

/// <summary>What is known of sample size, effect and power; one of them is left to find. Power is 0.8 where it is neither given nor asked for.</summary>
public sealed record PlanQuestion
{
    /// <summary>Power planned for where none is stated.</summary>
    public const double UsualPower = 0.8;

    /// <summary>Units in the control arm; null where they are not given.</summary>
    public long? N { get; init; }

    /// <summary>Effect, treatment minus control in the metric's units; null where it is not given.</summary>
    public double? Effect { get; init; }

    /// <summary>Effect as a fraction of the control level; null where it is not given.</summary>
    public double? RelativeEffect { get; init; }

    /// <summary>Power; null where it is not given.</summary>
    public double? Power { get; init; }

    /// <summary>The power to plan for.</summary>
    public double WantedPower => Power ?? UsualPower;

    /// <summary>What is left to find.</summary>
    /// <param name="objective">What the experiment is to show; with a margin the effect may be left out and is then 0.</param>
    /// <param name="sizeOption">The option that gives the size.</param>
    /// <exception cref="InputException">All are given, or too few.</exception>
    public PlanUnknown Unknown(Objective objective, string sizeOption = "--n") => (N, Effect ?? RelativeEffect, Power) switch
    {
        (not null, not null, not null) => throw new InputException("plan", "sample size, effect and power are all given; one must be left to find", $"leave out {sizeOption}, --mde or --power"),
        (not null, not null, null) => PlanUnknown.Power,
        (not null, null, _) => PlanUnknown.Effect,
        (null, not null, _) => PlanUnknown.SampleSize,
        _ when objective != Objective.Superiority => PlanUnknown.SampleSize,
        _ => throw new InputException("plan", "neither an effect nor a sample size is given", $"give --mde to find the sample size, or {sizeOption} to find the effect"),
    };

    /// <summary>The effect in the metric's units; null where none is given, 0 for a margin without one.</summary>
    /// <exception cref="InputException">Both forms are given, or a relative one without a control level.</exception>
    public double? EffectFor(FixedDesign design)
    {
        ArgumentNullException.ThrowIfNull(design);
        if (Effect is not null && RelativeEffect is not null)
            throw new InputException("plan", "the effect is given twice", "give either --mde or --relative-mde");
        if (RelativeEffect is not { } relative)
            return Effect ?? (N is null && design.Hypothesis.Objective != Objective.Superiority ? 0 : null);
        return design.ControlLevel is not null and not 0
            ? design.AbsoluteEffect(relative)
            : throw new InputException("--relative-mde", "a relative effect needs a control level that is not 0", "give --baseline, or --mde in the metric's units");
    }
}
