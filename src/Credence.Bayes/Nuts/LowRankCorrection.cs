using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>
/// The part of the posterior covariance that a diagonal cannot hold: the geometric mean of the covariance of whitened draws and the inverse
/// covariance of whitened gradients, in the subspace where either departs from the identity.
/// </summary>
/// <remarks>Seyboldt et al. (2026), arXiv:2603.18845: the mean minimises the Fisher divergence to a standard normal over linear maps.</remarks>
internal static class LowRankCorrection
{
    private const int MostDirections = 20;

    // Eigenvalues this near to 1 are left to the diagonal.
    private const double Cutoff = 2;

    // Draws that the identity is worth when it is mixed into a covariance.
    private const double IdentityWeight = 5;

    /// <summary>Estimates orthonormal directions (as rows) and their eigenvalues; null where nothing stands out.</summary>
    public static (double[] Vectors, double[] Values)? Estimate(double[] draws, double[] gradients, int count, int dimension)
    {
        double[] basis = Basis(draws, gradients, count, dimension, out int size);
        double[] c = Projected(draws, count, dimension, basis, size), g = Projected(gradients, count, dimension, basis, size);
        (double[] root, double[] inverse) = Roots(g, size);
        (double[] middle, _) = Roots(Product(Product(root, c, size), root, size), size);
        double[] mean = Product(Product(inverse, middle, size), inverse, size);
        Symmetrise(mean, size);
        double[] values = new double[size], vectors = new double[size * size];
        if (!SymmetricEigen.Decompose(mean, size, values, vectors))
            return null;
        int[] kept = [.. Enumerable.Range(0, size).Where(i => values[i] > Cutoff || (values[i] < 1 / Cutoff && values[i] > 0))];
        if (kept.Length == 0)
            return null;
        double[] directions = new double[kept.Length * dimension];
        for (int k = 0; k < kept.Length; k++)
        {
            for (int j = 0; j < size; j++)
                PhaseSpace.Kick(directions.AsSpan(k * dimension, dimension), vectors[(kept[k] * size) + j], basis.AsSpan(j * dimension, dimension), directions.AsSpan(k * dimension, dimension));
        }
        return (directions, [.. kept.Select(i => values[i])]);
    }

    // Orthonormal rows: the leading directions of both clouds; all of space where that is no larger.
    private static double[] Basis(double[] draws, double[] gradients, int count, int dimension, out int size)
    {
        int directions = Math.Min(MostDirections, Math.Max(1, count / 4));
        if (dimension <= 2 * directions)
        {
            size = dimension;
            double[] identity = new double[dimension * dimension];
            for (int i = 0; i < dimension; i++)
                identity[(i * dimension) + i] = 1;
            return identity;
        }
        double[] basis = new double[2 * directions * dimension];
        Leading(draws, count, dimension, basis.AsSpan(0, directions * dimension));
        Leading(gradients, count, dimension, basis.AsSpan(directions * dimension));
        size = Orthonormalise(basis, dimension);
        return basis;
    }

    // Subspace iteration on the covariance.
    private static void Leading(double[] rows, int count, int dimension, Span<double> basis)
    {
        int size = basis.Length / dimension;
        new RandomStream(0, "subspace iteration").FillNormal(basis);
        double[] next = new double[basis.Length];
        for (int iteration = 0; iteration < 8; iteration++)
        {
            Orthonormalise(basis, dimension);
            Array.Clear(next);
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<double> row = rows.AsSpan(i * dimension, dimension);
                for (int k = 0; k < size; k++)
                {
                    Span<double> target = next.AsSpan(k * dimension, dimension);
                    PhaseSpace.Kick(target, PhaseSpace.Dot(row, basis.Slice(k * dimension, dimension)) / count, row, target);
                }
            }
            next.CopyTo(basis);
        }
    }

    // Gram-Schmidt, twice for accuracy; rows that depend on earlier ones are dropped.
    public static int Orthonormalise(Span<double> rows, int dimension)
    {
        int kept = 0;
        for (int i = 0; i < rows.Length / dimension; i++)
        {
            Span<double> row = rows.Slice(i * dimension, dimension);
            double before = Math.Sqrt(PhaseSpace.Dot(row, row));
            for (int pass = 0; pass < 2; pass++)
            {
                for (int j = 0; j < kept; j++)
                {
                    ReadOnlySpan<double> other = rows.Slice(j * dimension, dimension);
                    PhaseSpace.Kick(row, -PhaseSpace.Dot(row, other), other, row);
                }
            }
            double norm = Math.Sqrt(PhaseSpace.Dot(row, row));
            if (!(norm > 1e-10 * before))
                continue;
            Span<double> target = rows.Slice(kept++ * dimension, dimension);
            for (int d = 0; d < dimension; d++)
                target[d] = row[d] / norm;
        }
        return kept;
    }

    // The covariance in the basis, with the identity mixed in.
    private static double[] Projected(double[] rows, int count, int dimension, double[] basis, int size)
    {
        double[] covariance = new double[size * size], coordinates = new double[size];
        for (int i = 0; i < count; i++)
        {
            for (int k = 0; k < size; k++)
                coordinates[k] = PhaseSpace.Dot(rows.AsSpan(i * dimension, dimension), basis.AsSpan(k * dimension, dimension));
            for (int k = 0; k < size; k++)
                PhaseSpace.Kick(covariance.AsSpan(k * size, size), coordinates[k] / (count + IdentityWeight), coordinates, covariance.AsSpan(k * size, size));
        }
        for (int k = 0; k < size; k++)
            covariance[(k * size) + k] += IdentityWeight / (count + IdentityWeight);
        return covariance;
    }

    // A^½ and A^(−½).
    private static (double[] Root, double[] Inverse) Roots(double[] symmetric, int size)
    {
        double[] copy = [.. symmetric], values = new double[size], vectors = new double[size * size];
        double[] root = new double[size * size], inverse = new double[size * size];
        Symmetrise(copy, size);
        SymmetricEigen.Decompose(copy, size, values, vectors);
        for (int k = 0; k < size; k++)
        {
            ReadOnlySpan<double> vector = vectors.AsSpan(k * size, size);
            double value = Math.Sqrt(Math.Max(values[k], 1e-12));
            for (int i = 0; i < size; i++)
            {
                PhaseSpace.Kick(root.AsSpan(i * size, size), value * vector[i], vector, root.AsSpan(i * size, size));
                PhaseSpace.Kick(inverse.AsSpan(i * size, size), vector[i] / value, vector, inverse.AsSpan(i * size, size));
            }
        }
        return (root, inverse);
    }

    private static double[] Product(double[] a, double[] b, int size)
    {
        double[] product = new double[size * size];
        for (int i = 0; i < size; i++)
        {
            for (int k = 0; k < size; k++)
                PhaseSpace.Kick(product.AsSpan(i * size, size), a[(i * size) + k], b.AsSpan(k * size, size), product.AsSpan(i * size, size));
        }
        return product;
    }

    private static void Symmetrise(double[] matrix, int size)
    {
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < i; j++)
                matrix[(i * size) + j] = matrix[(j * size) + i] = 0.5 * (matrix[(i * size) + j] + matrix[(j * size) + i]);
        }
    }
}
