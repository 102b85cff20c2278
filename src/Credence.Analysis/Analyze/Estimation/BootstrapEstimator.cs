using Credence.Data;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Compares two arms by resampling each.</summary>
internal sealed class BootstrapEstimator : IEstimator
{
    private readonly BootstrapInterval _interval;
    private readonly bool _clusters;
    private readonly IEstimator? _levels;
    private readonly Dictionary<(Segment? Segment, string Variant), ArmReplicates> _replicates = [];

    private BootstrapEstimator(BootstrapInterval interval, bool clusters, IEstimator? levels) => (_interval, _clusters, _levels) = (interval, clusters, levels);

    /// <summary>Resamples a metric in every variant and segment.</summary>
    /// <param name="input">What is asked.</param>
    /// <param name="variants">The variants.</param>
    /// <param name="samples">The values.</param>
    /// <param name="metric">The metric's place.</param>
    /// <param name="work">Told what is done.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static BootstrapEstimator Of(
        EstimationInput input, VariantOrder variants, ArmSamples samples, int metric, ResamplingWork work, CancellationToken cancellation)
    {
        MetricSpec spec = input.Options.Metrics[metric];
        AnalyzeOptions options = input.Options;
        BootstrapEstimator estimator = new(options.Bootstrap, options.Adjustment.Cluster is not null, spec.Kind == MetricKind.Quantile ? input.Quantiles : null);
        foreach (Segment? segment in samples.Segments)
        {
            Dictionary<string, ArmSample> arms = [];
            foreach (string variant in variants.All)
            {
                if (samples.Of(segment, variant, metric) is { } sample)
                    arms.Add(variant, Level(spec, sample));
            }
            // The control stands beside every treatment, so either all arms of a segment are enumerated or none.
            bool exact = options.Resampling.Exact && arms.TryGetValue(variants.Control, out ArmSample? control)
                && arms.All(arm => arm.Key == variants.Control || control.Resamples * arm.Value.Resamples <= Bootstrap.MostEnumerated);
            foreach ((string variant, ArmSample arm) in arms)
            {
                estimator._replicates.Add((segment, variant), (exact ? arm.Enumerate(Bootstrap.MostEnumerated, options.Bootstrap) : null)
                    ?? arm.Resample(options.Resampling, options.Bootstrap, Name(spec, segment, variant), work.Part(arm.Count), cancellation));
                work.Done(arm.Count);
            }
        }
        return estimator;
    }

    /// <inheritdoc/>
    public VariantSummary? Level(MetricArms arms, string variant) => _levels?.Level(arms, variant);

    /// <inheritdoc/>
    public Estimation Compare(MetricArms arms, string treatment, EffectOptions form)
    {
        ArmReplicates control = _replicates[(arms.Segment, arms.Control)], treated = _replicates[(arms.Segment, treatment)];
        BootstrapComparison found = Bootstrap.Compare(control, treated, _interval, form);
        return new(found.Effect) { Resampling = ResamplingSummary.Of(found.Resamples, found.Exact, _clusters, Math.Min(control.Count, treated.Count), found.Differences) };
    }

    /// <inheritdoc/>
    public NonInferiorityTest? Against(MetricArms arms, string treatment, Margin margin, EffectOptions form) => BootstrapMargin.Test(
        _replicates[(arms.Segment, arms.Control)], _replicates[(arms.Segment, treatment)], _interval, arms.Spec.Direction, margin, form);

    /// <summary>A name that no other arm of the analysis has.</summary>
    internal static string Name(MetricSpec metric, Segment? segment, string variant)
        => segment is null ? $"{metric.Name}\n{variant}" : $"{metric.Name}\n{variant}\n{segment.By}\n{segment.Value}";

    private static ArmSample Level(MetricSpec spec, MetricSample sample)
    {
        if (spec.Kind == MetricKind.Quantile)
            return ArmSample.Quantile(sample.Values, spec.Quantile!.Value);
        double[]? denominators = spec.Kind == MetricKind.Ratio ? sample.Columns[1] : null;
        return sample.Clusters is { } clusters ? ArmSample.Clustered(sample.Values, denominators, clusters)
            : denominators is null ? ArmSample.Mean(sample.Values)
            : ArmSample.Ratio(sample.Values, denominators);
    }
}
