using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What a way of estimating says of one treatment.</summary>
/// <param name="Effect">The effect.</param>
internal sealed record Estimation(Effect Effect)
{
    /// <summary>The difference behind a t or z statement, from which sequences and equivalence tests are made; null where the effect rests on
    /// another statistic.</summary>
    public MeanComparison? Comparison { get; init; }

    /// <summary>Name of the variance reduction.</summary>
    public string Adjustment { get; init; } = "none";

    /// <summary>Level of a test with one look that has the same critical value; null where this is such a test.</summary>
    public double? NominalAlpha { get; init; }

    /// <summary>How spread and shape differ, where values were read.</summary>
    public SpreadComparison? Spread { get; init; }

    /// <summary>The odds ratio of an exact test.</summary>
    public OddsRatio? OddsRatio { get; init; }

    /// <summary>Share of the values that equal the quantile, in the arm where it is larger.</summary>
    public double? TiedShare { get; init; }

    /// <summary>What the posterior says; null where a test was asked.</summary>
    public ComparisonPosterior? Posterior { get; init; }

    /// <summary>The test that stands beside a posterior; null where there is none.</summary>
    public Effect? Test { get; init; }

    /// <summary>Share of the variance removed by the adjustment.</summary>
    public double VarianceReduction { get; init; }

    /// <summary>What an adjustment for covariates did; null without one.</summary>
    public AdjustmentDetail? Detail { get; init; }

    /// <summary>The effect in each stratum; null without strata.</summary>
    public Strata? Strata { get; init; }

    /// <summary>How alike the rows of a cluster are; null without clusters.</summary>
    public ClusterSummary? Clusters { get; init; }

    /// <summary>How the effect was resampled; null where it was not.</summary>
    public ResamplingSummary? Resampling { get; init; }
}
