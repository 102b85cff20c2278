using System.Numerics.Tensors;

namespace Credence.Bayes;

/// <summary>Pareto-smoothed importance sampling (Vehtari, Simpson, Gelman, Yao and Gabry, 2024, algorithm 1).</summary>
public static class ParetoSmoothing
{
    private const int FewestTailValues = 5;

    /// <summary>The largest Pareto k at which estimates from that many draws are dependable: min(1 − 1/log₁₀ S, 0.7) (equation 13).</summary>
    public static double GoodShape(int draws) => Math.Min(1 - 1 / Math.Log10(draws), 0.7);

    /// <summary>
    /// Replaces the largest weights, ⌈min(S/5, 3√(S/r))⌉ of them, by quantiles of the generalised Pareto distribution fitted to them,
    /// bounded by the largest raw weight, and normalises all to sum 1.
    /// </summary>
    /// <param name="logRatios">The log importance ratio of each draw.</param>
    /// <param name="relativeEfficiency">Effective draws per draw, above 0; 1 for independent draws.</param>
    /// <param name="logWeights">Receives the log weights; NaN where a ratio is NaN or +∞.</param>
    /// <returns>
    /// The Pareto shape k: above <see cref="GoodShape"/> estimates by these weights are not to be trusted. Infinite for fewer than five values
    /// in the tail, or ratios that are NaN or +∞; NaN where the largest weights are equal, so that there is no tail to fit.
    /// </returns>
    public static double Smooth(ReadOnlySpan<double> logRatios, double relativeEfficiency, Span<double> logWeights)
    {
        Guard.SameLength(logWeights.Length, logRatios.Length);
        Guard.Positive(relativeEfficiency);
        int size = logRatios.Length;
        if (size == 0)
            return double.PositiveInfinity;
        double largest = TensorPrimitives.Max(logRatios);
        if (!double.IsFinite(largest))
        {
            logWeights.Fill(double.NaN);
            return double.PositiveInfinity;
        }
        TensorPrimitives.Subtract(logRatios, largest, logWeights);
        int tail = (int)Math.Ceiling(Math.Min(0.2 * size, 3 * Math.Sqrt(size / relativeEfficiency)));
        double shape = tail >= FewestTailValues ? SmoothTail(logWeights, tail) : double.PositiveInfinity;
        TensorPrimitives.Subtract(logWeights, LogSum(logWeights), logWeights);
        return shape;
    }

    /// <summary>log Σ exp(x), without overflow.</summary>
    internal static double LogSum(ReadOnlySpan<double> values)
    {
        double largest = TensorPrimitives.Max(values);
        if (!double.IsFinite(largest))
            return largest;
        double sum = 0;
        foreach (double value in values)
            sum += Math.Exp(value - largest);
        return largest + Math.Log(sum);
    }

    private static double SmoothTail(Span<double> logWeights, int tail)
    {
        int size = logWeights.Length;
        double[] sorted = logWeights.ToArray();
        int[] order = new int[size];
        for (int i = 0; i < size; i++)
            order[i] = i;
        Array.Sort(sorted, order);
        Span<double> exceedances = sorted.AsSpan(size - tail);
        if (exceedances[0] == exceedances[^1])
            return double.NaN;
        double threshold = Math.Exp(sorted[size - tail - 1]);
        for (int i = 0; i < tail; i++)
            exceedances[i] = Math.Exp(exceedances[i]) - threshold;
        GeneralizedPareto fit = GeneralizedPareto.Fit(exceedances);
        if (!double.IsFinite(fit.Shape))
            return fit.Shape;
        for (int i = 0; i < tail; i++)
            logWeights[order[size - tail + i]] = Math.Min(0, Math.Log(threshold + fit.Quantile((i + 0.5) / tail)));
        return fit.Shape;
    }
}
