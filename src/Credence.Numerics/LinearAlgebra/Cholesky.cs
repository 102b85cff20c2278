using System.Numerics.Tensors;

namespace Credence.Numerics;

/// <summary>The Cholesky factor L of a symmetric positive definite matrix A = L Lᵀ, dense and row-major of order n.</summary>
public static class Cholesky
{
    /// <summary>Factors a symmetric matrix, of which only the lower triangle is read; the upper triangle of the factor is set to 0.</summary>
    /// <param name="matrix">The matrix; may be the same memory as the factor.</param>
    /// <param name="order">The order n.</param>
    /// <param name="factor">The factor L.</param>
    /// <param name="failingPivot">The first pivot that is not above the tolerance, or −1.</param>
    /// <param name="tolerance">
    /// The least share of a diagonal entry that the preceding columns must leave unexplained, in [0, 1): 0 asks for positive pivots only.
    /// </param>
    /// <returns>Whether the matrix is positive definite; if not, the factor is good up to the failing pivot only.</returns>
    public static bool TryFactor(ReadOnlySpan<double> matrix, int order, Span<double> factor, out int failingPivot, double tolerance = 0)
    {
        Guard.SameLength(matrix.Length, order * order);
        Guard.SameLength(factor.Length, order * order);
        for (int i = 0; i < order; i++)
        {
            Span<double> row = factor.Slice(i * order, order);
            double diagonal = matrix[i * order + i];
            for (int j = 0; j < i; j++)
            {
                double sum = TensorPrimitives.Dot<double>(row[..j], factor.Slice(j * order, j));
                row[j] = (matrix[i * order + j] - sum) / factor[j * order + j];
            }
            double pivot = diagonal - TensorPrimitives.Dot<double>(row[..i], row[..i]);
            if (!(pivot > tolerance * diagonal) || !double.IsFinite(pivot))
            {
                failingPivot = i;
                return false;
            }
            row[i] = Math.Sqrt(pivot);
            row[(i + 1)..].Clear();
        }
        failingPivot = -1;
        return true;
    }

    /// <summary>Solves A x = b in place.</summary>
    public static void Solve(ReadOnlySpan<double> factor, int order, Span<double> vector)
    {
        TriangularSolve.Lower(factor, order, vector);
        TriangularSolve.LowerTransposed(factor, order, vector);
    }

    /// <summary>log det A.</summary>
    public static double LogDeterminant(ReadOnlySpan<double> factor, int order)
    {
        Guard.SameLength(factor.Length, order * order);
        double sum = 0;
        for (int i = 0; i < order; i++)
            sum += Math.Log(factor[i * order + i]);
        return 2 * sum;
    }

    /// <summary>Writes A⁻¹, both triangles.</summary>
    public static void Inverse(ReadOnlySpan<double> factor, int order, Span<double> inverse)
    {
        Guard.SameLength(inverse.Length, order * order);
        inverse.Clear();
        for (int i = 0; i < order; i++)
        {
            Span<double> row = inverse.Slice(i * order, order);
            row[i] = 1;
            Solve(factor, order, row);
        }
        SymmetricMatrix.MirrorLower(inverse, order);
    }

    /// <summary>The quadratic form xᵀ A⁻¹ x, the squared Mahalanobis distance of x from 0; x is overwritten by L⁻¹ x.</summary>
    public static double InverseQuadraticForm(ReadOnlySpan<double> factor, int order, Span<double> vector)
    {
        TriangularSolve.Lower(factor, order, vector);
        return TensorPrimitives.Dot<double>(vector, vector);
    }
}
