using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>Whether an effect grows or fades with the time since a unit's exposure.</summary>
/// <param name="Slope">Change of the effect per unit of time.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="PValue">Two-sided, normal reference.</param>
public sealed record EffectTrend(double Slope, double StandardError, double PValue)
{
    /// <summary>Weighted least squares of the effects on time, with their squared standard errors as known variances.</summary>
    /// <remarks>Effects at different times are taken as independent. Where the same units stand behind several times and keep their level,
    /// their differences are known better than that, and the test errs on the side of no trend.</remarks>
    /// <param name="times">Time since exposure of each effect.</param>
    /// <param name="effects">The effects with their squared standard errors; one without a positive finite one takes no part.</param>
    /// <returns>The trend; null where fewer than three times carry an effect.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static EffectTrend? Of(ReadOnlySpan<double> times, ReadOnlySpan<Level> effects)
    {
        Guard.SameLength(effects.Length, times.Length);
        double weight = 0, time = 0, value = 0;
        int used = 0;
        for (int i = 0; i < times.Length; i++)
        {
            if (!Counts(times[i], effects[i]))
                continue;
            double w = 1 / effects[i].Variance;
            used++;
            weight += w;
            time += w / weight * (times[i] - time);
            value += w / weight * (effects[i].Value - value);
        }
        if (used < 3)
            return null;
        double squares = 0, products = 0;
        for (int i = 0; i < times.Length; i++)
        {
            if (!Counts(times[i], effects[i]))
                continue;
            double w = 1 / effects[i].Variance, distance = times[i] - time;
            squares += w * distance * distance;
            products += w * distance * (effects[i].Value - value);
        }
        if (!(squares > 0))
            return null;
        double slope = products / squares, error = 1 / Math.Sqrt(squares);
        return new(slope, error, 2 * Normal.UpperTail(Math.Abs(slope) / error));
    }

    private static bool Counts(double time, Level effect)
        => double.IsFinite(time) && double.IsFinite(effect.Value) && effect.Variance > 0 && double.IsFinite(effect.Variance);
}
