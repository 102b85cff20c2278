using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>
/// The distribution of Lewandowski, Kurowicka and Joe (2009) of a correlation matrix R, density ∝ |R|^(η − 1), as a distribution of its Cholesky factor L.
/// </summary>
/// <remarks>Factors are dense and row-major. The log density is with respect to the entries of L below the diagonal.</remarks>
public sealed class LkjCholesky
{
    private readonly double logConstant;

    /// <summary>Creates the distribution.</summary>
    /// <param name="order">The order K of the matrix, at least 2.</param>
    /// <param name="concentration">The concentration η, above 0: 1 is uniform over correlation matrices, larger values favour weak correlations.</param>
    public LkjCholesky(int order, double concentration)
    {
        Order = (int)Guard.AtLeast(order, 2);
        Concentration = Guard.Positive(concentration);
        // Partial correlations given j others are beta on (−1, 1) with both shapes η + (K − 2 − j)/2; there are K − 1 − j of them.
        for (int j = 0; j < order - 1; j++)
        {
            double shape = concentration + 0.5 * (order - 2 - j);
            logConstant -= (order - 1 - j) * ((2 * shape - 1) * Math.Log(2) + GammaFunction.LogBeta(shape, shape));
        }
    }

    /// <summary>The order K of the matrix.</summary>
    public int Order { get; }

    /// <summary>The concentration η.</summary>
    public double Concentration { get; }

    /// <summary>The log density of the factor, with its constant: c + Σ (K − k + 2η − 2) log Lₖₖ over k ≥ 2.</summary>
    public double LogDensity(ReadOnlySpan<double> factor)
    {
        Guard.SameLength(factor.Length, Order * Order);
        double sum = logConstant;
        for (int k = 1; k < Order; k++)
            sum += Power(k) * Math.Log(factor[k * Order + k]);
        return sum;
    }

    /// <summary>The log density of the correlation matrix itself: c + 2 (η − 1) Σ log Lₖₖ.</summary>
    public double LogDensityOfMatrix(ReadOnlySpan<double> factor)
    {
        Guard.SameLength(factor.Length, Order * Order);
        return logConstant + (Concentration - 1) * Cholesky.LogDeterminant(factor, Order);
    }

    /// <summary>Adds the gradient of <see cref="LogDensity"/> to the gradient by the factor.</summary>
    public void AddGradient(ReadOnlySpan<double> factor, Span<double> gradient)
    {
        Guard.SameLength(factor.Length, Order * Order);
        Guard.SameLength(gradient.Length, Order * Order);
        for (int k = 1; k < Order; k++)
            gradient[k * Order + k] += Power(k) / factor[k * Order + k];
    }

    /// <summary>Draws a factor row by row: the squared length of a row below the diagonal is beta, its direction uniform (the onion method).</summary>
    public void Draw(RandomStream random, Span<double> factor)
    {
        ArgumentNullException.ThrowIfNull(random);
        Guard.SameLength(factor.Length, Order * Order);
        factor.Clear();
        factor[0] = 1;
        for (int k = 1; k < Order; k++)
        {
            Span<double> row = factor.Slice(k * Order, k);
            random.FillNormal(row);
            double squares = 0;
            foreach (double z in row)
                squares += z * z;
            // Two gamma numbers rather than a beta number, so that neither the length nor what it leaves is rounded to 0.
            double inside = random.NextGamma(0.5 * k), rest = random.NextGamma(0.5 * Power(k) + 1);
            double scale = Math.Sqrt(inside / (inside + rest) / squares);
            for (int j = 0; j < k; j++)
                row[j] *= scale;
            factor[k * Order + k] = Math.Sqrt(rest / (inside + rest));
        }
    }

    /// <summary>The text a user would write.</summary>
    public override string ToString() => $"lkj({UnivariateDistribution.Text(Concentration)})";

    /// <summary>The power of the diagonal entry of row k, counted from 0.</summary>
    private double Power(int k) => Order - 1 - k + 2 * (Concentration - 1);
}
