namespace Credence.Numerics;

/// <summary>The logarithms of the gamma and beta functions for positive arguments.</summary>
public static class GammaFunction
{
    private const double HalfLogTwoPi = 0.91893853320467274178;

    private static readonly double[] StirlingCoefficients =
    [
        -3617.0 / 122400, 1.0 / 156, -691.0 / 360360, 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12,
    ];

    // B₂ₖ / 2k, the highest first.
    private static readonly double[] DigammaCoefficients =
    [
        -3617.0 / 8160, 1.0 / 12, -691.0 / 32760, 1.0 / 132, -1.0 / 240, 1.0 / 252, -1.0 / 120, 1.0 / 12,
    ];

    /// <summary>log Γ(x) for x &gt; 0; absolute error about 1e-15 · max(1, |value|).</summary>
    public static double LogGamma(double x)
    {
        if (double.IsNaN(x) || x <= 0)
            return double.NaN;
        if (double.IsInfinity(x))
            return x;
        double shift = 0;
        while (x < 10)
            shift += Math.Log(x++);
        return (x - 0.5) * Math.Log(x) - x + HalfLogTwoPi + StirlingSeries(x) - shift;
    }

    /// <summary>ψ(x), the derivative of log Γ, for x &gt; 0; absolute error about 1e-15 · max(1, |value|).</summary>
    public static double Digamma(double x)
    {
        if (double.IsNaN(x) || x <= 0)
            return double.NaN;
        double shift = 0;
        for (; x < 10; x++)
            shift += 1 / x;
        double square = 1 / (x * x);
        return Math.Log(x) - 0.5 / x - square * Elementary.Polynomial(DigammaCoefficients, square) - shift;
    }

    /// <summary>log B(a, b) for positive a and b, without the cancellation of three log-gammas.</summary>
    public static double LogBeta(double a, double b)
    {
        double small = Math.Min(a, b), large = Math.Max(a, b), sum = small + large;
        if (!(small > 0) || double.IsInfinity(sum))
            return small > 0 && double.IsInfinity(sum) ? double.NegativeInfinity : double.NaN;
        double ratio = small / large;
        return HalfLogTwoPi - 0.5 * Math.Log(small) - small * Math.Log(sum / small) - (large - 0.5) * Elementary.Log1p(ratio)
            + StirlingError(small) + StirlingError(large) - StirlingError(sum);
    }

    /// <summary>
    /// The error of Stirling's formula, log Γ(x) − [(x − ½) log x − x + ½ log 2π], for x &gt; 0 (Loader, 2000, uses it for Γ(x + 1)).
    /// </summary>
    internal static double StirlingError(double x)
    {
        double shift = 0;
        for (; x < 10; x++)
            shift += (x + 0.5) * Elementary.Log1p(1 / x) - 1;
        return StirlingSeries(x) + shift;
    }

    /// <summary>The asymptotic series Σ B₂ₖ / (2k (2k − 1) x²ᵏ⁻¹), good to rounding for x ≥ 10.</summary>
    private static double StirlingSeries(double x)
    {
        return Elementary.Polynomial(StirlingCoefficients, 1 / (x * x)) / x;
    }
}
