using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>The moments of one metric in every variant, over all units or those of one segment.</summary>
/// <param name="Spec">The metric as asked for.</param>
/// <param name="Index">Its place in the query.</param>
/// <param name="Kind">What it measures.</param>
/// <param name="Segment">The segment; null for all units.</param>
/// <param name="Control">The control variant.</param>
/// <param name="Moments">Moments by variant; a variant without units may be absent.</param>
internal sealed record MetricArms(
    MetricSpec Spec, int Index, MetricKind Kind, Segment? Segment, string Control, IReadOnlyDictionary<string, MetricMoments> Moments)
{
    /// <summary>The moments of one metric by variant, of rows of one segment or of none.</summary>
    public static Dictionary<string, MetricMoments> Of(IEnumerable<MomentsRow> rows, int index)
        => rows.ToDictionary(row => row.Variant, row => row.Metrics[index], StringComparer.Ordinal);

    /// <summary>Moments of the control.</summary>
    public CrossMoments Baseline => Moments[Control].Moments;

    /// <summary>Moments of a variant.</summary>
    public CrossMoments Of(string variant) => Moments[variant].Moments;
}
