using Credence.Data;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What a choice of estimators may draw on.</summary>
/// <param name="Options">What to analyse, and how.</param>
/// <param name="Table">The moments.</param>
/// <param name="Development">The moments by time since exposure; null where they were not asked for.</param>
/// <param name="Engine">Asked for rows, residuals or clusters where a method needs them.</param>
/// <param name="Progress">Told the share done; may be null.</param>
internal sealed record EstimationInput(AnalyzeOptions Options, MomentsTable Table, MomentsTable? Development, IMomentsEngine Engine, IProgress<double>? Progress)
{
    /// <summary>Estimates the quantile metrics; null where there is none.</summary>
    public QuantileEstimator? Quantiles { get; init; }
}

/// <summary>Chooses how each metric is estimated, and fetches what that needs beside the moments.</summary>
internal static class Estimators
{
    /// <summary>The estimator of each metric, in their order.</summary>
    /// <param name="input">The question and what there is to answer it.</param>
    /// <param name="cancellation">Stops the engine.</param>
    public static async Task<IReadOnlyList<IEstimator>> ForAsync(EstimationInput input, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        IReadOnlyList<IEstimator> chosen = await ChosenAsync(input, cancellation).ConfigureAwait(false);
        return input.Quantiles is not { } quantiles
            ? chosen
            : [.. chosen.Zip(input.Options.Metrics, (other, spec) => spec.Kind == MetricKind.Quantile && other is not BootstrapEstimator ? quantiles : other)];
    }

    private static async Task<IReadOnlyList<IEstimator>> ChosenAsync(EstimationInput input, CancellationToken cancellation)
    {
        if (input.Options.Test is TestKind.MannWhitney or TestKind.BrunnerMunzel)
        {
            RankEstimator ranks = await RankEstimator.ReadAsync(input, cancellation).ConfigureAwait(false);
            return [.. input.Options.Metrics.Select(_ => ranks)];
        }
        if (input.Options.Test is TestKind.Bootstrap or TestKind.Permutation)
            return await ResampledEstimators.ForAsync(input, cancellation).ConfigureAwait(false);
        Adjustment adjustment = input.Options.Adjustment;
        if (adjustment is { Method: AdjustmentMethod.Stratified, Strata: { } strata })
            return await StratifiedEstimator.ForAsync(input, strata, cancellation).ConfigureAwait(false);
        if (adjustment.Cluster is { } cluster)
            return await ClusterEstimator.ForAsync(input, cluster, cancellation).ConfigureAwait(false);
        if (adjustment.Method is not (AdjustmentMethod.Lin or AdjustmentMethod.Ancova))
            return FromMoments(input.Options, input.Table);
        string control = VariantOrder.Of(input.Options, input.Table).Control;
        List<IEstimator> estimators = [];
        for (int index = 0; index < input.Options.Metrics.Count; index++)
        {
            estimators.Add(AdjustmentChoice.CovariatesOf(input.Options, input.Options.Metrics[index]).Count == 0
                ? new MomentsEstimator(TestKind.Default)
                : await RegressionEstimator.FitAsync(input, index, control, cancellation).ConfigureAwait(false));
        }
        return estimators;
    }

    /// <summary>The estimators that need moments only.</summary>
    public static IReadOnlyList<IEstimator> FromMoments(AnalyzeOptions options, MomentsTable table) => options.Adjustment.Method == AdjustmentMethod.Cuped
        ? [.. options.Metrics.Select((spec, index) => AdjustmentChoice.CovariatesOf(options, spec).Count == 0
            ? (IEstimator)new MomentsEstimator(options.Test)
            : new CupedEstimator(spec, MetricArms.Of(table.Rows.Where(row => row.Segment is null), index), options.Test, options.Since))]
        : [.. Unadjusted(options).Select((other, index) => options.Metrics[index].Kind == MetricKind.Construct
            ? new ConstructEstimator(options.Metrics[index], index, table, VariantOrder.Of(options, table))
            : other)];

    /// <summary>The estimators that need nothing but the metric's own moments.</summary>
    public static IReadOnlyList<IEstimator> Unadjusted(AnalyzeOptions options)
    {
        IEstimator estimator = options.Test == TestKind.Fisher ? new FisherEstimator() : new MomentsEstimator(options.Test);
        return [.. options.Metrics.Select(_ => estimator)];
    }
}
