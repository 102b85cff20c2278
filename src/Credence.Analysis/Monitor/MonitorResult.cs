using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Everything that watching a test found, look by look.</summary>
/// <param name="Analysis">The data of the last look, with the interval and p-value of the rule in its comparison, the findings and the verdict.</param>
/// <param name="Rule">The rule, as used.</param>
/// <param name="Looks">The looks, in order of time.</param>
/// <param name="Final">What all looks together say.</param>
/// <param name="Allocation">Check of the allocation at all looks together; null for observational data.</param>
/// <param name="MissingTime">Units without a time, left out.</param>
public sealed record MonitorResult(
    AnalysisResult Analysis, RuleUsed Rule, IReadOnlyList<Look> Looks, FinalInference Final, SequentialAllocation? Allocation, long MissingTime)
{
    /// <summary>The metric that was watched.</summary>
    public MetricResult Metric => Analysis.Metrics[0];

    /// <summary>The treatment.</summary>
    public string Treatment => Metric.Comparisons[0].Variant;
}

/// <summary>A sequential rule with everything it was set to before the data.</summary>
/// <param name="Method">The rule.</param>
/// <param name="Bounds">Boundaries of a group-sequential design; null for others.</param>
/// <param name="Planned">Planned end as asked for; null without one.</param>
/// <param name="TuneAt">Units at which a sequence is narrowest; null where it is not tuned by them.</param>
/// <param name="BurnIn">How much must be seen before a look counts.</param>
/// <param name="Time">Column of the time.</param>
public sealed record RuleUsed(MonitorMethod Method, string? Bounds, PlannedSize? Planned, long? TuneAt, BurnIn BurnIn, string Time);

/// <summary>One look at a test.</summary>
/// <param name="Time">When.</param>
/// <param name="Count">Units with a value, by variant, control first.</param>
/// <param name="Information">Share of the plan that had passed; null without a plan.</param>
/// <param name="Estimate">Treatment minus control.</param>
/// <param name="StandardError">Its standard error, as the rule has it.</param>
/// <param name="Interval">Interval that holds at all looks together; the whole line before the burn-in is over.</param>
/// <param name="Z">Estimate over standard error.</param>
/// <param name="Boundary">z value at which the look rejects; +∞ where it cannot.</param>
/// <param name="PValue">p-value of all looks so far together.</param>
/// <param name="BoundaryCrossed">Which boundary the look has crossed.</param>
/// <param name="Decision">What to do.</param>
/// <param name="FixedInterval">What a test with a single look would give; for comparison only.</param>
/// <param name="FixedPValue">Its p-value; it does not hold where one has looked before.</param>
public sealed record Look(
    LookTime Time,
    IReadOnlyDictionary<string, long> Count,
    double? Information,
    double Estimate,
    double StandardError,
    Interval Interval,
    double Z,
    double Boundary,
    double PValue,
    CrossedBoundary BoundaryCrossed,
    LookDecision Decision,
    Interval FixedInterval,
    double FixedPValue);

/// <summary>What all looks together say.</summary>
/// <param name="RepeatedInterval">Interval that holds at all looks together: the repeated one of a design, the intersection of a sequence.</param>
/// <param name="AdjustedPValue">p-value of all looks together; after a stop by the stage-wise ordering.</param>
/// <param name="MedianUnbiasedEstimate">The estimate corrected for the stop; null before it, or where the rule has none.</param>
public sealed record FinalInference(Interval RepeatedInterval, double AdjustedPValue, double? MedianUnbiasedEstimate);

/// <summary>Check of the allocation that holds at all looks together.</summary>
/// <param name="Observed">Units at the last look, by variant.</param>
/// <param name="Expected">Planned shares.</param>
/// <param name="PValue">Least always-valid p-value of the looks.</param>
/// <param name="Mismatch">Whether it is at or below the level of the check.</param>
/// <param name="Alpha">Level of the check.</param>
public sealed record SequentialAllocation(IReadOnlyDictionary<string, long> Observed, IReadOnlyDictionary<string, double> Expected, double PValue, bool Mismatch, double Alpha);
