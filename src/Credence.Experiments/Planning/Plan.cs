using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>A quantity of the control arm and of each treatment arm.</summary>
/// <param name="Control">In the control arm.</param>
/// <param name="Treatment">In each treatment arm.</param>
public readonly record struct PerArm<T>(T Control, T Treatment);

/// <summary>The clusters of a plan that randomises clusters.</summary>
/// <param name="PerArm">Whole clusters per arm.</param>
/// <param name="PerArmExact">Clusters per arm before rounding up.</param>
/// <param name="Size">Units per cluster on average.</param>
public sealed record ClusterCounts(PerArm<long> PerArm, PerArm<double> PerArmExact, double Size);

/// <summary>A fixed-horizon plan: how many units find which effect with which power.</summary>
/// <remarks>Power is that of the planned effect at the whole numbers of <see cref="NPerArm"/>, both tails of a two-sided test counted.</remarks>
public sealed record Plan
{
    /// <summary>Name of the power calculation in kebab case, e.g. <c>t</c>.</summary>
    public required string Method { get; init; }

    /// <summary>Whole units per arm; null where no number suffices.</summary>
    public required PerArm<long>? NPerArm { get; init; }

    /// <summary>Units per arm before rounding up; infinite where no number suffices.</summary>
    public required PerArm<double> NPerArmExact { get; init; }

    /// <summary>Whole units of all arms together; null where no number suffices.</summary>
    public required long? Total { get; init; }

    /// <summary>Probability of showing what is to be shown if the effect is <see cref="MinimumEffect"/>.</summary>
    public required double Power { get; init; }

    /// <summary>The effect planned for, treatment minus control in the metric's units; NaN where no effect has the power.</summary>
    public required double MinimumEffect { get; init; }

    /// <summary>The effect planned for as a fraction of the control level; null where that is not known.</summary>
    public double? MinimumRelativeEffect { get; init; }

    /// <summary>Error level of one comparison of one metric.</summary>
    public required double ComparisonAlpha { get; init; }

    /// <summary>Variance of the estimate against that of as many independent units.</summary>
    public double DesignEffect { get; init; } = 1;

    /// <summary>Clusters per arm; null where units are randomised.</summary>
    public ClusterCounts? Clusters { get; init; }

    /// <summary>Whole days until <see cref="Total"/> units have come; null without a daily number.</summary>
    public double? Days { get; init; }

    /// <summary>Standard error of <see cref="Power"/> where it was simulated; otherwise null.</summary>
    public double? MonteCarloError { get; init; }

    /// <summary>What to know about the plan.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>The plan with the days it takes.</summary>
    /// <param name="daily">New units per day, all arms together; above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="daily"/> is not a finite number above 0.</exception>
    public Plan WithDailyUnits(double daily)
    {
        Guard.Positive(daily);
        if (Total is not { } total)
            return this;
        double days = Math.Ceiling(total / daily);
        return this with { Days = days, Findings = [.. Findings, .. DurationFindings(days)] };
    }

    private static IEnumerable<Finding> DurationFindings(double days)
    {
        if (days < 7)
        {
            yield return new("shorter-than-a-week", Severity.Note,
                FormattableString.Invariant($"The sample is reached after {days} days, so not every weekday is seen."),
                "Run whole weeks where behaviour differs between weekdays.");
        }
    }
}
