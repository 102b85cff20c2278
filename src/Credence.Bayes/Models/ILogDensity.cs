namespace Credence.Bayes;

/// <summary>A log density on all of ℝᵈ with its gradient, up to an additive constant. Not thread-safe: one instance per chain.</summary>
public interface ILogDensity
{
    /// <summary>The number d of unconstrained coordinates.</summary>
    int Dimension { get; }

    /// <summary>The log density at a position, log-Jacobians of the transforms included.</summary>
    /// <param name="position">The unconstrained position, of length <see cref="Dimension"/>.</param>
    /// <param name="gradient">Receives the gradient, of the same length.</param>
    /// <returns>The log density; −∞ outside the support, NaN where it cannot be computed.</returns>
    double Evaluate(ReadOnlySpan<double> position, Span<double> gradient);
}
