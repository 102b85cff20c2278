using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>An effect estimated in one segment alone.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Estimate">The estimate; finite.</param>
/// <param name="StandardError">Its standard error; above 0.</param>
public sealed record SegmentEffect(string Segment, double Estimate, double StandardError)
{
    /// <summary>The difference of two means with the standard error of unequal variances; NaN where an arm has fewer than two values.</summary>
    public static SegmentEffect FromMoments(string segment, Moments control, Moments treatment)
        => new(segment, treatment.Mean - control.Mean, Math.Sqrt(control.Variance / control.Count + treatment.Variance / treatment.Count));
}
