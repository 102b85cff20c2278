using Credence.Data;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Comparisons that allow for clusters, from the sums of each cluster by variant and segment.</summary>
internal sealed class ClusterEstimator : IEstimator
{
    private readonly string _column;
    private readonly ClusterVariance _variance;
    private readonly ClusterModel _model;
    private readonly bool _normal;
    private readonly ILookup<Segment?, ClusterRow> _rows;

    private ClusterEstimator(string column, ClusterVariance variance, ClusterModel model, bool normal, ClusterTable table)
        => (_column, _variance, _model, _normal, Table, _rows) = (column, variance, model, normal, table, table.Rows.ToLookup(row => row.Segment));

    /// <summary>The clusters of the whole experiment.</summary>
    public ClusterTable Table { get; }

    /// <summary>The estimator of each metric.</summary>
    /// <exception cref="InputException">The clusters cannot be read, or another option does not go with them.</exception>
    public static async Task<IReadOnlyList<IEstimator>> ForAsync(EstimationInput input, string column, CancellationToken cancellation)
    {
        AnalyzeOptions options = input.Options;
        ClusterOptions.RequireFit(options, "--cluster", TestKind.Default, TestKind.Z);
        ClusterModel model = ModelOf(options);
        ClusterVariance variance = options.Adjustment.Robust switch
        {
            RobustVariance.Default or RobustVariance.Cr2 => ClusterVariance.Cr2,
            RobustVariance.Cr1s => ClusterVariance.Cr1S,
            RobustVariance.Cr0 => ClusterVariance.Cr0,
            _ => throw new InputException("--robust", "this variance takes rows as independent", "with --cluster write --robust cr0, cr1s or cr2"),
        };
        ClusterQuery query = new() { Rows = ClusterOptions.WithCovariates(options), Column = column };
        ClusterTable table = await input.Engine.ClustersAsync(query, input.Progress, cancellation).ConfigureAwait(false);
        ClusterEstimator estimator = new(column, variance, model, options.Test == TestKind.Z, table);
        return [.. options.Metrics.Select(_ => estimator)];
    }

    private static ClusterModel ModelOf(AnalyzeOptions options)
    {
        string asked = $"--adjust {AdjustmentChoice.Name(options.Adjustment.Method)}";
        if (options.Adjustment.Method != AdjustmentMethod.None && options.Unit is not null)
            throw new InputException(asked, "with clusters, covariates need rows that are units", "leave --unit out, or sum the rows of units beforehand");
        return options.Adjustment.Method switch
        {
            AdjustmentMethod.Lin => ClusterModel.Lin,
            AdjustmentMethod.Ancova => ClusterModel.Ancova,
            AdjustmentMethod.None => ClusterModel.Means,
            _ => throw new InputException(asked, "takes units as independent", "with clusters use --adjust lin or --adjust ancova"),
        };
    }

    /// <inheritdoc/>
    public Estimation Compare(MetricArms arms, string treatment, EffectOptions form)
    {
        (ClusterMoments[] all, int c, int t) = Arms(arms, treatment);
        (ClusterMoments control, ClusterMoments treated) = (all[c], all[t]);
        ClusteredComparison found = Find(arms.Kind, all, c, t, _model);
        ClusterCorrelation correlation = arms.Kind == MetricKind.Ratio
            ? ClusterCorrelation.Of(ClusteredRatio.Linearised(control), ClusteredRatio.Linearised(treated))
            : ClusterCorrelation.Of(control, treated);
        OrderedDictionary<string, long> count = new() { { arms.Control, control.Clusters }, { treatment, treated.Clusters } };
        EstimatedDifference plain = (_model == ClusterModel.Means ? found : Find(arms.Kind, all, c, t, ClusterModel.Means)).Comparison.Estimated;
        OrderedDictionary<string, double> errors = new() { { arms.Control, Math.Sqrt(plain.Baseline.Variance) }, { treatment, Math.Sqrt(plain.Treatment.Variance) } };
        return new(found.Comparison.Effect(form))
        {
            Comparison = found.Comparison,
            Adjustment = _model == ClusterModel.Means ? "none" : _model.ToString().ToLowerInvariant(),
            VarianceReduction = _model == ClusterModel.Means ? 0 : 1 - found.Comparison.Estimated.Variance / plain.Variance,
            Clusters = new(
                _column, count, found.Shared, correlation.MeanSize, correlation.SizeVariation, correlation.Intraclass, correlation.DesignEffect,
                [.. control.Columns.Where(name => control.Columns.Contains(CovariateState.IndicatorOf(name)))], errors, found.Dropped),
        };
    }

    /// <inheritdoc/>
    public NonInferiorityTest? Against(MetricArms arms, string treatment, Margin margin, EffectOptions form)
        => NonInferiority.Test(ComparisonOf(arms, treatment), arms.Spec.Direction, margin, form);

    private MeanComparison ComparisonOf(MetricArms arms, string treatment)
    {
        (ClusterMoments[] all, int c, int t) = Arms(arms, treatment);
        return Find(arms.Kind, all, c, t, _model).Comparison;
    }

    private (ClusterMoments[] Arms, int Control, int Treatment) Arms(MetricArms arms, string treatment)
    {
        Dictionary<string, ClusterMoments> metrics = _rows[arms.Segment].ToDictionary(row => row.Variant, row => row.Metrics[arms.Index], StringComparer.Ordinal);
        string[] names = [.. arms.Moments.Keys.Where(metrics.ContainsKey)];
        return ([.. names.Select(name => metrics[name])], Array.IndexOf(names, arms.Control), Array.IndexOf(names, treatment));
    }

    private ClusteredComparison Find(MetricKind kind, ClusterMoments[] arms, int control, int treatment, ClusterModel model)
    {
        ClusteredComparison found = kind == MetricKind.Ratio
            ? ClusteredRatio.Compare(arms[control], arms[treatment])
            : ClusteredDifference.Compare(arms, control, treatment, model, _variance);
        return _normal ? found with { Comparison = found.Comparison with { DegreesOfFreedom = null } } : found;
    }
}
