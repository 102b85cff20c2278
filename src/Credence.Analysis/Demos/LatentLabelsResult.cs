using Credence.Bayes;
using Credence.Experiments;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>A posterior that was sampled.</summary>
/// <param name="Summary">Its parameters, with <c>difference[treatment]</c>, and how well the draws know them; intervals of 95%.</param>
/// <param name="Findings">What is to be said of convergence.</param>
public sealed record SampledPosterior(PosteriorSummary Summary, IReadOnlyList<Finding> Findings)
{
    /// <summary>The difference of the means.</summary>
    public ElementSummary Difference => Summary["difference[treatment]"];
}

/// <summary>The methods of the article on lost labels, side by side on its two worked examples and on one data set with a known truth.</summary>
public sealed record LatentLabelsResult
{
    /// <summary>What was asked.</summary>
    public required LatentLabelsOptions Options { get; init; }

    /// <summary>The values of the first worked example.</summary>
    public required IReadOnlyList<double> RidgeValues { get; init; }

    /// <summary>The first worked example from the start that the article states.</summary>
    public required LatentGaussianExample Ridge { get; init; }

    /// <summary>The same from other starts, each of which ends elsewhere on the ridge.</summary>
    public required IReadOnlyList<LatentGaussianExample> OtherStarts { get; init; }

    /// <summary>The second worked example.</summary>
    public required FiveCustomers Customers { get; init; }

    /// <summary>The truth behind the simulated data, such as <c>mean[1]</c> and <c>difference[1]</c>.</summary>
    public required IReadOnlyDictionary<string, double> Truth { get; init; }

    /// <summary>EM with all labels.</summary>
    public required MixtureFit Observed { get; init; }

    /// <summary>EM with the labels that are left.</summary>
    public required MixtureFit SemiSupervised { get; init; }

    /// <summary>EM without labels.</summary>
    public required MixtureFit Masked { get; init; }

    /// <summary>EM without labels from starts by chance, ended after a fixed number of steps.</summary>
    public required CappedSearches Capped { get; init; }

    /// <summary>Welch's test on the labelled rows.</summary>
    public required Effect Welch { get; init; }

    /// <summary>The conjugate posterior as the article sets it up.</summary>
    public required PosteriorComparison AsPrinted { get; init; }

    /// <summary>The conjugate posterior with uniform priors.</summary>
    public required PosteriorComparison Conjugate { get; init; }

    /// <summary>Two normal groups by sampling, on the labelled rows.</summary>
    public required SampledPosterior Groups { get; init; }

    /// <summary>The mixture by sampling, with the labels that are left.</summary>
    public required SampledPosterior Mixture { get; init; }

    /// <summary>The mixture by sampling, without labels; its means are in order.</summary>
    public required SampledPosterior MaskedMixture { get; init; }

    /// <summary>What each method says.</summary>
    public required IReadOnlyList<ComparedEstimate> Estimates { get; init; }

    /// <summary>What has to be known beside the numbers; each says which method it is of.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>The difference of the population's means.</summary>
    public double TrueDifference => Truth["difference[1]"];

    /// <summary>The number of rows.</summary>
    public long Rows => SemiSupervised.Data.Rows;

    /// <summary>The number of rows that kept their label.</summary>
    public long Labelled => SemiSupervised.Data.Labelled;

    /// <summary>What one method says.</summary>
    public ComparedEstimate Of(LatentLabelsMethod method) => Estimates.First(estimate => estimate.Method == method);
}
