namespace Credence.Latent;

/// <summary>Facts about covariance matrices of samples.</summary>
internal static class SampleMoments
{
    /// <summary>log det S, −∞ where S is not positive definite, judged on its correlations.</summary>
    public static double LogDeterminant(ReadOnlySpan<double> covariance, int order)
    {
        int stride = SmallMatrix.Stride(order);
        var work = new double[order * stride];
        double scale = 0;
        for (int i = 0; i < order; i++)
        {
            double variance = covariance[(i * order) + i];
            if (!(variance > 0) || !double.IsFinite(variance))
                return double.NegativeInfinity;
            scale += Math.Log(variance);
        }
        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j < order; j++)
                work[(i * stride) + j] = covariance[(i * order) + j] / Math.Sqrt(covariance[(i * order) + i] * covariance[(j * order) + j]);
        }
        return SmallMatrix.InvertPositive(work, order, stride, out double log) && Definite(covariance, order)
            ? scale + log
            : double.NegativeInfinity;
    }

    /// <summary>The covariance matrix of some of the variables, row-major.</summary>
    public static double[] Select(ReadOnlySpan<double> covariance, int order, bool[] chosen)
    {
        int[] places = [.. Enumerable.Range(0, order).Where(i => chosen[i])];
        var result = new double[places.Length * places.Length];
        for (int i = 0; i < places.Length; i++)
        {
            for (int j = 0; j < places.Length; j++)
                result[(i * places.Length) + j] = covariance[(places[i] * order) + places[j]];
        }
        return result;
    }

    // No variable may be determined by those before it, to ten digits.
    private static bool Definite(ReadOnlySpan<double> covariance, int order)
        => Credence.Numerics.Cholesky.TryFactor(covariance, order, new double[order * order], out _, 1e-10);
}
