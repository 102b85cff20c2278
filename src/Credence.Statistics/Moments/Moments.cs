namespace Credence.Statistics;

/// <summary>Count, mean and sum of squared deviations of one column.</summary>
/// <param name="Count">Number of values.</param>
/// <param name="Mean">Their mean; NaN where there are none.</param>
/// <param name="SumSquaredDeviations">Sum of squared deviations from the mean.</param>
public readonly record struct Moments(long Count, double Mean, double SumSquaredDeviations);
