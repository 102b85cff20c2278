using Credence.Bayes;

namespace Credence.Latent;

/// <summary>The log prior of a multivariate normal as a density of its mean and of the Cholesky factor C of its covariance.</summary>
internal sealed class MultivariateNormalPriorDensity(MultivariateNormalCoordinates coordinates, MultivariateNormalPriors priors)
{
    private readonly int order = coordinates.Order, stride = coordinates.Stride;

    /// <summary>What does not move: the constant of the LKJ density.</summary>
    public double Constant { get; } = LkjConstant(coordinates.Order, priors.Concentration);

    /// <summary>The log prior of standard deviations and correlations.</summary>
    /// <remarks>
    /// With s the length of a row of C and i the entries before its diagonal, p(s) · (Cᵢᵢ/s)^(p − i + 2η − 3) for the LKJ density ·
    /// (Cᵢᵢ/s) / sⁱ for the change from (s, C/s) to C.
    /// </remarks>
    /// <param name="position">The position.</param>
    /// <param name="factor">C, in padded rows.</param>
    /// <param name="slope">Receives the slopes by C.</param>
    public double Spread(ReadOnlySpan<double> position, ReadOnlySpan<double> factor, Span<double> slope)
    {
        double total = 0, concentration = 2 * priors.Concentration;
        for (int i = 0; i < order; i++)
        {
            ReadOnlySpan<double> row = factor.Slice(i * stride, stride);
            double square = PaddedTriangle.Dot(row, row), sd = Math.Sqrt(square), power = order - i + concentration - 2;
            double logDiagonal = coordinates.LogReference[i] + (position[coordinates.Diagonal(i)] / coordinates.DiagonalRoot);
            total += priors.StandardDeviation(i).LogDensity(sd, out double sdSlope) - ((i + power) * Math.Log(sd)) + (power * logDiagonal);
            Span<double> target = slope.Slice(i * stride, stride);
            row.CopyTo(target);
            PaddedTriangle.Scale(target, (sdSlope - ((i + power) / sd)) / sd);
            target[i] += power / row[i];
        }
        return total;
    }

    /// <summary>The log prior of the mean, centre − R v.</summary>
    /// <param name="shift">v, padded.</param>
    /// <param name="slopes">Receives the slopes by the mean.</param>
    public double Mean(ReadOnlySpan<double> shift, Span<double> slopes)
    {
        double total = 0;
        for (int i = 0; i < order; i++)
        {
            double mean = coordinates.Centre[i] - PaddedTriangle.Dot(coordinates.Reference.AsSpan(i * stride, stride), shift);
            total += priors.Mean(i).LogDensity(mean, out slopes[i]);
        }
        return total;
    }

    // The LKJ density at the identity, where all but its constant vanishes.
    private static double LkjConstant(int order, double concentration)
    {
        double[] identity = new double[order * order];
        for (int i = 0; i < order; i++)
            identity[(i * order) + i] = 1;
        return new LkjCholesky(order, concentration).LogDensity(identity);
    }
}
