using Credence.Bayes;
using Credence.Experiments;

namespace Credence.Analysis;

/// <summary>How a posterior is found.</summary>
public enum PosteriorInference
{
    /// <summary>By sampling, for any likelihood.</summary>
    Bayes,

    /// <summary>Exactly, where prior and likelihood are conjugate.</summary>
    Conjugate,
}

/// <summary>How effects are inferred from a posterior in place of tests.</summary>
public sealed record PosteriorOptions
{
    /// <summary>How the posterior is found.</summary>
    public PosteriorInference Inference { get; init; }

    /// <summary>How outcomes are distributed; null takes the binomial for a proportion and the normal for a mean.</summary>
    public OutcomeLikelihood? Likelihood { get; init; }

    /// <summary>Priors by parameter, such as <c>sd</c>, or <c>mean[B]</c> of one variant; defaults on the data's scale for the others.</summary>
    public IReadOnlyDictionary<string, Prior> Priors { get; init; } = new Dictionary<string, Prior>(StringComparer.Ordinal);

    /// <summary>Standard deviations that are known beforehand, by variant; empty where they are inferred.</summary>
    public IReadOnlyDictionary<string, double> KnownStandardDeviations { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>How the posterior is sampled.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>Level of the highest-density intervals in the posterior's table, in (0, 1).</summary>
    public double HdiLevel { get; init; } = 0.94;

    /// <summary>Whether data are simulated from the priors alone.</summary>
    public bool PriorPredictive { get; init; }

    /// <summary>Whether data are simulated from the posterior and held against those observed.</summary>
    public bool PosteriorPredictive { get; init; }

    /// <summary>Told about the chains while they run; may be null.</summary>
    public IProgress<SamplingProgress>? Progress { get; init; }

    /// <summary>Told each stage: what is sampled, for which groups of which sizes, and what it took; may be null.</summary>
    public IProgress<string>? Stages { get; init; }
}
