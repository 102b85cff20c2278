namespace Credence.Experiments;

/// <summary>How the interval of a bootstrap is made from its replicates.</summary>
public enum BootstrapInterval
{
    /// <summary>Quantiles of the replicates (Efron 1979).</summary>
    Percentile,

    /// <summary>Quantiles mirrored at the estimate (Davison and Hinkley 1997, equation 5.6).</summary>
    Basic,

    /// <summary>Quantiles corrected for bias and for a standard error that changes with the effect (Efron 1987).</summary>
    Bca,

    /// <summary>Quantiles of the replicates' t statistics (Efron 1979; Davison and Hinkley 1997, equation 5.7).</summary>
    Studentized,
}

/// <summary>How much is resampled, and from which random numbers.</summary>
public sealed record ResamplingOptions
{
    /// <summary>Most resamples that may be asked for.</summary>
    public const int MaximumReplicates = 10_000_000;

    /// <summary>Number of resamples or allocations, in [1, 10,000,000]. Default 10,000.</summary>
    public int Replicates { get; init; } = 10_000;

    /// <summary>Seed of the random numbers: the same seed gives the same bits on any number of threads. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads, at least 1; null uses all processors.</summary>
    public int? Threads { get; init; }

    /// <summary>Whether all resamples or allocations are enumerated where there are few. Default true.</summary>
    public bool Exact { get; init; } = true;

    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    internal void Check()
    {
        Guard.AtLeast(Replicates, 1);
        if (Replicates > MaximumReplicates)
            throw new ArgumentOutOfRangeException(nameof(Replicates), Replicates, $"The number of replicates must be at most {MaximumReplicates}.");
        Guard.AtLeast(Threads ?? 1, 1, nameof(Threads));
    }
}
