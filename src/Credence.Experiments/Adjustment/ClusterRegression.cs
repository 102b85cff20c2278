using System.Numerics.Tensors;
using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>Least squares of clustered rows, from the sums of each cluster; and the share of each cluster in the error of a contrast.</summary>
/// <remarks>
/// With X′X = L L′, a cluster's rows X_g enter only through P_g = L⁻¹X_g′X_g L⁻′ and r_g = L⁻¹X_g′e_g, both of the order of the terms: for the
/// hat matrix H_g = X_g(X′X)⁻¹X_g′ of a cluster and P_g = V Λ V′, X_g′(I − H_g)^(−½)e_g = L V(I − Λ)^(−½)V′ r_g. No row is needed.
/// </remarks>
internal sealed class ClusterRegression
{
    // A term of which less than this share is left by the terms before it is a combination of them.
    private const double Tolerance = 1e-12;

    // From here on a cluster alone decides a direction of the coefficients, in which it has no residual.
    private const double Decides = 1 - 1e-10;

    private readonly ClusterCells _cells;
    private readonly int[] _terms;
    private readonly double[] _factor;
    private readonly double[] _coefficients;

    private ClusterRegression(ClusterCells cells, int[] terms, double[] factor, double[] coefficients)
        => (_cells, _terms, _factor, _coefficients) = (cells, terms, factor, coefficients);

    /// <summary>Number of terms in the regression.</summary>
    public int Terms => _terms.Length;

    /// <summary>Places of the terms that are combinations of those before them, and were left out.</summary>
    public IEnumerable<int> Dropped => Enumerable.Range(0, _cells.Terms).Except(_terms);

    /// <summary>Fits the regression; null where a variant has no rows.</summary>
    public static ClusterRegression? Fit(ClusterCells cells)
    {
        int order = cells.Terms;
        double[] products = new double[order * order], outcomes = new double[order], cluster = new double[order * order], ofCluster = new double[order];
        for (int g = 0; g < cells.Count; g++)
        {
            cells.Read(g, cluster, ofCluster);
            TensorPrimitives.Add(products, cluster, products);
            TensorPrimitives.Add(outcomes, ofCluster, outcomes);
        }
        List<int> terms = [.. Enumerable.Range(0, order)];
        while (true)
        {
            double[] kept = Select(products, order, terms), factor = new double[kept.Length];
            if (!Cholesky.TryFactor(kept, terms.Count, factor, out int failing, Tolerance))
            {
                if (failing < cells.Arms)
                    return null;
                terms.RemoveAt(failing);
                continue;
            }
            double[] coefficients = [.. terms.Select(term => outcomes[term])];
            Cholesky.Solve(factor, terms.Count, coefficients);
            return new(cells, [.. terms], factor, coefficients);
        }
    }

    /// <summary>Level of a variant where covariates are at their centre, less the centre of the outcome.</summary>
    public double Level(int arm) => _coefficients[arm];

    /// <summary>Each cluster's share of the error of a contrast of levels: the variance of the contrast is the sum of their squares.</summary>
    /// <param name="levels">Weight of each variant's level.</param>
    /// <param name="variance">The variance estimator.</param>
    /// <returns>The shares by cluster, and the degrees of freedom of their sum of squares.</returns>
    public (double[] Shares, double DegreesOfFreedom) Shares(ReadOnlySpan<double> levels, ClusterVariance variance)
    {
        int order = Terms;
        double[] contrast = new double[order];
        levels.CopyTo(contrast);
        TriangularSolve.Lower(_factor, order, contrast);
        double[] shares = new double[_cells.Count];
        Workspace work = new(_cells.Terms, order);
        for (int g = 0; g < shares.Length; g++)
        {
            Read(g, work);
            shares[g] = variance == ClusterVariance.Cr2 ? Corrected(work, contrast) : TensorPrimitives.Dot<double>(contrast, work.Scores);
        }
        if (variance == ClusterVariance.Cr2)
            return (shares, work.Satterthwaite());
        double clusters = _cells.Count;
        if (variance == ClusterVariance.Cr1S)
            TensorPrimitives.Multiply(shares, Math.Sqrt(clusters / (clusters - 1) * ((_cells.Rows - 1.0) / (_cells.Rows - order))), shares);
        return (shares, clusters - 1);
    }

    // L⁻¹X_g′X_g and L⁻¹X_g′e_g of one cluster.
    private void Read(int cluster, Workspace work)
    {
        int order = Terms;
        _cells.Read(cluster, work.AllProducts, work.AllOutcomes);
        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j < order; j++)
                work.Products[i * order + j] = work.AllProducts[_terms[i] * _cells.Terms + _terms[j]];
            work.Scores[i] = work.AllOutcomes[_terms[i]] - TensorPrimitives.Dot<double>(work.Products.AsSpan(i * order, order), _coefficients);
        }
        TriangularSolve.Lower(_factor, order, work.Scores);
    }

    // (I − P)^(−½) against the score of a cluster; and, for the degrees of freedom, its cross-products under independence and equal variances.
    private double Corrected(Workspace work, double[] contrast)
    {
        int order = Terms;
        Whiten(work.Products, order);
        SymmetricEigen.Decompose(work.Products, order, work.Values, work.Vectors);
        double share = 0, diagonal = 0, square = 0;
        work.Direction.AsSpan().Clear();
        for (int i = 0; i < order; i++)
        {
            double value = Math.Max(0, work.Values[i]);
            ReadOnlySpan<double> vector = work.Vectors.AsSpan(i * order, order);
            double weight = TensorPrimitives.Dot(vector, contrast), stretch = 1 / Math.Sqrt(1 - value);
            if (value >= Decides)
            {
                // Nothing is known of the error of what this cluster alone decides; what it does not say of the contrast does no harm.
                share += Math.Abs(weight) > 1e-6 * TensorPrimitives.Norm<double>(contrast) ? double.NaN : 0;
                continue;
            }
            share += weight * stretch * TensorPrimitives.Dot(vector, work.Scores);
            diagonal += weight * weight * value * stretch * stretch;
            square += weight * weight * value * value * stretch * stretch;
            TensorPrimitives.MultiplyAdd(vector, weight * value * stretch, work.Direction, work.Direction);
        }
        work.Add(diagonal, square);
        return share;
    }

    // L⁻¹ A L⁻′: rows are solved, the result is turned, and its rows are solved again.
    private void Whiten(Span<double> matrix, int order)
    {
        TriangularSolve.LowerForRows(_factor, order, matrix);
        for (int i = 1; i < order; i++)
        {
            for (int j = 0; j < i; j++)
                (matrix[i * order + j], matrix[j * order + i]) = (matrix[j * order + i], matrix[i * order + j]);
        }
        TriangularSolve.LowerForRows(_factor, order, matrix);
    }

    private static double[] Select(double[] matrix, int order, List<int> terms)
        => [.. terms.SelectMany(row => terms.Select(column => matrix[row * order + column]))];

    private sealed class Workspace(int all, int order)
    {
        private readonly double[] _directions = new double[order * order];
        private double _trace, _diagonals, _crosses;

        public double[] AllProducts { get; } = new double[all * all];

        public double[] AllOutcomes { get; } = new double[all];

        public double[] Products { get; } = new double[order * order];

        public double[] Scores { get; } = new double[order];

        public double[] Values { get; } = new double[order];

        public double[] Vectors { get; } = new double[order * order];

        public double[] Direction { get; } = new double[order];

        // With p_g = (I − H)′B_g X_g(X′X)⁻¹c, p_g′p_h is diag(d) − q q′: its trace and the sum of its squares are found without pairs of clusters.
        public void Add(double diagonal, double square)
        {
            _trace += diagonal - square;
            _diagonals += diagonal * diagonal;
            _crosses += diagonal * square;
            SymmetricMatrix.AddRankUpdate(Direction, order, 1, _directions);
        }

        /// <summary>2 (mean)²/variance of the variance estimator where rows are independent and of equal variance.</summary>
        public double Satterthwaite()
        {
            SymmetricMatrix.MirrorLower(_directions, order);
            double squares = _diagonals - 2 * _crosses + TensorPrimitives.SumOfSquares<double>(_directions);
            return _trace * _trace / squares;
        }
    }
}
