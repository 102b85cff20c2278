using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>Brown and Forsythe's test (1974) of equal spread: an analysis of variance of the distances from the medians.</summary>
/// <param name="Statistic">F with 1 and n − 2 degrees of freedom.</param>
/// <param name="PValue">Its upper tail.</param>
public sealed record BrownForsythe(double Statistic, double PValue)
{
    /// <summary>Tests the arms.</summary>
    /// <returns>NaN where an arm is empty, a value is infinite, or no distance varies within the arms.</returns>
    public static BrownForsythe Test(RankedArms arms)
    {
        ArgumentNullException.ThrowIfNull(arms);
        if (arms.Pairs == 0 || !arms.IsFinite)
            return new(double.NaN, double.NaN);
        MeanComparison distances = MeanDifference.Student(Distances(arms.Control), Distances(arms.Treatment));
        if (!distances.IsTestable)
            return new(double.NaN, double.NaN);
        double t = distances.Difference / distances.StandardError;
        return new(t * t, StudentT.TwoSidedPValue(t, distances.DegreesOfFreedom!.Value));
    }

    private static Moments Distances(ReadOnlySpan<double> sorted)
    {
        double median = 0.5 * sorted[(sorted.Length - 1) / 2] + 0.5 * sorted[sorted.Length / 2];
        double[] distances = new double[sorted.Length];
        for (int i = 0; i < sorted.Length; i++)
            distances[i] = Math.Abs(sorted[i] - median);
        return Moments.FromValues(distances);
    }
}
