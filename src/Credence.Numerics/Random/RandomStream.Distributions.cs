namespace Credence.Numerics;

public sealed partial class RandomStream
{
    /// <summary>A standard normal number, by the inverse distribution function with 63 bits for the tail. One draw.</summary>
    public double NextNormal() => ToNormal(NextUInt64());

    /// <summary>An exponential number with mean 1. One draw.</summary>
    public double NextExponential() => -ReproducibleMath.Log(NextDouble());

    /// <summary>A gamma number with the given shape and scale, both positive (Marsaglia and Tsang, 2000); mean shape × scale.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The shape or the scale is not a finite number above 0.</exception>
    public double NextGamma(double shape, double scale = 1)
    {
        Guard.Positive(shape);
        Guard.Positive(scale);
        return shape >= 1 ? scale * GammaFromOne(shape) : scale * ReproducibleMath.Exp(LogGammaBelowOne(shape));
    }

    /// <summary>A beta number with the given positive shapes, as the share of one of two gamma numbers; in [0, 1].</summary>
    /// <exception cref="ArgumentOutOfRangeException">A shape is not a finite number above 0.</exception>
    public double NextBeta(double a, double b)
    {
        Guard.Positive(a);
        Guard.Positive(b);
        if (a >= 1 && b >= 1)
        {
            double x = GammaFromOne(a);
            return x / (x + GammaFromOne(b));
        }
        // Small shapes underflow on the natural scale.
        double logX = LogGammaDraw(a), logY = LogGammaDraw(b);
        return 1 / (1 + ReproducibleMath.Exp(logY - logX));
    }

    /// <summary>Fills the span with the numbers that repeated calls of <see cref="NextNormal"/> would give.</summary>
    public void FillNormal(Span<double> values)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] = ToNormal(NextUInt64());
    }

    private static double ToNormal(ulong bits)
    {
        // The lowest bit is the sign, the others the tail probability in (0, ½].
        double tail = ((long)(bits >> 1) + 0.5) * (0.5 / (1UL << 63));
        double z = 0.5 - tail <= NormalQuantile.CentralBound
            ? NormalQuantile.Central(0.5 - tail)
            : NormalQuantile.Tail(Math.Sqrt(-ReproducibleMath.Log(tail)));
        return (bits & 1) != 0 ? -z : z;
    }

    private double LogGammaDraw(double shape) => shape >= 1 ? ReproducibleMath.Log(GammaFromOne(shape)) : LogGammaBelowOne(shape);

    private double LogGammaBelowOne(double shape)
        => ReproducibleMath.Log(GammaFromOne(shape + 1)) + ReproducibleMath.Log(NextDouble()) / shape;

    /// <summary>A gamma number of scale 1 for shape ≥ 1.</summary>
    private double GammaFromOne(double shape)
    {
        double d = shape - 1.0 / 3, c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double z = NextNormal(), root = 1 + c * z;
            if (root <= 0)
                continue;
            double v = root * root * root, square = z * z, u = NextDouble();
            if (u < 1 - 0.0331 * square * square || ReproducibleMath.Log(u) < 0.5 * square + d * (1 - v + ReproducibleMath.Log(v)))
                return d * v;
        }
    }
}
