namespace Credence.Numerics;

/// <summary>
/// The noncentral t distribution of (Z + δ) / S, where S² is an independent chi-squared number over its degrees of freedom: the distribution
/// of the t statistic under an alternative, on which power rests. Absolute error below 1e-13 for |δ| ≤ 40 and degrees of freedom ≥ 0.1.
/// </summary>
public static class NoncentralT
{
    private const double NormalDegrees = 1e20;

    // Where δ is larger than this many times √(2 df + 1), Z moves the statistic by less than 1/500 of what S does, and is left out.
    private const double Far = 500;

    /// <summary>P(T ≤ t); NaN for degrees of freedom that are not above 0 or a noncentrality δ that is not finite.</summary>
    public static double Cdf(double t, double degreesOfFreedom, double noncentrality)
        => UpperTail(-t, degreesOfFreedom, -noncentrality);

    /// <summary>P(T &gt; t); NaN for degrees of freedom that are not above 0 or a noncentrality δ that is not finite.</summary>
    public static double UpperTail(double t, double degreesOfFreedom, double noncentrality)
    {
        if (!(degreesOfFreedom > 0) || double.IsNaN(t) || !double.IsFinite(noncentrality))
            return double.NaN;
        if (double.IsInfinity(t))
            return t > 0 ? 0 : 1;
        if (degreesOfFreedom > NormalDegrees)
            return Normal.UpperTail(t - noncentrality);
        return Math.Abs(noncentrality) > Far * Math.Sqrt(2 * degreesOfFreedom + 1)
            ? WithoutNoise(t, degreesOfFreedom, noncentrality)
            : Integrate(t, degreesOfFreedom, noncentrality);
    }

    /// <summary>P(δ / S &gt; t): P(S &lt; δ/t) where both are above 0, P(S &gt; δ/t) where both are below.</summary>
    private static double WithoutNoise(double t, double degreesOfFreedom, double noncentrality)
    {
        if (t == 0 || t > 0 != noncentrality > 0)
            return noncentrality > 0 ? 1 : 0;
        double ratio = noncentrality / t, square = Math.Min(degreesOfFreedom * ratio * ratio, double.MaxValue);
        return t > 0 ? ChiSquared.Cdf(square, degreesOfFreedom) : ChiSquared.UpperTail(square, degreesOfFreedom);
    }

    /// <summary>
    /// ∫ P(Z &gt; t eʷ − δ) f(w) dw over the density f of w = log S. The trapezoidal rule converges geometrically for such an integrand,
    /// analytic and decaying at both ends (Trefethen and Weideman, 2014); its step resolves both factors.
    /// </summary>
    private static double Integrate(double t, double degreesOfFreedom, double noncentrality)
    {
        const double negligible = -45;
        double a = 0.5 * degreesOfFreedom, sharpness = Math.Abs(noncentrality) + 10;
        double step = Math.Min(0.125, 0.6 / Math.Sqrt(2 * degreesOfFreedom + sharpness * sharpness));
        // The density at its mode w = 0 is √(2a/π) exp(−stirlingError), and exp(−a (e²ʷ − 1 − 2w)) relative to that elsewhere.
        double sum = Normal.UpperTail(t - noncentrality);
        for (int direction = -1; direction <= 1; direction += 2)
        {
            for (int i = 1; ; i++)
            {
                double w = direction * i * step, exponent = -a * Elementary.ExpRemainder(2 * w);
                if (exponent < negligible)
                    break;
                sum += Math.Exp(exponent) * Normal.UpperTail(t * Math.Exp(w) - noncentrality);
            }
        }
        return Math.Min(1, sum * step * 2 * Math.Sqrt(a / (2 * Math.PI)) * Math.Exp(-GammaFunction.StirlingError(a)));
    }
}
