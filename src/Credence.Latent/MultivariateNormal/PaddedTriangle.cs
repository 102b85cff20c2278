using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Credence.Latent;

/// <summary>
/// Kernels on small lower-triangular matrices whose rows are padded with zeros to a multiple of four, so that every row operation is whole vectors.
/// </summary>
internal static class PaddedTriangle
{
    /// <summary>The padded length of a row.</summary>
    public static int Stride(int order) => (order + 3) & ~3;

    /// <summary>target += factor · source, over a whole row.</summary>
    public static void AddScaled(Span<double> target, double factor, ReadOnlySpan<double> source)
    {
        ref double t = ref MemoryMarshal.GetReference(target), s = ref MemoryMarshal.GetReference(source);
        Vector256<double> f = Vector256.Create(factor);
        for (nuint i = 0; i < (nuint)target.Length; i += 4)
            (Vector256.LoadUnsafe(ref t, i) + (f * Vector256.LoadUnsafe(ref s, i))).StoreUnsafe(ref t, i);
    }

    /// <summary>target ·= factor, over a whole row.</summary>
    public static void Scale(Span<double> target, double factor)
    {
        ref double t = ref MemoryMarshal.GetReference(target);
        Vector256<double> f = Vector256.Create(factor);
        for (nuint i = 0; i < (nuint)target.Length; i += 4)
            (f * Vector256.LoadUnsafe(ref t, i)).StoreUnsafe(ref t, i);
    }

    /// <summary>x · y over whole rows, in four lanes.</summary>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ref double a = ref MemoryMarshal.GetReference(x), b = ref MemoryMarshal.GetReference(y);
        Vector256<double> sum = default;
        for (nuint i = 0; i < (nuint)x.Length; i += 4)
            sum += Vector256.LoadUnsafe(ref a, i) * Vector256.LoadUnsafe(ref b, i);
        Vector128<double> halves = sum.GetLower() + sum.GetUpper();
        return halves[0] + halves[1];
    }

    /// <summary>V = U⁻¹, given the reciprocals of U's diagonal.</summary>
    public static void Inverse(ReadOnlySpan<double> u, ReadOnlySpan<double> reciprocals, int order, Span<double> v)
    {
        int stride = Stride(order);
        v.Clear();
        for (int i = 0; i < order; i++)
        {
            Span<double> row = v.Slice(i * stride, stride);
            for (int j = 0; j < i; j++)
                AddScaled(row[..Stride(j + 1)], -u[(i * stride) + j], v.Slice(j * stride, Stride(j + 1)));
            Scale(row[..Stride(i)], reciprocals[i]);
            row[i] = reciprocals[i];
        }
    }

    /// <summary>P = A B of lower-triangular matrices.</summary>
    public static void Product(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int order, Span<double> product)
    {
        int stride = Stride(order);
        product.Clear();
        for (int i = 0; i < order; i++)
        {
            Span<double> row = product.Slice(i * stride, stride);
            for (int k = 0; k <= i; k++)
                AddScaled(row[..Stride(k + 1)], a[(i * stride) + k], b.Slice(k * stride, Stride(k + 1)));
        }
    }

    /// <summary>T += the lower triangle of Aᵀ B, where A is lower triangular and only the lower triangle of B is read.</summary>
    /// <remarks>Entries above the diagonal, within the padding, are left undefined.</remarks>
    public static void AddTransposedProduct(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int order, Span<double> target)
    {
        int stride = Stride(order);
        for (int i = 0; i < order; i++)
        {
            Span<double> row = target.Slice(i * stride, Stride(i + 1));
            for (int k = i; k < order; k++)
                AddScaled(row, a[(k * stride) + i], b.Slice(k * stride, row.Length));
        }
    }

    /// <summary>The lower triangle of M = V Vᵀ + z zᵀ − I, where V is lower triangular.</summary>
    public static void OuterProduct(ReadOnlySpan<double> v, ReadOnlySpan<double> z, int order, Span<double> m)
    {
        int stride = Stride(order);
        for (int i = 0; i < order; i++)
        {
            ReadOnlySpan<double> row = v.Slice(i * stride, stride);
            for (int j = 0; j <= i; j++)
            {
                int length = Stride(j + 1);
                m[(i * stride) + j] = Dot(row[..length], v.Slice(j * stride, length)) + (z[i] * z[j]);
            }
            m[(i * stride) + i] -= 1;
        }
    }
}
