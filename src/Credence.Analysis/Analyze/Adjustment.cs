using Credence.Data;

namespace Credence.Analysis;

/// <summary>How an estimate makes use of what was known before the experiment.</summary>
public enum AdjustmentMethod
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>CUPED: subtracts what covariates from before the experiment explain.</summary>
    Cuped,

    /// <summary>Lin's regression, with covariates interacted with the treatment.</summary>
    Lin,

    /// <summary>Analysis of covariance: one slope per covariate for all variants.</summary>
    Ancova,

    /// <summary>Post-stratification.</summary>
    Stratified,
}

/// <summary>The variance estimator of a regression.</summary>
public enum RobustVariance
{
    /// <summary>HC2; CR2 with clusters.</summary>
    Default,

    /// <summary>White's.</summary>
    Hc0,

    /// <summary>White's times n/(n − k).</summary>
    Hc1,

    /// <summary>Unbiased under equal variances.</summary>
    Hc2,

    /// <summary>Near the jackknife.</summary>
    Hc3,

    /// <summary>Clustered, uncorrected.</summary>
    Cr0,

    /// <summary>Clustered, with Stata's factor.</summary>
    Cr1s,

    /// <summary>Clustered, unbiased under a working model of independence.</summary>
    Cr2,
}

/// <summary>Something measured of a unit before the experiment.</summary>
/// <param name="Name">What the user wrote.</param>
/// <param name="Value">Its value.</param>
public sealed record Covariate(string Name, Expression Value);

/// <summary>Covariates, strata and clusters of an analysis.</summary>
public sealed record Adjustment
{
    /// <summary>The method. Default none.</summary>
    public AdjustmentMethod Method { get; init; } = AdjustmentMethod.None;

    /// <summary>What was measured before the experiment.</summary>
    public IReadOnlyList<Covariate> Covariates { get; init; } = [];

    /// <summary>Column of the strata; null without.</summary>
    public string? Strata { get; init; }

    /// <summary>Column of the clusters, where they are coarser than the unit of a row; null without.</summary>
    public string? Cluster { get; init; }

    /// <summary>The variance estimator of a regression or of clusters.</summary>
    public RobustVariance Robust { get; init; } = RobustVariance.Default;
}
