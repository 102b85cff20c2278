namespace Credence.Bayes;

/// <summary>The transforms that carry unconstrained coordinates to parameters with a bounded or structured support.</summary>
/// <remarks>
/// <para>Constrained values overflow to their limits where coordinates are huge, but nothing is NaN while coordinates are within ±700.
/// <see cref="ITransform.Unconstrain"/> gives an infinite coordinate for a value on the edge of the support and NaN outside.</para>
/// <para>Spans must not overlap.</para>
/// </remarks>
public static class Transform
{
    /// <summary>No constraint: x = y.</summary>
    /// <param name="count">The number of values, at least 1.</param>
    public static ITransform Identity(int count = 1) => new IdentityTransform(Size(count));

    /// <summary>Above 0: x = eʸ.</summary>
    /// <param name="count">The number of values, at least 1.</param>
    public static ITransform Positive(int count = 1) => new HalfLineTransform(0, 1, Size(count));

    /// <summary>Above a lower bound: x = a + eʸ.</summary>
    /// <param name="bound">The bound a, finite.</param>
    /// <param name="count">The number of values, at least 1.</param>
    public static ITransform Above(double bound, int count = 1) => new HalfLineTransform(Guard.Finite(bound), 1, Size(count));

    /// <summary>Below an upper bound: x = b − eʸ.</summary>
    /// <param name="bound">The bound b, finite.</param>
    /// <param name="count">The number of values, at least 1.</param>
    public static ITransform Below(double bound, int count = 1) => new HalfLineTransform(Guard.Finite(bound), -1, Size(count));

    /// <summary>Between two bounds: x = a + (b − a) / (1 + e⁻ʸ).</summary>
    /// <param name="lower">The lower bound a, finite.</param>
    /// <param name="upper">The upper bound b, finite and above the lower.</param>
    /// <param name="count">The number of values, at least 1.</param>
    public static ITransform Interval(double lower, double upper, int count = 1)
    {
        Guard.Finite(lower);
        Guard.Finite(upper);
        Guard.Positive(upper - lower);
        return new IntervalTransform(lower, upper, Size(count));
    }

    /// <summary>Shifted and scaled, as for non-centred parameters: x = offset + multiplier · y.</summary>
    /// <param name="offset">The offset, finite.</param>
    /// <param name="multiplier">The multiplier, above 0.</param>
    /// <param name="count">The number of values, at least 1.</param>
    public static ITransform Affine(double offset, double multiplier, int count = 1)
        => new AffineTransform(Guard.Finite(offset), Guard.Positive(multiplier), Size(count));

    /// <summary>Increasing values: x₁ = y₁ and xₖ = xₖ₋₁ + exp(yₖ).</summary>
    /// <param name="count">The number of values, at least 1.</param>
    public static ITransform Ordered(int count) => new OrderedTransform(Size(count));

    /// <summary>Shares above 0 that sum to 1, from one coordinate fewer by the isometric log ratio: x = softmax(V y).</summary>
    /// <remarks>The columns of V are an orthonormal basis of the vectors that sum to 0 (Egozcue et al., 2003). The Jacobian is that of all values but the last.</remarks>
    /// <param name="count">The number of values, at least 2.</param>
    public static ITransform Simplex(int count) => new SimplexTransform(Size(count, 2));

    /// <summary>Values that sum to 0, from one coordinate fewer by an orthonormal basis, so that the log-Jacobian is 0.</summary>
    /// <param name="count">The number of values, at least 2.</param>
    public static ITransform ZeroSum(int count) => new ZeroSumTransform(Size(count, 2));

    /// <summary>The Cholesky factor of a correlation matrix, dense and row-major, from K(K − 1)/2 canonical partial correlations tanh(y).</summary>
    /// <remarks>Lewandowski, Kurowicka and Joe (2009). The Jacobian is that of the entries below the diagonal; coordinates run row by row.</remarks>
    /// <param name="order">The order K of the matrix, at least 2.</param>
    public static ITransform CorrelationCholesky(int order) => new CorrelationCholeskyTransform(Size(order, 2));

    /// <summary>The Cholesky factor of a covariance matrix, dense and row-major, as scales times the factor of a correlation matrix.</summary>
    /// <remarks>The first K coordinates are log scales, the others those of <see cref="CorrelationCholesky"/>. The Jacobian is that of the lower triangle.</remarks>
    /// <param name="order">The order K of the matrix, at least 1.</param>
    public static ITransform CovarianceCholesky(int order) => new CovarianceCholeskyTransform(Size(order));

    private static int Size(int count, int least = 1) => (int)Guard.AtLeast(count, least);
}
