using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>Bias-corrected and accelerated levels (Efron 1987, section 3).</summary>
/// <param name="Bias">z₀: the normal quantile of the share of resamples below the estimate, with half of those equal to it.</param>
/// <param name="Acceleration">a: a sixth of the skewness of the units' influence.</param>
internal readonly record struct Bca(double Bias, double Acceleration)
{
    /// <summary>From the levels without each unit of each arm (Efron and Tibshirani 1993, equation 14.15, over several samples: Davison and
    /// Hinkley 1997, section 5.3.2).</summary>
    /// <param name="below">Share of resamples below the estimate.</param>
    /// <param name="arms">Per arm the statistic without each of its units.</param>
    public static Bca Of(double below, params ReadOnlySpan<double[]> arms)
    {
        double cubes = 0, squares = 0;
        foreach (double[] arm in arms)
        {
            double mean = arm.Length == 0 ? 0 : arm.Average(), scale = (arm.Length - 1.0) / arm.Length;
            foreach (double level in arm)
            {
                double influence = scale * (mean - level);
                squares += influence * influence;
                cubes += influence * influence * influence;
            }
        }
        return new(Normal.Quantile(below), squares > 0 ? cubes / (6 * Math.Pow(squares, 1.5)) : 0);
    }

    /// <summary>The level of the resamples at which a limit with the given normal quantile stands.</summary>
    public double Level(double z) => Moved(Bias + z, Acceleration, Bias);

    /// <summary>The probability of the normal distribution to which a level of the resamples belongs: the inverse of <see cref="Level"/>.</summary>
    public double Probability(double level) => Moved(Normal.Quantile(Math.Clamp(level, 0, 1)) - Bias, -Acceleration, -Bias);

    // Φ(shift + z/(1 − a z)), and its limit where the denominator is not positive.
    private static double Moved(double z, double acceleration, double shift)
    {
        if (acceleration == 0 || z == 0)
            return Normal.Cdf(shift + z);
        double share = 1 / z - acceleration;
        return share == 0 || share > 0 != z > 0 ? (acceleration > 0 ? 1 : 0) : Normal.Cdf(shift + 1 / share);
    }

    /// <summary>The same seen from above: both signs turned.</summary>
    public Bca Mirrored => new(-Bias, -Acceleration);
}
