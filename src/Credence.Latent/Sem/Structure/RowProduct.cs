using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Credence.Latent;

/// <summary>Products of small dense row-major matrices, with the sums of two rows in registers.</summary>
internal static class RowProduct
{
    /// <summary>C = A B, or C += A B.</summary>
    /// <param name="a">A, of rows × inner.</param>
    /// <param name="rows">The number of rows of A and C.</param>
    /// <param name="inner">The number of columns of A and rows of B.</param>
    /// <param name="b">B, of inner × columns.</param>
    /// <param name="columns">The number of columns of B and C.</param>
    /// <param name="add">Whether the product is added to C.</param>
    /// <param name="c">C.</param>
    public static void Multiply(ReadOnlySpan<double> a, int rows, int inner, ReadOnlySpan<double> b, int columns, bool add, Span<double> c)
    {
        Guard.SameLength(a.Length, rows * inner);
        Guard.SameLength(b.Length, inner * columns);
        Guard.SameLength(c.Length, rows * columns);
        int i = 0;
        for (; i + 2 <= rows; i += 2)
            TwoRows(a.Slice(i * inner, 2 * inner), inner, b, columns, add, c.Slice(i * columns, 2 * columns));
        if (i < rows)
            Rest(a[(i * inner)..], b, columns, 0, add, c[(i * columns)..]);
    }

    private static void TwoRows(ReadOnlySpan<double> a, int inner, ReadOnlySpan<double> b, int columns, bool add, Span<double> c)
    {
        ref double x = ref MemoryMarshal.GetReference(a), y = ref MemoryMarshal.GetReference(b), z = ref MemoryMarshal.GetReference(c);
        nuint n = (nuint)columns, k = (nuint)inner, j = 0;
        for (; j + 12 <= n; j += 12)
        {
            Vector256<double> s0 = default, s1 = default, s2 = default, t0 = default, t1 = default, t2 = default;
            if (add)
            {
                (s0, s1, s2) = (Vector256.LoadUnsafe(ref z, j), Vector256.LoadUnsafe(ref z, j + 4), Vector256.LoadUnsafe(ref z, j + 8));
                (t0, t1, t2) = (Vector256.LoadUnsafe(ref z, n + j), Vector256.LoadUnsafe(ref z, n + j + 4), Vector256.LoadUnsafe(ref z, n + j + 8));
            }
            for (nuint r = 0, at = j; r < k; r++, at += n)
            {
                Vector256<double> b0 = Vector256.LoadUnsafe(ref y, at), b1 = Vector256.LoadUnsafe(ref y, at + 4), b2 = Vector256.LoadUnsafe(ref y, at + 8);
                Vector256<double> f = Vector256.Create(Unsafe.Add(ref x, r)), g = Vector256.Create(Unsafe.Add(ref x, k + r));
                s0 = Vector256.FusedMultiplyAdd(f, b0, s0);
                s1 = Vector256.FusedMultiplyAdd(f, b1, s1);
                s2 = Vector256.FusedMultiplyAdd(f, b2, s2);
                t0 = Vector256.FusedMultiplyAdd(g, b0, t0);
                t1 = Vector256.FusedMultiplyAdd(g, b1, t1);
                t2 = Vector256.FusedMultiplyAdd(g, b2, t2);
            }
            s0.StoreUnsafe(ref z, j);
            s1.StoreUnsafe(ref z, j + 4);
            s2.StoreUnsafe(ref z, j + 8);
            t0.StoreUnsafe(ref z, n + j);
            t1.StoreUnsafe(ref z, n + j + 4);
            t2.StoreUnsafe(ref z, n + j + 8);
        }
        if (j < n)
        {
            Rest(a[..inner], b, columns, (int)j, add, c[..columns]);
            Rest(a[inner..], b, columns, (int)j, add, c[columns..]);
        }
    }

    // The columns from one on of a row.
    private static void Rest(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int columns, int from, bool add, Span<double> c)
    {
        ref double y = ref MemoryMarshal.GetReference(b), z = ref MemoryMarshal.GetReference(c);
        nuint n = (nuint)columns, j = (nuint)from;
        for (; j + 4 <= n; j += 4)
        {
            Vector256<double> sum = add ? Vector256.LoadUnsafe(ref z, j) : default;
            nuint at = j;
            foreach (double factor in a)
            {
                sum = Vector256.FusedMultiplyAdd(Vector256.Create(factor), Vector256.LoadUnsafe(ref y, at), sum);
                at += n;
            }
            sum.StoreUnsafe(ref z, j);
        }
        for (int column = (int)j; column < columns; column++)
        {
            double sum = add ? c[column] : 0;
            for (int r = 0; r < a.Length; r++)
                sum = Math.FusedMultiplyAdd(a[r], b[(r * columns) + column], sum);
            c[column] = sum;
        }
    }
}
