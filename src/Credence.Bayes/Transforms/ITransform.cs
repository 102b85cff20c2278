namespace Credence.Bayes;

/// <summary>A smooth one-to-one map from unconstrained coordinates y ∈ ℝᵏ to constrained values x, with its log-Jacobian.</summary>
/// <remarks>Instances keep no state between calls: one may serve all chains at once.</remarks>
public interface ITransform
{
    /// <summary>The number of unconstrained coordinates.</summary>
    int Coordinates { get; }

    /// <summary>The number of constrained values.</summary>
    int Values { get; }

    /// <summary>Maps coordinates to values.</summary>
    /// <returns>The log of the absolute Jacobian determinant.</returns>
    double Constrain(ReadOnlySpan<double> coordinates, Span<double> values);

    /// <summary>
    /// Carries a gradient back: given ∂l/∂x, receives ∂(l + log|J|)/∂y.
    /// </summary>
    void Backward(ReadOnlySpan<double> coordinates, ReadOnlySpan<double> values, ReadOnlySpan<double> valueGradient, Span<double> coordinateGradient);

    /// <summary>Maps values inside the support back to coordinates.</summary>
    void Unconstrain(ReadOnlySpan<double> values, Span<double> coordinates);
}
