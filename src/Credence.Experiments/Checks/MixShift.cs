using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>One segment of a metric, in a treatment and the control.</summary>
/// <param name="Control">Mean of the control with its squared standard error.</param>
/// <param name="Treatment">Mean of the treatment with its squared standard error.</param>
/// <param name="ControlUnits">Units of the control.</param>
/// <param name="TreatmentUnits">Units of the treatment.</param>
public readonly record struct SegmentMeans(ArmMean Control, ArmMean Treatment, long ControlUnits, long TreatmentUnits);

/// <summary>Whether two arms are mixed differently of segments, and what the effect is in one common mix (direct standardisation).</summary>
/// <param name="Mix">Test that the segments have the same shares in both arms.</param>
/// <param name="Crude">Difference of the means over the segments that hold both arms, each arm in its own mix.</param>
/// <param name="Standardised">Difference in the mix of both arms together.</param>
/// <param name="StandardError">Standard error of the standardised difference.</param>
/// <param name="Reversed">Whether mix and effect tell opposite stories: one of the two differences is clearly apart from 0 on one side, the other lies on the
/// other side of 0 (Simpson 1951).</param>
public sealed record MixShift(IndependenceTest Mix, double Crude, double Standardised, double StandardError, bool Reversed)
{
    /// <summary>Compares the crude difference with the standardised one.</summary>
    /// <param name="segments">The segments; one that lacks an arm or a variance takes no part in the differences.</param>
    /// <param name="alpha">Level at which a difference is clearly apart from 0, in (0, 1).</param>
    /// <returns>The comparison; null where fewer than two segments hold both arms.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Alpha is not in (0, 1).</exception>
    public static MixShift? Of(IReadOnlyList<SegmentMeans> segments, double alpha)
    {
        ArgumentNullException.ThrowIfNull(segments);
        double critical = Normal.UpperQuantile(Guard.Fraction(alpha) / 2);
        SegmentMeans[] both = [.. segments.Where(Counts)];
        if (both.Length < 2)
            return null;
        double control = both.Sum(segment => (double)segment.ControlUnits), treatment = both.Sum(segment => (double)segment.TreatmentUnits);
        double crude = 0, crudeVariance = 0, standardised = 0, variance = 0;
        foreach (SegmentMeans segment in both)
        {
            double c = segment.ControlUnits / control, t = segment.TreatmentUnits / treatment;
            double weight = (segment.ControlUnits + (double)segment.TreatmentUnits) / (control + treatment);
            crude += t * segment.Treatment.Mean - c * segment.Control.Mean;
            crudeVariance += t * t * segment.Treatment.Variance + c * c * segment.Control.Variance;
            standardised += weight * (segment.Treatment.Mean - segment.Control.Mean);
            variance += weight * weight * (segment.Treatment.Variance + segment.Control.Variance);
        }
        double error = Math.Sqrt(variance);
        bool apart = Math.Abs(crude) > critical * Math.Sqrt(crudeVariance) || Math.Abs(standardised) > critical * error;
        IndependenceTest mix = IndependenceTest.Of([.. segments.Select(segment => (long[])[segment.ControlUnits, segment.TreatmentUnits])]);
        return new(mix, crude, standardised, error, apart && crude * standardised < 0);
    }

    private static bool Counts(SegmentMeans segment)
        => segment.ControlUnits > 0 && segment.TreatmentUnits > 0 && double.IsFinite(segment.Control.Variance) && double.IsFinite(segment.Treatment.Variance);
}
