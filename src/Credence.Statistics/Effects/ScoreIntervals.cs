using Credence.Numerics;

namespace Credence.Statistics;

/// <summary>Intervals that invert the score tests of two proportions.</summary>
internal static class ScoreIntervals
{
    /// <summary>Mee's interval (1984) of the difference.</summary>
    public static Interval Difference(ProportionCounts counts, double critical, EffectOptions options)
    {
        double estimate = counts.Difference;
        // Far below the standard error of any possible table, and above the resolution of doubles near ±1.
        const double Accuracy = 1e-17;
        return Coherence.OneSided(Limit(critical, -1), Limit(-critical, 1), options);

        double Limit(double target, double end)
            => estimate == end || critical == 0 ? estimate : Turn(counts.DifferenceScore, target, end, estimate, Accuracy);
    }

    /// <summary>Koopman's set (1984) of the lift, treatment over control less 1.</summary>
    public static RelativeEffect Lift(ProportionCounts counts, double critical, EffectOptions options)
    {
        double ratio = counts.Treatment / counts.Control;
        bool noControl = counts.ControlSuccesses == 0, noTreatment = counts.TreatmentSuccesses == 0;
        double lower = noTreatment ? 0 : critical == 0 ? ratio : RatioLimit(counts, critical);
        double upper = noControl ? double.PositiveInfinity : critical == 0 ? ratio : RatioLimit(counts, -critical);
        double lift = noControl ? ratio : counts.Difference / counts.Control;
        return new(lift, RelativeSet.Interval, Coherence.OneSided(lower - 1, upper - 1, options), null);
    }

    private static double RatioLimit(ProportionCounts counts, double target)
    {
        double ratio = counts.Treatment / counts.Control;
        double low = ratio > 0 && double.IsFinite(ratio) ? ratio : 1, high = low;
        while (counts.RatioScore(low) < target)
            low /= 2;
        while (counts.RatioScore(high) > target)
            high *= 2;
        return low == high ? low : Turn(counts.RatioScore, target, low, high, 0);
    }

    // The arc tangent bounds the statistic, which is infinite at the ends of the scale.
    private static double Turn(Func<double, double> score, double target, double from, double to, double accuracy)
    {
        double angle = Math.Atan(target);
        return Brent.FindRoot(value => Math.Atan(score(value)) - angle, from, to, accuracy).Position;
    }
}
