using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Where a comparison stands: the metric's place, the segment (null for all units) and the treatment.</summary>
internal sealed record ComparisonPlace(int Metric, Segment? Segment, string Variant);

/// <summary>What a correction makes of one test.</summary>
/// <param name="PValue">The adjusted p-value.</param>
/// <param name="Alpha">Error level of the interval that belongs to it.</param>
/// <param name="Rejects">Whether the adjusted p-value is below the family's error level.</param>
internal readonly record struct CorrectedTest(double PValue, double Alpha, bool Rejects)
{
    /// <summary>The effect estimated at <see cref="Alpha"/>, made to agree with the corrected decision.</summary>
    public Effect Settle(Effect effect) => effect.PValue < Alpha == Rejects ? effect : effect.AgreeingWith(Rejects);

    /// <summary>The test after one that has to reject first.</summary>
    /// <param name="gate">Adjusted p-value of that one, on the scale of this.</param>
    /// <param name="alpha">The family's error level.</param>
    public CorrectedTest Behind(double gate, double alpha)
        => double.IsNaN(PValue) ? this : this with { PValue = Math.Max(PValue, gate), Rejects = Rejects && gate < alpha };
}

/// <summary>What a correction makes of the claims about one treatment.</summary>
/// <param name="Difference">That it differs from the control.</param>
/// <param name="Margin">That it is no worse than its margin allows, one-sided; null without a margin.</param>
/// <param name="Equivalence">That it is equivalent to the control, by two one-sided tests; null without a margin.</param>
internal sealed record CorrectedComparison(CorrectedTest Difference, CorrectedTest? Margin, CorrectedTest? Equivalence);
