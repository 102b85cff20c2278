using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Credence.Numerics;

/// <summary>Products of dense row-major matrices.</summary>
public static class MatrixProduct
{
    /// <summary>C = A Bᵀ for A of m × k and B of n × k, so that both are walked along contiguous rows.</summary>
    /// <param name="a">The matrix A; its number of rows m is its length over k.</param>
    /// <param name="b">The matrix B; its number of rows n is its length over k.</param>
    /// <param name="shared">The number of columns k, at least 1.</param>
    /// <param name="product">The matrix C of m × n.</param>
    public static void TimesTransposed(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int shared, Span<double> product)
    {
        Guard.AtLeast(shared, 1);
        int m = a.Length / shared, n = b.Length / shared, i = 0;
        Guard.SameLength(a.Length, m * shared);
        Guard.SameLength(b.Length, n * shared);
        Guard.SameLength(product.Length, m * n);
        for (; i + 2 <= m; i += 2)
        {
            int j = 0;
            for (; j + 4 <= n; j += 4)
                Tile(a.Slice(i * shared, 2 * shared), b.Slice(j * shared, 4 * shared), shared, product[(i * n + j)..], n);
            for (; j < n; j++)
            {
                product[i * n + j] = TensorPrimitives.Dot(a.Slice(i * shared, shared), b.Slice(j * shared, shared));
                product[(i + 1) * n + j] = TensorPrimitives.Dot(a.Slice((i + 1) * shared, shared), b.Slice(j * shared, shared));
            }
        }
        for (; i < m; i++)
        {
            for (int j = 0; j < n; j++)
                product[i * n + j] = TensorPrimitives.Dot(a.Slice(i * shared, shared), b.Slice(j * shared, shared));
        }
    }

    /// <summary>Two rows of A against four of B, with the eight sums in registers.</summary>
    private static void Tile(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int k, Span<double> product, int n)
    {
        Vector<double> s00 = default, s01 = default, s02 = default, s03 = default, s10 = default, s11 = default, s12 = default, s13 = default;
        ref double x = ref MemoryMarshal.GetReference(a), y = ref MemoryMarshal.GetReference(b);
        nuint width = (nuint)k, p = 0;
        for (; p + (nuint)Vector<double>.Count <= width; p += (nuint)Vector<double>.Count)
        {
            Vector<double> a0 = Vector.LoadUnsafe(ref x, p), a1 = Vector.LoadUnsafe(ref x, width + p);
            Vector<double> b0 = Vector.LoadUnsafe(ref y, p), b1 = Vector.LoadUnsafe(ref y, width + p);
            Vector<double> b2 = Vector.LoadUnsafe(ref y, 2 * width + p), b3 = Vector.LoadUnsafe(ref y, 3 * width + p);
            s00 = Vector.FusedMultiplyAdd(a0, b0, s00);
            s01 = Vector.FusedMultiplyAdd(a0, b1, s01);
            s02 = Vector.FusedMultiplyAdd(a0, b2, s02);
            s03 = Vector.FusedMultiplyAdd(a0, b3, s03);
            s10 = Vector.FusedMultiplyAdd(a1, b0, s10);
            s11 = Vector.FusedMultiplyAdd(a1, b1, s11);
            s12 = Vector.FusedMultiplyAdd(a1, b2, s12);
            s13 = Vector.FusedMultiplyAdd(a1, b3, s13);
        }
        Span<double> upper = product[..4], lower = product.Slice(n, 4);
        (upper[0], upper[1], upper[2], upper[3]) = (Vector.Sum(s00), Vector.Sum(s01), Vector.Sum(s02), Vector.Sum(s03));
        (lower[0], lower[1], lower[2], lower[3]) = (Vector.Sum(s10), Vector.Sum(s11), Vector.Sum(s12), Vector.Sum(s13));
        for (int q = (int)p; q < k; q++)
        {
            for (int j = 0; j < 4; j++)
            {
                upper[j] += a[q] * b[j * k + q];
                lower[j] += a[k + q] * b[j * k + q];
            }
        }
    }
}
