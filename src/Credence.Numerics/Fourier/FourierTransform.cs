using System.Numerics;

namespace Credence.Numerics;

/// <summary>
/// The discrete Fourier transform of a length that is a power of two, in place. Frequencies stay in bit-reversed order, which costs
/// nothing where a spectrum is only multiplied and transformed back, as in convolutions and autocovariances.
/// </summary>
/// <remarks>Radix 2, decimation in frequency forwards and in time backwards (Cooley and Tukey, 1965; Gentleman and Sande, 1966).
/// Instances keep only tables and may be shared by threads.</remarks>
public sealed class FourierTransform
{
    // Twiddle factors of the stage with half-length h at [h, 2h).
    private readonly double[] cosine, sine;

    /// <summary>Prepares the tables of a transform.</summary>
    /// <exception cref="ArgumentException">The length is not a power of two.</exception>
    public FourierTransform(int length)
    {
        if (length < 1 || !BitOperations.IsPow2(length))
            throw new ArgumentException($"The length is {length}; it must be a power of two.", nameof(length));
        Length = length;
        cosine = new double[length];
        sine = new double[length];
        for (int half = 1; half < length; half *= 2)
        {
            for (int k = 0; k < half; k++)
                (sine[half + k], cosine[half + k]) = Math.SinCos(-Math.PI * k / half);
        }
    }

    /// <summary>The length.</summary>
    public int Length { get; }

    /// <summary>Transforms values to frequencies: Σ xⱼ exp(−2πi jk/n), with k in bit-reversed order.</summary>
    public void ToFrequencies(Span<double> real, Span<double> imaginary)
    {
        Guard.SameLength(real.Length, Length);
        Guard.SameLength(imaginary.Length, Length);
        for (int half = Length / 2; half >= 1; half /= 2)
        {
            ReadOnlySpan<double> c = cosine.AsSpan(half, half), s = sine.AsSpan(half, half);
            for (int start = 0; start < Length; start += 2 * half)
            {
                Span<double> r0 = real.Slice(start, half), r1 = real.Slice(start + half, half);
                Span<double> i0 = imaginary.Slice(start, half), i1 = imaginary.Slice(start + half, half);
                for (int k = 0; k < c.Length; k++)
                {
                    double r = r0[k] - r1[k], i = i0[k] - i1[k];
                    r0[k] += r1[k];
                    i0[k] += i1[k];
                    r1[k] = r * c[k] - i * s[k];
                    i1[k] = r * s[k] + i * c[k];
                }
            }
        }
    }

    /// <summary>Transforms frequencies in bit-reversed order back to n times the values.</summary>
    public void FromFrequencies(Span<double> real, Span<double> imaginary)
    {
        Guard.SameLength(real.Length, Length);
        Guard.SameLength(imaginary.Length, Length);
        for (int half = 1; half < Length; half *= 2)
        {
            ReadOnlySpan<double> c = cosine.AsSpan(half, half), s = sine.AsSpan(half, half);
            for (int start = 0; start < Length; start += 2 * half)
            {
                Span<double> r0 = real.Slice(start, half), r1 = real.Slice(start + half, half);
                Span<double> i0 = imaginary.Slice(start, half), i1 = imaginary.Slice(start + half, half);
                for (int k = 0; k < c.Length; k++)
                {
                    double r = r1[k] * c[k] + i1[k] * s[k], i = i1[k] * c[k] - r1[k] * s[k];
                    r1[k] = r0[k] - r;
                    i1[k] = i0[k] - i;
                    r0[k] += r;
                    i0[k] += i;
                }
            }
        }
    }
}
