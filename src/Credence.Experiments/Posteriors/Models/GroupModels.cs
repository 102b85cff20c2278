using Credence.Bayes;
using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>A model of variants with what is to be said before it is sampled.</summary>
/// <param name="Model">The model; null where its posterior does not exist.</param>
/// <param name="Findings">What is remarkable about data and priors.</param>
public sealed record ConditionedGroups(GroupModel? Model, IReadOnlyList<Finding> Findings);

/// <summary>Makes models of the outcomes of variants.</summary>
public static class GroupModels
{
    /// <summary>Conditions a likelihood on the data of the variants.</summary>
    /// <param name="likelihood">How outcomes are distributed.</param>
    /// <param name="arms">The data of the variants, the control first; at least one.</param>
    /// <param name="priors">Priors by parameter, such as <c>sd</c>, or <c>mean[B]</c> of one variant; weakly informative defaults for the others.</param>
    /// <exception cref="InputException">The data are impossible under the likelihood, or a prior names no parameter or contradicts its range.</exception>
    /// <exception cref="ArgumentException">There is no variant, or a summary lacks what the likelihood needs.</exception>
    public static ConditionedGroups Create(OutcomeLikelihood likelihood, IReadOnlyList<OutcomeSummary> arms, IReadOnlyDictionary<string, Prior>? priors = null)
    {
        ArgumentNullException.ThrowIfNull(arms);
        Guard.AtLeast(arms.Count, 1);
        OutcomeFamily family = OutcomeFamily.Of(likelihood);
        foreach (OutcomeSummary arm in arms)
            family.Require(arm);
        ParameterDensity[][] resolved = StatedPriors.Resolve(family, arms, priors ?? new Dictionary<string, Prior>(StringComparer.Ordinal));
        List<Finding> findings = [.. arms.SelectMany(family.Findings)];
        if (arms.Any(family.IsDegenerate))
            return new ConditionedGroups(null, findings);
        findings.AddRange(PriorConflict.Findings(family, arms, resolved));
        return new ConditionedGroups(new GroupModel(family, arms, resolved), findings);
    }

    /// <summary>Draws parameters from the priors and data from the likelihood, and conditions on those data, as simulation-based calibration does.</summary>
    /// <param name="likelihood">How outcomes are distributed.</param>
    /// <param name="priors">The priors of all parameters; none may be centred on the data.</param>
    /// <param name="sizes">The number of outcomes of each variant, by name, the control first.</param>
    /// <param name="random">The random numbers.</param>
    /// <returns>The true values in the order of the model's parameters, and the model given the data.</returns>
    /// <exception cref="ArgumentException">A parameter has no stated prior, or there is no posterior given the simulated data.</exception>
    public static (double[] Truth, GroupModel Model) Simulate(
        OutcomeLikelihood likelihood, IReadOnlyDictionary<string, Prior> priors, IReadOnlyList<(string Variant, int Count)> sizes, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(priors);
        ArgumentNullException.ThrowIfNull(sizes);
        ArgumentNullException.ThrowIfNull(random);
        OutcomeSummary[] none = [.. sizes.Select(size => OutcomeSummary.FromValues(size.Variant, []))];
        GroupModel prior = Create(likelihood, none, priors).Model!;
        if (prior.Priors.FirstOrDefault(statement => statement.DependsOnData) is { } dependent)
            throw new ArgumentException($"{dependent} depends on the data; state a prior that does not.", nameof(priors));
        double[] truth = new double[prior.Parameters.Count];
        prior.SamplePrior(random, truth);
        OutcomeSummary[] data = new OutcomeSummary[sizes.Count];
        for (int a = 0; a < data.Length; a++)
        {
            double[] values = new double[sizes[a].Count];
            prior.Simulate(truth, a, random, values);
            data[a] = OutcomeSummary.FromValues(sizes[a].Variant, values);
        }
        GroupModel model = Create(likelihood, data, priors).Model
            ?? throw new ArgumentException("Given the simulated data there is no posterior; simulate more outcomes.", nameof(sizes));
        return (truth, model);
    }
}
