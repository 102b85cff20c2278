using System.Numerics.Tensors;
using Credence.Numerics;

namespace Credence.Latent;

/// <summary>Covariance matrices of estimates from second derivatives, with the directions that constraints forbid taken out.</summary>
internal static class InformationMatrix
{
    // The least share of a scaled information that other coordinates must leave to one.
    private const double LeastShare = 1e-9;

    /// <summary>
    /// The upper left block of the inverse of [I Jᵀ; J 0] for I = rows / 2 · curvature: the covariance matrix under binding constraints (Aitchison and
    /// Silvey, 1958).
    /// </summary>
    /// <param name="curvature">The second derivatives of the discrepancy.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="jacobian">The derivatives of the binding constraints, one row each.</param>
    /// <param name="order">The number of coordinates.</param>
    /// <param name="failing">The coordinate that the others determine where the information is singular; −1 otherwise.</param>
    /// <returns>The covariance matrix; empty where the information is singular.</returns>
    public static double[] Covariance(ReadOnlySpan<double> curvature, long rows, ReadOnlySpan<double> jacobian, int order, out int failing)
    {
        var scale = new double[order];
        for (int i = 0; i < order; i++)
            scale[i] = 1 / Math.Sqrt(0.5 * rows * Math.Max(curvature[(i * order) + i], double.Epsilon));
        var matrix = new double[order * order];
        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j < order; j++)
                matrix[(i * order) + j] = 0.5 * rows * curvature[(i * order) + j] * scale[i] * scale[j];
        }
        double[] forbidden = Orthonormal(jacobian, scale, order, out int count);
        SymmetricMatrix.AddRankUpdate(forbidden.AsSpan(0, count * order), order, 1, matrix);
        SymmetricMatrix.MirrorLower(matrix, order);
        if (!Cholesky.TryFactor(matrix, order, matrix, out failing, LeastShare))
            return [];
        var covariance = new double[order * order];
        Cholesky.Inverse(matrix, order, covariance);
        Remove(covariance, forbidden.AsSpan(0, count * order), count, order);
        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j < order; j++)
                covariance[(i * order) + j] *= scale[i] * scale[j];
        }
        return covariance;
    }

    /// <summary>The number of independent rows.</summary>
    public static int Rank(ReadOnlySpan<double> jacobian, int order)
    {
        var ones = new double[order];
        Array.Fill(ones, 1);
        Orthonormal(jacobian, ones, order, out int count);
        return count;
    }

    /// <summary>V B V.</summary>
    public static double[] Sandwich(ReadOnlySpan<double> covariance, ReadOnlySpan<double> meat, int order)
    {
        var half = new double[order * order];
        var result = new double[order * order];
        MatrixProduct.TimesTransposed(covariance, meat, order, half);
        MatrixProduct.TimesTransposed(half, covariance, order, result);
        return result;
    }

    // V − V Aᵀ (A V Aᵀ)⁻¹ A V.
    private static void Remove(Span<double> covariance, ReadOnlySpan<double> rows, int count, int order)
    {
        if (count == 0)
            return;
        var projected = new double[count * order];
        var inner = new double[count * count];
        MatrixProduct.TimesTransposed(rows, covariance, order, projected);
        MatrixProduct.TimesTransposed(projected, rows, order, inner);
        Cholesky.TryFactor(inner, count, inner, out _);
        Span<double> column = new double[count];
        var whitened = new double[count * order];
        for (int j = 0; j < order; j++)
        {
            for (int i = 0; i < count; i++)
                column[i] = projected[(i * order) + j];
            TriangularSolve.Lower(inner, count, column);
            for (int i = 0; i < count; i++)
                whitened[(i * order) + j] = column[i];
        }
        SymmetricMatrix.AddRankUpdate(whitened, order, -1, covariance);
        SymmetricMatrix.MirrorLower(covariance, order);
    }

    private static double[] Orthonormal(ReadOnlySpan<double> jacobian, ReadOnlySpan<double> scale, int order, out int count)
    {
        var rows = new double[jacobian.Length];
        count = 0;
        for (int i = 0; i < jacobian.Length / Math.Max(order, 1); i++)
        {
            Span<double> row = rows.AsSpan(count * order, order);
            TensorPrimitives.Multiply(jacobian.Slice(i * order, order), scale, row);
            double size = Math.Sqrt(TensorPrimitives.SumOfSquares<double>(row));
            if (!(size > 0))
                continue;
            TensorPrimitives.Divide(row, size, row);
            for (int pass = 0; pass < 2; pass++)
            {
                for (int j = 0; j < count; j++)
                {
                    ReadOnlySpan<double> other = rows.AsSpan(j * order, order);
                    TensorPrimitives.MultiplyAdd(other, -TensorPrimitives.Dot<double>(other, row), row, row);
                }
            }
            double left = Math.Sqrt(TensorPrimitives.SumOfSquares<double>(row));
            if (left < 1e-8)
                continue;
            TensorPrimitives.Divide(row, left, row);
            count++;
        }
        return rows;
    }
}
