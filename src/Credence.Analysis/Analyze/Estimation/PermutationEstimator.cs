using Credence.Data;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Compares two arms by allocating their units anew.</summary>
internal sealed class PermutationEstimator : IEstimator
{
    private readonly bool _clusters;
    private readonly Dictionary<(Segment? Segment, string Treatment), Permutation> _permutations = [];

    private PermutationEstimator(bool clusters) => _clusters = clusters;

    /// <summary>Allocates the units of a metric anew, for every treatment and segment.</summary>
    /// <param name="options">What is asked.</param>
    /// <param name="variants">The variants.</param>
    /// <param name="samples">The values.</param>
    /// <param name="metric">The metric's place.</param>
    /// <param name="work">Told what is done.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static PermutationEstimator Of(
        AnalyzeOptions options, VariantOrder variants, ArmSamples samples, int metric, ResamplingWork work, CancellationToken cancellation)
    {
        PermutationEstimator estimator = new(options.Adjustment.Cluster is not null);
        foreach (Segment? segment in samples.Segments)
        {
            if (samples.Of(segment, variants.Control, metric) is not { } control)
                continue;
            foreach (string treatment in variants.Treatments)
            {
                if (samples.Of(segment, treatment, metric) is not { } treated)
                    continue;
                ((double[] y, double[]? x), (double[] u, double[]? v)) = (Units(options.Metrics[metric], control), Units(options.Metrics[metric], treated));
                estimator._permutations.Add((segment, treatment), Permutation.Of(
                    y, u, x is null || v is null ? null : (x, v), options.Resampling, BootstrapEstimator.Name(options.Metrics[metric], segment, treatment),
                    work.Part(y.Length + u.Length), cancellation));
                work.Done(y.Length + u.Length);
            }
        }
        return estimator;
    }

    /// <inheritdoc/>
    public Estimation Compare(MetricArms arms, string treatment, EffectOptions form)
    {
        Permutation permutation = _permutations[(arms.Segment, treatment)];
        PermutationComparison found = permutation.Compare(form);
        return new(found.Effect) { Resampling = ResamplingSummary.Of(found.Allocations, found.Exact, _clusters, permutation.SmallerArm, found.Differences) };
    }

    /// <inheritdoc/>
    public NonInferiorityTest? Against(MetricArms arms, string treatment, Margin margin, EffectOptions form)
        => _permutations[(arms.Segment, treatment)].Against(arms.Spec.Direction, margin, form);

    // Numerators and denominators of what is allocated: units, or clusters as a whole.
    private static (double[] Numerators, double[]? Denominators) Units(MetricSpec spec, MetricSample sample)
    {
        double[]? denominators = spec.Kind == MetricKind.Ratio ? sample.Columns[1] : null;
        return sample.Clusters is { } clusters ? ClusterSums.Of(sample.Values, denominators, clusters) : (sample.Values, denominators);
    }
}
