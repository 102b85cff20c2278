using Credence.Experiments;

namespace Credence.Analysis;

/// <summary>How an analysis behaves on its own data: what it found when the units were assigned anew by chance.</summary>
/// <param name="Replicates">Number of assignments tried.</param>
/// <param name="Alpha">Error level that the analysis promises.</param>
/// <param name="Comparisons">What was found for each comparison.</param>
public sealed record Certificate(int Replicates, double Alpha, IReadOnlyList<CertifiedComparison> Comparisons);

/// <summary>How one comparison behaves.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Variant">The treatment.</param>
/// <param name="Method">Name of the test.</param>
/// <param name="FalsePositives">Share of assignments without an effect in which the comparison was significant.</param>
/// <param name="PlantedLift">The lift that was planted; null where none can be.</param>
/// <param name="Coverage">Share of assignments in which the set of the relative effect held the planted lift; null without one.</param>
/// <param name="AbsoluteCoverage">Share in which the interval of the difference held the planted one; null without one, and for ratios.</param>
/// <param name="Detected">Share in which the comparison with the planted lift was significant; null without one.</param>
public sealed record CertifiedComparison(
    string Metric,
    string Variant,
    string Method,
    ObservedShare FalsePositives,
    double? PlantedLift,
    ObservedShare? Coverage,
    ObservedShare? AbsoluteCoverage,
    ObservedShare? Detected);
