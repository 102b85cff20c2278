using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>A simulated sample's quantile and its standard error.</summary>
/// <param name="Value">The sample quantile.</param>
/// <param name="StandardError">Width of Woodruff's (1952) interval over twice its normal quantile.</param>
internal readonly record struct QuantileSample(double Value, double StandardError)
{
    // Normal quantile of the interval whose width gives the standard error: 95 %.
    private const double IntervalQuantile = 1.959963984540054;

    /// <summary>Quantiles of independent samples, each from its three order statistics alone.</summary>
    /// <remarks>Uniform order statistics are beta distributed, and so are their gaps given the lower one (David and Nagaraja 2003, chapter
    /// 2), so that a sample costs three draws whatever its size. Samples too small for the interval get infinite errors.</remarks>
    /// <param name="inverse">Inverse of the distribution function, nondecreasing.</param>
    /// <param name="q">The quantile, in (0, 1).</param>
    /// <param name="n">Size of each sample.</param>
    /// <param name="count">Number of samples.</param>
    /// <param name="random">Source of the draws.</param>
    public static QuantileSample[] Draw(Func<double, double> inverse, double q, long n, int count, RandomStream random)
    {
        double reach = IntervalQuantile * Math.Sqrt(n * q * (1 - q));
        long rank = Math.Clamp((long)Math.Ceiling(n * q), 1, n);
        long low = (long)Math.Floor(n * q - reach), high = (long)Math.Ceiling(n * q + reach);
        QuantileSample[] samples = new QuantileSample[count];
        if (low < 1 || high > n)
        {
            Array.Fill(samples, new(inverse(q), double.PositiveInfinity));
            return samples;
        }
        for (int i = 0; i < count; i++)
        {
            double lower = random.NextBeta(low, n + 1 - low);
            double middle = Next(lower, low, rank), upper = Next(middle, rank, high);
            samples[i] = new(inverse(middle), (inverse(upper) - inverse(lower)) / (2 * IntervalQuantile));
        }
        return samples;

        double Next(double previous, long from, long to)
            => to == from ? previous : previous + (1 - previous) * random.NextBeta(to - from, n + 1 - to);
    }
}
