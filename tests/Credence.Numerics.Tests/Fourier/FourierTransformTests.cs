using System.Numerics;
using Credence.Testing;
using Xunit;

namespace Credence.Numerics.Tests;

public sealed class FourierTransformTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(64)]
    public void FrequenciesAreTheSumsOfTheDefinitionInBitReversedOrder(int length)
    {
        (double[] real, double[] imaginary) = RandomValues(length);
        double[] re = [.. real], im = [.. imaginary];
        new FourierTransform(length).ToFrequencies(re, im);
        int bits = BitOperations.Log2((uint)length);
        for (int k = 0; k < length; k++)
        {
            Complex sum = Complex.Zero;
            for (int j = 0; j < length; j++)
                sum += new Complex(real[j], imaginary[j]) * Complex.Exp(new Complex(0, -2 * Math.PI * (j * k % length) / length));
            int place = 0;
            for (int bit = 0; bit < bits; bit++)
                place |= (k >> bit & 1) << (bits - 1 - bit);
            Oracle.Close(sum.Real, re[place], 1e-12);
            Oracle.Close(sum.Imaginary, im[place], 1e-12);
        }
    }

    [Fact]
    public void TheWayBackGivesTheValuesTimesTheLength()
    {
        (double[] real, double[] imaginary) = RandomValues(1024);
        double[] re = [.. real], im = [.. imaginary];
        FourierTransform transform = new(1024);
        transform.ToFrequencies(re, im);
        transform.FromFrequencies(re, im);
        for (int i = 0; i < real.Length; i++)
        {
            Oracle.Close(real[i], re[i] / 1024, 1e-14);
            Oracle.Close(imaginary[i], im[i] / 1024, 1e-14);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    public void LengthsThatAreNotPowersOfTwoAreRefused(int length)
        => Assert.Throws<ArgumentException>(() => new FourierTransform(length));

    private static (double[] Real, double[] Imaginary) RandomValues(int length)
    {
        RandomStream random = new(7, "fourier");
        double[] real = new double[length], imaginary = new double[length];
        random.FillNormal(real);
        random.FillNormal(imaginary);
        return (real, imaginary);
    }
}
