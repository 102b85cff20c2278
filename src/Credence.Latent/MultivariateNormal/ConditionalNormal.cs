using System.Numerics.Tensors;
using Credence.Numerics;

namespace Credence.Latent;

/// <summary>
/// The distribution of the missing variables of a multivariate normal given the observed ones: a regression, y_m | y_o ~ N(μ_m + B (y_o − μ_o), C Cᵀ)
/// with B = Σ_mo Σ_oo⁻¹ and C Cᵀ = Σ_mm − B Σ_om. One instance serves all rows of a missingness pattern; not thread-safe.
/// </summary>
public sealed class ConditionalNormal
{
    private readonly int[] observed, missing;
    private readonly double[] mean, factor, lower, coefficients, residualFactor, standardDeviations, deviation, noise;

    /// <summary>Conditions on the observed variables.</summary>
    /// <param name="mean">The p means.</param>
    /// <param name="covariance">The covariance matrix, p × p, positive definite.</param>
    /// <param name="observed">The places of the observed variables, increasing; may be empty.</param>
    /// <exception cref="ArgumentException">The covariance matrix is not positive definite.</exception>
    public ConditionalNormal(ReadOnlySpan<double> mean, ReadOnlySpan<double> covariance, ReadOnlySpan<int> observed)
        : this(mean.Length, observed)
        => Condition(mean, covariance);

    /// <summary>Prepares for parameters that are to come.</summary>
    internal ConditionalNormal(int order, ReadOnlySpan<int> observed)
    {
        int[] given = observed.ToArray();
        this.observed = given;
        missing = [.. Enumerable.Range(0, order).Where(i => Array.BinarySearch(given, i) < 0)];
        int k = given.Length, m = missing.Length;
        (mean, factor, lower) = (new double[order], new double[order * order], new double[k * k]);
        (coefficients, residualFactor, standardDeviations, deviation, noise) = (new double[m * k], new double[m * m], new double[m], new double[k], new double[m]);
    }

    /// <summary>Takes other parameters.</summary>
    /// <param name="parameters">The p means.</param>
    /// <param name="covariance">The covariance matrix, p × p, positive definite.</param>
    /// <exception cref="ArgumentException">The covariance matrix is not positive definite.</exception>
    public void Condition(ReadOnlySpan<double> parameters, ReadOnlySpan<double> covariance)
    {
        int p = mean.Length, k = observed.Length, m = missing.Length;
        Guard.SameLength(parameters.Length, p);
        Guard.SameLength(covariance.Length, p * p);
        parameters.CopyTo(mean);

        // One factorisation of the variables, observed first: Σ = [L 0; A C] [L 0; A C]ᵀ, so B = A L⁻¹ and C is the residual factor.
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j <= i; j++)
                factor[(i * p) + j] = covariance[(Place(i) * p) + Place(j)];
        }
        if (!Cholesky.TryFactor(factor, p, factor, out int pivot))
            throw new ArgumentException($"The covariance matrix is not positive definite at variable {Place(pivot) + 1}.", nameof(covariance));
        for (int i = 0; i < k; i++)
            factor.AsSpan(i * p, i + 1).CopyTo(lower.AsSpan(i * k));
        for (int i = 0; i < m; i++)
        {
            Span<double> row = coefficients.AsSpan(i * k, k), residual = residualFactor.AsSpan(i * m, i + 1);
            factor.AsSpan((k + i) * p, k).CopyTo(row);
            TriangularSolve.LowerTransposed(lower, k, row);
            factor.AsSpan(((k + i) * p) + k, i + 1).CopyTo(residual);
            standardDeviations[i] = TensorPrimitives.Norm<double>(residual);
        }
    }

    private int Place(int i) => i < observed.Length ? observed[i] : missing[i - observed.Length];

    /// <summary>The places of the observed variables.</summary>
    public ReadOnlyMemory<int> Observed => observed;

    /// <summary>The places of the missing variables, increasing.</summary>
    public ReadOnlyMemory<int> Missing => missing;

    /// <summary>The regression matrix B, missing × observed.</summary>
    public ReadOnlyMemory<double> Coefficients => coefficients;

    /// <summary>The lower triangular factor C of the residual covariance, missing × missing.</summary>
    public ReadOnlyMemory<double> ResidualFactor => residualFactor;

    /// <summary>The conditional standard deviation of each missing variable.</summary>
    public ReadOnlyMemory<double> StandardDeviations => standardDeviations;

    /// <summary>The conditional means of the missing variables of a row.</summary>
    /// <param name="row">The p values of the row, of which the observed ones are read.</param>
    /// <param name="means">Receives one mean for each missing variable.</param>
    public void Mean(ReadOnlySpan<double> row, Span<double> means)
    {
        int k = observed.Length;
        for (int i = 0; i < k; i++)
            deviation[i] = row[observed[i]] - mean[observed[i]];
        for (int i = 0; i < missing.Length; i++)
            means[i] = mean[missing[i]] + TensorPrimitives.Dot<double>(coefficients.AsSpan(i * k, k), deviation);
    }

    /// <summary>Draws the missing variables of a row.</summary>
    /// <param name="row">The p values of the row, of which the observed ones are read.</param>
    /// <param name="random">The random numbers.</param>
    /// <param name="values">Receives one value for each missing variable.</param>
    public void Draw(ReadOnlySpan<double> row, RandomStream random, Span<double> values)
    {
        ArgumentNullException.ThrowIfNull(random);
        Mean(row, values);
        random.FillNormal(noise);
        int m = missing.Length;
        for (int i = 0; i < m; i++)
            values[i] += TensorPrimitives.Dot<double>(residualFactor.AsSpan(i * m, i + 1), noise.AsSpan(0, i + 1));
    }
}
