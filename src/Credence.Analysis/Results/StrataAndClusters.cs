using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>The strata of a comparison.</summary>
/// <param name="Column">Column of the strata.</param>
/// <param name="Results">The effect in each stratum, merged ones last.</param>
/// <param name="Thin">Strata that were merged, as a variant has fewer than two units there; null is the stratum of missing values.</param>
/// <param name="OneSided">Those among them in which a variant has no units.</param>
/// <param name="VarianceRatio">Variance of the effect over that without strata.</param>
public sealed record Strata(
    string Column, IReadOnlyList<StratumResult> Results, IReadOnlyList<string?> Thin, IReadOnlyList<string?> OneSided, double VarianceRatio);

/// <summary>The effect in one stratum.</summary>
/// <param name="Values">Values of the stratum's column, several where thin strata were merged; null is a missing value.</param>
/// <param name="Count">Units of both variants.</param>
/// <param name="ControlCount">Units of the control.</param>
/// <param name="TreatmentCount">Units of the treatment.</param>
/// <param name="Weight">Share of the stratum in the effect; the weights sum to 1.</param>
/// <param name="ControlMean">Level of the control.</param>
/// <param name="Estimate">Treatment minus control.</param>
/// <param name="Variance">Squared standard error of the estimate.</param>
/// <param name="StandardError">Standard error of the estimate.</param>
/// <param name="PValue">p-value of the stratum alone.</param>
/// <param name="Interval">Interval of the difference in the stratum.</param>
/// <param name="Relative">The effect as a fraction of the stratum's control mean.</param>
public sealed record StratumResult(
    IReadOnlyList<string?> Values,
    long Count,
    long ControlCount,
    long TreatmentCount,
    double Weight,
    double ControlMean,
    double Estimate,
    double Variance,
    double StandardError,
    double PValue,
    Interval Interval,
    RelativeEffect Relative);

/// <summary>The clusters of a comparison.</summary>
/// <param name="Column">Column of the clusters.</param>
/// <param name="Count">Clusters per variant, control first.</param>
/// <param name="InBothVariants">Clusters with rows in both.</param>
/// <param name="MeanSize">Mean number of rows of a cluster.</param>
/// <param name="SizeVariation">Standard deviation of the number of rows over its mean.</param>
/// <param name="Icc">Intraclass correlation within variants; may be negative.</param>
/// <param name="DesignEffect">Variance of a mean of rows against that of as many independent rows, by the intraclass correlation.</param>
/// <param name="Imputed">Covariates of which rows have no value: the mean stands there, and an indicator is a further covariate.</param>
/// <param name="LevelStandardErrors">Standard error of each variant's level, as clusters make it.</param>
/// <param name="LeftOut">Covariates left out of the regression, of which a term is a combination of others.</param>
public sealed record ClusterSummary(
    string Column,
    IReadOnlyDictionary<string, long> Count,
    long InBothVariants,
    double MeanSize,
    double SizeVariation,
    double Icc,
    double DesignEffect,
    IReadOnlyList<string> Imputed,
    IReadOnlyDictionary<string, double> LevelStandardErrors,
    IReadOnlyList<string> LeftOut);
