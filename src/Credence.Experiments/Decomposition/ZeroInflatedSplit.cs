using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>An effect on a mean with many zeros, split into the share of units that are not 0 and their mean.</summary>
/// <remarks>The mean is share times mean of these units, and the effect Δ = (s_T − s_C)(m_T + m_C)/2 + (m_T − m_C)(s_T + s_C)/2 exactly. The share is a
/// randomised comparison. The mean of these units is none: the treatment may change who is among them.</remarks>
/// <param name="Share">Effect on the share of units that are not 0, by the pooled z test.</param>
/// <param name="Value">Difference of the means of these units, by Welch's test.</param>
/// <param name="FromShare">Part of the effect that the share makes, in the metric's units.</param>
/// <param name="FromValue">Part of the effect that the value makes.</param>
public sealed record ZeroInflatedSplit(Effect Share, Effect Value, double FromShare, double FromValue)
{
    /// <summary>Splits an effect, from moments of all units and the numbers of those that are not 0.</summary>
    /// <param name="control">Moments of the control, over all units.</param>
    /// <param name="controlNonZero">Units of the control that are not 0.</param>
    /// <param name="treatment">Moments of the treatment, over all units.</param>
    /// <param name="treatmentNonZero">Units of the treatment that are not 0.</param>
    /// <param name="options">Level and alternative.</param>
    /// <returns>Parts are NaN where an arm has no unit that is not 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative or above the count, or alpha is out of its range.</exception>
    public static ZeroInflatedSplit Of(Moments control, long controlNonZero, Moments treatment, long treatmentNonZero, EffectOptions options)
    {
        Effect share = ProportionDifference.Compare(controlNonZero, control.Count, treatmentNonZero, treatment.Count, options);
        Moments c = NonZero(control, controlNonZero), t = NonZero(treatment, treatmentNonZero);
        double controlShare = (double)controlNonZero / control.Count, treatmentShare = (double)treatmentNonZero / treatment.Count;
        return new(
            share,
            MeanDifference.Welch(c, t, options),
            share.Estimate * (c.Mean + t.Mean) / 2,
            (t.Mean - c.Mean) * (controlShare + treatmentShare) / 2);
    }

    // Zeros add nothing to sums and squares, so that the moments of the others follow from those of all.
    private static Moments NonZero(Moments all, long count)
    {
        if (count == 0)
            return Moments.Empty;
        double zeros = all.Count - count;
        return new(count, all.Mean * all.Count / count, Math.Max(0, all.SumSquaredDeviations - all.Count * all.Mean * (all.Mean * zeros / count)));
    }
}
