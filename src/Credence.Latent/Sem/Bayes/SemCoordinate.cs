using Credence.Bayes;
using Credence.Numerics;

namespace Credence.Latent;

/// <summary>A standard deviation as the absolute value of a coordinate: x = unit · |y|.</summary>
/// <remarks>
/// A variance that the data can hardly tell from 0 has a posterior that reaches 0 with a finite density. On the log scale that is a long tail; here the
/// density continues smoothly across 0, since the variance is the square of the coordinate, and both sides mean the same.
/// </remarks>
internal sealed class FoldedDeviation(double unit) : ITransform
{
    public int Coordinates => 1;

    public int Values => 1;

    public double Constrain(ReadOnlySpan<double> coordinates, Span<double> values)
    {
        values[0] = unit * Math.Abs(coordinates[0]);
        return 0;
    }

    public void Backward(ReadOnlySpan<double> coordinates, ReadOnlySpan<double> values, ReadOnlySpan<double> valueGradient, Span<double> coordinateGradient)
        => coordinateGradient[0] = Math.CopySign(unit, coordinates[0]) * valueGradient[0];

    public void Unconstrain(ReadOnlySpan<double> values, Span<double> coordinates) => coordinates[0] = values[0] / unit;
}

/// <summary>What a coordinate of the sampler says of a free parameter.</summary>
internal enum ScalarForm
{
    /// <summary>Its value.</summary>
    Value,

    /// <summary>The standard deviation whose square it is.</summary>
    Deviation,

    /// <summary>The variance that it is.</summary>
    Variance,
}

/// <summary>A free parameter with a coordinate of its own: a loading, regression, intercept or variance.</summary>
/// <param name="Coordinate">The parameter's coordinate.</param>
/// <param name="Place">The unconstrained coordinate.</param>
/// <param name="Form">What the coordinate says.</param>
/// <param name="Prior">The prior, restricted to the parameter's range.</param>
/// <param name="Transform">From the unconstrained coordinate to what has the prior.</param>
internal sealed record ScalarCoordinate(int Coordinate, int Place, ScalarForm Form, IDistribution Prior, ITransform Transform)
{
    /// <summary>The parameter's value.</summary>
    public double Value(double t) => Form == ScalarForm.Deviation ? t * t : t;

    /// <summary>What has the prior.</summary>
    public double Natural(double value) => Form == ScalarForm.Deviation ? Math.Sqrt(value) : value;
}

/// <summary>A standard deviation that a covariance is measured in: that of a free variance, or a constant.</summary>
/// <param name="Coordinate">The coordinate of the free variance; −1 for a constant.</param>
/// <param name="Constant">The constant.</param>
internal readonly record struct DeviationSource(int Coordinate, double Constant)
{
    public double Of(ReadOnlySpan<double> deviations) => Coordinate < 0 ? Constant : deviations[Coordinate];
}

/// <summary>The prior of one correlation.</summary>
internal sealed class CorrelationPrior
{
    private readonly IDistribution distribution;
    private readonly bool stretched;

    /// <summary>Makes the prior of a correlation of what the user states: lkj, beta on (−1, 1), or a distribution restricted to the range.</summary>
    public CorrelationPrior(Prior prior, string parameter, double lower, double upper)
    {
        (Lower, Upper) = (lower, upper);
        IDistribution? beta = prior.Concentration is { } eta ? Distribution.Beta(eta, eta) : null;
        if (beta is null && prior.Distribution() is { Name: "beta" } own)
            beta = own;
        stretched = beta is not null;
        distribution = beta is null ? prior.Within(parameter, lower, upper) : Distribution.Truncated(beta, (lower + 1) / 2, (upper + 1) / 2);
        Lower = stretched ? lower : Math.Max(lower, distribution.Lower);
        Upper = stretched ? upper : Math.Min(upper, distribution.Upper);
    }

    /// <summary>The least correlation.</summary>
    public double Lower { get; }

    /// <summary>The largest correlation.</summary>
    public double Upper { get; }

    public double LogDensity(double correlation, out double slope)
    {
        if (!stretched)
            return distribution.LogDensity(correlation, out slope);
        double density = distribution.LogDensity(0.5 * (1 + correlation), out slope);
        slope *= 0.5;
        return density - Math.Log(2);
    }

    public double Draw(RandomStream random) => stretched ? (2 * distribution.Draw(random)) - 1 : distribution.Draw(random);
}

/// <summary>A covariance as correlation times two standard deviations.</summary>
/// <param name="Coordinate">The parameter's coordinate.</param>
/// <param name="Place">The unconstrained coordinate.</param>
/// <param name="First">The standard deviation of one side.</param>
/// <param name="Second">The standard deviation of the other side.</param>
/// <param name="Prior">The prior of the correlation.</param>
/// <param name="Transform">From the unconstrained coordinate to the correlation.</param>
internal sealed record PairCoordinate(
    int Coordinate, int Place, DeviationSource First, DeviationSource Second, CorrelationPrior Prior, ITransform Transform);

/// <summary>Three or more variables that all covary: their correlation matrix through its Cholesky factor.</summary>
/// <param name="Pairs">The coordinates of the covariances, row by row below the diagonal.</param>
/// <param name="Place">The first of the unconstrained coordinates.</param>
/// <param name="Offset">Where the factor begins in the workspace.</param>
/// <param name="Deviations">The standard deviations.</param>
/// <param name="Matrix">The density of the factor.</param>
/// <param name="Priors">Priors of single correlations that replace the joint one; null where the joint one holds.</param>
internal sealed record CorrelationBlock(
    int[] Pairs, int Place, int Offset, DeviationSource[] Deviations, LkjCholesky Matrix, CorrelationPrior[]? Priors)
{
    private readonly ITransform transform = Bayes.Transform.CorrelationCholesky(Deviations.Length);

    /// <summary>The number K of variables.</summary>
    public int Order => Deviations.Length;

    /// <summary>From canonical partial correlations to the factor.</summary>
    public ITransform Transform => transform;
}

/// <summary>Variables whose covariance matrix is not positive definite by construction.</summary>
/// <param name="Group">The group.</param>
/// <param name="Structural">Whether they stand in Ψ; otherwise in Θ.</param>
/// <param name="Members">Their places in the matrix.</param>
internal sealed record DefinitenessCheck(int Group, bool Structural, int[] Members);
