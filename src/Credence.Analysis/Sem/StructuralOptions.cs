using Credence.Bayes;
using Credence.Data;
using Credence.Latent;

namespace Credence.Analysis;

/// <summary>How the parameters of a structural equation model are found.</summary>
public enum StructuralEstimator
{
    /// <summary>Maximum likelihood.</summary>
    Ml,

    /// <summary>Maximum likelihood with standard errors and a test that hold without normality.</summary>
    Mlr,

    /// <summary>Generalized least squares.</summary>
    Gls,

    /// <summary>Unweighted least squares.</summary>
    Uls,

    /// <summary>A posterior by sampling.</summary>
    Bayes,
}

/// <summary>What a structural equation model is to be fitted to, and how.</summary>
public sealed record StructuralOptions
{
    /// <summary>The text of the model.</summary>
    public required string Model { get; init; }

    /// <summary>What the text is called in messages, such as its file.</summary>
    public required string ModelName { get; init; }

    /// <summary>Where the rows are; null where a covariance matrix is given.</summary>
    public TableSource? Source { get; init; }

    /// <summary>Moments in place of rows; null where rows are given.</summary>
    public CovarianceTable? Covariance { get; init; }

    /// <summary>Which defaults complete the model.</summary>
    public SemModelType Type { get; init; }

    /// <summary>How parameters are found.</summary>
    public StructuralEstimator Estimator { get; init; }

    /// <summary>Whether rows with missing cells count with what is observed of them; else they are left out.</summary>
    public bool FullInformation { get; init; }

    /// <summary>The column of the groups; null for one group.</summary>
    public string? Group { get; init; }

    /// <summary>What is held equal in all groups.</summary>
    public SemEquality GroupEqual { get; init; }

    /// <summary>Whether the ladder of measurement invariance is climbed.</summary>
    public bool Invariance { get; init; }

    /// <summary>Whether latent variables get their scale from a variance of 1.</summary>
    public bool StandardizedLatent { get; init; }

    /// <summary>Whether latent variables do not covary by default.</summary>
    public bool Orthogonal { get; init; }

    /// <summary>Whether means are modelled in any case.</summary>
    public bool MeanStructure { get; init; }

    /// <summary>Number of bootstrap samples for standard errors and intervals; 0 for none.</summary>
    public int Bootstrap { get; init; }

    /// <summary>Rows to keep; null keeps all.</summary>
    public Expression? Where { get; init; }

    /// <summary>Whether latent variables are predicted for every row.</summary>
    public bool Scores { get; init; }

    /// <summary>Error level: intervals have level 1 − alpha. In (0, 1).</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>Seed of everything random.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads; null takes all cores.</summary>
    public int? Threads { get; init; }

    /// <summary>How a posterior is sampled.</summary>
    public StructuralSampling Sampling { get; init; } = new();
}

/// <summary>How the posterior of a structural equation model is sampled and checked.</summary>
public sealed record StructuralSampling
{
    /// <summary>The chains.</summary>
    public SamplingOptions Options { get; init; } = new();

    /// <summary>The priors.</summary>
    public SemPriors Priors { get; init; } = SemPriors.Default;

    /// <summary>Level of the highest-density intervals, in (0, 1).</summary>
    public double HdiLevel { get; init; } = 0.94;

    /// <summary>Whether data are simulated from the priors alone.</summary>
    public bool PriorPredictive { get; init; }

    /// <summary>Whether data are simulated from the posterior and held against those observed.</summary>
    public bool PosteriorPredictive { get; init; }

    /// <summary>Told about the chains while they run; may be null.</summary>
    public IProgress<SamplingProgress>? Progress { get; init; }

    /// <summary>Told each stage; may be null.</summary>
    public IProgress<string>? Stages { get; init; }
}
