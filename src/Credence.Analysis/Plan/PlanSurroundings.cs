using Credence.Experiments;

namespace Credence.Analysis;

/// <summary>The surroundings of a plan: what other sizes and effects would give.</summary>
internal static class PlanSurroundings
{
    private const int Points = 40;

    /// <summary>The plan with its curves and the table of other effects.</summary>
    public static PlanResult With(PlanResult result)
    {
        if (!double.IsFinite(result.Plan.MinimumEffect) || ControlUnits(result.Plan) is not { } n)
            return result;
        FixedDesign design = result.Design;
        double effect = result.Plan.MinimumEffect;
        double[] effects = [.. Effects(design, effect, Points).Where(value => IsPossible(design, value))];
        return result with
        {
            PowerBySize = PlanCurves.PowerBySize(design, Sizes(n), effect),
            PowerByEffect = PlanCurves.PowerByEffect(design, n, effects),
            OtherEffects = [.. Others(design, effect).Where(value => IsPossible(design, value)).Select(value => Other(design, n, value, result.WantedPower))],
        };
    }

    /// <summary>Days at which to say what can be found, up to about twice the planned time: days, every other day, or weeks.</summary>
    public static IEnumerable<int> Days(double planned)
    {
        double last = Math.Clamp(2 * planned, 14, 3650);
        int step = last <= 14 ? 1 : last <= 28 ? 2 : 7 * (int)Math.Ceiling(last / 7 / 12);
        return Enumerable.Range(1, (int)Math.Ceiling(last / step)).Select(k => k * step);
    }

    private static long? ControlUnits(Plan plan) => plan.NPerArm is null ? null : plan.Clusters?.PerArm.Control ?? plan.NPerArm.Value.Control;

    private static IEnumerable<double> Sizes(long n)
        => Enumerable.Range(1, Points).Select(i => (double)Math.Max(2, (long)Math.Round(2.0 * n * i / Points))).Distinct();

    private static IEnumerable<double> Effects(FixedDesign design, double effect, int points)
    {
        double margin = design.Hypothesis.Margin;
        (double from, double to) = design.Hypothesis.Objective switch
        {
            Objective.Equivalence => (-margin, margin),
            Objective.NonInferiority => (Math.Min(-margin, effect - margin), Math.Max(margin, effect + margin)),
            _ => (0, 2 * effect),
        };
        return Enumerable.Range(0, points + 1).Select(i => from + (to - from) * i / points);
    }

    private static IEnumerable<double> Others(FixedDesign design, double effect) => design.Hypothesis.Objective switch
    {
        Objective.Equivalence => [0, 0.25 * design.Hypothesis.Margin, 0.5 * design.Hypothesis.Margin, 0.75 * design.Hypothesis.Margin],
        Objective.NonInferiority => from step in new[] { -0.5, -0.25, 0, 0.25, 0.5 } select effect + step * design.Hypothesis.Margin,
        _ => from factor in new[] { 0.5, 0.75, 1, 1.25, 1.5, 2 } select factor * effect,
    };

    // A rate strictly between 0 and 1; any other metric can have any value.
    private static bool IsPossible(FixedDesign design, double effect)
        => design is not ProportionDesign proportion || proportion.Baseline + effect is > 0 and < 1;

    private static OtherEffect Other(FixedDesign design, long n, double effect, double power)
    {
        double? relative = design.ControlLevel is { } level and not 0 ? effect / level : null;
        return new(effect, relative, design.Power(n, effect), SizeFor(design, effect, power));
    }

    private static long? SizeFor(FixedDesign design, double effect, double power)
    {
        try
        {
            return (long)Math.Ceiling(design.SampleSize(effect, power) - 1e-6);
        }
        catch (ArgumentOutOfRangeException)
        {
            // No size finds an effect on the far side of a margin, or one so small that no experiment is that large.
            return null;
        }
    }
}
