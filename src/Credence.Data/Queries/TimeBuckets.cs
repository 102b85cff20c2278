namespace Credence.Data;

/// <summary>A natural length of time.</summary>
public enum TimeGrain
{
    /// <summary>A day in UTC; the only grain of a column of numbers, which count days.</summary>
    Day,

    /// <summary>An hour.</summary>
    Hour,

    /// <summary>A minute.</summary>
    Minute,
}

/// <summary>How moments are told apart by time: by a grain, or by the number of units so far.</summary>
/// <remarks>
/// The buckets come as segments named after the column: with a grain, their values are the beginnings of the periods; with a step, the
/// latest time in each. Units that are summed over rows stand at the earliest time of their rows.
/// </remarks>
/// <param name="Column">Column of dates, times, or numbers that count days.</param>
/// <param name="Grain">Length of a bucket where <paramref name="Step"/> is not given.</param>
/// <param name="Step">Buckets by the number of units in order of time; units of one time stay together.</param>
public sealed record TimeBuckets(string Column, TimeGrain Grain = TimeGrain.Day, UnitStep? Step = null);

/// <summary>So many buckets to so many units: bucket k ends with the last time at which no more than k · Units / Buckets units had come.</summary>
/// <param name="Units">Units, at least 1.</param>
/// <param name="Buckets">Buckets, at least 1.</param>
public sealed record UnitStep(long Units, long Buckets = 1);
