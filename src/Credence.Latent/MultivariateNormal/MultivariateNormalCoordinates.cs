using System.Numerics.Tensors;

namespace Credence.Latent;

/// <summary>
/// The coordinates in which a multivariate normal is sampled: mean = centre − R v and Cholesky factor of the covariance = R U, where R is the
/// factor of an estimate. The sampler moves in √n v, √n Uᵢⱼ and √(2n) log Uᵢᵢ.
/// </summary>
internal sealed class MultivariateNormalCoordinates
{
    public MultivariateNormalCoordinates(double[] centre, double[] reference, double count)
    {
        (Centre, Reference, Order, Count) = (centre, reference, centre.Length, count);
        Stride = PaddedTriangle.Stride(Order);
        (Root, DiagonalRoot) = (Math.Sqrt(count), Math.Sqrt(2 * count));
        LogReference = new double[Order];
        for (int i = 0; i < Order; i++)
        {
            double log = LogReference[i] = Math.Log(reference[(i * Stride) + i]);
            // v, and column i of U below the diagonal, are multiplied by R; each coordinate is divided by √n or √(2n).
            LogJacobian += log + ((i + 1) * log) - Math.Log(Root) - Math.Log(DiagonalRoot) - (i * Math.Log(Root));
        }
    }

    /// <summary>The mean at v = 0.</summary>
    public double[] Centre { get; }

    /// <summary>R, in padded rows.</summary>
    public double[] Reference { get; }

    /// <summary>The logarithms of R's diagonal.</summary>
    public double[] LogReference { get; }

    /// <summary>The number p of variables.</summary>
    public int Order { get; }

    /// <summary>The length of a padded row.</summary>
    public int Stride { get; }

    /// <summary>The number n of rows.</summary>
    public double Count { get; }

    /// <summary>√n.</summary>
    public double Root { get; }

    /// <summary>√(2n).</summary>
    public double DiagonalRoot { get; }

    /// <summary>What does not move of the log-Jacobian from coordinates to the mean and the factor of the covariance.</summary>
    public double LogJacobian { get; }

    /// <summary>The number of coordinates.</summary>
    public int Dimension => Order + (Order * (Order + 1) / 2);

    /// <summary>The place of log Uᵢᵢ; the rest of the row stands before it.</summary>
    public int Diagonal(int i) => Order + (i * (i + 3) / 2);

    /// <summary>Reads v and U; gives Σ log Uᵢᵢ, which is also what moves of the log-Jacobian.</summary>
    public double Place(ReadOnlySpan<double> position, Span<double> shift, Span<double> u)
    {
        u.Clear();
        shift.Clear();
        TensorPrimitives.Multiply(position[..Order], 1 / Root, shift);
        double logDiagonal = 0;
        for (int i = 0; i < Order; i++)
        {
            int at = Diagonal(i);
            TensorPrimitives.Multiply(position.Slice(at - i, i), 1 / Root, u.Slice(i * Stride, i));
            logDiagonal += position[at];
            u[(i * Stride) + i] = Math.Exp(position[at] / DiagonalRoot);
        }
        return logDiagonal / DiagonalRoot;
    }

    /// <summary>Writes the part of the gradient that belongs to U, given the slopes by U in padded rows.</summary>
    public void Collect(ReadOnlySpan<double> u, ReadOnlySpan<double> slope, Span<double> gradient)
    {
        for (int i = 0; i < Order; i++)
        {
            int at = Diagonal(i);
            TensorPrimitives.Multiply(slope.Slice(i * Stride, i), 1 / Root, gradient.Slice(at - i, i));
            // dl/da = Uᵢᵢ dl/dUᵢᵢ, and 1 for the Jacobian of the exponential.
            gradient[at] = ((u[(i * Stride) + i] * slope[(i * Stride) + i]) + 1) / DiagonalRoot;
        }
    }
}
