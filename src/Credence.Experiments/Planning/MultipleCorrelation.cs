using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>Correlation of an outcome with the best linear combination of covariates.</summary>
internal static class MultipleCorrelation
{
    // Pivots of a correlation matrix below this are rounding error.
    private const double Collinear = 1e-10;

    /// <summary>R with R² = r′ C⁻¹ r, where C holds the covariates' correlations and r those with the outcome.</summary>
    /// <param name="moments">Moments of all columns over the same rows.</param>
    /// <param name="outcome">Column of the outcome.</param>
    /// <param name="covariates">Columns of the covariates, at least one.</param>
    /// <exception cref="ArgumentException">A column does not vary, or a covariate is determined by the others.</exception>
    public static double Of(CrossMoments moments, string outcome, ReadOnlySpan<string> covariates)
    {
        int order = covariates.Length;
        double[] matrix = new double[order * order], factor = new double[order * order], withOutcome = new double[order];
        for (int i = 0; i < order; i++)
        {
            withOutcome[i] = Correlation(moments, covariates[i], outcome);
            for (int j = 0; j < order; j++)
                matrix[i * order + j] = i == j ? 1 : Correlation(moments, covariates[i], covariates[j]);
        }
        if (!Cholesky.TryFactor(matrix, order, factor, out int failing, Collinear))
            throw new ArgumentException($"The covariate {covariates[failing]} is determined by the others; leave it out.", nameof(covariates));
        return Math.Sqrt(Cholesky.InverseQuadraticForm(factor, order, withOutcome));
    }

    private static double Correlation(CrossMoments moments, string a, string b)
        => moments.CoProduct(a, b) / Math.Sqrt(Varying(moments, a) * Varying(moments, b));

    private static double Varying(CrossMoments moments, string column)
        => moments.CoProduct(column, column) is > 0 and double squares
            ? squares
            : throw new ArgumentException($"The column {column} does not vary.", nameof(column));
}
