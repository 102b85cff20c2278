using Credence.Bayes;
using Credence.Data;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>The outcomes of one metric in every variant, in the form its likelihood needs.</summary>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Likelihood">How outcomes are distributed.</param>
/// <param name="Summaries">The outcomes, the control first; variants without a value are left out.</param>
internal sealed record ArmOutcomes(string Metric, OutcomeLikelihood Likelihood, IReadOnlyList<OutcomeSummary> Summaries)
{
    /// <summary>Gathers the outcomes: from the moments, or where they do not suffice from one more query for distinct values.</summary>
    /// <exception cref="InputException">The control or all treatments have no value.</exception>
    public static async Task<ArmOutcomes> OfAsync(EstimationInput input, int index, CancellationToken cancellation)
    {
        AnalyzeOptions options = input.Options;
        MetricSpec spec = options.Metrics[index];
        VariantOrder variants = VariantOrder.Of(options, input.Table);
        Dictionary<string, MetricMoments> moments = MetricArms.Of(input.Table.Rows.Where(row => row.Segment is null), index);
        MetricKind kind = MetricKinds.Of(spec, moments.Values);
        OutcomeLikelihood likelihood = options.Posterior!.Likelihood ?? (kind == MetricKind.Proportion ? OutcomeLikelihood.Binomial : OutcomeLikelihood.Normal);
        string[] names = [.. new[] { variants.Control }.Concat(variants.Treatments).Where(name => moments.TryGetValue(name, out MetricMoments? arm) && arm.Moments.Count > 0)];
        if (names.Length < 2 || names[0] != variants.Control)
            throw new InputException(options.Source.Text, $"{spec.Name} has no value in the control, or in no treatment", "check the metric, --variant and --where");
        Dictionary<string, OutcomeSummary> tables = new(StringComparer.Ordinal);
        // A check against the data needs the values whatever the likelihood does.
        if (likelihood is not (OutcomeLikelihood.Normal or OutcomeLikelihood.Binomial) || options.Posterior.PosteriorPredictive)
        {
            MomentsQuery query = Analyze.Query(options);
            foreach (ValueCounts counted in await input.Engine.ValueCountsAsync(query with { ColumnSets = [query.ColumnSets[index]] }, input.Progress, cancellation).ConfigureAwait(false))
                tables[counted.Variant] = OutcomeSummary.FromTable(counted.Variant, new WeightedValues(counted.Values, counted.Counts));
        }
        return new(spec.Name, likelihood, [.. names.Select(name => tables.GetValueOrDefault(name) ?? new OutcomeSummary { Variant = name, Moments = moments[name].Moments.Of(0) })]);
    }
}
