using Credence.Bayes;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>The priors of every variant's parameters: those stated, and defaults for the others.</summary>
internal static class StatedPriors
{
    /// <summary>Finds the prior of each parameter of each variant.</summary>
    /// <param name="family">The family of the outcomes.</param>
    /// <param name="arms">The data of the variants.</param>
    /// <param name="stated">Priors by name: <c>sd</c>, <c>variance</c>, or of one variant <c>mean[B]</c>.</param>
    /// <returns>The priors by variant and parameter.</returns>
    /// <exception cref="InputException">A name is unknown, or two priors are stated for one parameter.</exception>
    public static ParameterDensity[][] Resolve(OutcomeFamily family, IReadOnlyList<OutcomeSummary> arms, IReadOnlyDictionary<string, Prior> stated)
    {
        RequireKnown(family, arms, stated);
        IReadOnlyList<DefaultPrior> defaults = family.Defaults(OutcomeSummary.Together(arms));
        return [.. arms.Select(arm => OfArm(family, arm, stated, defaults))];
    }

    private static ParameterDensity[] OfArm(OutcomeFamily family, OutcomeSummary arm, IReadOnlyDictionary<string, Prior> stated, IReadOnlyList<DefaultPrior> defaults)
    {
        int size = family.Parameters.Count;
        double[] estimates = new double[size], errors = new double[size];
        ArmLikelihood likelihood = family.Bind(arm);
        likelihood.Estimate(estimates, errors);
        estimates[0] += likelihood.Origin;
        return [.. family.Parameters.Select((parameter, k) =>
            Find(parameter, arm.Variant, stated) is var (name, prior)
                ? Stated(parameter, arm.Variant, name, prior, estimates[k])
                : new ParameterDensity(new ParameterPrior(parameter.Name, Distribution.Truncated(defaults[k].Distribution, parameter.Lower, parameter.Upper), false, defaults[k].DependsOnData), false))];
    }

    private static ParameterDensity Stated(OutcomeParameter parameter, string variant, string name, Prior prior, double estimate)
    {
        bool ofSquare = name != parameter.Name && !name.StartsWith(parameter.Name + "[", StringComparison.Ordinal);
        if (prior.IsCentredOnSample && (ofSquare || !double.IsFinite(estimate)))
            throw new InputException($"prior of {name}", $"{prior} is centred on a mean of the data, which {name} has not", "state it in numbers");
        double upper = ofSquare ? parameter.Upper * parameter.Upper : parameter.Upper;
        IDistribution distribution = prior.Within(name, parameter.Lower, upper, estimate);
        string own = prior.IsCentredOnSample && !name.EndsWith(']') ? $"{name}[{variant}]" : name;
        return new ParameterDensity(new ParameterPrior(own, distribution, true, prior.IsCentredOnSample), ofSquare);
    }

    // The prior of one variant goes before that of all.
    private static (string Name, Prior Prior)? Find(OutcomeParameter parameter, string variant, IReadOnlyDictionary<string, Prior> stated)
    {
        foreach (string index in (string[])[$"[{variant}]", ""])
        {
            string[] found = [.. parameter.PriorNames.Select(name => name + index).Where(stated.ContainsKey)];
            if (found.Length > 1)
                throw new InputException($"prior of {found[1]}", $"{found[0]} has a prior already, and one determines the other", "state one of the two");
            if (found.Length == 1)
                return (found[0], stated[found[0]]);
        }
        return null;
    }

    private static void RequireKnown(OutcomeFamily family, IReadOnlyList<OutcomeSummary> arms, IReadOnlyDictionary<string, Prior> stated)
    {
        string[] general = [.. family.Parameters.SelectMany(parameter => parameter.PriorNames)];
        string[] known = [.. general, .. arms.SelectMany(arm => general.Select(name => $"{name}[{arm.Variant}]"))];
        foreach (string name in stated.Keys)
        {
            if (known.Contains(name, StringComparer.Ordinal))
                continue;
            string all = $"the parameters are {string.Join(", ", general)}, also of one variant as in {general[0]}[{arms[^1].Variant}]";
            throw new InputException($"prior of {name}", $"there is no parameter '{name}'", Nearest.Of(name, known) is { } nearest ? $"did you mean '{nearest}'? {all}" : all);
        }
    }
}
