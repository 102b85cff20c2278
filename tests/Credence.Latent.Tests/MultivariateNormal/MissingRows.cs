using Credence.Numerics;

namespace Credence.Latent.Tests;

/// <summary>Rows of correlated normals in which cells are missing by chance.</summary>
internal static class MissingRows
{
    public static double[] Simulate(int count, int order, double missing, ulong seed = 1, double offset = 0)
    {
        RandomStream random = new(seed, "rows");
        double[] rows = new double[count * order];
        for (int row = 0; row < count; row++)
        {
            double common = random.NextNormal();
            for (int i = 0; i < order; i++)
            {
                double value = offset + i + ((1 + (0.3 * i)) * ((0.8 * common) + (0.6 * random.NextNormal())));
                rows[(row * order) + i] = random.NextDouble() < missing ? double.NaN : value;
            }
        }
        return rows;
    }

    public static string[] Names(int order) => [.. Enumerable.Range(1, order).Select(i => $"y{i}")];

    public static PatternMoments Moments(int count, int order, double missing, ulong seed = 1, double offset = 0)
        => PatternMoments.Of(Names(order), Simulate(count, order, missing, seed, offset));

    /// <summary>The log likelihood of rows one by one, by the textbook.</summary>
    public static double LogLikelihood(ReadOnlySpan<double> rows, ReadOnlySpan<double> mean, ReadOnlySpan<double> covariance)
    {
        int p = mean.Length;
        double total = 0;
        for (int start = 0; start < rows.Length; start += p)
        {
            int[] observed = [.. Enumerable.Range(0, p)];
            double[] row = rows.Slice(start, p).ToArray(), means = mean.ToArray(), matrix = covariance.ToArray();
            observed = [.. observed.Where(i => !double.IsNaN(row[i]))];
            int k = observed.Length;
            if (k == 0)
                continue;
            double[] factor = [.. from i in observed from j in observed select matrix[(i * p) + j]], deviation = [.. observed.Select(i => row[i] - means[i])];
            if (!Cholesky.TryFactor(factor, k, factor, out _))
                return double.NegativeInfinity;
            total -= 0.5 * ((k * Math.Log(2 * Math.PI)) + Cholesky.LogDeterminant(factor, k) + Cholesky.InverseQuadraticForm(factor, k, deviation));
        }
        return total;
    }
}
