using System.Numerics;

namespace Credence.Numerics;

internal readonly struct Negation<T> : IUnaryKernel<T>
{
    public Vector<T> Value(Vector<T> x) => -x;

    public Vector<T> Slope(Vector<T> x, Vector<T> y) => -Vector<T>.One;
}

internal readonly struct Exponential<T> : IUnaryKernel<T>
{
    public Vector<T> Value(Vector<T> x) => WideMath.Exp(x);

    public Vector<T> Slope(Vector<T> x, Vector<T> y) => y;
}

internal readonly struct Logarithm<T> : IUnaryKernel<T>
{
    public Vector<T> Value(Vector<T> x) => WideMath.Log(x);

    public Vector<T> Slope(Vector<T> x, Vector<T> y) => Vector<T>.One / x;
}

internal readonly struct LogarithmOfOnePlus<T> : IUnaryKernel<T>
{
    public Vector<T> Value(Vector<T> x) => WideMath.Log1p(x);

    public Vector<T> Slope(Vector<T> x, Vector<T> y) => Vector<T>.One / (Vector<T>.One + x);
}

internal readonly struct ExponentialMinusOne<T> : IUnaryKernel<T>
{
    public Vector<T> Value(Vector<T> x) => WideMath.Expm1(x);

    public Vector<T> Slope(Vector<T> x, Vector<T> y) => y + Vector<T>.One;
}

internal readonly struct SquareRoot<T> : IUnaryKernel<T>
{
    public Vector<T> Value(Vector<T> x) => Vector.SquareRoot(x);

    public Vector<T> Slope(Vector<T> x, Vector<T> y) => Vector<T>.One / (y + y);
}

internal readonly struct SquareOf<T> : IUnaryKernel<T>
{
    public Vector<T> Value(Vector<T> x) => x * x;

    public Vector<T> Slope(Vector<T> x, Vector<T> y) => x + x;
}

internal readonly struct ReciprocalOf<T> : IUnaryKernel<T>
{
    public Vector<T> Value(Vector<T> x) => Vector<T>.One / x;

    public Vector<T> Slope(Vector<T> x, Vector<T> y) => -(y * y);
}

internal readonly struct HyperbolicTangent<T> : IUnaryKernel<T>
{
    public Vector<T> Value(Vector<T> x) => WideMath.Tanh(x);

    public Vector<T> Slope(Vector<T> x, Vector<T> y) => Vector<T>.One - y * y;
}

internal readonly struct Logistic<T> : IUnaryKernel<T>
{
    public Vector<T> Value(Vector<T> x) => WideMath.Sigmoid(x);

    public Vector<T> Slope(Vector<T> x, Vector<T> y) => y * (Vector<T>.One - y);
}

internal readonly struct SoftPositivePart<T> : IUnaryKernel<T>
{
    public Vector<T> Value(Vector<T> x) => WideMath.Softplus(x);

    public Vector<T> Slope(Vector<T> x, Vector<T> y) => WideMath.Sigmoid(x);
}

internal readonly struct PositivePart<T> : IUnaryKernel<T>
{
    public Vector<T> Value(Vector<T> x) => Vector.Max(x, Vector<T>.Zero);

    public Vector<T> Slope(Vector<T> x, Vector<T> y)
        => Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<T>.Zero), Vector<T>.One, Vector<T>.Zero);
}

internal readonly struct SigmoidWeighted<T> : IUnaryKernel<T>
{
    public Vector<T> Value(Vector<T> x) => x * WideMath.Sigmoid(x);

    public Vector<T> Slope(Vector<T> x, Vector<T> y)
    {
        Vector<T> sigmoid = WideMath.Sigmoid(x);
        return sigmoid + y * (Vector<T>.One - sigmoid);
    }
}

/// <summary>Values kept within bounds; outside, the derivative is 0.</summary>
internal readonly struct Clamping<T>(T low, T high) : IUnaryKernel<T>
{
    public Vector<T> Value(Vector<T> x) => Vector.Min(Vector.Max(x, new Vector<T>(low)), new Vector<T>(high));

    public Vector<T> Slope(Vector<T> x, Vector<T> y)
        => Vector.ConditionalSelect(
            Vector.GreaterThanOrEqual(x, new Vector<T>(low)) & Vector.LessThanOrEqual(x, new Vector<T>(high)), Vector<T>.One, Vector<T>.Zero);
}

/// <summary>A constant power; whole exponents up to ±8 by repeated products, others lane by lane.</summary>
internal readonly struct PowerOf<T>(T exponent) : IUnaryKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public Vector<T> Value(Vector<T> x) => Raise(x, exponent);

    public Vector<T> Slope(Vector<T> x, Vector<T> y) => new Vector<T>(exponent) * Raise(x, exponent - T.One);

    private static Vector<T> Raise(Vector<T> x, T exponent)
    {
        if (T.IsInteger(exponent) && T.Abs(exponent) <= T.CreateChecked(8))
        {
            Vector<T> product = Vector<T>.One;
            for (int i = int.CreateChecked(T.Abs(exponent)); i > 0; i--)
                product *= x;
            return exponent < T.Zero ? Vector<T>.One / product : product;
        }
        Span<T> lanes = stackalloc T[Vector<T>.Count];
        for (int lane = 0; lane < lanes.Length; lane++)
            lanes[lane] = T.Pow(x[lane], exponent);
        return new Vector<T>(lanes);
    }
}
