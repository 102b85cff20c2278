namespace Credence.Numerics;

/// <summary>Density and quantiles of the gamma distribution of scale 1; its tails are <see cref="IncompleteGamma"/>.</summary>
public static class GammaDistribution
{
    /// <summary>The log density at x above 0, without cancellation at large shapes; NaN outside or for a shape that is not above 0.</summary>
    public static double LogDensity(double x, double shape)
        => x > 0 && shape > 0 ? IncompleteGamma.LogPowerTerm(shape, x) - Math.Log(x) : double.NaN;

    /// <summary>The x with P(X ≤ x) = p; NaN for p outside [0, 1] or a shape that is not a finite number above 0.</summary>
    public static double Quantile(double p, double shape)
    {
        if (!(shape > 0 && double.IsFinite(shape) && p is >= 0 and <= 1))
            return double.NaN;
        if (p is 0 or 1)
            return p == 0 ? 0 : double.PositiveInfinity;
        return Math.Exp(p <= 0.5 ? IncompleteGamma.LogQuantile(shape, p, false) : IncompleteGamma.LogQuantile(shape, 1 - p, true));
    }

    /// <summary>The x with P(X &gt; x) = p, exact also where 1 − p would round to 1; NaN as for <see cref="Quantile"/>.</summary>
    public static double UpperQuantile(double p, double shape)
        => p is > 0 and < 0.5 && shape > 0 && double.IsFinite(shape)
            ? Math.Exp(IncompleteGamma.LogQuantile(shape, p, true))
            : Quantile(1 - p, shape);
}
