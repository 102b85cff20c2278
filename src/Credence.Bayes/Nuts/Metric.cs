using System.Numerics.Tensors;
using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>
/// The Euclidean metric of the Hamiltonian: an estimate Σ of the posterior covariance, as a diagonal S² or with a low-rank correction,
/// Σ = S (I + V (Λ − I) Vᵀ) S.
/// </summary>
internal sealed class Metric
{
    private readonly double[] scale, variance, scratch;
    private double[] vectors = [], values = [], projections = [];

    public Metric(int dimension)
    {
        (scale, variance, scratch) = (new double[dimension], new double[dimension], new double[dimension]);
        Array.Fill(scale, 1);
        Array.Fill(variance, 1);
    }

    public ReadOnlySpan<double> Variance => variance;

    public ReadOnlySpan<double> Scale => scale;

    public bool IsDiagonal => values.Length == 0;

    public ReadOnlySpan<double> Vectors => vectors;

    public ReadOnlySpan<double> Values => values;

    /// <summary>Sets the diagonal S² and drops the low-rank part.</summary>
    public void SetDiagonal(ReadOnlySpan<double> newVariance)
    {
        newVariance.CopyTo(variance);
        for (int i = 0; i < scale.Length; i++)
            scale[i] = Math.Sqrt(variance[i]);
        (vectors, values, projections) = ([], [], []);
    }

    /// <summary>Adds a low-rank part: orthonormal rows V, in coordinates scaled by S, with their eigenvalues.</summary>
    public void SetLowRank(double[] newVectors, double[] newValues)
        => (vectors, values, projections) = (newVectors, newValues, new double[newValues.Length]);

    public void CopyFrom(Metric other)
    {
        SetDiagonal(other.variance);
        if (!other.IsDiagonal)
            SetLowRank(other.vectors, other.values);
    }

    /// <summary>The diagonal of Σ, as it is reported.</summary>
    public double[] Diagonal()
    {
        double[] diagonal = [.. variance];
        for (int k = 0; k < values.Length; k++)
        {
            ReadOnlySpan<double> row = vectors.AsSpan(k * scale.Length, scale.Length);
            for (int i = 0; i < scale.Length; i++)
                diagonal[i] += variance[i] * (values[k] - 1) * row[i] * row[i];
        }
        return diagonal;
    }

    /// <summary>The velocity Σ p.</summary>
    public void Velocity(ReadOnlySpan<double> momentum, Span<double> velocity)
    {
        if (IsDiagonal)
        {
            TensorPrimitives.Multiply(momentum, variance, velocity);
            return;
        }
        TensorPrimitives.Multiply(momentum, scale, velocity);
        Correct(velocity, static value => value - 1);
        TensorPrimitives.Multiply(velocity, scale, velocity);
    }

    /// <summary>Draws a momentum p ~ N(0, Σ⁻¹).</summary>
    public void DrawMomentum(RandomStream random, Span<double> momentum)
    {
        random.FillNormal(momentum);
        if (!IsDiagonal)
            Correct(momentum, static value => (1 / Math.Sqrt(value)) - 1);
        TensorPrimitives.Divide(momentum, scale, momentum);
    }

    /// <summary>Whitens a position, S⁻¹q in place, and its gradient, Sg in place.</summary>
    public void Whiten(Span<double> position, Span<double> gradient)
    {
        TensorPrimitives.Divide(position, scale, position);
        TensorPrimitives.Multiply(gradient, scale, gradient);
        if (IsDiagonal)
            return;
        Correct(position, static value => (1 / Math.Sqrt(value)) - 1);
        Correct(gradient, static value => Math.Sqrt(value) - 1);
    }

    // x += V diag(f(λ)) Vᵀ x.
    private void Correct(Span<double> x, Func<double, double> factor)
    {
        int dimension = scale.Length;
        for (int k = 0; k < values.Length; k++)
            projections[k] = factor(values[k]) * PhaseSpace.Dot(vectors.AsSpan(k * dimension, dimension), x);
        for (int k = 0; k < values.Length; k++)
            TensorPrimitives.MultiplyAdd(vectors.AsSpan(k * dimension, dimension), projections[k], x, x);
    }
}
