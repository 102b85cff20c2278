namespace Credence.Experiments;

/// <summary>How a group-sequential design behaves at one drift.</summary>
/// <param name="Drift">The effect divided by its standard error at full information.</param>
/// <param name="UpperRejection">Probability to stop at each look with a rejection towards higher values.</param>
/// <param name="LowerRejection">Probability to stop at each look with a rejection towards lower values; 0 in one-sided designs.</param>
/// <param name="FutilityStop">Probability to stop at each look for futility, where futility stops are obeyed.</param>
/// <param name="CumulativePower">Probability to have rejected towards higher values by each look.</param>
/// <param name="ExpectedInformation">Expected information fraction at the stop.</param>
public sealed record OperatingCharacteristics(
    double Drift,
    IReadOnlyList<double> UpperRejection,
    IReadOnlyList<double> LowerRejection,
    IReadOnlyList<double> FutilityStop,
    IReadOnlyList<double> CumulativePower,
    double ExpectedInformation)
{
    /// <summary>Probability to reject towards higher values at any look.</summary>
    public double Power => CumulativePower[^1];

    /// <summary>How any given boundaries behave, such as those of a rule of thumb; without futility.</summary>
    /// <param name="informationTimes">Information fractions of the looks, rising to 1.</param>
    /// <param name="boundaries">z values at or above which each look rejects (with two sides, at or below their negatives too).</param>
    /// <param name="sides">1 or 2.</param>
    /// <param name="drift">The effect divided by its standard error at full information.</param>
    /// <exception cref="Statistics.InputException">Information times do not rise to 1.</exception>
    public static OperatingCharacteristics Of(IReadOnlyList<double> informationTimes, IReadOnlyList<double> boundaries, int sides, double drift)
    {
        double[] times = InformationTimes.Checked(informationTimes);
        Guard.SameLength(boundaries.Count, times.Length, nameof(boundaries));
        Guard.Finite(drift);
        LookBoundary[] looks = [.. boundaries.Select(z => new LookBoundary(z, sides == 1 ? double.NegativeInfinity : 0))];
        StoppingRegion region = StoppingRegion.Of(sides, (Math.Min(0, drift), Math.Max(0, drift)), StoppingRegion.ReachFor(1e-6), times, looks);
        return Of(drift, region.Stops(drift), times);
    }

    internal static OperatingCharacteristics Of(double drift, StopProbability[] stops, IReadOnlyList<double> times)
    {
        double sum = 0, goesOn = 1, expected = 0, before = 0;
        double[] cumulative = new double[stops.Length];
        for (int k = 0; k < stops.Length; k++)
        {
            cumulative[k] = sum += stops[k].Upper;
            // Information from one look to the next is gathered by those that go on.
            expected += goesOn * (times[k] - before);
            goesOn -= stops[k].Total;
            before = times[k];
        }
        return new OperatingCharacteristics(
            drift,
            [.. stops.Select(stop => stop.Upper)],
            [.. stops.Select(stop => stop.Lower)],
            [.. stops.Select(stop => stop.Futility)],
            cumulative,
            expected);
    }
}
