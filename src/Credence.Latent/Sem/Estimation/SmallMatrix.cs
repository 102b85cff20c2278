using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Credence.Latent;

/// <summary>Kernels on small row-major matrices whose rows are padded with zeros to a multiple of four.</summary>
internal static class SmallMatrix
{
    /// <summary>The padded length of a row.</summary>
    public static int Stride(int columns) => (columns + 3) & ~3;

    /// <summary>target += factor · source over whole padded rows.</summary>
    public static void AddScaled(Span<double> target, double factor, ReadOnlySpan<double> source)
    {
        ref double t = ref MemoryMarshal.GetReference(target), s = ref MemoryMarshal.GetReference(source);
        Vector256<double> f = Vector256.Create(factor);
        for (nuint i = 0; i < (nuint)target.Length; i += 4)
            (Vector256.LoadUnsafe(ref t, i) + (f * Vector256.LoadUnsafe(ref s, i))).StoreUnsafe(ref t, i);
    }

    /// <summary>x · y over whole padded rows.</summary>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ref double a = ref MemoryMarshal.GetReference(x), b = ref MemoryMarshal.GetReference(y);
        Vector256<double> sum = default;
        for (nuint i = 0; i < (nuint)x.Length; i += 4)
            sum += Vector256.LoadUnsafe(ref a, i) * Vector256.LoadUnsafe(ref b, i);
        Vector128<double> halves = sum.GetLower() + sum.GetUpper();
        return halves[0] + halves[1];
    }

    /// <summary>C = A B, for A of rows × inner and B of inner rows; strides of B and C are those of their rows.</summary>
    public static void Product(ReadOnlySpan<double> a, int rows, int inner, int strideA, ReadOnlySpan<double> b, int strideB, Span<double> c)
    {
        for (int i = 0; i < rows; i++)
        {
            Span<double> row = c.Slice(i * strideB, strideB);
            row.Clear();
            ReadOnlySpan<double> factors = a.Slice(i * strideA, inner);
            for (int k = 0; k < factors.Length; k++)
            {
                if (factors[k] != 0)
                    AddScaled(row, factors[k], b.Slice(k * strideB, strideB));
            }
        }
    }

    /// <summary>The lower triangle of the symmetric matrix A Bᵀ, both with the given number of padded rows, mirrored to the upper.</summary>
    public static void SymmetricProduct(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int rows, int stride, Span<double> c, int strideC)
    {
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<double> row = a.Slice(i * stride, stride);
            for (int j = 0; j <= i; j++)
                c[(i * strideC) + j] = c[(j * strideC) + i] = Dot(row, b.Slice(j * stride, stride));
        }
    }

    /// <summary>Inverts a symmetric positive definite matrix in place by Gauss–Jordan sweeps, whose pivots are those of Cholesky's factor.</summary>
    /// <param name="a">The matrix, both triangles, padded.</param>
    /// <param name="order">Its order.</param>
    /// <param name="stride">The padded length of its rows.</param>
    /// <param name="logDeterminant">log det A.</param>
    /// <returns>Whether it is positive definite.</returns>
    public static bool InvertPositive(Span<double> a, int order, int stride, out double logDeterminant)
    {
        logDeterminant = 0;
        for (int k = 0; k < order; k++)
        {
            Span<double> pivotRow = a.Slice(k * stride, stride);
            double pivot = pivotRow[k];
            if (!(pivot > 0) || !double.IsFinite(pivot))
                return false;
            logDeterminant += Math.Log(pivot);
            double reciprocal = 1 / pivot;
            pivotRow[k] = 1;
            for (int j = 0; j < pivotRow.Length; j++)
                pivotRow[j] *= reciprocal;
            for (int i = 0; i < order; i++)
            {
                if (i == k)
                    continue;
                Span<double> row = a.Slice(i * stride, stride);
                double factor = row[k];
                row[k] = 0;
                AddScaled(row, -factor, pivotRow);
            }
        }
        return double.IsFinite(logDeterminant);
    }
}
