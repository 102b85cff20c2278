namespace Credence.Analysis;

/// <summary>Size and seed of the comparison of methods for lost labels.</summary>
public sealed record LatentLabelsOptions
{
    /// <summary>The fewest and the most rows.</summary>
    public const int FewestRows = 100, MostRows = 100_000;

    /// <summary>The number of simulated customers, in [<see cref="FewestRows"/>, <see cref="MostRows"/>].</summary>
    public int Rows { get; init; } = 1200;

    /// <summary>The share of labels that are lost, completely at random; in (0, 0.9].</summary>
    public double LabelLoss { get; init; } = 0.2;

    /// <summary>The draws of each of the four chains of every posterior that is sampled, after as many of warm-up; at least 100.</summary>
    public int Draws { get; init; } = 1000;

    /// <summary>The number of threads; null for as many as there are processors. The answer does not depend on it.</summary>
    public int? Threads { get; init; }

    /// <summary>The seed of everything random: same seed, same bits.</summary>
    public ulong Seed { get; init; } = 1;
}
