namespace Credence.Numerics;

/// <summary>Eigenvalues and eigenvectors of small dense symmetric matrices, row-major of order n.</summary>
public static class SymmetricEigen
{
    // Convergence is quadratic; a dozen sweeps have never been needed for matrices of doubles.
    private const int MostSweeps = 60;

    /// <summary>Decomposes A = V Λ Vᵀ by cyclic Jacobi rotations, which find small eigenvalues as exactly as large ones.</summary>
    /// <remarks>Rutishauser (1966), <i>Numerische Mathematik</i> 9. Costs some 10 n³ operations; entries that are 0 cost nothing, so that a
    /// diagonal matrix is free.</remarks>
    /// <param name="matrix">The matrix A, both triangles; overwritten, its diagonal then holds the eigenvalues.</param>
    /// <param name="order">The order n.</param>
    /// <param name="values">The eigenvalues, in no order.</param>
    /// <param name="vectors">The eigenvectors as rows: row i belongs to eigenvalue i.</param>
    /// <returns>Whether the rotations converged; false only where entries are not finite.</returns>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static bool Decompose(Span<double> matrix, int order, Span<double> values, Span<double> vectors)
    {
        Guard.SameLength(matrix.Length, order * order);
        Guard.SameLength(values.Length, order);
        Guard.SameLength(vectors.Length, order * order);
        vectors.Clear();
        for (int i = 0; i < order; i++)
            vectors[i * order + i] = 1;
        bool settled = false;
        for (int sweep = 0; sweep < MostSweeps && !settled; sweep++)
            settled = !Sweep(matrix, order, vectors);
        for (int i = 0; i < order; i++)
        {
            values[i] = matrix[i * order + i];
            settled &= double.IsFinite(values[i]);
        }
        return settled;
    }

    // Rotates every entry off the diagonal to 0 once; false where none was left.
    private static bool Sweep(Span<double> matrix, int order, Span<double> vectors)
    {
        bool rotated = false;
        for (int p = 0; p < order - 1; p++)
        {
            for (int q = p + 1; q < order; q++)
            {
                double entry = matrix[p * order + q], size = Math.Sqrt(Math.Abs(matrix[p * order + p])) * Math.Sqrt(Math.Abs(matrix[q * order + q]));
                if (entry == 0)
                    continue;
                if (Math.Abs(entry) <= double.Epsilon + 1e-17 * size)
                {
                    matrix[p * order + q] = matrix[q * order + p] = 0;
                    continue;
                }
                rotated = true;
                Rotate(matrix, order, vectors, p, q);
            }
        }
        return rotated;
    }

    private static void Rotate(Span<double> matrix, int order, Span<double> vectors, int p, int q)
    {
        double entry = matrix[p * order + q], gap = matrix[q * order + q] - matrix[p * order + p];
        double theta = gap / (2 * entry);
        double tangent = double.IsInfinity(theta) ? entry / gap : Math.CopySign(1, theta) / (Math.Abs(theta) + Math.Sqrt(1 + theta * theta));
        double cosine = 1 / Math.Sqrt(1 + tangent * tangent), sine = tangent * cosine;
        matrix[p * order + p] -= tangent * entry;
        matrix[q * order + q] += tangent * entry;
        matrix[p * order + q] = matrix[q * order + p] = 0;
        for (int i = 0; i < order; i++)
        {
            if (i != p && i != q)
            {
                (double ip, double iq) = (matrix[i * order + p], matrix[i * order + q]);
                matrix[i * order + p] = matrix[p * order + i] = cosine * ip - sine * iq;
                matrix[i * order + q] = matrix[q * order + i] = sine * ip + cosine * iq;
            }
            (double vp, double vq) = (vectors[p * order + i], vectors[q * order + i]);
            vectors[p * order + i] = cosine * vp - sine * vq;
            vectors[q * order + i] = sine * vp + cosine * vq;
        }
    }
}
