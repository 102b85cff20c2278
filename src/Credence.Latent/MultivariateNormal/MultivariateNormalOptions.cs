namespace Credence.Latent;

/// <summary>How the maximum of a multivariate normal's likelihood is searched.</summary>
public sealed record MultivariateNormalOptions
{
    /// <summary>Above so many means and covariances no information matrix is formed: no Newton steps, no standard errors.</summary>
    internal const int MostParameters = 3000;

    /// <summary>The steps taken.</summary>
    public FitMethod Method { get; init; } = FitMethod.Automatic;

    /// <summary>
    /// Stops when the largest derivative of the log likelihood, in coordinates in which the covariance is the identity, is this small; above 0.
    /// For more than 100,000 rows it grows with them, as rounding does.
    /// </summary>
    public double Tolerance { get; init; } = 1e-8;

    /// <summary>The most iterations, at least 1.</summary>
    public int MaximumIterations { get; init; } = 10_000;
}

/// <summary>Which steps lead to the maximum.</summary>
public enum FitMethod
{
    /// <summary>Accelerated EM while far, Newton when near.</summary>
    Automatic,

    /// <summary>Plain EM from the available values: means, variances (divisor n), no covariances.</summary>
    Em,
}

/// <summary>A step of a search.</summary>
public enum FitStep
{
    /// <summary>No step: the start.</summary>
    Start,

    /// <summary>An EM step.</summary>
    Em,

    /// <summary>A step along the curve of two EM steps, and an EM step from there.</summary>
    Accelerated,

    /// <summary>A Newton step, shortened where it overshot.</summary>
    Newton,
}

/// <summary>Why a search stopped.</summary>
public enum FitStop
{
    /// <summary>The gradient is within the tolerance.</summary>
    Converged,

    /// <summary>The allowed number of iterations was used up.</summary>
    IterationLimit,

    /// <summary>The log likelihood rises no further, though its gradient is not within the tolerance.</summary>
    Stalled,
}

/// <summary>One iteration of a search.</summary>
/// <param name="Step">The step that led here.</param>
/// <param name="LogLikelihood">The log likelihood here, in the units of the data.</param>
/// <param name="Gradient">Its largest derivative, in coordinates in which the covariance is the identity.</param>
public sealed record FitIteration(FitStep Step, double LogLikelihood, double Gradient);
