using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>Stated priors that the data contradict, with what they do to the posterior; and priors that the data have chosen.</summary>
internal static class PriorConflict
{
    private const double Surprising = 0.01, StandardErrors = 2;

    /// <summary>The findings about stated priors.</summary>
    public static IEnumerable<Finding> Findings(OutcomeFamily family, IReadOnlyList<OutcomeSummary> arms, ParameterDensity[][] priors)
    {
        string[] chosen = [.. priors.SelectMany(ofArm => ofArm).Where(prior => prior.Statement is { IsStated: true, DependsOnData: true })
            .Select(prior => prior.Statement.Parameter).Distinct()];
        if (chosen.Length > 0)
            yield return new Finding("data-dependent-prior", Severity.Note,
                $"The prior of {string.Join(" and ", chosen)} is centred on the data it meets, which are thus used twice.",
                "State a location known before the experiment where you have one.");
        for (int a = 0; a < arms.Count; a++)
        {
            ArmLikelihood likelihood = family.Bind(arms[a]);
            double[] estimates = new double[priors[a].Length], errors = new double[priors[a].Length];
            likelihood.Estimate(estimates, errors);
            estimates[0] += likelihood.Origin;
            for (int k = 0; k < estimates.Length; k++)
            {
                if (priors[a][k].Statement.IsStated && Tail(priors[a][k], estimates[k], errors[k]) < Surprising)
                    yield return Conflict(family, arms, priors, a, k, estimates[k], errors[k]);
            }
        }
    }

    // The prior's two-sided tail at the point of estimate ± 2 errors that the prior likes best; NaN where there is no estimate.
    private static double Tail(ParameterDensity prior, double estimate, double error)
    {
        double low = estimate - StandardErrors * error, high = estimate + StandardErrors * error;
        return 2 * Math.Min(prior.Cdf(high), prior.UpperTail(low));
    }

    private static Finding Conflict(
        OutcomeFamily family, IReadOnlyList<OutcomeSummary> arms, ParameterDensity[][] priors, int arm, int parameter, double estimate, double error)
    {
        ParameterPrior statement = priors[arm][parameter].Statement;
        string name = $"{family.Parameters[parameter].Name}[{arms[arm].Variant}]";
        ParameterDensity[] weak = StatedPriors.Resolve(family, arms, new Dictionary<string, Bayes.Prior>(StringComparer.Ordinal))[arm];
        double with = Mode(family, arms[arm], priors[arm], parameter), without = Mode(family, arms[arm], weak, parameter);
        return new Finding("prior-data-conflict", Severity.Warning,
            FormattableString.Invariant($"The prior {statement} all but excludes what the data say of {name}, {estimate:G4} with a standard error of {error:G2}: the posterior has a mode at {with:G4} under it, and at {without:G4} under the default priors; there may be others."),
            "Check units and scale of the prior; if it is meant, report the result under both.");
    }

    private static double Mode(OutcomeFamily family, OutcomeSummary arm, ParameterDensity[] priors, int parameter)
    {
        ArmDensity density = new(family.Bind(arm), priors);
        density.Place(density.Scale().Centre);
        return density.Values[parameter] + (parameter == 0 ? density.Origin : 0);
    }
}
