namespace Credence.Latent;

/// <summary>
/// The inverse Cholesky factor V of the covariance of a pattern's observed variables, for one pattern after another: V Σ Vᵀ = I, and VᵀV = Σ⁻¹.
/// Its rows belong to observed variables in order, so a pattern takes over those it shares with the one before.
/// </summary>
internal sealed class PatternFactors(PatternRows rows)
{
    // A conditional variance that is a smaller share of the variance than this has lost all its digits.
    private const double LeastShare = 1e-13;

    private readonly double[] factor = new double[rows.Order * rows.Stride];
    private readonly double[] covariance = new double[rows.Order * rows.Stride];

    /// <summary>Takes a covariance matrix, p × p, of which the lower triangle is read.</summary>
    public void Set(ReadOnlySpan<double> matrix)
    {
        int order = rows.Order, stride = rows.Stride;
        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j <= i; j++)
                covariance[(i * stride) + j] = matrix[(i * order) + j];
        }
    }

    /// <summary>Row r of V, in the places of all variables.</summary>
    public Span<double> Row(int r) => factor.AsSpan(r * rows.Stride, rows.Stride);

    /// <summary>Works out a row of V, given those before; the logarithm of the conditional variance, or NaN where it is not above 0.</summary>
    public double Extend(ReadOnlySpan<int> observed, int r)
    {
        int variable = observed[r], stride = rows.Stride;
        ReadOnlySpan<double> covariances = covariance.AsSpan(variable * stride, stride);
        Span<double> row = Row(r);
        row.Clear();
        double variance = covariances[variable], left = variance;
        for (int j = 0; j < r; j++)
        {
            int length = PaddedTriangle.Stride(observed[j] + 1);
            ReadOnlySpan<double> before = Row(j)[..length];
            double loading = PaddedTriangle.Dot(before, covariances[..length]);
            left -= loading * loading;
            PaddedTriangle.AddScaled(row[..length], -loading, before);
        }
        if (!(left > LeastShare * variance) || !double.IsFinite(left))
            return double.NaN;
        row[variable] = 1;
        PaddedTriangle.Scale(row[..PaddedTriangle.Stride(variable + 1)], 1 / Math.Sqrt(left));
        return Math.Log(left);
    }

    /// <summary>target = Σ⁻¹ x in the places of a pattern's observed variables; gives xᵀ Σ⁻¹ x.</summary>
    public double Precision(ReadOnlySpan<int> observed, ReadOnlySpan<double> x, Span<double> target)
    {
        target.Clear();
        double square = 0;
        for (int r = 0; r < observed.Length; r++)
        {
            int length = PaddedTriangle.Stride(observed[r] + 1);
            ReadOnlySpan<double> row = Row(r)[..length];
            double z = PaddedTriangle.Dot(row, x[..length]);
            square += z * z;
            PaddedTriangle.AddScaled(target[..length], z, row);
        }
        return square;
    }
}
