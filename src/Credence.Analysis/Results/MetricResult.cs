using System.Text.Json.Serialization;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What a metric measures.</summary>
public enum MetricKind
{
    /// <summary>Mean of a value per unit.</summary>
    Mean,

    /// <summary>Share of units with the value 1.</summary>
    Proportion,

    /// <summary>Sum of a numerator over sum of a denominator.</summary>
    Ratio,

    /// <summary>Quantile of a value over rows.</summary>
    Quantile,

    /// <summary>Mean of a latent variable that indicators measure, in its standard deviations in the control.</summary>
    Construct,
}

/// <summary>What a metric is for.</summary>
public enum MetricRole
{
    /// <summary>Decides.</summary>
    Primary,

    /// <summary>Must not be harmed.</summary>
    Guardrail,

    /// <summary>Explains.</summary>
    Secondary,
}

/// <summary>One metric: its level in each variant and its comparisons with the control.</summary>
/// <param name="Name">Name of the metric.</param>
/// <param name="Expression">What is measured, as the user wrote it.</param>
/// <param name="Kind">Mean, proportion or ratio.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Direction">Which way is good.</param>
/// <param name="Missing">Units without a value.</param>
/// <param name="Invalid">Units with a value that is NaN or infinite.</param>
/// <param name="Variants">Level per variant, control first.</param>
/// <param name="Comparisons">Each treatment against the control.</param>
/// <param name="Breakdowns">The same by segment, one per column asked for.</param>
public sealed record MetricResult(
    string Name,
    string Expression,
    MetricKind Kind,
    MetricRole Role,
    Direction Direction,
    long Missing,
    long Invalid,
    IReadOnlyDictionary<string, VariantSummary> Variants,
    IReadOnlyList<Comparison> Comparisons,
    IReadOnlyList<Breakdown> Breakdowns)
{
    /// <summary>The effect by time since exposure; null where it was not asked for.</summary>
    public Development? Development { get; init; }

    /// <summary>The posterior of levels and effects; null where tests were asked.</summary>
    [JsonIgnore]
    public MetricPosterior? Posterior { get; init; }

    /// <summary>Which quantile is measured; null for other kinds.</summary>
    public double? Quantile { get; init; }

    /// <summary>Where large values were capped; null where they were not.</summary>
    public Winsorization? Winsorization { get; init; }

    /// <summary>How a construct is measured; null, and absent from the document, for other kinds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ConstructSummary? Construct { get; init; }

    /// <summary>The effects split into the share of units that are not 0 and their mean, by treatment; null where few units are 0.</summary>
    public IReadOnlyDictionary<string, ZeroInflatedSplit>? ZeroInflated { get; init; }
}

/// <summary>The level of a metric in one variant.</summary>
/// <param name="Count">Units used; rows for a quantile.</param>
/// <param name="Mean">Mean, share of successes, ratio of sums, or quantile.</param>
/// <param name="StandardDeviation">Sample standard deviation of the unit values (of the linearised values for a ratio or quantile: the standard error of
/// its level times the root of the count).</param>
public sealed record VariantSummary(long Count, double Mean, double StandardDeviation);

/// <summary>A treatment against the control.</summary>
/// <param name="Variant">The treatment.</param>
/// <param name="Control">The control.</param>
/// <param name="Method">Name of the test.</param>
/// <param name="Adjustment">Name of the variance reduction, <c>none</c> without.</param>
/// <param name="Alternative">Side of the test; a guardrail's is always two-sided.</param>
/// <param name="Estimate">Treatment minus control.</param>
/// <param name="StandardError">Standard error of the estimate.</param>
/// <param name="DegreesOfFreedom">Degrees of freedom of t; null for a normal reference.</param>
/// <param name="Statistic">t or z.</param>
/// <param name="PValue">p-value of the alternative.</param>
/// <param name="AdjustedPValue">p-value after correction for several comparisons.</param>
/// <param name="Significant">Whether the adjusted p-value is below alpha.</param>
/// <param name="Interval">Interval of the difference; its level is 1 − alpha, or what a correction leaves of it to agree with the adjusted p-value.</param>
/// <param name="Relative">The effect as a fraction of the control mean, at the same level.</param>
/// <param name="Margin">The non-inferiority statement; null without a margin.</param>
/// <param name="MinimumDetectableEffect">Effect that a test of this size finds with power 0.8, in the metric's units.</param>
/// <param name="VarianceReduction">Share of the variance removed by the adjustment.</param>
public sealed record Comparison(
    string Variant,
    string Control,
    string Method,
    string Adjustment,
    Alternative Alternative,
    double Estimate,
    double StandardError,
    double? DegreesOfFreedom,
    double Statistic,
    double PValue,
    double AdjustedPValue,
    bool Significant,
    Interval Interval,
    RelativeEffect Relative,
    MarginStatement? Margin,
    double MinimumDetectableEffect,
    double VarianceReduction)
{
    /// <summary>The difference in standard deviations; null where the metric is no mean.</summary>
    public StandardizedDifference? EffectSize { get; init; }

    /// <summary>How spread and shape differ; null where the metric is no mean.</summary>
    public SpreadComparison? Spread { get; init; }

    /// <summary>Share of the values that equal the quantile, in the arm where it is larger; null where the metric is no quantile.</summary>
    public double? TiedShare { get; init; }

    /// <summary>The odds ratio of an exact test; null otherwise.</summary>
    public OddsRatio? OddsRatio { get; init; }

    /// <summary>Power of a test of this size to find the smallest effect that the design declared worth finding; null without one.</summary>
    public double? PowerAtDesignEffect { get; init; }

    /// <summary>The equivalence statement; null without a margin of equivalence.</summary>
    public EquivalenceStatement? Equivalence { get; init; }

    /// <summary>What an adjustment for covariates did; null without one.</summary>
    public AdjustmentDetail? AdjustmentDetail { get; init; }

    /// <summary>The effect in each stratum; null without strata.</summary>
    [JsonIgnore]
    public Strata? Stratification { get; init; }

    /// <summary>The strata that the effect is a weighted mean over; null without.</summary>
    public IReadOnlyList<StratumResult>? Strata => Stratification?.Results;

    /// <summary>How alike the rows of a cluster are; null without clusters.</summary>
    public ClusterSummary? Clusters { get; init; }

    /// <summary>What the posterior says; null where a test was asked.</summary>
    public ComparisonPosterior? Posterior { get; init; }

    /// <summary>The test that stands beside a posterior; null where there is none.</summary>
    public FrequentistStatement? Frequentist { get; init; }

    /// <summary>How the comparison was resampled; null where it was not.</summary>
    public ResamplingSummary? Resampling { get; init; }
}

/// <summary>What an adjustment for covariates did to a comparison.</summary>
/// <param name="PlainEstimate">The difference without adjustment.</param>
/// <param name="PlainStandardError">Its standard error.</param>
/// <param name="Covariates">The columns used, indicators of missing values among them.</param>
/// <param name="Correlation">Correlation of the metric with the covariate over all units of all variants, multiple where there are several.</param>
/// <param name="Slopes">Slope of each covariate used where one holds for all variants; empty where each variant has its own.</param>
public sealed record AdjustmentDetail(
    double PlainEstimate, double PlainStandardError, IReadOnlyList<string> Covariates, double Correlation, IReadOnlyDictionary<string, double> Slopes)
{
    // Where nothing is adjusted for, the two variances differ by the rounding of their formulas only.
    private const double Rounding = 1e-12;

    /// <summary>Share of the plain estimate's variance that the adjustment removed; negative where it added some.</summary>
    internal static double Reduction(Effect adjusted, Effect plain)
    {
        double ratio = adjusted.StandardError / plain.StandardError, reduction = 1 - ratio * ratio;
        return Math.Abs(reduction) < Rounding ? 0 : reduction;
    }
}

/// <summary>Whether the effect is shown to be no worse than a margin allows.</summary>
/// <param name="Value">The margin, above 0: how much harm is tolerated.</param>
/// <param name="IsRelative">Whether the margin is a fraction of the control mean, not in metric units.</param>
/// <param name="Met">Whether <paramref name="Bound"/> lies on the good side of the margin.</param>
/// <param name="Bound">Limit of the effect on the side of harm: of the lift where the margin is relative, else of the difference; NaN
/// where there is none.</param>
/// <param name="Level">Confidence level of the bound, one-sided.</param>
/// <param name="PValue">p-value of "worse than the margin", one-sided.</param>
public sealed record MarginStatement(double Value, bool IsRelative, bool Met, double Bound, double Level, double PValue)
{
    /// <summary>The p-value after correction for several comparisons.</summary>
    public double AdjustedPValue { get; init; } = PValue;
}

/// <summary>A metric by the values of one column.</summary>
/// <param name="By">The column.</param>
/// <param name="Segments">One entry per value, the largest first.</param>
/// <param name="Interaction">Test of equal effects over the segments with at least <see cref="MinimumUnits"/> in each variant; null where fewer
/// than two are left.</param>
public sealed record Breakdown(string By, IReadOnlyList<SegmentResult> Segments, Interaction? Interaction)
{
    /// <summary>Units that each variant of a segment needs for the segment to take part in the test of equal effects.</summary>
    public const int MinimumUnits = 50;
}

/// <summary>A metric by the time since a unit's exposure.</summary>
/// <param name="Since">The column of that time.</param>
/// <param name="Segments">One entry per time, the earliest first.</param>
/// <param name="Trends">Whether the effect of each treatment grows or fades, by treatment; a treatment with fewer than three times is not among them.</param>
public sealed record Development(string Since, IReadOnlyList<SegmentResult> Segments, IReadOnlyDictionary<string, EffectTrend> Trends);

/// <summary>One value of a breakdown's column.</summary>
/// <param name="Value">The value as printed; null where the column is missing.</param>
/// <param name="Variants">Level per variant.</param>
/// <param name="Comparisons">Each treatment against the control; empty where an arm is.</param>
public sealed record SegmentResult(string? Value, IReadOnlyDictionary<string, VariantSummary> Variants, IReadOnlyList<Comparison> Comparisons);

/// <summary>Chi-square test that the effect is the same in all segments (Cochran's Q where there is one treatment).</summary>
/// <param name="Statistic">Weighted residual sum of squares of segment plus variant.</param>
/// <param name="DegreesOfFreedom">Degrees of freedom of its chi-square reference.</param>
/// <param name="PValue">Upper tail.</param>
public sealed record Interaction(double Statistic, int DegreesOfFreedom, double PValue);
