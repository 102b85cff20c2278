using System.Numerics;
using System.Runtime.InteropServices;
using Credence.Numerics;

namespace Credence.Latent;

/// <summary>
/// The observed information of a multivariate normal in which cells are missing: minus the Hessian of the log likelihood by the means, then by the
/// covariances, row after row of the lower triangle.
/// </summary>
/// <remarks>
/// With K = Σ⁻¹ of a pattern, w = K d, M = K (S + n d dᵀ) K − ½ n K, directions A and B of Σ: information tr(A K B M), n K B w between B and the
/// means, n K between means. All entries are sums of products of one entry of K with one of (M, n w, n), which is one matrix product over patterns.
/// </remarks>
internal static class PatternInformation
{
    private const int Block = 64;

    /// <summary>The number of means and covariances of p variables.</summary>
    public static int Parameters(int order) => order + (order * (order + 1) / 2);

    /// <summary>The place of a covariance among them; the first variable does not come before the second.</summary>
    public static int Place(int order, int i, int j) => order + (i * (i + 1) / 2) + j;

    /// <summary>The information, d × d with d = p + p(p + 1)/2; false where the covariance of a pattern is not positive definite.</summary>
    public static bool TryCompute(PatternRows rows, ReadOnlySpan<double> mean, ReadOnlySpan<double> covariance, Span<double> information)
    {
        int order = rows.Order, q = order * (order + 1) / 2, width = q + order + 1;
        double[] products = new double[q * width], left = new double[Block * q], right = new double[Block * width];
        double[] precision = new double[order * rows.Stride], moment = new double[order * rows.Stride], deviation = new double[rows.Stride], weighted = new double[rows.Stride];
        PatternFactors factors = new(rows);
        factors.Set(covariance);
        int filled = 0;
        for (int pattern = 0; pattern < rows.Patterns; pattern++)
        {
            ReadOnlySpan<int> observed = rows.Observed(pattern);
            for (int r = rows.Shared(pattern); r < observed.Length; r++)
            {
                if (double.IsNaN(factors.Extend(observed, r)))
                    return false;
            }
            double count = rows.Count(pattern);
            Span<double> target = right.AsSpan(filled * width, width);
            Precision(factors, observed, precision);
            precision.CopyTo(moment, 0);
            PaddedTriangle.Scale(moment, -0.5 * count);
            ReadOnlySpan<double> roots = rows.Roots(pattern);
            for (int start = 0; start < roots.Length; start += rows.Stride)
            {
                factors.Precision(observed, roots.Slice(start, rows.Stride), weighted);
                AddOuterProduct(observed, weighted, 1, moment);
            }
            Array.Clear(deviation);
            foreach (int variable in observed)
                deviation[variable] = rows.Means(pattern)[variable] - mean[variable];
            factors.Precision(observed, deviation, weighted);
            AddOuterProduct(observed, weighted, count, moment);
            Pack(precision, order, left.AsSpan(filled * q, q));
            Pack(moment, order, target);
            for (int i = 0; i < order; i++)
                target[q + i] = count * weighted[i];
            target[^1] = count;
            if (++filled == Block || pattern == rows.Patterns - 1)
            {
                AddProducts(left.AsSpan(0, filled * q), q, right.AsSpan(0, filled * width), width, products);
                filled = 0;
            }
        }
        Assemble(products, order, information);
        return true;
    }

    // The lower triangle of Σ⁻¹ = VᵀV.
    private static void Precision(PatternFactors factors, ReadOnlySpan<int> observed, Span<double> precision)
    {
        precision.Clear();
        for (int r = 0; r < observed.Length; r++)
            AddOuterProduct(observed[..(r + 1)], factors.Row(r), 1, precision);
    }

    private static void AddOuterProduct(ReadOnlySpan<int> observed, ReadOnlySpan<double> x, double factor, Span<double> target)
    {
        int stride = x.Length;
        foreach (int variable in observed)
        {
            int length = PaddedTriangle.Stride(variable + 1);
            PaddedTriangle.AddScaled(target.Slice(variable * stride, length), factor * x[variable], x[..length]);
        }
    }

    private static void Pack(ReadOnlySpan<double> matrix, int order, Span<double> packed)
    {
        int stride = PaddedTriangle.Stride(order);
        for (int i = 0; i < order; i++)
            matrix.Slice(i * stride, i + 1).CopyTo(packed[(i * (i + 1) / 2)..]);
    }

    // C += AᵀB for as many rows of A and B, four at a time.
    private static void AddProducts(ReadOnlySpan<double> a, int q, ReadOnlySpan<double> b, int width, Span<double> c)
    {
        int count = a.Length / q, row = 0;
        for (; row + 4 <= count; row += 4)
        {
            ReadOnlySpan<double> b0 = b.Slice(row * width, width), b1 = b.Slice((row + 1) * width, width), b2 = b.Slice((row + 2) * width, width), b3 = b.Slice((row + 3) * width, width);
            for (int i = 0; i < q; i++)
            {
                double f0 = a[(row * q) + i], f1 = a[((row + 1) * q) + i], f2 = a[((row + 2) * q) + i], f3 = a[((row + 3) * q) + i];
                // Both variables are seldom missing in all four.
                if (f0 == 0 && f1 == 0 && f2 == 0 && f3 == 0)
                    continue;
                Span<double> target = c.Slice(i * width, width);
                int j = 0;
                for (; j + Vector<double>.Count <= width; j += Vector<double>.Count)
                {
                    Vector<double> total = Load(target, j);
                    total = Vector.FusedMultiplyAdd(Load(b0, j), new Vector<double>(f0), total);
                    total = Vector.FusedMultiplyAdd(Load(b1, j), new Vector<double>(f1), total);
                    total = Vector.FusedMultiplyAdd(Load(b2, j), new Vector<double>(f2), total);
                    total = Vector.FusedMultiplyAdd(Load(b3, j), new Vector<double>(f3), total);
                    total.StoreUnsafe(ref MemoryMarshal.GetReference(target), (nuint)j);
                }
                for (; j < width; j++)
                    target[j] += (f0 * b0[j]) + (f1 * b1[j]) + (f2 * b2[j]) + (f3 * b3[j]);
            }
        }
        for (; row < count; row++)
        {
            ReadOnlySpan<double> values = b.Slice(row * width, width);
            for (int i = 0; i < q; i++)
            {
                double factor = a[(row * q) + i];
                for (int j = 0; j < width; j++)
                    c[(i * width) + j] += factor * values[j];
            }
        }
    }

    private static Vector<double> Load(ReadOnlySpan<double> span, int index) => Vector.LoadUnsafe(ref MemoryMarshal.GetReference(span), (nuint)index);

    private static void Assemble(ReadOnlySpan<double> products, int order, Span<double> information)
    {
        int q = order * (order + 1) / 2, width = q + order + 1, d = Parameters(order);
        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j <= i; j++)
                information[(i * d) + j] = products[(Pair(i, j) * width) + width - 1];
        }
        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                Span<double> row = information.Slice(Place(order, i, j) * d, d);
                for (int m = 0; m < order; m++)
                    row[m] = products[(Pair(m, i) * width) + q + j] + (i == j ? 0 : products[(Pair(m, j) * width) + q + i]);
                for (int k = 0; k <= i; k++)
                {
                    for (int l = 0; l <= k && Place(order, k, l) <= Place(order, i, j); l++)
                        row[Place(order, k, l)] = Trace(products, width, i, j, k, l);
                }
            }
        }
        SymmetricMatrix.MirrorLower(information, d);
    }

    // tr(A K B M) summed over patterns: A has ones at (i, j) and (j, i), B at (k, l) and (l, k).
    private static double Trace(ReadOnlySpan<double> products, int width, int i, int j, int k, int l)
    {
        double sum = Product(products, width, j, k, l, i);
        if (k != l)
            sum += Product(products, width, j, l, k, i);
        if (i != j)
            sum += Product(products, width, i, k, l, j);
        if (i != j && k != l)
            sum += Product(products, width, i, l, k, j);
        return sum;
    }

    private static double Product(ReadOnlySpan<double> products, int width, int a, int b, int c, int d) => products[(Pair(a, b) * width) + Pair(c, d)];

    private static int Pair(int i, int j) => i >= j ? (i * (i + 1) / 2) + j : (j * (j + 1) / 2) + i;
}
