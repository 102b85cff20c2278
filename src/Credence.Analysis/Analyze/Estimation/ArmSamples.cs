using Credence.Data;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>The values behind moments, by segment and variant.</summary>
internal sealed class ArmSamples(SampleTable table)
{
    private readonly Dictionary<(Segment?, string), SampleRow> _rows = table.Rows.ToDictionary(row => (row.Segment, row.Variant));

    /// <summary>Segments with units, null for all units first.</summary>
    public IEnumerable<Segment?> Segments => table.Rows.Select(row => row.Segment).Distinct();

    /// <summary>Values of one metric in one variant; null where it has no units.</summary>
    /// <param name="segment">The segment; null for all units.</param>
    /// <param name="variant">The variant.</param>
    /// <param name="place">Place of the metric among those that were read.</param>
    public MetricSample? Of(Segment? segment, string variant, int place)
        => _rows.TryGetValue((segment, variant), out SampleRow? row) ? row.Metrics[place] : null;
}
