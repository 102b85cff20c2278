using System.Numerics;
using System.Numerics.Tensors;
using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>
/// The autocovariance at each lag, averaged over chains of one length and divided by that length at every lag (Geyer, 1992, section 3.1).
/// </summary>
/// <remarks>
/// The first lags are sums of products, which is all that chains that mix well need; from <see cref="DirectLags"/> on, all lags come from
/// one Fourier transform of the chains' summed power spectra, two real chains in each complex transform.
/// </remarks>
internal sealed class MeanAutocovariance
{
    private const int DirectLags = 64;

    private readonly int chains, length;
    private readonly double[] centred;
    private FourierTransform? transform;
    private double[]? real, imaginary, power;
    private bool transformed;

    public MeanAutocovariance(int chains, int length)
        => (this.chains, this.length, centred) = (chains, length, new double[chains * length]);

    /// <summary>Takes the chains, one after another.</summary>
    public void Load(ReadOnlySpan<double> values)
    {
        for (int chain = 0; chain < chains; chain++)
        {
            ReadOnlySpan<double> from = values.Slice(chain * length, length);
            TensorPrimitives.Subtract(from, ChainMoments.Mean(from), centred.AsSpan(chain * length, length));
        }
        transformed = false;
    }

    /// <summary>The mean autocovariance at a lag below the length.</summary>
    public double At(int lag)
    {
        if (lag >= DirectLags)
        {
            if (!transformed)
                TransformAll();
            return real![lag];
        }
        double sum = 0;
        for (int start = 0; start < centred.Length; start += length)
            sum += TensorPrimitives.Dot<double>(centred.AsSpan(start, length - lag), centred.AsSpan(start + lag, length - lag));
        return sum / centred.Length;
    }

    private void TransformAll()
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)(2 * length));
        transform ??= new FourierTransform(size);
        real ??= new double[size];
        imaginary ??= new double[size];
        power ??= new double[size];
        Array.Clear(power);
        for (int chain = 0; chain < chains; chain += 2)
        {
            Fill(real, chain);
            Fill(imaginary, chain + 1);
            transform.ToFrequencies(real, imaginary);
            TensorPrimitives.MultiplyAdd(real, real, power, power);
            TensorPrimitives.MultiplyAdd(imaginary, imaginary, power, power);
        }
        // The spectrum of two chains in one transform is not symmetric; the real part of the way back is that of its symmetric part.
        TensorPrimitives.Multiply(power, 1.0 / ((double)size * centred.Length), real);
        Array.Clear(imaginary);
        transform.FromFrequencies(real, imaginary);
        transformed = true;
    }

    private void Fill(double[] destination, int chain)
    {
        Array.Clear(destination);
        if (chain < chains)
            centred.AsSpan(chain * length, length).CopyTo(destination);
    }
}
