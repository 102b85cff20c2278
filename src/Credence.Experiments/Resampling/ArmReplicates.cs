namespace Credence.Experiments;

/// <summary>The level of one arm over its resamples.</summary>
/// <param name="Count">Units, or clusters, that were resampled.</param>
/// <param name="Estimate">The level over the units as they are.</param>
/// <param name="StandardError">Its standard error; NaN where it has none in closed form.</param>
/// <param name="Estimates">The level of each resample; NaN where it has none.</param>
/// <param name="StandardErrors">The standard error of each resample; null where none was asked for.</param>
/// <param name="Probabilities">The probability of each resample where all were enumerated; null where they were drawn.</param>
/// <param name="LeaveOneOut">The level without each unit, from which BCa intervals take their acceleration; null where none was asked for.</param>
public sealed record ArmReplicates(
    int Count,
    double Estimate,
    double StandardError,
    double[] Estimates,
    double[]? StandardErrors,
    double[]? Probabilities,
    double[]? LeaveOneOut);
