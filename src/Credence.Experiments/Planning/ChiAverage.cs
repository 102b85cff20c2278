using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>Averages over the sampling distribution of a standard deviation.</summary>
internal static class ChiAverage
{
    // Half the width, times the root of the degrees of freedom, outside which the mass of the chi distribution is below 1e-17.
    private const double Range = 9;
    private const int Panels = 12;
    private const int Order = 32;

    /// <summary>Expectation of a function of s/σ, where (s/σ)² is chi-square over its degrees of freedom.</summary>
    /// <param name="function">Smooth below <paramref name="end"/>, and 0 beyond.</param>
    /// <param name="degreesOfFreedom">At least 1.</param>
    /// <param name="end">Where the function becomes 0.</param>
    public static double Over(Func<double, double> function, double degreesOfFreedom, double end)
    {
        double width = Range / Math.Sqrt(degreesOfFreedom);
        double lower = Math.Max(-1, -width), upper = Math.Min(end - 1, width);
        if (upper <= lower)
            return 0;
        return Integrate(deviation => function(1 + deviation) * Density(deviation), lower, upper) / Integrate(Density, lower, width);

        // Not normalised: the quotient above needs no gamma function, which would cancel at many degrees of freedom.
        double Density(double deviation)
        {
            double log = Elementary.Log1p(deviation);
            return Math.Exp(degreesOfFreedom * (log - deviation - 0.5 * deviation * deviation) - log);
        }
    }

    private static double Integrate(Func<double, double> function, double lower, double upper)
    {
        GaussLegendre rule = GaussLegendre.OfOrder(Order);
        double step = (upper - lower) / Panels, sum = 0;
        for (int i = 0; i < Panels; i++)
            sum += rule.Integrate(function, lower + i * step, lower + (i + 1) * step);
        return sum;
    }
}
