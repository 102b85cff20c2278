namespace Credence.Statistics;

/// <summary>How much harm is tolerated.</summary>
/// <param name="Value">Size of the margin, not below 0; the direction of harm follows from the metric.</param>
/// <param name="IsRelative">Whether it is a fraction of the control mean's size (0.02 is two percent), not in metric units.</param>
public readonly record struct Margin(double Value, bool IsRelative);

/// <summary>A test that the treatment is not worse than the control by more than a margin.</summary>
/// <param name="Margin">How much harm is tolerated.</param>
/// <param name="Threshold">The effect at the margin: difference, or lift where the margin is relative.</param>
/// <param name="Bound">Limit of the effect on the side of harm, on the same scale; NaN where there is none.</param>
/// <param name="Statistic">t or z of the effect against the threshold; positive where the effect is above it.</param>
/// <param name="PValue">One-sided p-value of "worse than the margin".</param>
/// <param name="Level">Confidence level of the one-sided bound: 1 − alpha/2 for a two-sided analysis, else 1 − alpha.</param>
/// <param name="Met">Whether the bound lies on the good side of the threshold.</param>
public sealed record NonInferiorityTest(
    Margin Margin, double Threshold, double Bound, double Statistic, double PValue, double Level, bool Met);
