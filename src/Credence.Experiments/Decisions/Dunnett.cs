using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>Largest of several normal or t statistics that compare treatments with one control (Dunnett 1955).</summary>
/// <remarks>
/// <para>Two statistics have the correlation √(λᵢλⱼ), where λ is the control's share in the squared standard error of a difference: with n₀
/// control units and nᵢ treated ones of equal variance λᵢ = nᵢ / (n₀ + nᵢ). Given the control, they are independent, so that one integral over
/// the control's deviation gives every probability, and one more over the common standard deviation that of t statistics.</para>
/// <para>The integral is a trapezoidal sum, which converges faster than any power of its step for integrands like this; small
/// probabilities keep their relative accuracy.</para>
/// </remarks>
public static class Dunnett
{
    // Beyond, the normal density is below 1e-18 of its peak.
    private const double Range = 9;

    // Nearer to 1 the step would have to be ever smaller; a lower correlation errs on the safe side, by less than 0.02 in z.
    private const double LargestShare = 0.9999;

    /// <summary>The statistic that none of the comparisons exceeds with probability 1 − alpha, where no treatment differs.</summary>
    /// <param name="alpha">Error level of the family, in (0, 1).</param>
    /// <param name="controlShares">The control's share in the squared standard error of each comparison, in [0, 1]; at least one.</param>
    /// <param name="twoSided">Whether absolute values count.</param>
    /// <param name="degreesOfFreedom">Degrees of freedom of the common variance, at least 1; null for normal statistics.</param>
    /// <exception cref="ArgumentException">There is no comparison.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static double CriticalValue(double alpha, IReadOnlyList<double> controlShares, bool twoSided, double? degreesOfFreedom = null)
    {
        Guard.Fraction(alpha);
        double[] loadings = Loadings(controlShares, degreesOfFreedom);
        double tail = twoSided ? alpha / 2 : alpha;
        double lower = UpperQuantile(tail, degreesOfFreedom), upper = UpperQuantile(tail / loadings.Length, degreesOfFreedom);
        return loadings.Length == 1
            ? lower
            : Brent.FindRoot(c => Exceeding(c, loadings, twoSided, degreesOfFreedom) - alpha, lower - 1e-9, upper + 1e-9).Position;
    }

    /// <summary>Probability that any of the comparisons is beyond <paramref name="statistic"/>, where no treatment differs: the adjusted p-value
    /// of a comparison with that statistic.</summary>
    /// <param name="statistic">The statistic; two-sided, its absolute value; may be infinite.</param>
    /// <param name="controlShares">The control's share in the squared standard error of each comparison, in [0, 1]; at least one.</param>
    /// <param name="twoSided">Whether absolute values count.</param>
    /// <param name="degreesOfFreedom">Degrees of freedom of the common variance, at least 1; null for normal statistics.</param>
    /// <returns>The probability; NaN for a statistic that is NaN.</returns>
    /// <exception cref="ArgumentException">There is no comparison.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static double PValue(double statistic, IReadOnlyList<double> controlShares, bool twoSided, double? degreesOfFreedom = null)
    {
        double[] loadings = Loadings(controlShares, degreesOfFreedom);
        if (!double.IsFinite(statistic))
            return double.IsNaN(statistic) ? double.NaN : twoSided || statistic > 0 ? 0 : 1;
        return Math.Min(1, Exceeding(twoSided ? Math.Abs(statistic) : statistic, loadings, twoSided, degreesOfFreedom));
    }

    private static double[] Loadings(IReadOnlyList<double> controlShares, double? degreesOfFreedom)
    {
        ArgumentNullException.ThrowIfNull(controlShares);
        if (controlShares.Count == 0)
            throw new ArgumentException("There is no comparison.", nameof(controlShares));
        if (degreesOfFreedom is { } df && !(df >= 1 && double.IsFinite(df)))
            throw new ArgumentOutOfRangeException(nameof(degreesOfFreedom), df, "Degrees of freedom must be finite and at least 1.");
        return [.. controlShares.Select(share => Math.Sqrt(Math.Min(Guard.Probability(share, nameof(controlShares)), LargestShare)))];
    }

    private static double UpperQuantile(double tail, double? degreesOfFreedom)
        => degreesOfFreedom is { } df ? StudentT.UpperQuantile(tail, df) : Normal.UpperQuantile(tail);

    private static double Exceeding(double critical, double[] loadings, bool twoSided, double? degreesOfFreedom)
        => degreesOfFreedom is { } df
            ? ChiAverage.Over(deviation => Exceeding(critical * deviation, loadings, twoSided), df, double.PositiveInfinity)
            : Exceeding(critical, loadings, twoSided);

    private static double Exceeding(double critical, double[] loadings, bool twoSided)
    {
        // For a far critical value the mass lies where the control itself is far off.
        double range = Range + loadings.Max() * Math.Abs(critical);
        // The integrand grows into the complex plane like a normal density of this variance, so that the sum is off by e⁻⁷⁹.
        double variance = 1 / (1 + loadings.Sum(loading => loading * loading / (1 - loading * loading)));
        int steps = (int)Math.Ceiling(range / (0.5 * Math.Sqrt(variance)));
        double step = range / steps, sum = 0;
        for (int i = -steps; i <= steps; i++)
        {
            double x = i * step, logWithin = 0;
            foreach (double loading in loadings)
            {
                double rest = Math.Sqrt(1 - loading * loading);
                double outside = Normal.UpperTail((critical - loading * x) / rest);
                if (twoSided)
                    outside += Normal.UpperTail((critical + loading * x) / rest);
                logWithin += Elementary.Log1p(-Math.Min(1, outside));
            }
            sum += Normal.Density(x) * -Elementary.Expm1(logWithin);
        }
        return sum * step;
    }
}
