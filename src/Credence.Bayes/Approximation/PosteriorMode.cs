using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Bayes;

/// <summary>The mode of the unconstrained posterior density (maximum a posteriori).</summary>
/// <remarks>
/// The density is that of the unconstrained coordinates, Jacobians included: the centre of the Laplace approximation. For a parameter that is
/// transformed, such as a standard deviation, it differs from the mode on the parameter's own scale.
/// </remarks>
public sealed class PosteriorMode
{
    private PosteriorMode(IModel model, Minimum minimum, double[] position)
    {
        (Position, LogDensity, Iterations) = (position, -minimum.Value, minimum.Iterations);
        Converged = minimum.Reason == StopReason.Converged;
        Parameters = model.Parameters;
        Values = new double[model.Parameters.Count];
        model.Constrain(position, Values);
    }

    /// <summary>What the values are called.</summary>
    public ParameterLayout Parameters { get; }

    /// <summary>The reported values at the mode.</summary>
    public double[] Values { get; }

    /// <summary>The unconstrained position of the mode.</summary>
    public double[] Position { get; }

    /// <summary>The log density at the mode.</summary>
    public double LogDensity { get; }

    /// <summary>The number of iterations.</summary>
    public int Iterations { get; }

    /// <summary>Whether the gradient vanishes there.</summary>
    public bool Converged { get; }

    /// <summary>Finds the mode by L-BFGS from the best of several starting points.</summary>
    /// <param name="model">The model.</param>
    /// <param name="seed">The seed of the starting points.</param>
    /// <param name="starts">The number of starting points, at least 1.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="InputException">The density is not finite at any starting point, or has no mode.</exception>
    public static PosteriorMode Find(IModel model, ulong seed = 1, int starts = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        Guard.AtLeast(starts, 1);
        ILogDensity density = model.Bind();
        Minimum? best = null;
        for (int start = 0; start < starts; start++)
        {
            double[] position = StartingPosition.Find(model, density, new RandomStream(seed, "mode", (ulong)start));
            Minimum minimum = Lbfgs.Minimize(Negated(density), position, cancellation: cancellation);
            if (best is null || minimum.Value < best.Value)
                best = minimum;
        }
        // A density that grows without bound has no mode; its logarithm has then left all that rounding can hold.
        if (best!.Position.Any(static x => Math.Abs(x) > 1e8) || !double.IsFinite(best.Value))
            throw new InputException("model", "the density has no mode: it grows without bound", "use a proper prior");
        return new PosteriorMode(model, best, best.Position);
    }

    internal static DifferentiableFunction Negated(ILogDensity density) => (position, gradient) =>
    {
        double value = density.Evaluate(position, gradient);
        for (int i = 0; i < gradient.Length; i++)
            gradient[i] = -gradient[i];
        return -value;
    };
}
