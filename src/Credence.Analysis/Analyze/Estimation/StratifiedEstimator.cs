using Credence.Data;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Post-stratified comparisons, from moments by stratum, variant and segment.</summary>
internal sealed class StratifiedEstimator : IEstimator
{
    private readonly string _column;
    private readonly TestKind _test;
    private readonly IReadOnlyList<string?> _names;
    private readonly ILookup<Segment?, ClusterRow> _rows;

    private StratifiedEstimator(string column, TestKind test, ClusterTable table)
        => (_column, _test, _names, _rows) = (column, test, table.Names, table.Rows.ToLookup(row => row.Segment));

    /// <summary>The estimator of each metric.</summary>
    /// <exception cref="InputException">The strata cannot be read, or another option does not go with them.</exception>
    public static async Task<IReadOnlyList<IEstimator>> ForAsync(EstimationInput input, string column, CancellationToken cancellation)
    {
        ClusterOptions.RequireFit(input.Options, "--strata", TestKind.Default, TestKind.Welch, TestKind.Z);
        ClusterQuery query = new() { Rows = ClusterOptions.Query(input.Options), Column = column, Named = true };
        ClusterTable table = await input.Engine.ClustersAsync(query, input.Progress, cancellation).ConfigureAwait(false);
        StratifiedEstimator estimator = new(column, input.Options.Test, table);
        return [.. input.Options.Metrics.Select(_ => estimator)];
    }

    /// <inheritdoc/>
    public Estimation Compare(MetricArms arms, string treatment, EffectOptions form)
    {
        PostStratified found = Find(arms, treatment);
        MeanComparison comparison = Named(found.Comparison, arms.Kind);
        return new(comparison.Effect(form))
        {
            Comparison = comparison,
            Adjustment = "stratified",
            VarianceReduction = 1 - found.VarianceRatio,
            Strata = new(
                _column, [.. found.Strata.Select(stratum => Result(stratum, form))], [.. found.Thin.Select(stratum => stratum.Name)],
                [.. found.OneSided.Select(stratum => stratum.Name)], found.VarianceRatio),
        };
    }

    /// <inheritdoc/>
    public NonInferiorityTest? Against(MetricArms arms, string treatment, Margin margin, EffectOptions form)
        => NonInferiority.Test(Find(arms, treatment).Comparison, arms.Spec.Direction, margin, form);

    // The pooled test of proportions has no counterpart over strata.
    private static MeanComparison Named(MeanComparison comparison, MetricKind kind)
        => kind == MetricKind.Proportion && comparison.DegreesOfFreedom is null ? comparison with { Method = "unpooled-z" } : comparison;

    private PostStratified Find(MetricArms arms, string treatment)
    {
        Dictionary<string, ClusterMoments> metrics = _rows[arms.Segment].ToDictionary(row => row.Variant, row => row.Metrics[arms.Index], StringComparer.Ordinal);
        Dictionary<long, CrossMoments> control = Moments(metrics, arms.Control), treated = Moments(metrics, treatment);
        Dictionary<long, long> units = [];
        foreach (ClusterMoments arm in arms.Moments.Keys.Where(metrics.ContainsKey).Select(name => metrics[name]))
        {
            for (int i = 0; i < arm.Clusters; i++)
                units[arm.Keys[i]] = units.GetValueOrDefault(arm.Keys[i]) + arm.Counts[i];
        }
        CrossMoments empty = CrossMoments.Empty([.. metrics[arms.Control].Columns]);
        Stratum[] strata =
        [
            .. units.Keys.Order().Select(key => new Stratum(
                _names[(int)key], control.GetValueOrDefault(key, empty), treated.GetValueOrDefault(key, empty)) { Units = units[key] }),
        ];
        return PostStratification.Compare(strata, _test == TestKind.Z);
    }

    private static Dictionary<long, CrossMoments> Moments(Dictionary<string, ClusterMoments> metrics, string variant)
        => metrics.TryGetValue(variant, out ClusterMoments? arm)
            ? Enumerable.Range(0, arm.Clusters).ToDictionary(i => arm.Keys[i], arm.MomentsOf)
            : [];

    private static StratumResult Result(StratumEffect stratum, EffectOptions form)
    {
        Effect effect = stratum.Comparison.Effect(form);
        return new(
            stratum.Names, stratum.Count, stratum.ControlCount, stratum.TreatmentCount, stratum.Weight, stratum.Comparison.Control.Mean,
            stratum.Estimate, stratum.Variance, effect.StandardError, effect.PValue, effect.Interval, effect.Relative);
    }
}
