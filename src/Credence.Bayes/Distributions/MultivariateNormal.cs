using System.Numerics.Tensors;
using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>The multivariate normal distribution by its mean μ and the Cholesky factor L of its covariance matrix.</summary>
public sealed class MultivariateNormal
{
    private readonly double[] mean, factor;
    private readonly double constant;

    /// <summary>Creates the distribution.</summary>
    /// <param name="mean">The mean, finite.</param>
    /// <param name="factor">The Cholesky factor of the covariance, dense and row-major, with a diagonal above 0.</param>
    public MultivariateNormal(ReadOnlySpan<double> mean, ReadOnlySpan<double> factor)
    {
        Guard.AtLeast(mean.Length, 1);
        Guard.SameLength(factor.Length, mean.Length * mean.Length);
        foreach (double value in mean)
            Guard.Finite(value, nameof(mean));
        for (int i = 0; i < mean.Length; i++)
            Guard.Positive(factor[i * mean.Length + i], nameof(factor));
        (this.mean, this.factor) = (mean.ToArray(), factor.ToArray());
        constant = mean.Length * Normal.LogDensity(0) - 0.5 * Cholesky.LogDeterminant(factor, mean.Length);
    }

    /// <summary>The number of values.</summary>
    public int Order => mean.Length;

    /// <summary>The mean μ.</summary>
    public ReadOnlySpan<double> Mean => mean;

    /// <summary>The Cholesky factor L of the covariance, dense and row-major.</summary>
    public ReadOnlySpan<double> Factor => factor;

    /// <summary>The log density, with its constant.</summary>
    /// <param name="x">Where.</param>
    /// <param name="gradient">Receives the gradient by x, which is −Σ⁻¹ (x − μ).</param>
    public double LogDensity(ReadOnlySpan<double> x, Span<double> gradient)
    {
        Guard.SameLength(x.Length, Order);
        Guard.SameLength(gradient.Length, Order);
        TensorPrimitives.Subtract(mean, x, gradient);
        TriangularSolve.Lower(factor, Order, gradient);
        double distance = TensorPrimitives.Dot<double>(gradient, gradient);
        TriangularSolve.LowerTransposed(factor, Order, gradient);
        return constant - 0.5 * distance;
    }

    /// <summary>Draws μ + L z.</summary>
    public void Draw(RandomStream random, Span<double> x)
    {
        ArgumentNullException.ThrowIfNull(random);
        Guard.SameLength(x.Length, Order);
        random.FillNormal(x);
        // From the last row up, so that every row still finds the normal numbers it needs.
        for (int i = Order - 1; i >= 0; i--)
            x[i] = mean[i] + TensorPrimitives.Dot<double>(factor.AsSpan(i * Order, i + 1), x[..(i + 1)]);
    }
}
