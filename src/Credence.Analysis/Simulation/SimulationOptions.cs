namespace Credence.Analysis;

/// <summary>What the chance that a cell is hidden depends on (Rubin 1976).</summary>
public enum MissingnessMechanism
{
    /// <summary>Missing completely at random: every cell has the same chance.</summary>
    Mcar,

    /// <summary>Missing at random: the chance grows with a column that is always observed.</summary>
    Mar,

    /// <summary>Missing not at random: the chance grows with the hidden value itself.</summary>
    Mnar,
}

/// <summary>Size of a simulated data set, and what of it is hidden.</summary>
public sealed record SimulationOptions
{
    /// <summary>Rows to make, at least 1; null (the default) for the data set's own number.</summary>
    public long? Rows { get; init; }

    /// <summary>Share of the outcome cells to hide, in [0, 1]; the number of cells is this share of them, rounded to the nearest whole. Default 0.</summary>
    public double Missing { get; init; }

    /// <summary>What the chance of being hidden depends on. Default completely at random.</summary>
    public MissingnessMechanism Mechanism { get; init; }

    /// <summary>Share of the variant labels to hide completely at random, in [0, 1]; rounded to the nearest whole label. Default 0.</summary>
    public double LabelLoss { get; init; }

    /// <summary>Whether the covariates decide who is treated (<c>potential-outcomes</c> only). Default false: treated by a fair coin.</summary>
    public bool Confounded { get; init; }

    /// <summary>Seed of the random numbers: same seed, same data. Default 1.</summary>
    public ulong Seed { get; init; } = 1;
}
