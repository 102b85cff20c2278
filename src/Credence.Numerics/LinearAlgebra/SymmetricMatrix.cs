using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Credence.Numerics;

/// <summary>Dense symmetric matrices, row-major of order n.</summary>
public static class SymmetricMatrix
{
    /// <summary>C += α Aᵀ A on the lower triangle of C, for A row-major with n columns.</summary>
    public static void AddRankUpdate(ReadOnlySpan<double> rows, int columns, double alpha, Span<double> matrix)
    {
        Guard.SameLength(matrix.Length, columns * columns);
        int count = columns == 0 ? 0 : rows.Length / columns, row = 0;
        Guard.SameLength(rows.Length, count * columns);
        for (; row + 4 <= count; row += 4)
            AddFourRows(rows.Slice(row * columns, 4 * columns), columns, alpha, matrix);
        for (; row < count; row++)
        {
            ReadOnlySpan<double> a = rows.Slice(row * columns, columns);
            for (int i = 0; i < columns; i++)
            {
                Span<double> target = matrix.Slice(i * columns, i + 1);
                TensorPrimitives.MultiplyAdd(a[..(i + 1)], alpha * a[i], target, target);
            }
        }
    }

    /// <summary>Copies the lower triangle to the upper.</summary>
    public static void MirrorLower(Span<double> matrix, int order)
    {
        Guard.SameLength(matrix.Length, order * order);
        for (int i = 1; i < order; i++)
        {
            for (int j = 0; j < i; j++)
                matrix[j * order + i] = matrix[i * order + j];
        }
    }

    /// <summary>The quadratic form xᵀ A x of a full matrix.</summary>
    public static double QuadraticForm(ReadOnlySpan<double> matrix, int order, ReadOnlySpan<double> vector)
    {
        Guard.SameLength(matrix.Length, order * order);
        Guard.SameLength(vector.Length, order);
        double sum = 0;
        for (int i = 0; i < order; i++)
            sum += vector[i] * TensorPrimitives.Dot(matrix.Slice(i * order, order), vector);
        return sum;
    }

    /// <summary>Four rows at a time, so that every entry of C is read and written once for four products.</summary>
    private static void AddFourRows(ReadOnlySpan<double> rows, int columns, double alpha, Span<double> matrix)
    {
        ReadOnlySpan<double> a = rows[..columns], b = rows.Slice(columns, columns);
        ReadOnlySpan<double> c = rows.Slice(2 * columns, columns), d = rows.Slice(3 * columns, columns);
        for (int i = 0; i < columns; i++)
        {
            Span<double> target = matrix.Slice(i * columns, i + 1);
            double fa = alpha * a[i], fb = alpha * b[i], fc = alpha * c[i], fd = alpha * d[i];
            int j = 0;
            for (; j + Vector<double>.Count <= target.Length; j += Vector<double>.Count)
            {
                Vector<double> sum = Vector.LoadUnsafe(ref MemoryMarshal.GetReference(target), (nuint)j);
                sum = Vector.FusedMultiplyAdd(Load(a, j), new Vector<double>(fa), sum);
                sum = Vector.FusedMultiplyAdd(Load(b, j), new Vector<double>(fb), sum);
                sum = Vector.FusedMultiplyAdd(Load(c, j), new Vector<double>(fc), sum);
                sum = Vector.FusedMultiplyAdd(Load(d, j), new Vector<double>(fd), sum);
                sum.StoreUnsafe(ref MemoryMarshal.GetReference(target), (nuint)j);
            }
            for (; j < target.Length; j++)
                target[j] += fa * a[j] + fb * b[j] + (fc * c[j] + fd * d[j]);
        }
    }

    private static Vector<double> Load(ReadOnlySpan<double> span, int index)
        => Vector.LoadUnsafe(ref MemoryMarshal.GetReference(span), (nuint)index);
}
