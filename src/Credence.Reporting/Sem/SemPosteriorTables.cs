using System.Globalization;
using System.Text.Json.Nodes;
using Credence.Analysis;
using Credence.Bayes;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>The posterior of a structural equation model in tables and JSON.</summary>
internal static class SemPosteriorTables
{
    private const int MostPairs = 12;

    /// <summary>Where the priors come from.</summary>
    public static ReportTable Priors(StructuralPosterior posterior) => new(
        "Priors",
        [new("Parameter"), new("Of its"), new("Prior"), new("Source")],
        [.. posterior.Priors.Select(IReadOnlyList<TableCell> (prior) => [prior.Parameter, prior.Of, prior.Prior, new TableCell(prior.Source, prior.Source == "default" ? Tone.Muted : Tone.Plain)])]);

    /// <summary>How the posterior holds against the data.</summary>
    public static ReportTable Checks(StructuralPosterior posterior)
    {
        StructuralCheck check = posterior.Check;
        List<IReadOnlyList<TableCell>> rows =
        [
            ["Posterior predictive p-value", new TableCell(NumberFormat.PValue(check.PValue), check.PValue < 0.05 ? Tone.Warning : Tone.Plain), "near ½ where the model fits"],
            ["SRMR of implied correlations", Spread(check.ImpliedResiduals), "mean and interval over draws"],
            ["SRMR of replicated correlations", Spread(check.PredictedResiduals), "sampling error included"],
            ["SRMR of the posterior mean", SemWords.Fixed(check.ResidualOfMean), ""],
        ];
        if (posterior.LeaveOneOut is { } validation)
        {
            rows.Add(["Leave-one-out elpd", SemWords.Fixed(validation.Elpd.Estimate, 1), $"standard error {SemWords.Fixed(validation.Elpd.StandardError, 1)}"]);
            rows.Add(["Effective parameters (p_loo)", SemWords.Fixed(validation.EffectiveParameters.Estimate, 1), $"standard error {SemWords.Fixed(validation.EffectiveParameters.StandardError, 1)}"]);
            rows.Add(["Rows with a Pareto k above the limit", NumberFormat.Count(validation.Pointwise.Count(row => row.ParetoShape > validation.GoodShape)), $"limit {SemWords.Fixed(validation.GoodShape, 2)}"]);
        }
        return new("Checks", [new("What"), new("Value", Alignment.Right), new("")], rows);
    }

    /// <summary>What the priors alone say of correlations, the farthest from the data first; null where not asked for.</summary>
    public static ReportTable? PriorCorrelations(StructuralResult result)
    {
        if (result.Posterior?.PriorCorrelations is not { } prior)
            return null;
        double Distance(PriorCorrelation pair) => Math.Abs(pair.Observed - pair.Median) / Math.Max(pair.Upper - pair.Lower, 1e-9);
        PriorCorrelation[] shown = [.. prior.Pairs.OrderByDescending(Distance).Take(MostPairs)];
        bool grouped = result.Table.Groups.Count > 1;
        return new(
            "Correlations under the priors alone",
            [new("Pair"), .. grouped ? [new("Group")] : Array.Empty<TableColumn>(), new("Prior median", Alignment.Right), new($"Prior {NumberFormat.Level(prior.Level)}", Alignment.Right), new("Data", Alignment.Right)],
            [.. shown.Select(IReadOnlyList<TableCell> (pair) =>
            [
                $"{pair.First}, {pair.Second}", .. grouped ? [result.Table.Groups[pair.Group]] : Array.Empty<TableCell>(), SemWords.Fixed(pair.Median, 2),
                $"{SemWords.Fixed(pair.Lower, 2)} to {SemWords.Fixed(pair.Upper, 2)}",
                new TableCell(SemWords.Fixed(pair.Observed, 2), pair.Observed < pair.Lower || pair.Observed > pair.Upper ? Tone.Warning : Tone.Plain),
            ])])
        {
            Note = shown.Length < prior.Pairs.Count ? $"The {MostPairs} of {prior.Pairs.Count} pairs that are farthest from the data." : null,
        };
    }

    /// <summary>A few large numbers.</summary>
    public static (string Label, string Value, string Aside)[] KeyNumbers(StructuralPosterior posterior)
    {
        double worst = posterior.Summary.Elements.Where(element => !element.IsConstant).Select(element => element.RHat).DefaultIfEmpty(double.NaN).Max();
        double least = posterior.Summary.Elements.Where(element => !element.IsConstant).Select(element => Math.Min(element.EssBulk, element.EssTail)).DefaultIfEmpty(double.NaN).Min();
        return
        [
            ("Posterior predictive p", NumberFormat.PValue(posterior.Check.PValue), "near ½ where the model fits"),
            ("SRMR", SemWords.Fixed(posterior.Check.ResidualOfMean), "of the posterior mean"),
            ("Largest R-hat", PosteriorTables.RHat(worst), string.Create(CultureInfo.InvariantCulture, $"{posterior.Draws.Chains} chains of {posterior.Draws.Count:N0} draws")),
            ("Fewest effective draws", double.IsNaN(least) ? NumberFormat.Missing : NumberFormat.Count((long)least), string.Create(CultureInfo.InvariantCulture, $"{posterior.Draws.Sampler?.Divergences ?? 0} divergences")),
        ];
    }

    /// <summary>The posterior with its checks.</summary>
    public static JsonObject Json(StructuralPosterior posterior)
    {
        JsonObject summary = PosteriorTables.Json(posterior.Draws, posterior.Summary);
        summary["posteriorPredictivePValue"] = Number(posterior.Check.PValue);
        summary["srmr"] = Number(posterior.Check.ResidualOfMean);
        summary["posteriorPredictiveSrmr"] = Distribution(posterior, posterior.Check.PredictedResiduals);
        summary["impliedSrmr"] = Distribution(posterior, posterior.Check.ImpliedResiduals);
        if (posterior.LeaveOneOut is { } validation)
        {
            summary["leaveOneOut"] = new JsonObject
            {
                ["elpd"] = Number(validation.Elpd.Estimate),
                ["standardError"] = Number(validation.Elpd.StandardError),
                ["effectiveParameters"] = Number(validation.EffectiveParameters.Estimate),
                ["looic"] = Number(-2 * validation.Elpd.Estimate),
            };
        }
        summary["priors"] = new JsonArray([.. posterior.Priors.Select(prior => new JsonObject { ["parameter"] = prior.Parameter, ["of"] = prior.Of, ["prior"] = prior.Prior, ["source"] = prior.Source })]);
        foreach (PredictiveCheck check in new[] { posterior.PriorPredictive, posterior.PosteriorPredictive }.OfType<PredictiveCheck>())
            summary[check.IsPrior ? "priorPredictive" : "posteriorPredictive"] = PosteriorJson.Of(check);
        return summary;
    }

    private static JsonObject Distribution(StructuralPosterior posterior, IReadOnlyList<double> values)
    {
        Interval interval = CredibleInterval.HighestDensity([.. values], posterior.Summary.Level);
        return new() { ["mean"] = Number(values.Average()), ["lower"] = Number(interval.Lower), ["upper"] = Number(interval.Upper), ["level"] = posterior.Summary.Level };
    }

    private static string Spread(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        double At(double share) => sorted[(int)Math.Round(share * (sorted.Length - 1))];
        return $"{SemWords.Fixed(sorted.Average())} ({SemWords.Fixed(At(0.03))} to {SemWords.Fixed(At(0.97))})";
    }

    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
