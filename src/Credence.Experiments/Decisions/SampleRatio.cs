namespace Credence.Experiments;

/// <summary>Chi-square test of the observed allocation against the planned one.</summary>
/// <param name="Observed">Units per variant.</param>
/// <param name="Expected">Planned shares per variant, summing to 1.</param>
/// <param name="ChiSquare">Pearson's statistic.</param>
/// <param name="DegreesOfFreedom">Variants with a positive share, less one.</param>
/// <param name="PValue">Upper tail of the chi-square distribution.</param>
/// <param name="Mismatch">Whether the p-value is below the level of the check.</param>
public sealed record SampleRatio(
    IReadOnlyDictionary<string, long> Observed,
    IReadOnlyDictionary<string, double> Expected,
    double ChiSquare,
    int DegreesOfFreedom,
    double PValue,
    bool Mismatch)
{
    /// <summary>Column of the clusters that were counted, as whole clusters were randomised; null where units were.</summary>
    public string? Cluster { get; init; }
}
