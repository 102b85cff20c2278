using Credence.Bayes;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>The priors of a model's parameters: those stated, and defaults for the others.</summary>
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
        RequireKnown(family.Parameters, [.. arms.Select(arm => arm.Variant)], stated);
        IReadOnlyList<DefaultPrior> defaults = [.. family.Defaults(OutcomeSummary.Together(arms)).Zip(family.Parameters, Within)];
        return [.. arms.Select(arm => OfArm(family, arm, stated, defaults))];
    }

    /// <summary>Finds the prior of parameters that all stand alone.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="stated">Priors by name.</param>
    /// <param name="defaults">A prior for each parameter that has none stated.</param>
    /// <param name="estimates">What a prior centred on the data is centred on; NaN for none.</param>
    public static ParameterDensity[] Resolve(
        IReadOnlyList<OutcomeParameter> parameters, IReadOnlyDictionary<string, Prior> stated, IReadOnlyList<DefaultPrior> defaults, ReadOnlySpan<double> estimates)
    {
        RequireKnown(parameters, [], stated);
        return Choose(parameters, "", stated, [.. defaults.Zip(parameters, Within)], estimates);
    }

    private static ParameterDensity[] OfArm(OutcomeFamily family, OutcomeSummary arm, IReadOnlyDictionary<string, Prior> stated, IReadOnlyList<DefaultPrior> defaults)
    {
        double[] estimates = new double[family.Parameters.Count], errors = new double[estimates.Length];
        ArmLikelihood likelihood = family.Bind(arm);
        likelihood.Estimate(estimates, errors);
        estimates[0] += likelihood.Origin;
        return Choose(family.Parameters, $"[{arm.Variant}]", stated, defaults, estimates);
    }

    private static ParameterDensity[] Choose(
        IReadOnlyList<OutcomeParameter> parameters, string index, IReadOnlyDictionary<string, Prior> stated, IReadOnlyList<DefaultPrior> defaults, ReadOnlySpan<double> estimates)
    {
        ParameterDensity[] chosen = new ParameterDensity[parameters.Count];
        for (int k = 0; k < chosen.Length; k++)
        {
            chosen[k] = Find(parameters[k], index, stated) is var (name, prior)
                ? Stated(parameters[k], index, name, prior, estimates[k])
                : new ParameterDensity(new ParameterPrior(parameters[k].Name, defaults[k].Distribution, false, defaults[k].DependsOnData), false);
        }
        return chosen;
    }

    private static DefaultPrior Within(DefaultPrior prior, OutcomeParameter parameter)
        => prior with { Distribution = Distribution.Truncated(prior.Distribution, parameter.Lower, parameter.Upper) };

    private static ParameterDensity Stated(OutcomeParameter parameter, string index, string name, Prior prior, double estimate)
    {
        bool ofSquare = name != parameter.Name && !name.StartsWith(parameter.Name + "[", StringComparison.Ordinal);
        if (prior.IsCentredOnSample && (ofSquare || !double.IsFinite(estimate)))
            throw new InputException($"prior of {name}", $"{prior} is centred on a mean of the data, which {name} has not", "state it in numbers");
        double upper = ofSquare ? parameter.Upper * parameter.Upper : parameter.Upper;
        IDistribution distribution = prior.Within(name, parameter.Lower, upper, estimate);
        string own = prior.IsCentredOnSample && !name.EndsWith(']') ? name + index : name;
        return new ParameterDensity(new ParameterPrior(own, distribution, true, prior.IsCentredOnSample), ofSquare);
    }

    // The prior of one variant goes before that of all.
    private static (string Name, Prior Prior)? Find(OutcomeParameter parameter, string index, IReadOnlyDictionary<string, Prior> stated)
    {
        foreach (string suffix in (string[])[index, ""])
        {
            string[] found = [.. parameter.PriorNames.Select(name => name + suffix).Where(stated.ContainsKey)];
            if (found.Length > 1)
                throw new InputException($"prior of {found[1]}", $"{found[0]} has a prior already, and one determines the other", "state one of the two");
            if (found.Length == 1)
                return (found[0], stated[found[0]]);
        }
        return null;
    }

    private static void RequireKnown(IReadOnlyList<OutcomeParameter> parameters, IReadOnlyList<string> variants, IReadOnlyDictionary<string, Prior> stated)
    {
        string[] general = [.. parameters.SelectMany(parameter => parameter.PriorNames)];
        string[] known = [.. general, .. variants.SelectMany(variant => general.Select(name => $"{name}[{variant}]"))];
        foreach (string name in stated.Keys)
        {
            if (known.Contains(name, StringComparer.Ordinal))
                continue;
            string all = $"the parameters are {string.Join(", ", general)}" + (variants.Count == 0 ? "" : $", also of one variant as in {general[0]}[{variants[^1]}]");
            throw new InputException($"prior of {name}", $"there is no parameter '{name}'", Nearest.Of(name, known) is { } nearest ? $"did you mean '{nearest}'? {all}" : all);
        }
    }
}
