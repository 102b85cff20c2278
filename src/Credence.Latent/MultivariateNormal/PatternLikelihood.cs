namespace Credence.Latent;

/// <summary>The log likelihood of a multivariate normal in which cells are missing at random, with its gradient. One instance per thread.</summary>
/// <remarks>
/// A pattern of n rows with mean ȳ and scatter S adds −½ [n k log 2π + n log|Σ| + tr Σ⁻¹(S + n d dᵀ)] in its own variables, d = ȳ − μ; with
/// K = Σ⁻¹, the gradients are n K d and ½ [K (S + n d dᵀ) K − n K].
/// </remarks>
internal sealed class PatternLikelihood(PatternRows rows)
{
    private readonly PatternFactors factors = new(rows);
    private readonly double[] deviation = new double[rows.Stride], weighted = new double[rows.Stride];
    private readonly double[] meanSum = new double[rows.Stride], sum = new double[rows.Order * rows.Stride];

    /// <summary>The patterns.</summary>
    public PatternRows Rows => rows;

    /// <summary>Σ n dᵀ Σ⁻¹ d over patterns, at the last evaluation: how far the means of patterns lie from the common mean.</summary>
    public double MeanDistance { get; private set; }

    /// <summary>The log likelihood, constants included; −∞ where the covariance of a pattern is not positive definite.</summary>
    /// <param name="mean">The p means.</param>
    /// <param name="covariance">The covariance matrix, p × p, of which the lower triangle is read.</param>
    /// <param name="meanSlope">Receives ∂l/∂μ.</param>
    /// <param name="covarianceSlope">
    /// Receives the symmetric p × p matrix G with dl = tr(G dΣ): an entry off the diagonal is half of the derivative by a covariance.
    /// </param>
    public double Evaluate(ReadOnlySpan<double> mean, ReadOnlySpan<double> covariance, Span<double> meanSlope, Span<double> covarianceSlope)
    {
        int order = rows.Order, stride = rows.Stride;
        factors.Set(covariance);
        Array.Clear(sum);
        Array.Clear(meanSum);
        MeanDistance = 0;
        double total = 2 * rows.Constant;
        for (int pattern = 0; pattern < rows.Patterns; pattern++)
        {
            ReadOnlySpan<int> observed = rows.Observed(pattern);
            ReadOnlySpan<double> weights = rows.Weights(pattern);
            for (int r = rows.Shared(pattern); r < observed.Length; r++)
            {
                double logVariance = factors.Extend(observed, r);
                if (double.IsNaN(logVariance))
                    return double.NegativeInfinity;
                total -= weights[r] * logVariance;
                AddOuterProduct(observed[..(r + 1)], factors.Row(r), -weights[r]);
            }
            total -= AddRows(pattern, observed, mean);
        }
        for (int i = 0; i < order; i++)
        {
            meanSlope[i] = meanSum[i];
            for (int j = 0; j <= i; j++)
                covarianceSlope[(i * order) + j] = covarianceSlope[(j * order) + i] = 0.5 * sum[(i * stride) + j];
        }
        return 0.5 * total;
    }

    // tr Σ⁻¹ (S + n d dᵀ) of a pattern.
    private double AddRows(int pattern, ReadOnlySpan<int> observed, ReadOnlySpan<double> mean)
    {
        int stride = rows.Stride;
        double count = rows.Count(pattern);
        ReadOnlySpan<double> means = rows.Means(pattern);
        Array.Clear(deviation);
        foreach (int variable in observed)
            deviation[variable] = means[variable] - mean[variable];
        double distance = count * factors.Precision(observed, deviation, weighted);
        MeanDistance += distance;
        PaddedTriangle.AddScaled(meanSum, count, weighted);
        AddOuterProduct(observed, weighted, count);
        ReadOnlySpan<double> roots = rows.Roots(pattern);
        for (int start = 0; start < roots.Length; start += stride)
        {
            distance += factors.Precision(observed, roots.Slice(start, stride), weighted);
            AddOuterProduct(observed, weighted, 1);
        }
        return distance;
    }

    // The lower triangle of the sum += factor · x xᵀ, where x is 0 but at the observed variables.
    private void AddOuterProduct(ReadOnlySpan<int> observed, ReadOnlySpan<double> x, double factor)
    {
        foreach (int variable in observed)
        {
            int length = PaddedTriangle.Stride(variable + 1);
            PaddedTriangle.AddScaled(sum.AsSpan(variable * rows.Stride, length), factor * x[variable], x[..length]);
        }
    }
}
