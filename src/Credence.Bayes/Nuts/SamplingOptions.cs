namespace Credence.Bayes;

/// <summary>How the mass matrix is learned in warm-up.</summary>
public enum MetricAdaptation
{
    /// <summary>Both diagonals are tried in warm-up, and the one that fits the measured gradients better is kept.</summary>
    Automatic,

    /// <summary>Diagonal, from the variance of the draws in Stan's expanding windows.</summary>
    Variance,

    /// <summary>Diagonal, from draws and gradients: minimises the Fisher divergence to a standard normal.</summary>
    Fisher,

    /// <summary>Diagonal plus a low-rank correction from draws and gradients, for strongly correlated posteriors.</summary>
    LowRank,
}

/// <summary>Where a chain begins to warm up.</summary>
public enum Initialization
{
    /// <summary>At its starting point.</summary>
    StartingPoint,

    /// <summary>At a draw of the best normal approximation along the way from the starting point to the mode.</summary>
    Pathfinder,
}

/// <summary>How a model is sampled.</summary>
public sealed record SamplingOptions
{
    /// <summary>The number of chains, at least 1; convergence can be judged well from 4.</summary>
    public int Chains { get; init; } = 4;

    /// <summary>The number of warm-up iterations of each chain, at least 0.</summary>
    public int Warmup { get; init; } = 1000;

    /// <summary>The number of draws kept of each chain, at least 1.</summary>
    public int Draws { get; init; } = 1000;

    /// <summary>The seed; the same seed gives the same bits whatever the number of threads.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The acceptance rate step-size adaptation aims at, in (0, 1).</summary>
    public double TargetAccept { get; init; } = 0.8;

    /// <summary>The largest number of doublings of a trajectory, in [1, 20].</summary>
    public int MaximumDepth { get; init; } = 10;

    /// <summary>The largest energy error of a trajectory that has not diverged; above 0.</summary>
    public double DivergenceThreshold { get; init; } = 1000;

    /// <summary>How the mass matrix is learned.</summary>
    public MetricAdaptation Metric { get; init; } = MetricAdaptation.Automatic;

    /// <summary>
    /// Where the chains start, one unconstrained position each; null for the model's own starting points, or else uniform in (−2, 2).
    /// </summary>
    public IReadOnlyList<double[]>? InitialPositions { get; init; }

    /// <summary>Where the chains begin to warm up.</summary>
    public Initialization Initialization { get; init; }

    /// <summary>The number of chains run at once; null for as many as there are processors.</summary>
    public int? Threads { get; init; }

    /// <summary>The file that takes the state of all chains while they run, so that a killed run can be resumed or extended; null for none.</summary>
    public string? Checkpoint { get; init; }
}
