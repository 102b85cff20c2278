namespace Credence.Bayes;

/// <summary>Means and variances of positions and gradients, one pass (Welford, 1962).</summary>
internal sealed class RunningVariance(int dimension)
{
    private readonly double[] positionMean = new double[dimension], positionSum = new double[dimension],
        gradientMean = new double[dimension], gradientSum = new double[dimension];

    public int Count { get; private set; }

    public void Clear()
    {
        Count = 0;
        Array.Clear(positionMean);
        Array.Clear(positionSum);
        Array.Clear(gradientMean);
        Array.Clear(gradientSum);
    }

    public void Add(ReadOnlySpan<double> position, ReadOnlySpan<double> gradient)
    {
        Count++;
        Add(position, positionMean, positionSum);
        Add(gradient, gradientMean, gradientSum);
    }

    /// <summary>σ² = √(Var q / Var g): minimises the Fisher divergence to a standard normal over diagonal maps (Seyboldt et al., 2026).</summary>
    public void FisherDiagonal(Span<double> variance)
    {
        for (int i = 0; i < variance.Length; i++)
            variance[i] = Bounded(Math.Sqrt(positionSum[i] / gradientSum[i]), variance[i]);
    }

    /// <summary>The variance of the draws, shrunk a little towards 0.001 (Stan Reference Manual, warm-up).</summary>
    public void VarianceDiagonal(Span<double> variance)
    {
        double weight = Count / (Count + 5.0);
        for (int i = 0; i < variance.Length; i++)
            variance[i] = Bounded((weight * (positionSum[i] / Math.Max(1, Count - 1))) + (1e-3 * (1 - weight)), variance[i]);
    }

    public static double Bounded(double variance, double otherwise) => double.IsFinite(variance) && variance > 0 ? Math.Clamp(variance, 1e-20, 1e20) : otherwise;

    private void Add(ReadOnlySpan<double> x, double[] mean, double[] sum)
    {
        for (int i = 0; i < x.Length; i++)
        {
            double before = x[i] - mean[i];
            mean[i] += before / Count;
            sum[i] += before * (x[i] - mean[i]);
        }
    }
}
