using Credence.Data;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Comparisons that allow for clusters, from the sums of each cluster by variant and segment.</summary>
internal sealed class ClusterEstimator : IEstimator
{
    private readonly string _column;
    private readonly ClusterVariance _variance;
    private readonly bool _normal;
    private readonly ILookup<Segment?, ClusterRow> _rows;

    private ClusterEstimator(string column, ClusterVariance variance, bool normal, ClusterTable table)
        => (_column, _variance, _normal, Table, _rows) = (column, variance, normal, table, table.Rows.ToLookup(row => row.Segment));

    /// <summary>The clusters of the whole experiment.</summary>
    public ClusterTable Table { get; }

    /// <summary>The estimator of each metric.</summary>
    /// <exception cref="InputException">The clusters cannot be read, or another option does not go with them.</exception>
    public static async Task<IReadOnlyList<IEstimator>> ForAsync(EstimationInput input, string column, CancellationToken cancellation)
    {
        AnalyzeOptions options = input.Options;
        ClusterOptions.RequireFit(options, "--cluster", TestKind.Default, TestKind.Z);
        if (AdjustmentChoice.UsesCovariates(options.Adjustment))
            throw new InputException($"--adjust {AdjustmentChoice.Name(options.Adjustment.Method)}", "covariates are not combined with clusters yet", "leave --adjust or --cluster out");
        ClusterVariance variance = options.Adjustment.Robust switch
        {
            RobustVariance.Default or RobustVariance.Cr2 => ClusterVariance.Cr2,
            RobustVariance.Cr1s => ClusterVariance.Cr1S,
            RobustVariance.Cr0 => ClusterVariance.Cr0,
            _ => throw new InputException("--robust", "this variance takes rows as independent", "with --cluster write --robust cr0, cr1s or cr2"),
        };
        ClusterQuery query = new() { Rows = ClusterOptions.Query(options), Column = column };
        ClusterTable table = await input.Engine.ClustersAsync(query, input.Progress, cancellation).ConfigureAwait(false);
        ClusterEstimator estimator = new(column, variance, options.Test == TestKind.Z, table);
        return [.. options.Metrics.Select(_ => estimator)];
    }

    /// <inheritdoc/>
    public Estimation Compare(MetricArms arms, string treatment, EffectOptions form)
    {
        (ClusteredComparison found, ClusterMoments control, ClusterMoments treated) = Find(arms, treatment);
        ClusterCorrelation correlation = arms.Kind == MetricKind.Ratio
            ? ClusterCorrelation.Of(ClusteredRatio.Linearised(control), ClusteredRatio.Linearised(treated))
            : ClusterCorrelation.Of(control, treated);
        OrderedDictionary<string, long> count = new() { { arms.Control, control.Clusters }, { treatment, treated.Clusters } };
        return new(found.Comparison.Effect(form))
        {
            Comparison = found.Comparison,
            Clusters = new(
                _column, count, found.Shared, correlation.MeanSize, correlation.SizeVariation, correlation.Intraclass, correlation.DesignEffect, found.Dropped),
        };
    }

    /// <inheritdoc/>
    public NonInferiorityTest? Against(MetricArms arms, string treatment, Margin margin, EffectOptions form)
        => NonInferiority.Test(Find(arms, treatment).Found.Comparison, arms.Spec.Direction, margin, form);

    private (ClusteredComparison Found, ClusterMoments Control, ClusterMoments Treatment) Find(MetricArms arms, string treatment)
    {
        Dictionary<string, ClusterMoments> metrics = _rows[arms.Segment].ToDictionary(row => row.Variant, row => row.Metrics[arms.Index], StringComparer.Ordinal);
        string[] names = [.. arms.Moments.Keys.Where(metrics.ContainsKey)];
        ClusterMoments control = metrics[arms.Control], treated = metrics[treatment];
        ClusteredComparison found = arms.Kind == MetricKind.Ratio
            ? ClusteredRatio.Compare(control, treated)
            : ClusteredDifference.Compare(
                [.. names.Select(name => metrics[name])], Array.IndexOf(names, arms.Control), Array.IndexOf(names, treatment), ClusterModel.Means, _variance);
        return (_normal ? found with { Comparison = found.Comparison with { DegreesOfFreedom = null } } : found, control, treated);
    }
}
