namespace Credence.Numerics;

/// <summary>Elementary functions near the points where the textbook formula cancels.</summary>
public static class Elementary
{
    private static readonly double[] ArtanhCoefficients = [.. Enumerable.Range(1, 12).Reverse().Select(k => 1.0 / (2 * k + 1))];

    private static readonly double[] ExpRemainderCoefficients =
        [.. Enumerable.Range(2, 15).Reverse().Select(k => 1 / Enumerable.Range(1, k).Aggregate(1.0, (product, i) => product * i))];

    /// <summary>log(1 + x) with full relative accuracy near 0; NaN below −1.</summary>
    public static double Log1p(double x)
    {
        double u = 1 + x;
        // Dividing by the rounded u − 1 cancels the rounding of 1 + x (Kahan).
        return u == 1 ? x : double.IsInfinity(u) ? Math.Log(u) : Math.Log(u) * (x / (u - 1));
    }

    /// <summary>exp(x) − 1 with full relative accuracy near 0.</summary>
    public static double Expm1(double x) => Math.Abs(x) < 0.5 ? x + ExpRemainder(x) : Math.Exp(x) - 1;

    /// <summary>log(1 − exp(x)) for x &lt; 0, without cancellation at either end (Mächler, 2012).</summary>
    public static double Log1mExp(double x) => x > -0.6931471805599453 ? Math.Log(-Expm1(x)) : Log1p(-Math.Exp(x));

    /// <summary>log(exp(x) + exp(y)) without overflow.</summary>
    public static double LogSumExp(double x, double y)
    {
        double high = Math.Max(x, y);
        return double.IsInfinity(high) ? high : high + Log1p(Math.Exp(-Math.Abs(x - y)));
    }

    /// <summary>x − log(1 + x), which is about x²/2 near 0; infinite at −1.</summary>
    public static double Log1pRemainder(double x)
    {
        if (x is < -0.35 or > 0.5)
            return x - Log1p(x);
        // log(1 + x) = 2 artanh(s) with s = x / (2 + x), and x − 2s = x s.
        double s = x / (2 + x), z = s * s;
        return s * (x - 2 * z * Polynomial(ArtanhCoefficients, z));
    }

    /// <summary>exp(x) − 1 − x, which is about x²/2 near 0.</summary>
    public static double ExpRemainder(double x)
    {
        return Math.Abs(x) > 0.5 ? Math.Exp(x) - 1 - x : x * x * Polynomial(ExpRemainderCoefficients, x);
    }

    /// <summary>A polynomial by Horner's rule; the coefficient of the highest power comes first.</summary>
    internal static double Polynomial(ReadOnlySpan<double> coefficients, double x)
    {
        double sum = 0;
        foreach (double coefficient in coefficients)
            sum = sum * x + coefficient;
        return sum;
    }
}
