using System.Numerics.Tensors;
using Credence.Bayes;

namespace Credence.Latent;

/// <summary>The log posterior of <see cref="MultivariateNormalModel"/> and its gradient, without allocation.</summary>
/// <remarks>
/// With V = U⁻¹, z = V v: log likelihood −n (Σ log Rᵢᵢ + Σ log Uᵢᵢ + ½ ‖V‖² + ½ ‖z‖² + ½ p log 2π); ∂/∂U = n tril(Vᵀ (V Vᵀ + z zᵀ − I)), ∂/∂v = −n Vᵀ z.
/// </remarks>
internal sealed class MultivariateNormalDensity : ILogDensity
{
    private readonly MultivariateNormalPriors priors;
    private readonly double[] reference, means, storage, reciprocals, z, shift, meanSlopes, logReference;
    private readonly int order, stride;
    private readonly double count, root, diagonalRoot, constant;

    public MultivariateNormalDensity(MultivariateMoments moments, MultivariateNormalPriors priors, double[] reference)
    {
        (this.priors, this.reference, order, count) = (priors, reference, moments.Variables.Count, moments.Count);
        stride = PaddedTriangle.Stride(order);
        means = moments.Means.ToArray();
        storage = new double[5 * order * stride];
        (reciprocals, z, shift, meanSlopes) = (new double[order], new double[order], new double[stride], new double[order]);
        logReference = new double[order];
        (root, diagonalRoot) = (Math.Sqrt(count), Math.Sqrt(2 * count));
        Dimension = order + (order * (order + 1) / 2);
        // Everything that does not move: the likelihood's constants, those of the prior, and the Jacobian of the linear maps v → mean and U → R U.
        double logDiagonal = 0, jacobian = 0;
        for (int i = 0; i < order; i++)
        {
            double log = logReference[i] = Math.Log(reference[(i * stride) + i]);
            logDiagonal += log;
            // v, and column i of U below the diagonal, are multiplied by R; each coordinate is divided by √n or √(2n).
            jacobian += log + ((i + 1) * log) - Math.Log(root) - Math.Log(diagonalRoot) - (i * Math.Log(root));
        }
        constant = (-count * (logDiagonal + (0.5 * order * Math.Log(2 * Math.PI)))) + jacobian + LkjConstant(order, priors.Concentration);
    }

    public int Dimension { get; }

    /// <summary>Reads U from its coordinates.</summary>
    public static void Place(ReadOnlySpan<double> position, int order, double count, Span<double> u)
    {
        int stride = PaddedTriangle.Stride(order), at = order;
        double inverseRoot = 1 / Math.Sqrt(count), inverseDiagonal = 1 / Math.Sqrt(2 * count);
        u.Clear();
        for (int i = 0; i < order; i++)
        {
            TensorPrimitives.Multiply(position.Slice(at, i), inverseRoot, u.Slice(i * stride, i));
            u[(i * stride) + i] = Math.Exp(position[at + i] * inverseDiagonal);
            at += i + 1;
        }
    }

    // The LKJ density at the identity, where all but its constant vanishes.
    private static double LkjConstant(int order, double concentration)
    {
        double[] identity = new double[order * order];
        for (int i = 0; i < order; i++)
            identity[(i * order) + i] = 1;
        return new LkjCholesky(order, concentration).LogDensity(identity);
    }

    public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient)
    {
        int size = order * stride;
        Span<double> u = storage.AsSpan(0, size), v = storage.AsSpan(size, size), m = storage.AsSpan(2 * size, size),
            factor = storage.AsSpan(3 * size, size), slope = storage.AsSpan(4 * size, size);
        Place(position, order, count, u);
        TensorPrimitives.Multiply(position[..order], 1 / root, shift);
        double logDiagonal = 0;
        for (int i = 0; i < order; i++)
        {
            reciprocals[i] = 1 / u[(i * stride) + i];
            logDiagonal += position[order + (i * (i + 3) / 2)];
        }
        logDiagonal /= diagonalRoot;
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
        PaddedTriangle.Product(reference, u, order, factor);
        logDensity += SpreadPrior(position, factor, m);
        // m now holds ∂prior/∂C; through C = R U.
        PaddedTriangle.AddTransposedProduct(reference, m, order, slope);
        logDensity += MeanPrior();
        Collect(u, v, slope, gradient);
        return logDensity;
    }

    // The priors of sds and correlations as a density of the Cholesky factor C: with s the length of a row of C, i the entries before its diagonal,
    // p(s) · (Cᵢᵢ/s)^(p − i + 2η − 3) for the LKJ density · (Cᵢᵢ/s) / sⁱ for the change from (s, C/s) to C.
    private double SpreadPrior(ReadOnlySpan<double> position, ReadOnlySpan<double> factor, Span<double> slope)
    {
        double total = 0, concentration = 2 * priors.Concentration;
        for (int i = 0; i < order; i++)
        {
            ReadOnlySpan<double> row = factor.Slice(i * stride, stride);
            double square = PaddedTriangle.Dot(row, row), sd = Math.Sqrt(square), power = order - i + concentration - 2;
            total += priors.StandardDeviation.LogDensity(sd, out double sdSlope) - ((i + power) * Math.Log(sd)) + (power * (logReference[i] + (position[order + (i * (i + 3) / 2)] / diagonalRoot)));
            Span<double> target = slope.Slice(i * stride, stride);
            row.CopyTo(target);
            PaddedTriangle.Scale(target, (sdSlope - ((i + power) / sd)) / sd);
            target[i] += power / row[i];
        }
        return total;
    }

    private double MeanPrior()
    {
        double total = 0;
        for (int i = 0; i < order; i++)
        {
            double mean = means[i] - PaddedTriangle.Dot(reference.AsSpan(i * stride, stride), shift);
            total += priors.Mean.LogDensity(mean, out meanSlopes[i]);
        }
        return total;
    }

    private void Collect(ReadOnlySpan<double> u, ReadOnlySpan<double> v, ReadOnlySpan<double> slope, Span<double> gradient)
    {
        for (int k = 0; k < order; k++)
        {
            double sum = 0, prior = 0;
            for (int i = k; i < order; i++)
            {
                sum += v[(i * stride) + k] * z[i];
                prior += reference[(i * stride) + k] * meanSlopes[i];
            }
            gradient[k] = ((-count * sum) - prior) / root;
        }
        int at = order;
        for (int i = 0; i < order; i++)
        {
            TensorPrimitives.Multiply(slope.Slice(i * stride, i), 1 / root, gradient.Slice(at, i));
            // dl/da = Uᵢᵢ dl/dUᵢᵢ, and 1 for the Jacobian of the exponential.
            gradient[at + i] = ((u[(i * stride) + i] * slope[(i * stride) + i]) + 1) / diagonalRoot;
            at += i + 1;
        }
    }
}
