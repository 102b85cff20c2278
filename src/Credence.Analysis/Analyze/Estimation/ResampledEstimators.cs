using Credence.Data;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Reads the values of all metrics and resamples them.</summary>
internal static class ResampledEstimators
{
    /// <summary>The estimator of each metric, in their order.</summary>
    /// <exception cref="InputException">The options ask for what resampling does not do, or the values cannot be read.</exception>
    public static async Task<IReadOnlyList<IEstimator>> ForAsync(EstimationInput input, CancellationToken cancellation)
    {
        AnalyzeOptions options = input.Options;
        Check(options);
        MomentsQuery query = Analyze.Query(options);
        query = query with { Segments = [.. query.Segments, .. new[] { options.Since }.OfType<string>()] };
        SampleTable table = await input.Engine.SamplesAsync(new() { Rows = query, Cluster = options.Adjustment.Cluster }, input.Progress, cancellation).ConfigureAwait(false);
        return await Task.Run(() => Of(input, new(table), cancellation), cancellation).ConfigureAwait(false);
    }

    private static void Check(AnalyzeOptions options)
    {
        if (options.Adjustment.Method != AdjustmentMethod.None)
            throw new InputException("--test", "resampling compares the values as they are, without an adjustment", "leave --test or --adjust out");
        if (options.Adjustment.Robust != RobustVariance.Default)
            throw new InputException("--robust", "resampling has no variance formula", "leave --robust out");
        if (options.Effect.Relative != RelativeMethod.Fieller)
            throw new InputException("--relative", "resampling makes the set of the lift itself", "leave --relative out");
        if (options.Effect.ProportionInterval != ProportionInterval.Score)
            throw new InputException("--interval", "resampling makes the interval itself", "leave --interval out");
    }

    private static IReadOnlyList<IEstimator> Of(EstimationInput input, ArmSamples samples, CancellationToken cancellation)
    {
        AnalyzeOptions options = input.Options;
        VariantOrder variants = VariantOrder.Of(options, input.Table);
        int[] resampled = [.. options.Metrics.Index().Where(entry => IsResampled(options, entry.Item)).Select(entry => entry.Index)];
        double total = resampled.Sum(i => samples.Segments.Sum(segment => variants.All.Sum(variant => (double?)samples.Of(segment, variant, i)?.Count ?? 0)));
        ResamplingWork work = new(total, input.Progress);
        return [.. options.Metrics.Select((_, i) => !resampled.Contains(i) ? input.Quantiles!
            : options.Test == TestKind.Bootstrap ? BootstrapEstimator.Of(input, variants, samples, i, work, cancellation)
            : (IEstimator)PermutationEstimator.Of(options, variants, samples, i, work, cancellation))];
    }

    // A quantile of rows that units make clusters of, or by another test than a bootstrap of its own values, keeps its own interval.
    private static bool IsResampled(AnalyzeOptions options, MetricSpec spec) => spec.Kind != MetricKind.Quantile
        || (options is { Test: TestKind.Bootstrap, Unit: null, Adjustment.Cluster: null } && options.Bootstrap != BootstrapInterval.Studentized);
}
