using System.Collections.Immutable;
using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>Finds the alpha whose boundaries the looks so far just reach.</summary>
internal static class RepeatedSignificance
{
    // Nearer to 1 the last increment of a design is lost in rounding; such p-values count as 1.
    private const double Least = 1e-12, Greatest = 1 - 1e-4;

    public static double PValue(GroupSequentialOptions options, ImmutableArray<LookResult> looks, double? before)
    {
        double p = Math.Min(before ?? 1, Greatest);
        // Looks that do not reach their boundaries at the alpha found so far cannot lower it.
        for (int last = looks.Length - 1; last >= (before is null ? 0 : looks.Length - 1) && last >= 0; last--)
        {
            double Excess(double logAlpha) => Reached(options, looks, last, Math.Exp(logAlpha));
            if (Excess(Math.Log(p)) < 0)
                continue;
            if (Excess(Math.Log(Least)) >= 0)
                return Least;
            p = Math.Exp(Brent.FindRoot(Excess, Math.Log(Least), Math.Log(p)).Position);
        }
        return p >= Greatest ? 1 : p;
    }

    // How far the look is beyond its boundary, on a scale on which an infinite boundary is finite.
    private static double Reached(GroupSequentialOptions options, ImmutableArray<LookResult> looks, int last, double alpha)
    {
        // Interim boundaries that do not move with alpha spend more than a small one: such a design does not exist, and rejects nothing.
        if (options.Bounds is HaybittlePetoBoundary fixedBoundary && !Exists(fixedBoundary, options, alpha))
            return -1;
        double power = Math.Max(options.Power, 0.5 * (1 + alpha / options.Sides));
        MonitorRules rules = new(GroupSequentialDesign.Create(options with { Alpha = alpha, Power = power }));
        ImmutableArray<LookResult> made = [];
        for (int k = 0; k <= last; k++)
            made = made.Add(rules.Look(made, looks[k].Data));
        double z = options.Sides == 2 ? Math.Abs(looks[last].Z) : looks[last].Z;
        return Math.Atan(z) - Math.Atan(made[last].Boundary);
    }

    private static bool Exists(HaybittlePetoBoundary boundary, GroupSequentialOptions options, double alpha)
    {
        StoppingRegion interim = new(options.Sides, (0, 0), StoppingRegion.ReachFor(alpha));
        foreach (double time in options.InformationTimes.SkipLast(1))
            interim.Add(time, new LookBoundary(boundary.Interim, options.Sides == 1 ? double.NegativeInfinity : 0));
        return alpha > options.Sides * interim.UpperRejection(0) * (1 + 1e-9);
    }
}
