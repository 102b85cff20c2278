using System.Numerics;
using System.Numerics.Tensors;

namespace Credence.Latent;

/// <summary>Singular values and right singular vectors of a matrix with many rows and few columns.</summary>
/// <remarks>
/// Householder reflections turn blocks of rows into a triangle, and rotations from one side make its columns orthogonal (Hestenes, 1958). Products of
/// columns are never formed beforehand, so that the condition of the data is not squared: a singular value is found to about ε · p · κ of its own size,
/// with κ the condition of the matrix whose columns are scaled to one length (Demmel and Veselić, 1992), and none is lost above ε · p of the largest.
/// </remarks>
internal static class TallDecomposition
{
    private const int RowsAtOnce = 256, MostSweeps = 60;

    /// <summary>The upper triangle R of order p with RᵀR = AᵀA, row-major; the rows of A, row-major, are overwritten in part.</summary>
    public static double[] Triangle(Func<int, Span<double>, int> read, int columns)
    {
        double[] stack = new double[(columns + RowsAtOnce) * columns];
        for (int row = 0, count; (count = read(row, stack.AsSpan(columns * columns))) > 0; row += count)
            Reduce(stack.AsSpan(0, (columns + count) * columns), columns + count, columns);
        return stack[..(columns * columns)];
    }

    /// <summary>The singular values of a square matrix, the largest first, with the right singular vectors as rows; the matrix is overwritten.</summary>
    public static (double[] Values, double[] Vectors) Of(double[] matrix, int order)
    {
        // By columns: a rotation then works on two rows.
        double[] columns = Transposed(matrix, order), vectors = new double[order * order];
        for (int i = 0; i < order; i++)
            vectors[i * order + i] = 1;
        bool rotated = true;
        for (int sweep = 0; rotated && sweep < MostSweeps; sweep++)
            rotated = Sweep(columns, vectors, order);
        double[] lengths = [.. Enumerable.Range(0, order).Select(i => TensorPrimitives.Norm(Row(columns, i, order)))];
        int[] sorted = [.. Enumerable.Range(0, order).OrderByDescending(i => lengths[i])];
        double[] found = new double[order * order];
        for (int i = 0; i < order; i++)
            Row(vectors, sorted[i], order).CopyTo(Row(found, i, order));
        return ([.. sorted.Select(i => lengths[i])], found);
    }

    private static void Reduce(Span<double> stack, int rows, int columns)
    {
        Span<double> reflector = stackalloc double[RowsAtOnce + 1];
        for (int k = 0; k < columns; k++)
        {
            // Below its diagonal the triangle is empty: the reflection takes row k and the new rows alone.
            int fresh = rows - columns;
            reflector[0] = stack[k * columns + k];
            for (int i = 0; i < fresh; i++)
                reflector[i + 1] = stack[(columns + i) * columns + k];
            Span<double> v = reflector[..(fresh + 1)];
            double length = TensorPrimitives.Norm<double>(v);
            if (length == 0)
                continue;
            double pivot = v[0] > 0 ? -length : length;
            v[0] -= pivot;
            double scale = 1 / -(pivot * v[0]);
            for (int j = k; j < columns; j++)
                Reflect(stack, columns, k, j, v, scale);
            stack[k * columns + k] = pivot;
        }
    }

    private static void Reflect(Span<double> stack, int columns, int k, int j, ReadOnlySpan<double> v, double scale)
    {
        double dot = v[0] * stack[k * columns + j];
        for (int i = 1; i < v.Length; i++)
            dot += v[i] * stack[(columns + i - 1) * columns + j];
        dot *= scale;
        stack[k * columns + j] -= dot * v[0];
        for (int i = 1; i < v.Length; i++)
            stack[(columns + i - 1) * columns + j] -= dot * v[i];
    }

    // Makes every pair of columns orthogonal once; false where all were.
    private static bool Sweep(double[] columns, double[] vectors, int order)
    {
        bool rotated = false;
        for (int p = 0; p < order - 1; p++)
        {
            for (int q = p + 1; q < order; q++)
            {
                Span<double> x = Row(columns, p, order), y = Row(columns, q, order);
                double lengthX = TensorPrimitives.Norm<double>(x), lengthY = TensorPrimitives.Norm<double>(y), product = TensorPrimitives.Dot<double>(x, y);
                if (Math.Abs(product) <= order * 1e-16 * lengthX * lengthY || product == 0)
                    continue;
                rotated = true;
                double theta = (lengthY - lengthX) * (lengthY + lengthX) / (2 * product);
                double tangent = double.IsInfinity(theta) ? 0.5 / theta : Math.CopySign(1, theta) / (Math.Abs(theta) + Math.Sqrt(1 + theta * theta));
                double cosine = 1 / Math.Sqrt(1 + tangent * tangent), sine = tangent * cosine;
                Rotate(x, y, cosine, sine);
                Rotate(Row(vectors, p, order), Row(vectors, q, order), cosine, sine);
            }
        }
        return rotated;
    }

    private static void Rotate(Span<double> x, Span<double> y, double cosine, double sine)
    {
        int i = 0;
        for (; i + Vector<double>.Count <= x.Length; i += Vector<double>.Count)
        {
            Vector<double> a = new(x[i..]), b = new(y[i..]);
            (cosine * a - sine * b).CopyTo(x[i..]);
            (sine * a + cosine * b).CopyTo(y[i..]);
        }
        for (; i < x.Length; i++)
            (x[i], y[i]) = (cosine * x[i] - sine * y[i], sine * x[i] + cosine * y[i]);
    }

    private static Span<double> Row(double[] matrix, int row, int order) => matrix.AsSpan(row * order, order);

    private static double[] Transposed(double[] matrix, int order)
    {
        double[] transposed = new double[matrix.Length];
        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j < order; j++)
                transposed[j * order + i] = matrix[i * order + j];
        }
        return transposed;
    }
}
