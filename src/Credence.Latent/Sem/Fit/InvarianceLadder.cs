namespace Credence.Latent;

/// <summary>A rung of the invariance ladder.</summary>
/// <param name="Name">configural, metric, scalar or strict.</param>
/// <param name="Fit">The fit.</param>
/// <param name="Test">The test against the rung before; null for the first, or where a fit did not converge.</param>
public sealed record InvarianceStep(string Name, SemFit Fit, LikelihoodRatioTest? Test);

/// <summary>Whether a measurement model is the same in all groups (Meredith, 1993, <i>Psychometrika</i> 58).</summary>
public static class InvarianceLadder
{
    /// <summary>Fits a model with nothing equal in the groups, then equal loadings, then intercepts too, then residual variances too, and tests each against the one before.</summary>
    /// <param name="text">The model.</param>
    /// <param name="defaults">How it is completed, with the groups; what is held equal beside the ladder stays so.</param>
    /// <param name="data">The data.</param>
    /// <param name="options">Options; the defaults where null.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="ArgumentException">There are fewer than two groups.</exception>
    public static IReadOnlyList<InvarianceStep> Run(
        SemText text, SemDefaults defaults, SemData data, SemOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(defaults);
        Guard.AtLeast(defaults.Groups.Count, 2);
        (string Name, SemEquality Equality)[] rungs =
        [
            ("configural", SemEquality.None),
            ("metric", SemEquality.Loadings),
            ("scalar", SemEquality.Loadings | SemEquality.Intercepts),
            ("strict", SemEquality.Loadings | SemEquality.Intercepts | SemEquality.Residuals),
        ];
        var steps = new List<InvarianceStep>();
        foreach ((string name, SemEquality equality) in rungs)
        {
            ParameterTable table = SemModelText.Complete(text, defaults with { GroupEqual = defaults.GroupEqual | equality });
            SemFit fit = StructuralModel.Fit(table, data, options, cancellation);
            bool comparable = steps.Count > 0 && fit.Measures is not null && steps[^1].Fit.Measures is not null;
            steps.Add(new InvarianceStep(name, fit, comparable ? LikelihoodRatio.Test(steps[^1].Fit, fit) : null));
        }
        return steps;
    }
}
