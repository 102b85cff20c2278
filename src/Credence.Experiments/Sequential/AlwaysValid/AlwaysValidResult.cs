using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>An effect at one look, valid whenever and however often one looks.</summary>
/// <param name="Method">Name of the method in kebab case.</param>
/// <param name="Estimate">Treatment minus control.</param>
/// <param name="StandardError">Standard error of the estimate.</param>
/// <param name="LogEvidence">Log of the e-value against no effect; a product of bets that does not grow on average without an effect.</param>
/// <param name="PValue">min(1, 1/e-value) at this look; over several looks use <see cref="RunningEvidence"/>.</param>
/// <param name="Interval">The confidence sequence at this look; it excludes 0 exactly when the p-value is below alpha.</param>
/// <param name="Relative">The effect as a fraction of the control mean, at the same radius in standard errors.</param>
public sealed record AlwaysValidResult(
    string Method,
    double Estimate,
    double StandardError,
    double LogEvidence,
    double PValue,
    Interval Interval,
    RelativeEffect Relative);

/// <summary>How much must be seen before an asymptotic sequence says anything.</summary>
/// <param name="Units">Least number of units, both arms together.</param>
/// <param name="Events">
/// For proportions, least number of the rarer outcome, both arms together: a normal approximation is as good as its events are many.
/// </param>
public sealed record BurnIn(long Units, long Events = 0)
{
    /// <summary>Whether enough has been seen.</summary>
    /// <param name="units">Units so far.</param>
    /// <param name="events">Events so far; leave out where the metric has none.</param>
    public bool Passed(long units, long events = long.MaxValue) => units >= Units && events >= Events;
}

/// <summary>p-value and interval over all the looks so far: the least p-value and the intersection of the intervals.</summary>
public sealed record RunningEvidence
{
    /// <summary>Nothing seen yet.</summary>
    public static RunningEvidence Start { get; } = new();

    /// <summary>Least p-value of the looks after the burn-in; 1 without any.</summary>
    public double PValue { get; private init; } = 1;

    /// <summary>
    /// Intersection of the intervals after the burn-in; the whole line without any. Its lower limit is above its upper where there is no
    /// common value, a sign that an assumption is broken or, with probability at most alpha, of bad luck.
    /// </summary>
    public Interval Intersection { get; private init; } = new(double.NegativeInfinity, double.PositiveInfinity, double.NaN);

    /// <summary>Number of looks after the burn-in.</summary>
    public int Looks { get; private init; }

    /// <summary>The state after one more look.</summary>
    /// <param name="result">The look.</param>
    /// <param name="ready">Whether the burn-in is over; if not, the look does not count.</param>
    public RunningEvidence Add(AlwaysValidResult result, bool ready = true) => !ready ? this : new()
    {
        PValue = Math.Min(PValue, result.PValue),
        Intersection = new Interval(
            Math.Max(Intersection.Lower, result.Interval.Lower), Math.Min(Intersection.Upper, result.Interval.Upper), result.Interval.Level),
        Looks = Looks + 1,
    };
}
