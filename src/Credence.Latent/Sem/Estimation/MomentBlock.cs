namespace Credence.Latent;

/// <summary>How far implied moments are from those of the data.</summary>
internal enum Discrepancy
{
    /// <summary>log det Σ + tr Σ⁻¹ T, the likelihood.</summary>
    Likelihood,

    /// <summary>½ tr (S⁻¹ (S − Σ))² + dᵀ S⁻¹ d.</summary>
    GeneralizedLeastSquares,

    /// <summary>The sum of squared residuals, each covariance counted once.</summary>
    UnweightedLeastSquares,
}

/// <summary>The moments of rows that have the same variables observed, with what a discrepancy leaves of them for derivatives.</summary>
internal sealed class MomentBlock
{
    private readonly double[] work;
    private double[] weighted = [];

    /// <param name="observed">The observed variables of the rows.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="mean">Their means, one for each observed variable.</param>
    /// <param name="covariance">Their covariance, divisor n, row-major.</param>
    public MomentBlock(int[] observed, long count, ReadOnlySpan<double> mean, ReadOnlySpan<double> covariance)
    {
        (Observed, Count, Stride) = (observed, count, SmallMatrix.Stride(observed.Length));
        Mean = new double[Stride];
        mean.CopyTo(Mean);
        Covariance = new double[Order * Stride];
        for (int i = 0; i < Order; i++)
            covariance.Slice(i * Order, Order).CopyTo(Covariance.AsSpan(i * Stride));
        (Weight, Spread, work) = (new double[Order * Stride], new double[Order * Stride], new double[Order * Stride]);
        (Difference, Pull) = (new double[Stride], new double[Stride]);
    }

    public int[] Observed { get; }

    public int Order => Observed.Length;

    public int Stride { get; }

    public long Count { get; }

    public double[] Mean { get; }

    public double[] Covariance { get; }

    /// <summary>W: Σ⁻¹, or the fixed weight of least squares.</summary>
    public double[] Weight { get; }

    /// <summary>W T W with T = S + d dᵀ.</summary>
    public double[] Spread { get; }

    /// <summary>d: the means of the rows less the implied means.</summary>
    public double[] Difference { get; }

    /// <summary>W d.</summary>
    public double[] Pull { get; }

    /// <summary>log det Σ + tr Σ⁻¹ T of these rows, with the weight, the spread and the pull left for the derivatives; NaN where Σ is not positive definite.</summary>
    public double Likelihood(SemMoments implied, bool means)
    {
        Select(implied, Weight);
        if (!SmallMatrix.InvertPositive(Weight, Order, Stride, out double logDeterminant))
            return double.NaN;
        SmallMatrix.Product(Weight, Order, Order, Stride, Covariance, Stride, work);
        double trace = 0;
        for (int i = 0; i < Order; i++)
            trace += work[(i * Stride) + i];
        SmallMatrix.SymmetricProduct(work, Weight, Order, Stride, Spread, Stride);
        if (means)
        {
            Differ(implied);
            for (int i = 0; i < Order; i++)
                Pull[i] = SmallMatrix.Dot(Weight.AsSpan(i * Stride, Stride), Difference);
            trace += SmallMatrix.Dot(Pull, Difference);
            for (int i = 0; i < Order; i++)
                SmallMatrix.AddScaled(Spread.AsSpan(i * Stride, Stride), Pull[i], Pull);
        }
        return logDeterminant + trace;
    }

    /// <summary>A sum of squared residuals in the metric of the fixed weight; the spread is left as W (S − Σ) W.</summary>
    public double LeastSquares(SemMoments implied, bool means, bool unweighted)
    {
        Select(implied, work);
        for (int i = 0; i < work.Length; i++)
            work[i] = Covariance[i] - work[i];
        double value = 0;
        if (unweighted)
        {
            work.CopyTo(Spread, 0);
            for (int i = 0; i < Order; i++)
            {
                for (int j = 0; j <= i; j++)
                    value += work[(i * Stride) + j] * work[(i * Stride) + j];
            }
        }
        else
        {
            SmallMatrix.Product(Weight, Order, Order, Stride, work, Stride, weighted);
            SmallMatrix.SymmetricProduct(weighted, Weight, Order, Stride, Spread, Stride);
            for (int i = 0; i < Order; i++)
                value += 0.5 * SmallMatrix.Dot(Spread.AsSpan(i * Stride, Stride), work.AsSpan(i * Stride, Stride));
        }
        if (means)
        {
            Differ(implied);
            for (int i = 0; i < Order; i++)
                Pull[i] = SmallMatrix.Dot(Weight.AsSpan(i * Stride, Stride), Difference);
            value += SmallMatrix.Dot(Pull, Difference);
        }
        return value;
    }

    /// <summary>Sets the weight of least squares: S⁻¹, or the identity.</summary>
    /// <returns>Whether S is positive definite.</returns>
    public bool FixWeight(bool unweighted)
    {
        weighted = new double[work.Length];
        if (!unweighted)
        {
            Covariance.CopyTo(Weight, 0);
            return SmallMatrix.InvertPositive(Weight, Order, Stride, out _);
        }
        for (int i = 0; i < Order; i++)
            Weight[(i * Stride) + i] = 1;
        return true;
    }

    /// <summary>Sets the weight of least squares to the inverse of a covariance matrix.</summary>
    public void FixWeight(ReadOnlySpan<double> covariance)
    {
        for (int i = 0; i < Order; i++)
            covariance.Slice(i * Order, Order).CopyTo(Weight.AsSpan(i * Stride));
        SmallMatrix.InvertPositive(Weight, Order, Stride, out _);
    }

    private void Differ(SemMoments implied)
    {
        for (int i = 0; i < Order; i++)
            Difference[i] = Mean[i] - implied.Mean[Observed[i]];
    }

    // The rows and columns of Σ of the variables that these rows have.
    private void Select(SemMoments implied, double[] target)
    {
        ReadOnlySpan<double> sigma = implied.Covariance;
        int p = implied.Mean.Length;
        for (int i = 0; i < Order; i++)
        {
            ReadOnlySpan<double> row = sigma.Slice(Observed[i] * p, p);
            for (int j = 0; j < Order; j++)
                target[(i * Stride) + j] = row[Observed[j]];
        }
    }
}
