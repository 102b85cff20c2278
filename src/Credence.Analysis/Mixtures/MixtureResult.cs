using Credence.Experiments;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>A mixture, what it says of the difference of its components, and what stands beside it.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Names">The names of the components: the labels in their order, then names for components that no row is labelled with.</param>
/// <param name="Named">How many of the names are labels.</param>
/// <param name="InputRows">Rows read from the source.</param>
/// <param name="ExcludedByWhere">Rows dropped by the condition.</param>
/// <param name="Missing">Rows without a value, left out.</param>
/// <param name="Invalid">Rows whose value is NaN or infinite, left out.</param>
/// <param name="Fit">The fit by maximum likelihood.</param>
/// <param name="Differences">Each component's mean minus the first's, in order; empty where the difference is withheld.</param>
/// <param name="CompleteCases">Welch's comparisons of the labelled rows of each component with those of the first; null where one has none.</param>
/// <param name="OneComponent">The same rows by one normal.</param>
/// <param name="Findings">What has to be known beside the numbers, the reason of a verdict that is withheld first.</param>
/// <param name="Verdict">What follows.</param>
public sealed record MixtureResult(
    MixtureQuestion Question,
    IReadOnlyList<string> Names,
    int Named,
    long InputRows,
    long ExcludedByWhere,
    long Missing,
    long Invalid,
    MixtureFit Fit,
    IReadOnlyList<Effect> Differences,
    IReadOnlyList<Effect?> CompleteCases,
    OneComponentComparison OneComponent,
    IReadOnlyList<Finding> Findings,
    Verdict Verdict)
{
    /// <summary>The posterior; null where the differences are those of maximum likelihood.</summary>
    public JointPosterior? Posterior { get; init; }

    /// <summary>The parametric bootstrap of the fit; null where it was not asked for or the difference is withheld.</summary>
    public MixtureBootstrap? Bootstrap { get; init; }

    /// <summary>The difference where labels get lost by outcome; null where it was not asked for.</summary>
    public LabelLossSensitivity? Sensitivity { get; init; }

    /// <summary>Whether the sampler was stopped before its end.</summary>
    public bool Interrupted => Posterior?.Draws.Sampler is { Interrupted: true };

    /// <summary>Whether the difference is withheld.</summary>
    public bool Withheld => Differences.Count == 0;
}

/// <summary>One normal in place of the mixture: all components have one mean and one standard deviation.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="StandardDeviation">The standard deviation, with divisor n.</param>
/// <param name="LogLikelihood">The log-likelihood of values and labels, comparable with that of the mixture.</param>
/// <param name="Bic">The Bayesian information criterion, smaller is better, comparable with that of the mixture.</param>
/// <param name="Test">The test of one normal against the mixture; null where it has no reference distribution, as without labels, unless it was simulated.</param>
public sealed record OneComponentComparison(double Mean, double StandardDeviation, double LogLikelihood, double Bic, LikelihoodRatioTest? Test);

/// <summary>A likelihood-ratio test.</summary>
/// <param name="Statistic">Twice the log of the likelihood ratio.</param>
/// <param name="DegreesOfFreedom">Degrees of freedom of the chi-squared reference; null where the reference was simulated.</param>
/// <param name="Replicates">Data sets simulated for the reference; null where it is chi-squared.</param>
/// <param name="PValue">The p-value.</param>
public sealed record LikelihoodRatioTest(double Statistic, int? DegreesOfFreedom, int? Replicates, double PValue);
