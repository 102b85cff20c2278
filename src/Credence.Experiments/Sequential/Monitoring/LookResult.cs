using System.Text.Json.Serialization;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>What is known at one look at a running test.</summary>
/// <param name="InformationFraction">Information so far as a fraction of the planned maximum.</param>
/// <param name="Estimate">Estimated effect so far.</param>
/// <param name="StandardError">Its standard error.</param>
public sealed record LookData(double InformationFraction, double Estimate, double StandardError)
{
    /// <summary>Whether no look will follow, so that all of alpha left is spent now. A look at fraction 1 is always the last.</summary>
    public bool Last { get; init; }

    /// <summary>Whether the data came in after the test had stopped or beyond the planned maximum.</summary>
    public bool Overrun { get; init; }

    /// <summary>
    /// How much of the plan has passed, in (0, 1], where that is not the information fraction, as with a plan that ends at a date; null takes
    /// the information fraction. Where it is given, information may be on any scale common to all looks (Lan and DeMets, 1989).
    /// </summary>
    public double? SpendingTime { get; init; }

    /// <summary>The share of the plan by which alpha is spent.</summary>
    internal double PlanTime => SpendingTime ?? InformationFraction;

    /// <summary>A look whose information is 1/standardError².</summary>
    /// <param name="estimate">Estimated effect so far.</param>
    /// <param name="standardError">Its standard error, above 0.</param>
    /// <param name="maximumInformation">Planned 1/standardError² at the end, above 0.</param>
    public static LookData FromStandardError(double estimate, double standardError, double maximumInformation)
        => new(1 / (Guard.Positive(standardError) * standardError) / Guard.Positive(maximumInformation), estimate, standardError);
}

/// <summary>What to do after a look.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LookDecision>))]
public enum LookDecision
{
    /// <summary>Go on to the next look.</summary>
    Continue,

    /// <summary>Stop: a rejection boundary is crossed.</summary>
    Reject,

    /// <summary>Stop: the effect sought is unlikely to be shown.</summary>
    Futility,

    /// <summary>The last look has not rejected.</summary>
    End,
}

/// <summary>Which rejection boundary a look has crossed.</summary>
public enum CrossedBoundary
{
    /// <summary>None.</summary>
    None,

    /// <summary>The upper one: treatment is above control.</summary>
    Upper,

    /// <summary>The lower one: treatment is below control.</summary>
    Lower,
}

/// <summary>One look at a running test.</summary>
/// <param name="Data">What was known.</param>
/// <param name="Z">Estimate divided by standard error.</param>
/// <param name="Boundary">z value at which this look rejects, solved for the information there really was; +∞ where it cannot.</param>
/// <param name="FutilityBoundary">z value below which (with two sides: within ±) this look stops for futility; null for none.</param>
/// <param name="CumulativeAlpha">Type I error spent so far, both tails together.</param>
/// <param name="NominalPValue">The fixed-sample p-value, of as many sides as the design; not to be compared with alpha.</param>
/// <param name="RepeatedInterval">Estimate ± boundary · standard error: covers at every look together (Jennison and Turnbull, 1989).</param>
/// <param name="Crossed">Which rejection boundary was crossed.</param>
/// <param name="Decision">What to do.</param>
public sealed record LookResult(
    LookData Data,
    double Z,
    double Boundary,
    double? FutilityBoundary,
    double CumulativeAlpha,
    double NominalPValue,
    Interval RepeatedInterval,
    CrossedBoundary Crossed,
    LookDecision Decision);

/// <summary>What a test that has stopped says about the effect, all by the stage-wise ordering of outcomes (Tsiatis, Rosner and Mehta, 1984).</summary>
/// <param name="RepeatedInterval">The repeated interval of the last look.</param>
/// <param name="AdjustedPValue">p-value that takes the looks into account, uniform without an effect; at most alpha exactly when the test rejects.</param>
/// <param name="MedianUnbiasedEstimate">The effect at which a more extreme outcome has probability ½.</param>
/// <param name="Interval">Interval of level 1 − alpha; one-sided tests have no upper limit.</param>
public sealed record StoppedInference(Interval RepeatedInterval, double AdjustedPValue, double MedianUnbiasedEstimate, Interval Interval);
