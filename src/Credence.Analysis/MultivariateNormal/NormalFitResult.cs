using Credence.Bayes;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Means, standard deviations and correlations, each with what it may be off by.</summary>
/// <param name="Means">The p means.</param>
/// <param name="StandardDeviations">The p standard deviations.</param>
/// <param name="Correlations">The correlation matrix, p × p.</param>
public sealed record NormalNumbers(ReadOnlyMemory<double> Means, ReadOnlyMemory<double> StandardDeviations, ReadOnlyMemory<double> Correlations);

/// <summary>The posterior of a multivariate normal.</summary>
/// <param name="Draws">The draws.</param>
/// <param name="Summary">Every parameter in numbers.</param>
/// <param name="Priors">The priors in words, with where each comes from.</param>
/// <param name="Graph">The model.</param>
public sealed record JointPosterior(Draws Draws, PosteriorSummary Summary, IReadOnlyList<string> Priors, ModelGraph Graph);

/// <summary>What is said of a missing cell.</summary>
/// <param name="Row">The row in the source, from 1, its header not counted.</param>
/// <param name="Column">The column.</param>
/// <param name="Mean">The mean.</param>
/// <param name="StandardDeviation">The standard deviation.</param>
/// <param name="Interval">The central interval.</param>
public sealed record PredictedCell(long Row, string Column, double Mean, double StandardDeviation, Interval Interval);

/// <summary>A multivariate normal fitted to columns.</summary>
/// <param name="Source">The source as the user wrote it.</param>
/// <param name="Rows">Rows read from the source.</param>
/// <param name="ExcludedByWhere">Rows dropped by the condition.</param>
/// <param name="Fit">The maximum likelihood estimate, with the data it rests on.</param>
/// <param name="Estimates">The estimates: of maximum likelihood, or posterior means.</param>
/// <param name="Errors">Their standard errors, or posterior standard deviations.</param>
/// <param name="Residuals">The correlations less those they are held against: of all rows that have both, or of maximum likelihood.</param>
/// <param name="Posterior">The posterior; null for maximum likelihood.</param>
/// <param name="Alpha">Intervals have level 1 − alpha.</param>
/// <param name="Findings">What a careful reader would remark.</param>
public sealed record NormalFitResult(
    string Source,
    long Rows,
    long ExcludedByWhere,
    MultivariateNormalFit Fit,
    NormalNumbers Estimates,
    NormalNumbers Errors,
    CorrelationResiduals Residuals,
    JointPosterior? Posterior,
    double Alpha,
    IReadOnlyList<Finding> Findings)
{
    internal const string NeverTogether = "never-observed-together";

    /// <summary>Whether the estimate says what a missing cell may be: not where it does not identify how columns go together.</summary>
    public bool TellsCells => !Findings.Any(finding => finding is { Code: NeverTogether, Severity: Severity.Blocking });

    /// <summary>Every missing cell, in the order of rows and columns; null where they were not asked for, or cannot be told.</summary>
    public IReadOnlyList<PredictedCell>? Cells { get; init; }

    /// <summary>What the residuals compare, in words.</summary>
    public string Compared => Posterior is null ? "estimated by maximum likelihood, less those of the rows that have both columns" : "posterior means, less those of maximum likelihood";

    /// <summary>Whether sampling was stopped before all draws were made.</summary>
    public bool Interrupted => Posterior?.Draws.Sampler is { Interrupted: true };
}
