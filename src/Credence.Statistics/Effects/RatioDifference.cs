namespace Credence.Statistics;

/// <summary>Difference of two ratios of sums, such as revenue per session with users randomised.</summary>
public static class RatioDifference
{
    /// <summary>z test of the difference by the delta method.</summary>
    /// <param name="control">Moments of the numerator (first column) and denominator (second) over the control's units.</param>
    /// <param name="treatment">The same over the treatment's units.</param>
    /// <param name="options">Level and form.</param>
    /// <exception cref="ArgumentException">There are not two columns.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The options' alpha is out of its range.</exception>
    public static Effect Compare(CrossMoments control, CrossMoments treatment, EffectOptions options)
        => Compare(control, treatment).Effect(options);

    /// <summary>The arms of the comparison.</summary>
    /// <exception cref="ArgumentException">There are not two columns.</exception>
    public static MeanComparison Compare(CrossMoments control, CrossMoments treatment) => new("z", Arm(control), Arm(treatment), null);

    /// <summary>Ratio of the sums, with the variance of its linearisation.</summary>
    /// <param name="moments">Moments of the numerator (first column) and denominator (second).</param>
    /// <returns>R = Σy/Σx with variance Var(y − R x)/(n x̄²); NaN where the denominator sums to 0.</returns>
    /// <remarks>Delta method; Cochran (1977), <i>Sampling Techniques</i>, equation 6.12, with divisor n − 1.</remarks>
    /// <exception cref="ArgumentException">There are not two columns.</exception>
    public static ArmMean Arm(CrossMoments moments)
    {
        ArgumentNullException.ThrowIfNull(moments);
        Guard.SameLength(moments.Columns.Count, 2);
        Moments numerator = moments.Of(0), denominator = moments.Of(1);
        if (denominator.Mean == 0 || moments.Count < 2)
            return new(denominator.Mean == 0 ? double.NaN : numerator.Mean / denominator.Mean, double.NaN);
        double ratio = numerator.Mean / denominator.Mean;
        double cross = moments.CoProducts[1];
        double squares = numerator.SumSquaredDeviations + ratio * (ratio * denominator.SumSquaredDeviations - 2 * cross);
        // A numerator that is a multiple of the denominator leaves nothing but rounding.
        double noise = 8 * Rounding.Unit * (numerator.SumSquaredDeviations + ratio * ratio * denominator.SumSquaredDeviations);
        double variance = squares <= noise ? 0 : squares / (moments.Count - 1);
        return new(ratio, variance / moments.Count / denominator.Mean / denominator.Mean);
    }
}
