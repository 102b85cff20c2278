namespace Credence.Latent;

/// <summary>The difference of two correlation matrices, and its size.</summary>
public sealed record CorrelationResiduals
{
    private CorrelationResiduals(int order, double[] residuals)
    {
        Residuals = residuals;
        double sum = 0;
        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j <= i; j++)
                sum += residuals[(i * order) + j] * residuals[(i * order) + j];
        }
        RootMeanSquare = Math.Sqrt(sum / (order * (order + 1) / 2.0));
    }

    /// <summary>First matrix less the second, p × p.</summary>
    public ReadOnlyMemory<double> Residuals { get; }

    /// <summary>
    /// The standardised root mean square residual, √(Σ rᵢⱼ² / (p(p + 1)/2)), over the lower triangle with its diagonal, whose residuals are 0
    /// between correlation matrices. NaN where a residual is.
    /// </summary>
    public double RootMeanSquare { get; }

    /// <summary>Subtracts the second matrix from the first.</summary>
    /// <param name="first">A correlation matrix, p × p.</param>
    /// <param name="second">Another.</param>
    /// <exception cref="ArgumentException">They are not square matrices of one size.</exception>
    public static CorrelationResiduals Between(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        int order = (int)Math.Sqrt(first.Length);
        Guard.SameLength(first.Length, order * order);
        Guard.SameLength(second.Length, first.Length);
        double[] residuals = new double[first.Length];
        for (int i = 0; i < residuals.Length; i++)
            residuals[i] = first[i] - second[i];
        return new CorrelationResiduals(order, residuals);
    }
}
