using Credence.Bayes;

namespace Credence.Latent;

/// <summary>Independent priors of a multivariate normal's means, standard deviations and correlation matrix.</summary>
/// <param name="Means">The prior of each mean, or one for all.</param>
/// <param name="StandardDeviations">The prior of each standard deviation, or one for all, on positive numbers.</param>
/// <param name="Concentration">The concentration η &gt; 0 of the LKJ prior of the correlation matrix; 1 is uniform over correlation matrices.</param>
public sealed record MultivariateNormalPriors(IReadOnlyList<IDistribution> Means, IReadOnlyList<IDistribution> StandardDeviations, double Concentration = 1)
{
    /// <summary>The same prior for every mean, and for every standard deviation.</summary>
    /// <param name="mean">The prior of each mean.</param>
    /// <param name="standardDeviation">The prior of each standard deviation, on positive numbers.</param>
    /// <param name="concentration">The concentration η &gt; 0 of the LKJ prior.</param>
    public MultivariateNormalPriors(IDistribution mean, IDistribution standardDeviation, double concentration = 1)
        : this([mean], [standardDeviation], concentration)
    {
    }

    internal IDistribution Mean(int variable) => Means[Means.Count == 1 ? 0 : variable];

    internal IDistribution StandardDeviation(int variable) => StandardDeviations[StandardDeviations.Count == 1 ? 0 : variable];

    internal void Check(int order)
    {
        Guard.Positive(Concentration);
        Guard.SameLength(Means.Count, Means.Count == 1 ? 1 : order);
        Guard.SameLength(StandardDeviations.Count, StandardDeviations.Count == 1 ? 1 : order);
    }

    /// <summary>The distribution in words where it is one for all; else that each variable has its own.</summary>
    internal static string Text(IReadOnlyList<IDistribution> distributions)
        => distributions.Select(distribution => distribution.ToString()!).Distinct().ToArray() is [string same] ? same : "one of each variable";
}
