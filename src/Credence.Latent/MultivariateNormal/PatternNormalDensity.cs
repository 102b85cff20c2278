using Credence.Bayes;

namespace Credence.Latent;

/// <summary>The log posterior of <see cref="MultivariateNormalModel"/> where cells are missing, and its gradient, without allocation.</summary>
/// <remarks>
/// Patterns add their gradients G by Σ and g by the mean; through Σ = C Cᵀ the slope by C is 2 G C, and through C = R U that by U is Rᵀ of it.
/// </remarks>
internal sealed class PatternNormalDensity : ILogDensity
{
    private readonly MultivariateNormalCoordinates coordinates;
    private readonly MultivariateNormalPriorDensity prior;
    private readonly PatternLikelihood likelihood;
    private readonly double[] storage, covariance, covarianceSlope, shift, mean, meanSlope, priorSlope;
    private readonly int order, stride;

    /// <param name="coordinates">The coordinates.</param>
    /// <param name="priors">The priors.</param>
    /// <param name="rows">The patterns, centred where the coordinates are.</param>
    public PatternNormalDensity(MultivariateNormalCoordinates coordinates, MultivariateNormalPriors priors, PatternRows rows)
    {
        this.coordinates = coordinates;
        prior = new MultivariateNormalPriorDensity(coordinates, priors);
        likelihood = new PatternLikelihood(rows);
        (order, stride) = (coordinates.Order, coordinates.Stride);
        storage = new double[4 * order * stride];
        (covariance, covarianceSlope, shift) = (new double[order * order], new double[order * order], new double[stride]);
        (mean, meanSlope, priorSlope) = (new double[order], new double[order], new double[order]);
    }

    public int Dimension => coordinates.Dimension;

    public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient)
    {
        int size = order * stride;
        Span<double> u = storage.AsSpan(0, size), factor = storage.AsSpan(size, size), m = storage.AsSpan(2 * size, size), slope = storage.AsSpan(3 * size, size);
        double logDiagonal = coordinates.Place(position, shift, u);
        PaddedTriangle.Product(coordinates.Reference, u, order, factor);
        for (int i = 0; i < order; i++)
        {
            ReadOnlySpan<double> row = factor.Slice(i * stride, stride);
            mean[i] = -PaddedTriangle.Dot(coordinates.Reference.AsSpan(i * stride, stride), shift);
            for (int j = 0; j <= i; j++)
                covariance[(i * order) + j] = PaddedTriangle.Dot(row, factor.Slice(j * stride, stride));
        }
        double logDensity = likelihood.Evaluate(mean, covariance, meanSlope, covarianceSlope);
        if (double.IsNegativeInfinity(logDensity))
            return logDensity;
        logDensity += coordinates.LogJacobian + logDiagonal + prior.Constant + prior.Spread(position, factor, m) + prior.Mean(shift, priorSlope);
        for (int i = 0; i < order; i++)
        {
            Span<double> row = m.Slice(i * stride, stride);
            for (int k = 0; k < order; k++)
                PaddedTriangle.AddScaled(row, 2 * covarianceSlope[(i * order) + k], factor.Slice(k * stride, stride));
        }
        slope.Clear();
        PaddedTriangle.AddTransposedProduct(coordinates.Reference, m, order, slope);
        for (int k = 0; k < order; k++)
        {
            double sum = 0;
            for (int i = k; i < order; i++)
                sum += coordinates.Reference[(i * stride) + k] * (meanSlope[i] + priorSlope[i]);
            gradient[k] = -sum / coordinates.Root;
        }
        coordinates.Collect(u, slope, gradient);
        return logDensity;
    }
}
