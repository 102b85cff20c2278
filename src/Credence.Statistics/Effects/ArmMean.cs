namespace Credence.Statistics;

/// <summary>The estimated level of one arm: a mean, an adjusted mean or a ratio.</summary>
/// <param name="Mean">The estimate.</param>
/// <param name="Variance">Its squared standard error (not the variance of the units).</param>
public readonly record struct ArmMean(double Mean, double Variance);
