using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>How comparisons were corrected for their number.</summary>
/// <param name="Method">The correction.</param>
/// <param name="Gatekeeping">Whether the secondary metrics are tested only once the primary metric has passed with every treatment.</param>
/// <param name="GateOpen">Whether it has; null without gatekeeping.</param>
/// <param name="Families">The families of comparisons: the primary metric, the secondary metrics, and each breakdown of a metric.</param>
public sealed record CorrectionResult(Correction Method, bool Gatekeeping, bool? GateOpen, IReadOnlyList<FamilyResult> Families);

/// <summary>Comparisons that share one error level.</summary>
/// <param name="Name">The role of its metrics, or e.g. <c>revenue by country</c>.</param>
/// <param name="Metrics">Names of its metrics.</param>
/// <param name="Comparisons">Number of comparisons that could be tested.</param>
/// <param name="Alpha">Their joint error level, or rate of false discoveries.</param>
/// <param name="Rejected">Number of comparisons with an adjusted p-value below alpha.</param>
public sealed record FamilyResult(string Name, IReadOnlyList<string> Metrics, int Comparisons, double Alpha, int Rejected);

/// <summary>Whether treatment and control are shown to differ by less than a margin, in either direction.</summary>
/// <param name="Margin">The margin, above 0.</param>
/// <param name="IsRelative">Whether the margin is a fraction of the control mean, not in metric units.</param>
/// <param name="Met">Whether the adjusted p-value is below alpha.</param>
/// <param name="PValue">p-value of "differs by the margin or more": the larger of two one-sided ones (Schuirmann 1987).</param>
/// <param name="AdjustedPValue">The same after correction for several comparisons.</param>
/// <param name="Interval">Interval of level 1 − 2 alpha, of the lift where the margin is relative, else of the difference; NaN limits where there
/// is none.</param>
public sealed record EquivalenceStatement(double Margin, bool IsRelative, bool Met, double PValue, double AdjustedPValue, Interval Interval);
