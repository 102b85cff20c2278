using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Credence.Experiments;

/// <summary>The exponential and the normal tail of four numbers at once, to about 2e-14 of their values.</summary>
internal static class NormalLanes
{
    /// <summary>Numbers in a vector; the lengths of arrays to be summed over are multiples of it.</summary>
    public const int Width = 4;

    private const double LargestExponent = 700;
    private const double LargestDistance = 37.4;
    private const double InverseLog2 = 1.4426950408889634074;
    private const double Log2 = 0.69314718055994530942;

    // Adding it leaves the nearest whole number in the lowest bits.
    private const double Rounder = 6755399441055744;

    // Chebyshev series of (1 + u) exp(u²/2) P(Z > u), u ≥ 0, in (u − 4)/(u + 4), as powers; relative error 5e-16.
    private static readonly double[] Tail =
    [
        -1.5456413746573682e-9, 1.5858202934464756e-9, 1.744268455910647e-8, -8.209876878558196e-9, -1.1022376793719195e-7,
        -1.509138696267179e-8, 5.50775086741351e-7, 4.1911322521176745e-7, -2.6118466629367983e-6, -3.4406031904006865e-6,
        1.3626315308236538e-5, 2.1253211647046156e-5, -8.78530044638387e-5, -9.443101829809075e-5, 0.0006948970692645528,
        -0.000285622984980658, -0.005002378587052342, 0.01793609747038284, -0.032197837428314474, 0.028600364053903867,
        0.013999634724430467, -0.09670347732652977, 0.47205320650984467,
    ];

    /// <summary>exp(x) to 2e-14, x held within ±700.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Exp(Vector256<double> x)
    {
        x = Vector256.Min(Vector256.Max(x, Vector256.Create(-LargestExponent)), Vector256.Create(LargestExponent));
        Vector256<double> shifted = Vector256.FusedMultiplyAdd(x, Vector256.Create(InverseLog2), Vector256.Create(Rounder));
        Vector256<double> power = shifted - Vector256.Create(Rounder);
        // One rounding of ln 2 is enough for that.
        Vector256<double> rest = Vector256.FusedMultiplyAdd(power, Vector256.Create(-Log2), x);
        return (Powers(rest).AsInt64() + Vector256.ShiftLeft(shifted.AsInt64(), 52)).AsDouble();
    }

    /// <summary>P(Z &gt; u), 0 beyond 37.4 where it is below 1e-305.</summary>
    public static Vector256<double> UpperTail(Vector256<double> u)
    {
        Vector256<double> distance = Vector256.Abs(u), four = Vector256.Create(4.0), one = Vector256<double>.One;
        Vector256<double> inverse = one / ((distance + one) * (distance + four));
        Vector256<double> argument = (distance - four) * (distance + one) * inverse;
        Vector256<double> tail = Exp(Vector256.Create(-0.5) * distance * distance) * (Polynomial(Tail, argument) * (distance + four) * inverse);
        tail = Vector256.ConditionalSelect(Vector256.LessThan(distance, Vector256.Create(LargestDistance)), tail, Vector256<double>.Zero);
        return Vector256.ConditionalSelect(Vector256.LessThan(u, Vector256<double>.Zero), one - tail, tail);
    }

    /// <summary>Σ mass · exp(exponent · (x − y)²).</summary>
    public static double GaussianSum(ReadOnlySpan<double> nodes, ReadOnlySpan<double> masses, double y, double exponent)
    {
        Vector256<double> sum = Vector256<double>.Zero, centre = Vector256.Create(y), factor = Vector256.Create(exponent);
        for (int i = 0; i < nodes.Length; i += Width)
        {
            Vector256<double> distance = Vector256.Create(nodes[i..]) - centre;
            sum = Vector256.FusedMultiplyAdd(Vector256.Create(masses[i..]), Exp(distance * distance * factor), sum);
        }
        return Vector256.Sum(sum);
    }

    /// <summary>Σ mass · exp(exponent · (x − y)²) for four y.</summary>
    public static Vector256<double> GaussianSums(ReadOnlySpan<double> nodes, ReadOnlySpan<double> masses, Vector256<double> y, double exponent)
    {
        Vector256<double> sums = Vector256<double>.Zero, factor = Vector256.Create(exponent);
        for (int i = 0; i < nodes.Length; i++)
        {
            Vector256<double> distance = Vector256.Create(nodes[i]) - y;
            sums = Vector256.FusedMultiplyAdd(Vector256.Create(masses[i]), Exp(distance * distance * factor), sums);
        }
        return sums;
    }

    /// <summary>exp(x) for |x| ≤ ½ ln 2 from its Chebyshev series, relative error 2e-14; written out, since this is where the time goes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Powers(Vector256<double> x)
    {
        Vector256<double> sum = Vector256.Create(2.7640198843428347e-06);
        sum = Vector256.FusedMultiplyAdd(sum, x, Vector256.Create(2.4884478239156417e-05));
        sum = Vector256.FusedMultiplyAdd(sum, x, Vector256.Create(0.00019841170226646184));
        sum = Vector256.FusedMultiplyAdd(sum, x, Vector256.Create(0.0013888801710226378));
        sum = Vector256.FusedMultiplyAdd(sum, x, Vector256.Create(0.008333333385702748));
        sum = Vector256.FusedMultiplyAdd(sum, x, Vector256.Create(0.041666667040810505));
        sum = Vector256.FusedMultiplyAdd(sum, x, Vector256.Create(0.16666666666554303));
        sum = Vector256.FusedMultiplyAdd(sum, x, Vector256.Create(0.4999999999943806));
        sum = Vector256.FusedMultiplyAdd(sum, x, Vector256.Create(1.0000000000000067));
        return Vector256.FusedMultiplyAdd(sum, x, Vector256.Create(1.0000000000000135));
    }

    private static Vector256<double> Polynomial(ReadOnlySpan<double> coefficients, Vector256<double> x)
    {
        Vector256<double> sum = Vector256.Create(coefficients[0]);
        for (int i = 1; i < coefficients.Length; i++)
            sum = Vector256.FusedMultiplyAdd(sum, x, Vector256.Create(coefficients[i]));
        return sum;
    }
}
