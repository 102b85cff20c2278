using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>
/// The normal distribution that a quasi-Newton iterate implies: mean x − H g, covariance H, with H = diag(α) + B G Bᵀ of low rank.
/// </summary>
/// <remarks>Byrd, Nocedal and Schnabel (1994), theorem 2.2; sampling as in Zhang et al. (2022), algorithm 4.</remarks>
internal sealed class LocalNormal
{
    private readonly double[] mean, rootScale, basis, factor;
    private readonly int rank;
    private readonly double halfLogDeterminant;

    private LocalNormal(double[] mean, double[] rootScale, double[] basis, double[] factor, int rank)
    {
        (this.mean, this.rootScale, this.basis, this.factor, this.rank) = (mean, rootScale, basis, factor, rank);
        for (int k = 0; k < rank; k++)
            halfLogDeterminant += Math.Log(factor[(k * rank) + k]);
        foreach (double root in rootScale)
            halfLogDeterminant += Math.Log(root);
    }

    /// <summary>The approximation at an iterate; null where its covariance is not positive definite.</summary>
    public static LocalNormal? Of(double[] position, double[] gradient, double[] scale, List<(double[] Step, double[] Change)> pairs)
    {
        int d = position.Length, j = pairs.Count;
        double[] root = [.. scale.Select(Math.Sqrt)];
        // Columns of diag(α)^(−½) [diag(α) Y, S], as rows.
        double[][] columns = new double[2 * j][];
        for (int k = 0; k < j; k++)
        {
            columns[k] = new double[d];
            columns[j + k] = new double[d];
            for (int i = 0; i < d; i++)
            {
                columns[k][i] = root[i] * pairs[k].Change[i];
                columns[j + k][i] = pairs[k].Step[i] / root[i];
            }
        }
        double[] middle = Middle(scale, pairs);
        double[] basis = Orthonormal(columns, d, out int rank);
        // L Lᵀ = I + Q (Bᵀ-coordinates) G (…)ᵀ Qᵀ restricted to the basis.
        double[] coordinates = new double[rank * 2 * j], core = new double[rank * rank], factor = new double[rank * rank];
        for (int k = 0; k < rank; k++)
        {
            for (int c = 0; c < 2 * j; c++)
                coordinates[(k * 2 * j) + c] = PhaseSpace.Dot(basis.AsSpan(k * d, d), columns[c]);
        }
        for (int a = 0; a < rank; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                double sum = a == b ? 1 : 0;
                for (int c = 0; c < 2 * j; c++)
                {
                    for (int e = 0; e < 2 * j; e++)
                        sum += coordinates[(a * 2 * j) + c] * middle[(c * 2 * j) + e] * coordinates[(b * 2 * j) + e];
                }
                core[(a * rank) + b] = core[(b * rank) + a] = sum;
            }
        }
        if (rank > 0 && !Cholesky.TryFactor(core, rank, factor, out _))
            return null;
        LocalNormal local = new(new double[d], root, basis, factor, rank);
        // mean = x − H g with H = root (I − QQᵀ + Q L Lᵀ Qᵀ) root.
        double[] move = new double[d];
        for (int i = 0; i < d; i++)
            move[i] = root[i] * gradient[i];
        local.Correct(move, transposedFirst: true);
        for (int i = 0; i < d; i++)
            local.mean[i] = position[i] - (root[i] * move[i]);
        return local;
    }

    /// <summary>Draws a position; returns its log density.</summary>
    public double Draw(RandomStream random, Span<double> position)
    {
        random.FillNormal(position);
        double logDensity = -halfLogDeterminant - (0.5 * position.Length * Math.Log(2 * Math.PI));
        foreach (double z in position)
            logDensity -= 0.5 * z * z;
        Correct(position, transposedFirst: false);
        for (int i = 0; i < position.Length; i++)
            position[i] = mean[i] + (rootScale[i] * position[i]);
        return logDensity;
    }

    // x ← x − QQᵀx + Q L Qᵀx, or with L Lᵀ in place of L.
    private void Correct(Span<double> x, bool transposedFirst)
    {
        int d = x.Length;
        double[] inside = new double[rank], mapped = new double[rank], transposed = new double[rank];
        for (int k = 0; k < rank; k++)
            inside[k] = PhaseSpace.Dot(basis.AsSpan(k * d, d), x);
        for (int k = 0; k < rank; k++)
        {
            transposed[k] = inside[k];
            if (!transposedFirst)
                continue;
            transposed[k] = 0;
            for (int c = k; c < rank; c++)
                transposed[k] += factor[(c * rank) + k] * inside[c];
        }
        for (int k = 0; k < rank; k++)
        {
            for (int c = 0; c <= k; c++)
                mapped[k] += factor[(k * rank) + c] * transposed[c];
        }
        for (int k = 0; k < rank; k++)
            PhaseSpace.Kick(x, mapped[k] - inside[k], basis.AsSpan(k * d, d), x);
    }

    // G = [[0, −E⁻¹], [−E⁻ᵀ, E⁻ᵀ (D + Yᵀ diag(α) Y) E⁻¹]] with E the upper triangle of SᵀY and D its diagonal.
    private static double[] Middle(double[] scale, List<(double[] Step, double[] Change)> pairs)
    {
        int j = pairs.Count, size = 2 * j;
        double[] inverse = new double[j * j], inner = new double[j * j], middle = new double[size * size];
        for (int c = 0; c < j; c++)
        {
            // Column c of E⁻¹ by back substitution.
            for (int r = c; r >= 0; r--)
            {
                double sum = r == c ? 1 : 0;
                for (int k = r + 1; k <= c; k++)
                    sum -= PhaseSpace.Dot(pairs[r].Step, pairs[k].Change) * inverse[(k * j) + c];
                inverse[(r * j) + c] = sum / PhaseSpace.Dot(pairs[r].Step, pairs[r].Change);
            }
        }
        for (int a = 0; a < j; a++)
        {
            for (int b = 0; b < j; b++)
            {
                double sum = a == b ? PhaseSpace.Dot(pairs[a].Step, pairs[a].Change) : 0;
                for (int i = 0; i < scale.Length; i++)
                    sum += pairs[a].Change[i] * scale[i] * pairs[b].Change[i];
                inner[(a * j) + b] = sum;
            }
        }
        for (int a = 0; a < j; a++)
        {
            for (int b = 0; b < j; b++)
            {
                middle[(a * size) + j + b] = middle[((j + b) * size) + a] = -inverse[(a * j) + b];
                double sum = 0;
                for (int c = 0; c < j; c++)
                {
                    for (int e = 0; e < j; e++)
                        sum += inverse[(c * j) + a] * inner[(c * j) + e] * inverse[(e * j) + b];
                }
                middle[((j + a) * size) + j + b] = sum;
            }
        }
        return middle;
    }

    private static double[] Orthonormal(double[][] columns, int dimension, out int rank)
    {
        double[] rows = new double[columns.Length * dimension];
        for (int k = 0; k < columns.Length; k++)
            columns[k].CopyTo(rows, k * dimension);
        rank = LowRankCorrection.Orthonormalise(rows, dimension);
        return rows;
    }
}
