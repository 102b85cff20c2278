using System.Numerics.Tensors;

namespace Credence.Numerics;

/// <summary>Solves with a lower triangular matrix L, dense and row-major of order n; what stands above its diagonal is not read.</summary>
public static class TriangularSolve
{
    /// <summary>Solves L x = b in place.</summary>
    public static void Lower(ReadOnlySpan<double> lower, int order, Span<double> vector)
    {
        Guard.SameLength(lower.Length, order * order);
        Guard.SameLength(vector.Length, order);
        for (int i = 0; i < order; i++)
        {
            double sum = TensorPrimitives.Dot(lower.Slice(i * order, i), vector[..i]);
            vector[i] = (vector[i] - sum) / lower[i * order + i];
        }
    }

    /// <summary>Solves Lᵀ x = b in place.</summary>
    public static void LowerTransposed(ReadOnlySpan<double> lower, int order, Span<double> vector)
    {
        Guard.SameLength(lower.Length, order * order);
        Guard.SameLength(vector.Length, order);
        for (int i = order - 1; i >= 0; i--)
        {
            double solution = vector[i] / lower[i * order + i];
            vector[i] = solution;
            Span<double> rest = vector[..i];
            TensorPrimitives.MultiplyAdd(lower.Slice(i * order, i), -solution, rest, rest);
        }
    }

    /// <summary>Solves L x = b in place for every row b of a row-major matrix with n columns.</summary>
    public static void LowerForRows(ReadOnlySpan<double> lower, int order, Span<double> rows)
    {
        if (order == 0 || rows.Length % order != 0)
            Guard.SameLength(rows.Length, 0);
        for (int start = 0; start < rows.Length; start += order)
            Lower(lower, order, rows.Slice(start, order));
    }
}
