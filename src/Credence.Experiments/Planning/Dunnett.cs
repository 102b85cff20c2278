using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>Largest of several equally correlated standard normal statistics (Dunnett 1955, large samples).</summary>
internal static class Dunnett
{
    // Beyond, the normal density is below 1e-18.
    private const double Range = 9;

    // Nearer to 1 the step would have to be ever smaller; a lower correlation errs on the safe side, by less than 0.02 in z.
    private const double StrongestCorrelation = 0.9999;

    /// <summary>The z that none of the statistics exceeds with probability 1 − alpha.</summary>
    /// <param name="alpha">Error level of the family.</param>
    /// <param name="comparisons">Number of statistics.</param>
    /// <param name="correlation">Correlation of each pair, in [0, 1).</param>
    /// <param name="twoSided">Whether absolute values count.</param>
    public static double CriticalValue(double alpha, int comparisons, double correlation, bool twoSided)
    {
        double sides = twoSided ? 2 : 1;
        double lower = Normal.UpperQuantile(alpha / sides), upper = Normal.UpperQuantile(alpha / sides / comparisons);
        return Brent.FindRoot(z => ErrorRate(z, comparisons, correlation, twoSided) - alpha, lower - 1e-9, upper + 1e-9).Position;
    }

    /// <summary>Probability that any statistic exceeds <paramref name="critical"/>.</summary>
    /// <remarks>Trapezoidal rule over the common part; it converges faster than any power of the step for integrands like this.</remarks>
    internal static double ErrorRate(double critical, int comparisons, double correlation, bool twoSided)
    {
        double used = Math.Min(correlation, StrongestCorrelation), common = Math.Sqrt(used), own = Math.Sqrt(1 - used);
        int steps = (int)Math.Ceiling(Range / (0.05 * Math.Min(1, own / common)));
        double step = Range / steps, sum = 0;
        for (int i = -steps; i <= steps; i++)
        {
            double x = i * step;
            double outside = Normal.UpperTail((critical - common * x) / own);
            if (twoSided)
                outside += Normal.UpperTail((critical + common * x) / own);
            sum += Normal.Density(x) * -Elementary.Expm1(comparisons * Elementary.Log1p(-outside));
        }
        return sum * step;
    }
}
