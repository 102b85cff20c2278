namespace Credence.Numerics;

/// <summary>
/// Logarithm and exponential from additions, multiplications, divisions and bit operations alone. IEEE 754 fixes the results of those,
/// whereas the logarithm of <see cref="Math"/> may differ in its last bit between platforms; random draws must not.
/// </summary>
internal static class ReproducibleMath
{
    private const double LogTwoHigh = 6.93147180369123816490e-01;
    private const double LogTwoLow = 1.90821492927058770002e-10;
    private const double InverseLogTwo = 1.44269504088896338700;

    private static readonly double[] LogCoefficients = [.. Enumerable.Range(1, 10).Reverse().Select(k => 2.0 / (2 * k + 1))];

    private static readonly double[] ExpCoefficients =
        [.. Enumerable.Range(0, 15).Reverse().Select(k => 1 / Enumerable.Range(1, k).Aggregate(1.0, (product, i) => product * i))];

    /// <summary>log x for positive normal x, to about one unit in the last place.</summary>
    public static double Log(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        // The mantissa is taken to [√½, √2).
        long exponent = (bits - 0x3FE6A09E667F3BCDL) >> 52;
        double f = BitConverter.Int64BitsToDouble(bits - (exponent << 52)) - 1;
        double s = f / (2 + f), z = s * s, sum = Elementary.Polynomial(LogCoefficients, z);
        // log(1 + f) = f − s (f − R) with R = 2 (z/3 + z²/5 + …), since 2s = f − s f.
        return exponent * LogTwoHigh + (f - (s * (f - z * sum) - exponent * LogTwoLow));
    }

    /// <summary>log(1 + x) for x &gt; −1, to a few units in the last place.</summary>
    public static double Log1p(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : Log(u) * (x / (u - 1));
    }

    /// <summary>exp x; 0 below −708 and infinite above 709.</summary>
    public static double Exp(double x)
    {
        if (!(x > -708))
            return double.IsNaN(x) ? x : 0;
        if (x > 709)
            return double.PositiveInfinity;
        long exponent = (long)Math.Round(x * InverseLogTwo);
        double r = x - exponent * LogTwoHigh - exponent * LogTwoLow;
        return Elementary.Polynomial(ExpCoefficients, r) * BitConverter.Int64BitsToDouble((exponent + 1023) << 52);
    }

    /// <summary>log k! − [(k + ½) log k − k + ½ log 2π] for whole k ≥ 1.</summary>
    public static double StirlingError(double k)
    {
        double shift = 0;
        for (; k < 10; k++)
            shift += (k + 0.5) * Log1p(1 / k) - 1;
        double z = 1 / (k * k);
        return shift + (1.0 / 12 - z * (1.0 / 360 - z * (1.0 / 1260 - z * (1.0 / 1680 - z * (1.0 / 1188 - z * (691.0 / 360360)))))) / k;
    }
}
