namespace Credence.Latent;

/// <summary>Compares groups in the mean of one latent variable that several indicators measure.</summary>
/// <remarks>
/// One factor in several groups (Jöreskog, 1971, <i>Psychometrika</i> 36) with structured means (Sörbom, 1974, <i>British Journal of Mathematical and
/// Statistical Psychology</i> 27) by maximum likelihood: loadings and intercepts are equal in all groups (scalar invariance; Meredith, 1993,
/// <i>Psychometrika</i> 58), residual variances are each group's own, the latent variable has mean 0 and variance 1 in the first group, and both are free
/// in the others. Indicators enter in standard deviations of the first group, which leaves test and latent means as they are and keeps digits.
/// </remarks>
public static class LatentMeans
{
    /// <summary>Fewest indicators: with two, loadings and residual variances of one factor are not told apart.</summary>
    public const int FewestIndicators = 3;

    // Variances of standardised indicators below this are no variances.
    private const double NoVariance = 1e-8;

    /// <summary>Fits the model.</summary>
    /// <param name="indicators">Names of the p indicators, at least three. The first one says which way the latent variable is large.</param>
    /// <param name="groups">Moments of the indicators in each group, with means; at least two groups.</param>
    /// <param name="tested">Whether the steps of measurement invariance are tested.</param>
    /// <param name="like">Loadings of a fit whose direction is taken on; null takes that of the first indicator.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <returns>The fit; where there is none, <see cref="LatentMeansFit.Trouble"/> says why.</returns>
    /// <exception cref="ArgumentException">There are too few indicators or groups, or a length does not fit.</exception>
    public static LatentMeansFit Fit(
        IReadOnlyList<string> indicators, IReadOnlyList<SemGroup> groups, bool tested = true, IReadOnlyList<LatentIndicator>? like = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(indicators);
        ArgumentNullException.ThrowIfNull(groups);
        int p = indicators.Count;
        Guard.AtLeast(p, FewestIndicators, nameof(indicators));
        Guard.AtLeast(groups.Count, 2, nameof(groups));
        foreach (SemGroup group in groups)
        {
            Guard.SameLength(group.Means.Count, p, nameof(groups));
            Guard.SameLength(group.Covariance.Count, p * p, nameof(groups));
        }
        if (groups.Select(group => TroubleOf(group, indicators)).FirstOrDefault(text => text is not null) is { } trouble)
            return Withheld(trouble);
        double[] scales = [.. Enumerable.Range(0, p).Select(i => Math.Sqrt(groups[0].Covariance[(i * p) + i]))];
        SemData data = Standardized(groups, scales);
        SemText text = SemSyntax.Parse($"f =~ {string.Join(" + ", data.Variables)}", "construct");
        SemDefaults defaults = new() { StandardizedLatent = true, Groups = data.Groups };
        IReadOnlyList<InvarianceStep> ladder = tested ? InvarianceLadder.Run(text, defaults, data, null, cancellation) : [];
        SemFit fit = ladder.FirstOrDefault(step => step.Name == "scalar")?.Fit
            ?? StructuralModel.Fit(SemModelText.Complete(text, defaults with { GroupEqual = SemEquality.Loadings | SemEquality.Intercepts }), data, null, cancellation);
        LatentMeansFit found = !fit.Converged ? Withheld("the search for the estimates did not converge")
            : fit.StandardErrors.Any(double.IsNaN) ? Withheld("the indicators hang together too little to tell the construct's parameters apart")
            : Estimates(fit, indicators, groups, scales, like);
        return found with { Steps = MeasurementStep.Of(ladder) };
    }

    private static LatentMeansFit Withheld(string trouble) => new([], []) { Trouble = trouble };

    private static string? TroubleOf(SemGroup group, IReadOnlyList<string> indicators)
    {
        int p = indicators.Count;
        if (group.Count <= p)
            return FormattableString.Invariant($"\"{group.Name}\" has {group.Count} complete rows, and {p} indicators need more than {p}");
        for (int i = 0; i < p; i++)
        {
            double variance = group.Covariance[(i * p) + i];
            if (!double.IsFinite(variance) || !double.IsFinite(group.Means[i]))
                return $"the variance of {indicators[i]} in \"{group.Name}\" is not a finite number";
            if (!(variance > 0))
                return $"{indicators[i]} does not vary in \"{group.Name}\"";
        }
        return double.IsNegativeInfinity(SampleMoments.LogDeterminant(Correlations(group, p), p))
            ? $"an indicator is determined by the others in \"{group.Name}\""
            : null;
    }

    private static double[] Correlations(SemGroup group, int p)
    {
        double[] roots = [.. Enumerable.Range(0, p).Select(i => Math.Sqrt(group.Covariance[(i * p) + i]))];
        return [.. group.Covariance.Select((value, at) => value / roots[at / p] / roots[at % p])];
    }

    // Names of the model's own, as those of columns may be any text.
    private static SemData Standardized(IReadOnlyList<SemGroup> groups, double[] scales)
    {
        int p = scales.Length;
        return SemData.FromMoments(
            [.. Enumerable.Range(1, p).Select(i => FormattableString.Invariant($"x{i}"))],
            [.. groups.Select((group, g) => new SemGroup(
                FormattableString.Invariant($"g{g + 1}"),
                group.Count,
                [.. group.Means.Select((mean, i) => (mean - groups[0].Means[i]) / scales[i])],
                [.. group.Covariance.Select((value, at) => value / scales[at / p] / scales[at % p])]))]);
    }

    private static LatentMeansFit Estimates(SemFit fit, IReadOnlyList<string> indicators, IReadOnlyList<SemGroup> groups, double[] scales, IReadOnlyList<LatentIndicator>? like)
    {
        Dictionary<(string, string, int), SemEstimate> at = fit.Parameters.ToDictionary(
            entry => (entry.Parameter.Left, entry.Parameter.Right, entry.Parameter.Group), entry => entry.Estimate);
        string[] names = [.. indicators.Select((_, i) => FormattableString.Invariant($"x{i + 1}"))];
        SemEstimate[] loadings = [.. names.Select(name => at[("f", name, 0)])];
        double along = like is null ? loadings[0].Value : loadings.Select((loading, i) => loading.Value * like[i].StandardizedLoading).Sum();
        double sign = along < 0 ? -1 : 1;
        List<string> improper = [];
        for (int g = 0; g < groups.Count; g++)
        {
            improper.AddRange(names.Index().Where(name => !(at[(name.Item, name.Item, g)].Value > NoVariance))
                .Select(name => $"the residual variance of {indicators[name.Index]} in \"{groups[g].Name}\""));
            if (!(at[("f", "f", g)].Value > NoVariance))
                improper.Add($"the variance of the construct in \"{groups[g].Name}\"");
        }
        return new(
            [.. groups.Select((_, g) => g == 0 ? new LatentLevel(0, 0, 1)
                : new LatentLevel(sign * at[("f", "", g)].Value, at[("f", "", g)].StandardError, Math.Sqrt(Math.Max(0, at[("f", "f", g)].Value))))],
            [.. names.Select((name, i) => Indicator(indicators[i], sign * loadings[i].Value, loadings[i].StandardError, at[(name, name, 0)].Value, scales[i]))])
        {
            Improper = improper,
            LargestMeanResidual = LargestResidual(fit, names),
            Model = fit,
        };
    }

    private static LatentIndicator Indicator(string name, double loading, double standardError, double residual, double scale)
    {
        double variance = (loading * loading) + residual;
        return new(name, loading * scale, standardError * scale, loading / Math.Sqrt(variance), loading * loading / variance);
    }

    private static MeanResidual LargestResidual(SemFit fit, string[] names)
    {
        int[] places = [.. names.Select(name => fit.Table.Observed.ToList().IndexOf(name))];
        IReadOnlyList<SemGroup> implied = fit.Implied, sample = fit.Sample;
        double Gap(int group, int place) => sample[group].Means[place] - implied[group].Means[place];
        return (from g in Enumerable.Range(1, sample.Count - 1)
                from i in Enumerable.Range(0, names.Length)
                select new MeanResidual(g, i, Gap(g, places[i]) - Gap(0, places[i]))).MaxBy(residual => Math.Abs(residual.Size));
    }
}
