using Credence.Bayes;

namespace Credence.Reporting;

/// <summary>Data sets simulated from a model beside the observed one.</summary>
/// <param name="Name">What the values are, such as the outcome of a variant.</param>
/// <param name="Replicates">The simulated data sets, at least one, none empty.</param>
/// <param name="Observed">The observed values; null where they are not known or not to be shown.</param>
/// <param name="Prior">Whether parameters came from the prior; else from the posterior.</param>
public sealed record PredictiveSample(string Name, IReadOnlyList<double[]> Replicates, WeightedValues? Observed, bool Prior);
