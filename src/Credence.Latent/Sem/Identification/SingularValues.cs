using System.Numerics.Tensors;

namespace Credence.Latent;

/// <summary>Singular values of small matrices by one-sided Jacobi rotations, which find small ones as exactly as large ones.</summary>
/// <remarks>Hestenes (1958), <i>Journal of the SIAM</i> 6; Demmel and Veselić (1992), <i>SIAM Journal on Matrix Analysis</i> 13.</remarks>
internal static class SingularValues
{
    private const int MostSweeps = 40;

    /// <summary>Decomposes a matrix given by rows.</summary>
    /// <param name="rows">Count × length; overwritten by rows that are orthogonal, whose lengths are the singular values.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="values">Receives the singular values, in the order of the rows.</param>
    /// <param name="vectors">Receives the left singular vectors: row i belongs to value i.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static void Decompose(Span<double> rows, int count, Span<double> values, Span<double> vectors, CancellationToken cancellation = default)
    {
        int length = count == 0 ? 0 : rows.Length / count;
        vectors.Clear();
        for (int i = 0; i < count; i++)
            vectors[(i * count) + i] = 1;
        bool turned = true;
        for (int sweep = 0; sweep < MostSweeps && turned; sweep++)
        {
            turned = false;
            for (int i = 0; i < count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                for (int j = i + 1; j < count; j++)
                    turned |= Orthogonalise(rows, length, vectors, count, i, j);
            }
        }
        for (int i = 0; i < count; i++)
            values[i] = TensorPrimitives.Norm(rows.Slice(i * length, length));
    }

    /// <summary>Replaces rows longer than their number by those of the triangular factor L of rows = L Q, which has the same singular values.</summary>
    public static double[] Triangular(double[] rows, int count, CancellationToken cancellation = default)
    {
        int length = count == 0 ? 0 : rows.Length / count;
        if (length < count)
            return rows;
        double[] triangle = new double[count * count];
        for (int i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            Span<double> row = rows.AsSpan(i * length, length);
            double size = triangle[(i * count) + i] = TensorPrimitives.Norm<double>(row);
            if (size == 0)
                continue;
            TensorPrimitives.Divide(row, size, row);
            for (int j = i + 1; j < count; j++)
            {
                Span<double> other = rows.AsSpan(j * length, length);
                double shared = triangle[(j * count) + i] = TensorPrimitives.Dot<double>(row, other);
                TensorPrimitives.MultiplyAdd(row, -shared, other, other);
            }
        }
        return triangle;
    }

    /// <summary>Whether the smallest singular value of a lower triangle is above a share of its size, by 1 / ‖L⁻¹‖ ≤ σ; false where this bound does not tell.</summary>
    public static bool IsRegular(ReadOnlySpan<double> triangle, int order, double share)
    {
        double inverse = 0;
        Span<double> column = new double[order];
        for (int j = 0; j < order; j++)
        {
            column.Clear();
            for (int i = j; i < order; i++)
            {
                double known = TensorPrimitives.Dot(triangle.Slice((i * order) + j, i - j), column[j..i]);
                column[i] = ((i == j ? 1 : 0) - known) / triangle[(i * order) + i];
            }
            inverse += TensorPrimitives.SumOfSquares<double>(column[j..]);
        }
        return 1 / Math.Sqrt(inverse) > share * TensorPrimitives.Norm(triangle);
    }

    private static bool Orthogonalise(Span<double> rows, int length, Span<double> vectors, int count, int i, int j)
    {
        Span<double> x = rows.Slice(i * length, length), y = rows.Slice(j * length, length);
        double xx = TensorPrimitives.Dot<double>(x, x), yy = TensorPrimitives.Dot<double>(y, y), xy = TensorPrimitives.Dot<double>(x, y);
        if (!(Math.Abs(xy) > 1e-15 * Math.Sqrt(xx * yy)) || Math.Abs(xy) < 1e-290)
            return false;
        double zeta = (yy - xx) / (2 * xy);
        double tangent = Math.CopySign(1, zeta) / (Math.Abs(zeta) + Math.Sqrt(1 + (zeta * zeta)));
        double cosine = 1 / Math.Sqrt(1 + (tangent * tangent)), sine = cosine * tangent;
        Rotate(x, y, cosine, sine);
        Rotate(vectors.Slice(i * count, count), vectors.Slice(j * count, count), cosine, sine);
        return true;
    }

    private static void Rotate(Span<double> x, Span<double> y, double cosine, double sine)
    {
        for (int k = 0; k < x.Length; k++)
            (x[k], y[k]) = ((cosine * x[k]) - (sine * y[k]), (sine * x[k]) + (cosine * y[k]));
    }
}
