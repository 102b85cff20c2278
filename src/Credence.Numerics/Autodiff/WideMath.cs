using System.Numerics;
using System.Runtime.CompilerServices;

namespace Credence.Numerics;

/// <summary>Elementary functions of all lanes of a vector, for double and float.</summary>
public static class WideMath
{
    /// <summary>eˣ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Exp<T>(Vector<T> x)
        => typeof(T) == typeof(double)
            ? Vector.As<double, T>(Vector.Exp(Vector.As<T, double>(x)))
            : Vector.As<float, T>(Vector.Exp(Vector.As<T, float>(x)));

    /// <summary>log x; NaN below 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Log<T>(Vector<T> x)
        => typeof(T) == typeof(double)
            ? Vector.As<double, T>(Vector.Log(Vector.As<T, double>(x)))
            : Vector.As<float, T>(Vector.Log(Vector.As<T, float>(x)));

    /// <summary>log(1 + x) with full relative accuracy near 0; NaN below −1.</summary>
    public static Vector<T> Log1p<T>(Vector<T> x)
    {
        // Dividing by the rounded u − 1 cancels the rounding of 1 + x (Kahan).
        Vector<T> u = Vector<T>.One + x, log = Log(u), rest = u - Vector<T>.One;
        Vector<T> corrected = Vector.ConditionalSelect(Vector.Equals(rest, x), log, log * (x / rest));
        return Vector.ConditionalSelect(Vector.Equals(rest, Vector<T>.Zero), x, corrected);
    }

    /// <summary>eˣ − 1 with full relative accuracy near 0.</summary>
    public static Vector<T> Expm1<T>(Vector<T> x)
    {
        // The rounding of eˣ cancels between u − 1 and log u (Kahan).
        Vector<T> u = Exp(x), rest = u - Vector<T>.One;
        Vector<T> corrected = rest * (x / Log(u));
        Vector<T> far = Vector.GreaterThan(Vector.Abs(x), Vector<T>.One);
        return Vector.ConditionalSelect(Vector.Equals(rest, Vector<T>.Zero), x, Vector.ConditionalSelect(far, rest, corrected));
    }

    /// <summary>tanh x.</summary>
    public static Vector<T> Tanh<T>(Vector<T> x)
    {
        Vector<T> size = Vector.Abs(x), decay = Expm1(-(size + size));
        Vector<T> value = -decay / (decay + Vector<T>.One + Vector<T>.One);
        return Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), -value, value);
    }

    /// <summary>The logistic function 1 / (1 + e⁻ˣ), with full relative accuracy in both tails.</summary>
    public static Vector<T> Sigmoid<T>(Vector<T> x)
    {
        Vector<T> tail = Exp(-Vector.Abs(x)), share = tail / (Vector<T>.One + tail);
        return Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), share, Vector<T>.One / (Vector<T>.One + tail));
    }

    /// <summary>log(1 + eˣ) without overflow.</summary>
    public static Vector<T> Softplus<T>(Vector<T> x)
        => Vector.Max(x, Vector<T>.Zero) + Log1p(Exp(-Vector.Abs(x)));

    /// <summary>The first lanes of a vector, with 0 in the others.</summary>
    /// <param name="x">The vector.</param>
    /// <param name="count">How many lanes are kept; all where it is not below their number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> First<T>(Vector<T> x, int count)
        where T : struct, INumberBase<T>
        => count >= Vector<T>.Count ? x : Vector.ConditionalSelect(Mask<T>(count), x, Vector<T>.Zero);

    /// <summary>Loads from a span; lanes beyond its end are 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<T> Load<T>(ReadOnlySpan<T> source, int start)
        where T : struct, INumberBase<T>
    {
        if (source.Length - start >= Vector<T>.Count)
            return new Vector<T>(source[start..]);
        Vector<T> lanes = Vector<T>.Zero;
        for (int i = start; i < source.Length; i++)
            lanes = lanes.WithElement(i - start, source[i]);
        return lanes;
    }

    /// <summary>Stores into a span; lanes beyond its end are left out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store<T>(Vector<T> lanes, Span<T> destination, int start)
    {
        if (destination.Length - start >= Vector<T>.Count)
        {
            lanes.CopyTo(destination[start..]);
            return;
        }
        for (int i = start; i < destination.Length; i++)
            destination[i] = lanes[i - start];
    }

    /// <summary>All bits set in the first lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<T> Mask<T>(int count)
        where T : struct, INumberBase<T>
        => Vector.LessThan(Vector<T>.Indices, new Vector<T>(T.CreateTruncating(count)));
}
