namespace Credence.Latent;

/// <summary>The sufficient statistics of complete rows under a multivariate normal: the number of rows, the means, and the centred scatter.</summary>
/// <param name="Variables">The names of the p variables.</param>
/// <param name="Count">The number n of rows.</param>
/// <param name="Means">The p means.</param>
/// <param name="Scatter">Σ (y − ȳ)(y − ȳ)ᵀ, p × p, row by row.</param>
public sealed record MultivariateMoments(IReadOnlyList<string> Variables, long Count, ReadOnlyMemory<double> Means, ReadOnlyMemory<double> Scatter)
{
    /// <summary>The statistics of rows, two passes.</summary>
    /// <param name="variables">The names of the p variables.</param>
    /// <param name="rows">n × p values, row by row, all finite.</param>
    /// <exception cref="ArgumentException">The length is no multiple of p, or a value is not finite.</exception>
    public static MultivariateMoments Of(IReadOnlyList<string> variables, ReadOnlySpan<double> rows)
    {
        ArgumentNullException.ThrowIfNull(variables);
        int p = (int)Guard.AtLeast(variables.Count, 1), n = rows.Length / p;
        Guard.SameLength(rows.Length, n * p);
        double[] means = new double[p], scatter = new double[p * p], centred = new double[p];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < p; j++)
                means[j] += Guard.Finite(rows[(i * p) + j]) / n;
        }
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < p; j++)
                centred[j] = rows[(i * p) + j] - means[j];
            for (int j = 0; j < p; j++)
            {
                for (int k = 0; k <= j; k++)
                    scatter[(j * p) + k] = scatter[(k * p) + j] += centred[j] * centred[k];
            }
        }
        return new MultivariateMoments(variables, n, means, scatter);
    }
}
