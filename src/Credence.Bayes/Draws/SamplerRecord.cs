namespace Credence.Bayes;

/// <summary>What the sampler recorded about its chains.</summary>
/// <param name="Chains">One record for each chain.</param>
/// <param name="MaximumDepth">The deepest tree that was allowed.</param>
public sealed record SamplerRecord(IReadOnlyList<ChainRecord> Chains, int MaximumDepth)
{
    /// <summary>Whether sampling was stopped before all draws were made.</summary>
    public bool Interrupted { get; init; }

    /// <summary>The names of the unconstrained coordinates.</summary>
    public IReadOnlyList<string> CoordinateNames { get; init; } = [];

    /// <summary>The number of divergent transitions after warm-up, over all chains.</summary>
    public int Divergences => Chains.Sum(chain => chain.Divergences.Count(divergence => !divergence.Warmup));
}

/// <summary>What the sampler recorded about one chain. The arrays have one entry for each draw kept.</summary>
public sealed record ChainRecord
{
    /// <summary>The unconstrained positions: draws × coordinates, the last runs fastest.</summary>
    public required double[] Positions { get; init; }

    /// <summary>The unconstrained log density.</summary>
    public required double[] LogDensity { get; init; }

    /// <summary>The mean acceptance probability over the trajectory, in [0, 1].</summary>
    public required double[] AcceptanceRate { get; init; }

    /// <summary>The step size.</summary>
    public required double[] StepSize { get; init; }

    /// <summary>The depth of the tree.</summary>
    public required int[] TreeDepth { get; init; }

    /// <summary>The number of leapfrog steps.</summary>
    public required int[] Leapfrogs { get; init; }

    /// <summary>Whether the trajectory diverged.</summary>
    public required bool[] Diverging { get; init; }

    /// <summary>The total energy (the Hamiltonian) of the draw.</summary>
    public required double[] Energy { get; init; }

    /// <summary>The largest energy error along the trajectory, in absolute value.</summary>
    public required double[] MaximumEnergyError { get; init; }

    /// <summary>Where trajectories diverged, warm-up included.</summary>
    public required IReadOnlyList<Divergence> Divergences { get; init; }

    /// <summary>The diagonal of the inverse mass matrix after warm-up.</summary>
    public required double[] InverseMetric { get; init; }

    /// <summary>The adaptation that warm-up settled on.</summary>
    public required MetricAdaptation Adaptation { get; init; }

    /// <summary>The number of warm-up iterations.</summary>
    public required int Warmup { get; init; }

    /// <summary>The number of leapfrog steps in warm-up.</summary>
    public required long WarmupLeapfrogs { get; init; }

    /// <summary>The time warm-up took.</summary>
    public required TimeSpan WarmupTime { get; init; }

    /// <summary>The time the draws took.</summary>
    public required TimeSpan SamplingTime { get; init; }
}

/// <summary>A trajectory that left the energy surface: the step was too long for the curvature there.</summary>
/// <param name="Draw">The iteration, counted from 0 within warm-up or within the draws.</param>
/// <param name="Warmup">Whether it happened in warm-up.</param>
/// <param name="Start">The unconstrained position the failing leapfrog step started from.</param>
/// <param name="End">The unconstrained position it reached.</param>
/// <param name="Message">What happened, in words.</param>
public sealed record Divergence(int Draw, bool Warmup, double[] Start, double[] End, string Message);
