namespace Credence.Numerics;

/// <summary>Density and quantiles of the beta distribution; its tails are <see cref="IncompleteBeta"/>.</summary>
public static class BetaDistribution
{
    /// <summary>The log density at x in (0, 1), without cancellation at large a and b; NaN outside or for a shape that is not above 0.</summary>
    public static double LogDensity(double x, double a, double b)
        => x is > 0 and < 1 && a > 0 && b > 0 ? IncompleteBeta.LogPowerTerm(a, b, x, 1 - x) - Math.Log(x) - Elementary.Log1p(-x) : double.NaN;

    /// <summary>The x with P(X ≤ x) = p; NaN for p outside [0, 1] or a shape that is not a finite number above 0.</summary>
    public static double Quantile(double p, double a, double b) => 1 / (1 + Math.Exp(-LogitQuantile(p, a, b)));

    /// <summary>The x with P(X &gt; x) = p, exact also where 1 − p would round to 1; NaN as for <see cref="Quantile"/>.</summary>
    public static double UpperQuantile(double p, double a, double b) => 1 / (1 + Math.Exp(LogitQuantile(p, b, a)));

    /// <summary>log(x / (1 − x)) for the quantile x.</summary>
    internal static double LogitQuantile(double p, double a, double b)
    {
        if (!(a > 0 && b > 0 && double.IsFinite(a + b) && p is >= 0 and <= 1))
            return double.NaN;
        if (p is 0 or 1)
            return p == 0 ? double.NegativeInfinity : double.PositiveInfinity;
        bool upper = p > 0.5;
        double tail = upper ? 1 - p : p;
        double start = Math.Log(a / b) + Normal.Quantile(p) * Math.Sqrt(1 / a + 1 / b);
        return IncompleteBeta.LogitQuantile(a, b, tail, upper, start);
    }
}
