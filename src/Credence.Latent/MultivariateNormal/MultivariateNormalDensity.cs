using Credence.Bayes;

namespace Credence.Latent;

/// <summary>The log posterior of <see cref="MultivariateNormalModel"/> where no cell is missing, and its gradient, without allocation.</summary>
/// <remarks>
/// With V = U⁻¹, z = V v: log likelihood −n (Σ log Rᵢᵢ + Σ log Uᵢᵢ + ½ ‖V‖² + ½ ‖z‖² + ½ p log 2π); ∂/∂U = n tril(Vᵀ (V Vᵀ + z zᵀ − I)), ∂/∂v = −n Vᵀ z.
/// </remarks>
internal sealed class MultivariateNormalDensity : ILogDensity
{
    private readonly MultivariateNormalCoordinates coordinates;
    private readonly MultivariateNormalPriorDensity prior;
    private readonly double[] storage, reciprocals, z, shift, meanSlopes;
    private readonly int order, stride;
    private readonly double count, constant;

    public MultivariateNormalDensity(MultivariateNormalCoordinates coordinates, MultivariateNormalPriors priors)
    {
        this.coordinates = coordinates;
        prior = new MultivariateNormalPriorDensity(coordinates, priors);
        (order, stride, count) = (coordinates.Order, coordinates.Stride, coordinates.Count);
        storage = new double[5 * order * stride];
        (reciprocals, z, shift, meanSlopes) = (new double[order], new double[order], new double[stride], new double[order]);
        double logDiagonal = 0;
        foreach (double log in coordinates.LogReference)
            logDiagonal += log;
        constant = (-count * (logDiagonal + (0.5 * order * Math.Log(2 * Math.PI)))) + coordinates.LogJacobian + prior.Constant;
    }

    public int Dimension => coordinates.Dimension;

    public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient)
    {
        int size = order * stride;
        Span<double> u = storage.AsSpan(0, size), v = storage.AsSpan(size, size), m = storage.AsSpan(2 * size, size),
            factor = storage.AsSpan(3 * size, size), slope = storage.AsSpan(4 * size, size);
        double logDiagonal = coordinates.Place(position, shift, u);
        for (int i = 0; i < order; i++)
            reciprocals[i] = 1 / u[(i * stride) + i];
        PaddedTriangle.Inverse(u, reciprocals, order, v);
        double distance = 0;
        for (int i = 0; i < order; i++)
        {
            double sum = 0;
            for (int k = 0; k <= i; k++)
                sum += v[(i * stride) + k] * shift[k];
            z[i] = sum;
            distance += sum * sum;
        }
        PaddedTriangle.OuterProduct(v, z, order, m);
        slope.Clear();
        PaddedTriangle.AddTransposedProduct(v, m, order, slope);
        PaddedTriangle.Scale(slope, count);
        double logDensity = constant - (count * (logDiagonal + (0.5 * (PaddedTriangle.Dot(v, v) + distance)))) + logDiagonal;
        PaddedTriangle.Product(coordinates.Reference, u, order, factor);
        logDensity += prior.Spread(position, factor, m) + prior.Mean(shift, meanSlopes);
        // m now holds ∂prior/∂C; through C = R U.
        PaddedTriangle.AddTransposedProduct(coordinates.Reference, m, order, slope);
        for (int k = 0; k < order; k++)
        {
            double sum = 0, priorSum = 0;
            for (int i = k; i < order; i++)
            {
                sum += v[(i * stride) + k] * z[i];
                priorSum += coordinates.Reference[(i * stride) + k] * meanSlopes[i];
            }
            gradient[k] = ((-count * sum) - priorSum) / coordinates.Root;
        }
        coordinates.Collect(u, slope, gradient);
        return logDensity;
    }
}
