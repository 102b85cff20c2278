using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Bayes;

/// <summary>The normal approximation of the posterior at its mode, in unconstrained coordinates.</summary>
/// <remarks>Tierney and Kadane (1986), <i>JASA</i> 81, 82. The Hessian comes from central differences of the gradient.</remarks>
public sealed class LaplaceApproximation
{
    private readonly IModel model;
    private readonly double[] factor;

    private LaplaceApproximation(IModel model, PosteriorMode mode, double[] factor)
        => (this.model, Mode, this.factor) = (model, mode, factor);

    /// <summary>The mode.</summary>
    public PosteriorMode Mode { get; }

    /// <summary>The log evidence by Laplace's method: log p(q̂) + ½ d log 2π − ½ log|−H|.</summary>
    public double LogEvidence => Mode.LogDensity + (0.5 * Dimension * Math.Log(2 * Math.PI)) - (0.5 * Cholesky.LogDeterminant(factor, Dimension));

    private int Dimension => Mode.Position.Length;

    /// <summary>Approximates the posterior of a model.</summary>
    /// <exception cref="InputException">The model has no mode, or is flat in some direction there.</exception>
    public static LaplaceApproximation Of(IModel model, ulong seed = 1, CancellationToken cancellation = default)
    {
        PosteriorMode mode = PosteriorMode.Find(model, seed, cancellation: cancellation);
        int d = mode.Position.Length;
        double[] precision = NegativeHessian(model.Bind(), mode.Position), factor = new double[d * d];
        if (!Cholesky.TryFactor(precision, d, factor, out int pivot))
            throw new InputException($"parameter {model.CoordinateName(pivot)}", "the posterior is not curved downwards at its mode", "check whether the model is identified, or sample it");
        return new LaplaceApproximation(model, mode, factor);
    }

    /// <summary>Draws from the approximation, with the log importance ratio of each draw to the posterior.</summary>
    /// <param name="count">The number of draws, at least 1.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="logRatios">
    /// log posterior − log approximation of each draw, up to a constant: Pareto-smoothed importance sampling tells from them whether the approximation can be trusted.
    /// </param>
    public Draws Sample(int count, ulong seed, out double[] logRatios)
    {
        Guard.AtLeast(count, 1);
        RandomStream random = new(seed, "laplace");
        ILogDensity density = model.Bind();
        double[] position = new double[Dimension], gradient = new double[Dimension], row = new double[model.Parameters.Count];
        double[] values = new double[count * row.Length];
        logRatios = new double[count];
        for (int draw = 0; draw < count; draw++)
        {
            random.FillNormal(position);
            double logNormal = 0;
            foreach (double z in position)
                logNormal -= 0.5 * z * z;
            TriangularSolve.LowerTransposed(factor, Dimension, position);
            for (int i = 0; i < position.Length; i++)
                position[i] += Mode.Position[i];
            logRatios[draw] = density.Evaluate(position, gradient) - logNormal;
            model.Constrain(position, row);
            for (int element = 0; element < row.Length; element++)
                values[(element * count) + draw] = row[element];
        }
        return new Draws(model.Parameters, 1, count, values);
    }

    private static double[] NegativeHessian(ILogDensity density, double[] mode)
    {
        int d = mode.Length;
        double[] hessian = new double[d * d], position = [.. mode], above = new double[d], below = new double[d];
        for (int i = 0; i < d; i++)
        {
            double step = 1e-4 * Math.Max(1, Math.Abs(mode[i]));
            position[i] = mode[i] + step;
            density.Evaluate(position, above);
            position[i] = mode[i] - step;
            density.Evaluate(position, below);
            position[i] = mode[i];
            for (int j = 0; j < d; j++)
                hessian[(i * d) + j] = (below[j] - above[j]) / (2 * step);
        }
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < i; j++)
                hessian[(i * d) + j] = hessian[(j * d) + i] = 0.5 * (hessian[(i * d) + j] + hessian[(j * d) + i]);
        }
        return hessian;
    }
}
