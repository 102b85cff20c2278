using System.Numerics;
using System.Runtime.CompilerServices;

namespace Credence.Numerics;

/// <summary>The product of dense matrices with four rows and two vectors of columns of the result in registers.</summary>
internal static class MatrixKernel
{
    private const int TileRows = 4;

    /// <summary>C = A B or C += A B, for A of m × k with any strides, and row-major B of k × n and C of m × n.</summary>
    /// <remarks>Up to a vector is read past the end of B and C, and written back unchanged past the end of C.</remarks>
    public static void Multiply<T>(ref T a, int rowStride, int columnStride, ref T b, int m, int k, int n, ref T c, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < m; i += TileRows)
        {
            // Rows beyond the last repeat it: they compute and store the same values once more.
            Rows rows = new(i, Math.Min(i + 1, m - 1), Math.Min(i + 2, m - 1), Math.Min(i + 3, m - 1));
            int j = 0;
            for (; n - j > Vector<T>.Count; j += 2 * Vector<T>.Count)
                Wide(ref a, rows, rowStride, columnStride, ref Unsafe.Add(ref b, j), k, n, ref Unsafe.Add(ref c, j), n - j, accumulate);
            if (j < n)
                Narrow(ref a, rows, rowStride, columnStride, ref Unsafe.Add(ref b, j), k, n, ref Unsafe.Add(ref c, j), n - j, accumulate);
        }
    }

    /// <summary>The transpose of a row-major matrix.</summary>
    public static void Transpose<T>(ReadOnlySpan<T> source, int columns, Span<T> destination)
    {
        int rows = source.Length / columns;
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
                destination[column * rows + row] = source[row * columns + column];
        }
    }

    private static void Wide<T>(
        ref T a, Rows rows, int rowStride, int columnStride, ref T b, int k, int n, ref T c, int width, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T a0 = ref Unsafe.Add(ref a, rows.First * rowStride), a1 = ref Unsafe.Add(ref a, rows.Second * rowStride);
        ref T a2 = ref Unsafe.Add(ref a, rows.Third * rowStride), a3 = ref Unsafe.Add(ref a, rows.Fourth * rowStride);
        Vector<T> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        for (int p = 0, at = 0; p < k; p++, at += columnStride)
        {
            Vector<T> b0 = Vector.LoadUnsafe(ref b), b1 = Vector.LoadUnsafe(ref b, (nuint)Vector<T>.Count);
            Vector<T> x = new(Unsafe.Add(ref a0, at));
            c00 = MultiplyAdd(x, b0, c00);
            c01 = MultiplyAdd(x, b1, c01);
            x = new(Unsafe.Add(ref a1, at));
            c10 = MultiplyAdd(x, b0, c10);
            c11 = MultiplyAdd(x, b1, c11);
            x = new(Unsafe.Add(ref a2, at));
            c20 = MultiplyAdd(x, b0, c20);
            c21 = MultiplyAdd(x, b1, c21);
            x = new(Unsafe.Add(ref a3, at));
            c30 = MultiplyAdd(x, b0, c30);
            c31 = MultiplyAdd(x, b1, c31);
            b = ref Unsafe.Add(ref b, n);
        }
        ref T right = ref Unsafe.Add(ref c, Vector<T>.Count);
        Store(ref c, rows, n, accumulate, width, c00, c10, c20, c30);
        Store(ref right, rows, n, accumulate, width - Vector<T>.Count, c01, c11, c21, c31);
    }

    private static void Narrow<T>(
        ref T a, Rows rows, int rowStride, int columnStride, ref T b, int k, int n, ref T c, int width, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T a0 = ref Unsafe.Add(ref a, rows.First * rowStride), a1 = ref Unsafe.Add(ref a, rows.Second * rowStride);
        ref T a2 = ref Unsafe.Add(ref a, rows.Third * rowStride), a3 = ref Unsafe.Add(ref a, rows.Fourth * rowStride);
        Vector<T> c0 = default, c1 = default, c2 = default, c3 = default;
        for (int p = 0, at = 0; p < k; p++, at += columnStride)
        {
            Vector<T> b0 = Vector.LoadUnsafe(ref b);
            c0 = MultiplyAdd(new(Unsafe.Add(ref a0, at)), b0, c0);
            c1 = MultiplyAdd(new(Unsafe.Add(ref a1, at)), b0, c1);
            c2 = MultiplyAdd(new(Unsafe.Add(ref a2, at)), b0, c2);
            c3 = MultiplyAdd(new(Unsafe.Add(ref a3, at)), b0, c3);
            b = ref Unsafe.Add(ref b, n);
        }
        Store(ref c, rows, n, accumulate, width, c0, c1, c2, c3);
    }

    /// <summary>Stores one vector of columns of four rows; columns beyond the width keep what is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(
        ref T c, Rows rows, int n, bool accumulate, int width, Vector<T> first, Vector<T> second, Vector<T> third, Vector<T> fourth)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T c0 = ref Unsafe.Add(ref c, rows.First * n), c1 = ref Unsafe.Add(ref c, rows.Second * n);
        ref T c2 = ref Unsafe.Add(ref c, rows.Third * n), c3 = ref Unsafe.Add(ref c, rows.Fourth * n);
        if (accumulate)
        {
            // All rows are read before any is written, so that a repeated row is added once.
            first += Vector.LoadUnsafe(ref c0);
            second += Vector.LoadUnsafe(ref c1);
            third += Vector.LoadUnsafe(ref c2);
            fourth += Vector.LoadUnsafe(ref c3);
        }
        StoreFirst(first, ref c0, width);
        StoreFirst(second, ref c1, width);
        StoreFirst(third, ref c2, width);
        StoreFirst(fourth, ref c3, width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreFirst<T>(Vector<T> lanes, ref T destination, int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (width < Vector<T>.Count)
            lanes = Vector.ConditionalSelect(WideMath.Mask<T>(width), lanes, Vector.LoadUnsafe(ref destination));
        lanes.StoreUnsafe(ref destination);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> MultiplyAdd<T>(Vector<T> x, Vector<T> y, Vector<T> z)
        => typeof(T) == typeof(double)
            ? Vector.As<double, T>(Vector.FusedMultiplyAdd(Vector.As<T, double>(x), Vector.As<T, double>(y), Vector.As<T, double>(z)))
            : Vector.As<float, T>(Vector.FusedMultiplyAdd(Vector.As<T, float>(x), Vector.As<T, float>(y), Vector.As<T, float>(z)));

    private readonly record struct Rows(int First, int Second, int Third, int Fourth);
}
