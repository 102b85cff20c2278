namespace Credence.Experiments;

/// <summary>A point of a power curve.</summary>
/// <param name="N">Units in the control arm.</param>
/// <param name="Effect">True effect, treatment minus control.</param>
/// <param name="Power">Power to show it.</param>
public readonly record struct PowerPoint(double N, double Effect, double Power);

/// <summary>What can be found after some days.</summary>
/// <param name="Day">Days since the start.</param>
/// <param name="NPerArm">Units per arm by then.</param>
/// <param name="MinimumEffect">Effect found with the power wanted; NaN where there is none.</param>
/// <param name="MinimumRelativeEffect">The same as a fraction of the control level; null where that is not known.</param>
public readonly record struct DetectableByDay(int Day, PerArm<long> NPerArm, double MinimumEffect, double? MinimumRelativeEffect);

/// <summary>Power and minimum effects over a range, for tables and figures.</summary>
public static class PlanCurves
{
    /// <summary>Power over effects at one size.</summary>
    /// <param name="design">The design.</param>
    /// <param name="n">Units in the control arm, above 0.</param>
    /// <param name="effects">True effects.</param>
    public static IReadOnlyList<PowerPoint> PowerByEffect(FixedDesign design, double n, IEnumerable<double> effects)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(effects);
        return [.. effects.Select(effect => new PowerPoint(n, effect, design.Power(n, effect)))];
    }

    /// <summary>Power over sizes for one effect.</summary>
    /// <param name="design">The design.</param>
    /// <param name="sizes">Units in the control arm, each above 0.</param>
    /// <param name="effect">True effect.</param>
    public static IReadOnlyList<PowerPoint> PowerBySize(FixedDesign design, IEnumerable<double> sizes, double effect)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(sizes);
        return [.. sizes.Select(n => new PowerPoint(n, effect, design.Power(n, effect)))];
    }

    /// <summary>Minimum effects by day, where new units come at a steady rate; days too early for a test are left out.</summary>
    /// <param name="design">The design.</param>
    /// <param name="daily">New units per day, all arms together; above 0.</param>
    /// <param name="power">Power wanted.</param>
    /// <param name="days">Days since the start, each at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static IReadOnlyList<DetectableByDay> MinimumEffectByDay(FixedDesign design, double daily, double power, IEnumerable<int> days)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(days);
        Guard.Positive(daily);
        double share = 1 / (1 + design.Multiplicity.Treatments * design.AllocationRatio);
        List<DetectableByDay> table = [];
        foreach (int day in days)
        {
            double controls = Guard.AtLeast(day, 1, nameof(days)) * daily * share;
            PerArm<long> units = new((long)controls, (long)(controls * design.AllocationRatio));
            if (Math.Min(units.Control, units.Treatment) < 2)
                continue;
            double effect = design.MinimumEffect(units.Control, power);
            table.Add(new(day, units, effect, design.ControlLevel is { } mean and not 0 ? effect / mean : null));
        }
        return table;
    }
}
