using System.Diagnostics;
using System.Globalization;
using Credence.Bayes;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Samples the posterior of a structural equation model, and says what it says.</summary>
internal static class StructuralPosteriors
{
    /// <summary>Adds the posterior to a result whose fit says where to begin; nothing where the data cannot carry the model.</summary>
    /// <exception cref="InputException">A prior fits no parameter, or the data cannot carry the model.</exception>
    public static StructuralResult Add(StructuralResult result, StructuralRows rows, CancellationToken cancellation)
    {
        SemFit fit = result.Fit!;
        // Without a minimum to start from, or with too few rows to have one, there may still be a posterior; not without data.
        Finding[] ofData = [.. fit.Findings.Where(finding => finding.Code is "sem-rows-left-out" or "sem-group-too-small" or "sem-covariance-singular")];
        if (Array.Exists(ofData, finding => finding.Severity == Severity.Blocking))
            return result with { Findings = [.. result.Findings, .. ofData] };
        StructuralSampling sampling = result.Options.Sampling;
        StructuralSample[] samples = [.. Enumerable.Range(0, result.Table.Groups.Count).Select(group => Sample(result, rows, group))];
        StructuralPosteriorModel model = new(result.Table, samples, sampling.Priors, fit.Converged ? fit.Coordinates : null);
        Draws draws = Draw(model, result, samples, cancellation);
        // A sampler that was stopped has given what it had; the rest is short.
        if (draws.Sampler is { Interrupted: true })
            cancellation = CancellationToken.None;
        PosteriorSummary summary = PosteriorSummary.Of(draws, sampling.HdiLevel);
        StructuralCheck check = StructuralCheck.Run(model, draws, new() { Seed = result.Options.Seed }, cancellation);
        PredictiveOptions predictive = new() { Level = sampling.HdiLevel, Seed = result.Options.Seed };
        StructuralPosterior posterior = new(draws, summary, model.Priors, model.Graph, check, samples.Sum(sample => sample.Count))
        {
            PriorPredictive = sampling.PriorPredictive ? PredictiveCheck.Prior(model, model, model.Parameters, predictive) : null,
            PriorCorrelations = sampling.PriorPredictive ? PriorCorrelations.Of(model, level: sampling.HdiLevel, seed: result.Options.Seed) : null,
            PosteriorPredictive = sampling.PosteriorPredictive ? PredictiveCheck.Posterior(model, draws, predictive) : null,
            LeaveOneOut = model.Casewise is { } casewise ? LeaveOneOut.Of(casewise, draws) : null,
        };
        return Described(result, model, posterior) with
        {
            Posterior = posterior,
            Scores = result.Options.Scores ? Scores(result, rows, model, draws) : null,
            Findings =
            [
                .. result.Findings, .. ofData, .. Convergence.Findings(draws, summary), .. ChainModes.Findings(draws), .. Interrupted(draws), .. check.Findings(),
                .. posterior.LeaveOneOut?.Findings() ?? [], .. posterior.PosteriorPredictive?.Findings() ?? [],
            ],
        };
    }

    private static Draws Draw(StructuralPosteriorModel model, StructuralResult result, StructuralSample[] samples, CancellationToken cancellation)
    {
        StructuralSampling sampling = result.Options.Sampling;
        sampling.Stages?.Report(string.Create(CultureInfo.InvariantCulture, $"sampling {result.Table.Coordinates} parameters given {samples.Sum(sample => sample.Count):N0} rows of {result.Table.Observed.Count} variables"));
        Stopwatch watch = Stopwatch.StartNew();
        Draws draws = NutsSampler.Sample(model, sampling.Options with { Seed = result.Options.Seed, Threads = result.Options.Threads }, sampling.Progress, cancellation);
        if (draws.Sampler is { Interrupted: true })
            sampling.Stages?.Report("interrupted: the draws made so far are kept");
        sampling.Stages?.Report(string.Create(CultureInfo.InvariantCulture, $"sampled {draws.Chains} chains of {draws.Count} draws in {watch.Elapsed.TotalSeconds:F2} s"));
        return draws;
    }

    private static StructuralSample Sample(StructuralResult result, StructuralRows rows, int group)
    {
        IReadOnlyList<string> observed = result.Table.Observed;
        if (result.Options.Covariance is not { } table)
            return StructuralSample.OfRows(observed, rows.Select(group, observed, !result.Options.FullInformation).Rows);
        int[] places = [.. observed.Select(name => table.Variables.Index().First(pair => pair.Item == name).Index)];
        int width = table.Variables.Count;
        double[] scatter = [.. places.SelectMany(row => places.Select(column => (table.Count - 1) * table.Covariance[(row * width) + column]))];
        return StructuralSample.Of(new MultivariateMoments(observed, table.Count, table.Means.Count == 0 ? new double[places.Length] : places.Select(place => table.Means[place]).ToArray(), scatter));
    }

    // Means, standard deviations and intervals of the draws take the place of estimates.
    private static StructuralResult Described(StructuralResult result, StructuralPosteriorModel model, StructuralPosterior posterior)
    {
        StructuralQuantities quantities = new(model);
        PosteriorSummary derived = PosteriorSummary.Of(quantities.Of(posterior.Draws), result.Options.Sampling.HdiLevel);
        StandardizedEffects totals = new(result.Table, [.. derived.Elements.Take(result.Table.Parameters.Count).Select(element => element.Mean)]);
        Dictionary<string, ElementSummary> byName = posterior.Summary.Elements.ToDictionary(element => element.Name, StringComparer.Ordinal);
        return result with
        {
            Estimates =
            [
                .. result.Table.Parameters.Select((own, i) => new StructuralEstimate(own, "", Of(byName[NameOf(result.Table, own)]), double.NaN, derived.Elements[i].Mean)),
                .. result.Table.Definitions.Select(own => new StructuralEstimate(null, own.Name, Of(byName[own.Name]), double.NaN, double.NaN) { Expression = own.Expression.Text }),
            ],
            RSquared = [.. Explained(result.Table, quantities.Layout, derived)],
            Effects = [.. quantities.Effects.Select(effect => new EffectBetween(effect.From, effect.To, effect.Group, At(effect.Direct), At(effect.Indirect), At(effect.Total), totals.Total(effect.Group, effect.From, effect.To)))],
        };

        SemEstimate At(int element) => element < 0 ? default : Of(derived.Elements[element]);
    }

    private static SemEstimate Of(ElementSummary element) => element.IsConstant ? new(element.Mean, 0, element.Mean, element.Mean) : new(element.Mean, element.StandardDeviation, element.Hdi.Lower, element.Hdi.Upper);

    /// <summary>The name of a parameter among the draws.</summary>
    internal static string NameOf(ParameterTable table, SemParameter parameter)
    {
        string sign = parameter.Operator switch { SemOperator.Loading => "=~", SemOperator.Regression => "~", SemOperator.Covariance => "~~", _ => "~1" };
        return $"{parameter.Left}{sign}{parameter.Right}{(table.Groups.Count > 1 ? $"[{table.Groups[parameter.Group]}]" : "")}";
    }

    // Elements are named r2[outcome], or r2[outcome,group].
    private static IEnumerable<ExplainedShare> Explained(ParameterTable table, ParameterLayout layout, PosteriorSummary derived)
    {
        for (int group = 0; group < table.Groups.Count; group++)
        {
            foreach (string name in table.Latent.Concat(table.Observed))
            {
                int place = layout.IndexOf(table.Groups.Count > 1 ? $"r2[{name},{table.Groups[group]}]" : $"r2[{name}]");
                if (place >= 0)
                    yield return new(name, group, derived.Elements[place].Mean);
            }
        }
    }

    private static StructuralScores Scores(StructuralResult result, StructuralRows rows, StructuralPosteriorModel model, Draws draws)
    {
        LatentScores scores = new(model);
        (double[] means, double[] deviations) = scores.Summarize(draws);
        return rows.Spread(result.Table, !result.Options.FullInformation, [.. scores.Variables, .. scores.Variables.Select(name => $"{name}_sd")], (row, column) =>
        {
            int m = scores.Variables.Count;
            return column < m ? means[(row * m) + column] : deviations[(row * m) + column - m];
        });
    }

    private static IEnumerable<Finding> Interrupted(Draws draws)
        => draws.Sampler is { Interrupted: true }
            ? [new("sampling-interrupted", Severity.Warning, string.Create(CultureInfo.InvariantCulture, $"Sampling was stopped; {draws.Chains} chains of {draws.Count} draws are used."), "Run it again to the end, or take the wider Monte Carlo errors into account.")]
            : [];
}
