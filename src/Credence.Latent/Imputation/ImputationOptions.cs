namespace Credence.Latent;

/// <summary>How missing cells are imputed.</summary>
public enum ImputationMethod
{
    /// <summary>Draws from a multivariate normal of all numbers given what is observed in the row.</summary>
    Normal,

    /// <summary>Chained equations that give a missing number the value of a row predicted alike.</summary>
    Pmm,

    /// <summary>Chained equations: linear regressions for numbers, logistic ones for binary and nominal columns.</summary>
    Chained,
}

/// <summary>How missing cells are imputed.</summary>
public sealed record ImputationOptions
{
    /// <summary>The method.</summary>
    public ImputationMethod Method { get; init; } = ImputationMethod.Normal;

    /// <summary>The number of completed data sets, at least 2. Default 40: the fewest of which the extremes but none hold 95% of further draws.</summary>
    public int Imputations { get; init; } = 40;

    /// <summary>Rounds of the chained equations, at least 1.</summary>
    public int Iterations { get; init; } = 10;

    /// <summary>Rows of which predictive mean matching takes one, at least 1.</summary>
    public int Donors { get; init; } = 5;

    /// <summary>Seed of everything random.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads; null takes all cores. The result does not depend on them.</summary>
    public int? Threads { get; init; }
}
