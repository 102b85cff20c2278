using Credence.Numerics;
using MathNet.Numerics.Integration;

namespace Credence.Experiments;

/// <summary>Averages over the sampling distribution of a standard deviation.</summary>
internal static class ChiAverage
{
    // The chi distribution lies within this distance of its middle but for a mass of 1e-18.
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
        double lower = Math.Max(0, 1 - width), upper = Math.Min(end, 1 + width);
        if (upper <= lower)
            return 0;
        double half = degreesOfFreedom / 2;
        double logScale = Math.Log(2) + half * (Math.Log(half) - 1) - GammaFunction.LogGamma(half);
        double step = (upper - lower) / Panels, sum = 0;
        for (int i = 0; i < Panels; i++)
            sum += GaussLegendreRule.Integrate(s => function(s) * Density(s), lower + i * step, lower + (i + 1) * step, Order);
        return Math.Min(1, sum);

        double Density(double s) => Math.Exp(logScale + (degreesOfFreedom - 1) * Math.Log(s) - half * (s * s - 1));
    }
}
