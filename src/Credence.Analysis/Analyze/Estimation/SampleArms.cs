using Credence.Data;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>The values of every metric by variant and segment.</summary>
internal sealed class SampleArms
{
    private readonly Dictionary<(Segment? Segment, string Variant), SampleRow> _rows;

    public SampleArms(SampleTable table) => _rows = table.Rows.ToDictionary(row => (row.Segment, row.Variant));

    /// <summary>Segments with units, null for the whole first.</summary>
    public IEnumerable<Segment?> Segments => _rows.Keys.Select(key => key.Segment).Distinct();

    /// <summary>The values of a metric; null where the variant has no unit.</summary>
    public MetricSample? Of(Segment? segment, string variant, int metric)
        => _rows.TryGetValue((segment, variant), out SampleRow? row) ? row.Metrics[metric] : null;

    /// <summary>The level of a metric in one variant, to be resampled.</summary>
    public static ArmSample Level(MetricSample sample)
    {
        double[]? denominators = sample.Columns.Count > 1 ? sample.Columns[1] : null;
        return sample.Clusters is { } clusters ? ArmSample.Clustered(sample.Values, denominators, clusters)
            : denominators is null ? ArmSample.Mean(sample.Values)
            : ArmSample.Ratio(sample.Values, denominators);
    }
}
