using Credence.Data;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>A regression of one metric over all units or those of one segment, with the sums its variance is made of.</summary>
/// <param name="variants">The variants with units, control first.</param>
/// <param name="fit">The fit to them.</param>
/// <param name="segment">The segment; null for all units.</param>
internal sealed class RegressionCell(string[] variants, RegressionAdjustment fit, Segment? segment)
{
    private InfluenceSums[] _sums = [];

    public Segment? Segment => segment;

    public RegressionAdjustment Fit => fit;

    public IReadOnlyList<string> Variants => variants;

    public IReadOnlyList<InfluenceSums> Sums => _sums;

    /// <summary>Fits the regression; null where there is nothing to compare.</summary>
    public static RegressionCell? Of(Segment? segment, string control, IReadOnlyDictionary<string, MetricMoments> arms, RegressionModel model)
    {
        string[] present = [.. arms.Where(arm => arm.Value.Joint is { Count: > 0 }).Select(arm => arm.Key).OrderBy(name => name == control ? 0 : 1)];
        if (present.Length < 2 || present[0] != control)
            return null;
        return new(present, RegressionAdjustment.Fit([.. present.Select(name => arms[name].Joint!)], 0, model), segment);
    }

    /// <summary>What the engine is asked for: one cell per variant.</summary>
    public IEnumerable<InfluenceCell> Asked(IReadOnlyList<double> centres)
        => variants.Select((name, arm) => new InfluenceCell(name, segment?.Value, fit.FormsOf(arm, centres)));

    /// <summary>Takes the sums of its cells from those of all, which follow each other in the order they were asked for.</summary>
    public void Take(IReadOnlyList<InfluenceSums> sums, ref int at)
    {
        _sums = [.. sums.Skip(at).Take(variants.Length)];
        at += variants.Length;
    }
}
