using Credence.Bayes;

namespace Credence.Latent;

/// <summary>Independent priors of a multivariate normal's means, standard deviations and correlation matrix.</summary>
/// <param name="Mean">The prior of each mean.</param>
/// <param name="StandardDeviation">The prior of each standard deviation, on positive numbers.</param>
/// <param name="Concentration">The concentration η &gt; 0 of the LKJ prior of the correlation matrix; 1 is uniform over correlation matrices.</param>
public sealed record MultivariateNormalPriors(IDistribution Mean, IDistribution StandardDeviation, double Concentration = 1);
