namespace Credence.Latent;

/// <summary>
/// The inverse-gamma penalty on each component's variance that keeps a search away from collapsed components: one row more, of squared deviation
/// s² ∕ k² for k components of values with variance s² (Chen, Tan and Zhang, 2008, <i>Statistica Sinica</i> 18, 443, with the scale of Fraley and
/// Raftery, 2007, <i>J. Classification</i> 24, 155, section 2). Its mode is that scale, so that it favours no small variance.
/// </summary>
/// <param name="components">The number k of components.</param>
internal sealed class VariancePenalty(int components)
{
    private const double Rows = 1;

    private readonly double scale = Rows / (components * components);

    /// <summary>The penalty of standardised standard deviations, up to a constant.</summary>
    public double Value(MixtureState state)
    {
        double sum = 0;
        foreach (double sd in state.Deviation)
            sum -= (Rows * Math.Log(sd)) + (0.5 * scale / (sd * sd));
        return sum;
    }

    /// <summary>The first and the negated second derivative of the penalty in one standard deviation.</summary>
    public (double Slope, double Curvature) Derivatives(double sd)
    {
        double square = sd * sd;
        return (((scale / square) - Rows) / sd, ((3 * scale / square) - Rows) / square);
    }

    /// <summary>The penalised estimate of a variance.</summary>
    /// <param name="squares">The expected sum of squared deviations from the component's mean.</param>
    /// <param name="rows">The expected number of rows.</param>
    public double Variance(double squares, double rows) => (scale + squares) / (Rows + rows);
}
