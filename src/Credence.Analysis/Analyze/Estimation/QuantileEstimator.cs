using Credence.Data;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Compares quantiles over rows, which units make clusters of.</summary>
internal sealed class QuantileEstimator : IEstimator
{
    private readonly ArmSamples _samples;
    private readonly IReadOnlyList<int> _metrics;
    private readonly bool _clustered;
    private readonly Dictionary<(Segment?, string, int), QuantileArm> _arms = [];

    private QuantileEstimator(ArmSamples samples, IReadOnlyList<int> metrics, bool clustered)
        => (_samples, _metrics, _clustered) = (samples, metrics, clustered);

    /// <summary>Reads the rows of all quantile metrics; null where there is none.</summary>
    /// <remarks>A unit seen in several variants is left out, as everywhere.</remarks>
    public static async Task<QuantileEstimator?> ReadAsync(AnalyzeOptions options, IMomentsEngine engine, IProgress<double>? progress, CancellationToken cancellation)
    {
        int[] metrics = [.. options.Metrics.Index().Where(entry => entry.Item.Kind == MetricKind.Quantile).Select(entry => entry.Index)];
        if (metrics.Length == 0)
            return null;
        MomentsQuery query = Analyze.Query(options) with { Unit = null, ColumnSets = [.. metrics.Select(index => options.Metrics[index].ColumnSet)] };
        string? cluster = options.Adjustment.Cluster ?? options.Unit;
        SampleTable table = await engine.SamplesAsync(new() { Rows = query, Cluster = cluster }, progress, cancellation).ConfigureAwait(false);
        return new(new(cluster is null ? table : WithoutWanderers(table)), metrics, cluster is not null);
    }

    /// <summary>The moments with those of rows in place of those of units for quantile metrics.</summary>
    public MomentsTable OfRows(MomentsTable table) => table with { Rows = [.. table.Rows.Select(OfRows)] };

    /// <inheritdoc/>
    public VariantSummary? Level(MetricArms arms, string variant)
    {
        QuantileArm arm = Arm(arms, variant);
        return new(arm.Count, arm.Quantile, arm.StandardError * Math.Sqrt(arm.Count));
    }

    /// <inheritdoc/>
    public Estimation Compare(MetricArms arms, string treatment, EffectOptions form)
    {
        QuantileComparison comparison = Comparison(arms, treatment);
        return new(comparison.Effect(form)) { TiedShare = Math.Max(comparison.Control.TiedShare, comparison.Treatment.TiedShare) };
    }

    /// <inheritdoc/>
    public NonInferiorityTest? Against(MetricArms arms, string treatment, Margin margin, EffectOptions form)
        => Comparison(arms, treatment).Against(arms.Spec.Direction, margin, form);

    private QuantileComparison Comparison(MetricArms arms, string treatment) => new(Arm(arms, arms.Control), Arm(arms, treatment));

    private QuantileArm Arm(MetricArms arms, string variant)
    {
        if (_arms.TryGetValue((arms.Segment, variant, arms.Index), out QuantileArm? known))
            return known;
        MetricSample? sample = Sample(arms.Segment, variant, arms.Index);
        double probability = arms.Spec.Quantile!.Value;
        QuantileArm arm = sample is null ? QuantileArm.Of([], probability)
            : _clustered ? QuantileArm.Of(sample.Values, Renumbered(sample.Clusters!), probability)
            : QuantileArm.Of(sample.Values, probability);
        return _arms[(arms.Segment, variant, arms.Index)] = arm;
    }

    private MetricSample? Sample(Segment? segment, string variant, int index)
        => _metrics.Index().First(entry => entry.Item == index).Index is var place ? _samples.Of(segment, variant, place) : null;

    private MomentsRow OfRows(MomentsRow row)
    {
        MetricMoments[] metrics = [.. row.Metrics];
        foreach (int index in _metrics)
        {
            if (Sample(row.Segment, row.Variant, index) is { } sample)
                metrics[index] = new(sample.Name, CrossMoments.FromRows([sample.Name], sample.Values), sample.Missing, sample.Invalid, false);
        }
        return row with { Metrics = metrics };
    }

    // Clusters are numbered over the whole table; an arm needs numbers without gaps.
    private static int[] Renumbered(int[] clusters)
    {
        Dictionary<int, int> numbers = [];
        return Array.ConvertAll(clusters, cluster => numbers.TryGetValue(cluster, out int number) ? number : numbers[cluster] = numbers.Count);
    }

    private static SampleTable WithoutWanderers(SampleTable table)
    {
        string?[] home = new string?[table.Clusters];
        HashSet<int> wanderers = [];
        foreach (SampleRow row in table.Rows.Where(row => row.Segment is null))
        {
            foreach (int cluster in row.Metrics.SelectMany(metric => metric.Clusters!))
            {
                if ((home[cluster] ??= row.Variant) != row.Variant)
                    wanderers.Add(cluster);
            }
        }
        return wanderers.Count == 0 ? table : table with
        {
            Rows = [.. table.Rows.Select(row => row with { Metrics = [.. row.Metrics.Select(metric => Without(metric, wanderers))] })],
        };
    }

    private static MetricSample Without(MetricSample sample, HashSet<int> clusters)
    {
        int[] kept = [.. Enumerable.Range(0, sample.Count).Where(i => !clusters.Contains(sample.Clusters![i]))];
        return sample with
        {
            Columns = [.. sample.Columns.Select(column => Array.ConvertAll(kept, i => column[i]))],
            Clusters = Array.ConvertAll(kept, i => sample.Clusters![i]),
        };
    }
}
