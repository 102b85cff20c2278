using System.Numerics.Tensors;

namespace Credence.Bayes;

/// <summary>Means and variances in two passes, so that a large common offset costs no digits.</summary>
internal static class ChainMoments
{
    /// <summary>The mean; NaN of no values.</summary>
    public static double Mean(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
            return double.NaN;
        double mean = TensorPrimitives.Sum(values) / values.Length;
        if (!double.IsFinite(mean))
            return ScaledMean(values);
        double rest = 0;
        foreach (double value in values)
            rest += value - mean;
        return mean + rest / values.Length;
    }

    /// <summary>Σ(x − mean)².</summary>
    public static double SumOfSquares(ReadOnlySpan<double> values, double mean)
    {
        double sum = 0;
        foreach (double value in values)
            sum += (value - mean) * (value - mean);
        return sum;
    }

    /// <summary>The variance with n − 1 in the denominator; NaN of fewer than two values.</summary>
    public static double Variance(ReadOnlySpan<double> values)
        => values.Length < 2 ? double.NaN : SumOfSquares(values, Mean(values)) / (values.Length - 1);

    // The sum of finite values may overflow where their mean does not.
    private static double ScaledMean(ReadOnlySpan<double> values)
    {
        double mean = 0;
        foreach (double value in values)
            mean += value / values.Length;
        return mean;
    }
}
