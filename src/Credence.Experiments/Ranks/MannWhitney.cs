using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>How the distribution of a rank statistic is had.</summary>
public enum RankDistribution
{
    /// <summary>Exactly where that takes some hundredths of a second, else approximately.</summary>
    Automatic,

    /// <summary>By a normal approximation with corrections for ties and continuity.</summary>
    Approximate,
}

/// <summary>Mann and Whitney's test (1947; Wilcoxon's rank sum test, 1945) with the shift of Hodges and Lehmann (1963).</summary>
/// <remarks>
/// <para>The test rejects where treatment values tend to lie above, or below, control values. Its level is that of "both arms have one
/// distribution"; where the arms differ in spread or shape but not in that tendency, it can reject too often, and
/// <see cref="BrunnerMunzel"/> keeps its level.</para>
/// <para>The shift is the median of the differences of all pairs; its interval holds the shifts that the same test keeps. Shift and test are
/// one statement where no two values of different arms are equal. With such ties, where shifts are bounded by whole steps of the values, the test
/// can reject although the interval holds 0; then the test decides.</para>
/// </remarks>
public static class MannWhitney
{
    /// <summary>Name of the method.</summary>
    public const string Method = "mann-whitney";

    /// <summary>Tests the arms, and estimates the shift and the ratio between them.</summary>
    /// <param name="arms">The values.</param>
    /// <param name="options">Level and alternative; the set of the relative effect is always that of the typical ratio.</param>
    /// <param name="distribution">How p-values are had.</param>
    /// <returns>Estimate: Hodges and Lehmann's shift. Statistic: U, the pairs in which the treatment is larger, equal ones by half. Standard error:
    /// half the width of the two-sided interval over its normal quantile. Relative: the median of the ratios of all pairs, less 1, with the
    /// ratios that the test keeps; where a control value is not positive or a treatment value is negative there is none, and the set is all. An
    /// empty arm leaves no test; infinite values leave no shift.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Alpha is out of its range.</exception>
    public static Effect Compare(RankedArms arms, EffectOptions options, RankDistribution distribution = RankDistribution.Automatic)
    {
        ArgumentNullException.ThrowIfNull(arms);
        ArgumentNullException.ThrowIfNull(options);
        RelativeEffect anything = new(double.NaN, RelativeSet.All, null, null);
        Interval everything = Coherence.OneSided(double.NegativeInfinity, double.PositiveInfinity, options);
        if (arms.Pairs == 0)
            return new(Method, double.NaN, double.NaN, null, double.NaN, double.NaN, everything, anything);
        double u = arms.Above + arms.Tied / 2.0, p = PValue(arms, options.Alternative, distribution);
        if (!arms.IsFinite)
            return new(Method, double.NaN, double.NaN, null, u, p, everything, anything);
        bool rejects = p < options.Alpha;
        long kept = LargestRejected(arms, options, distribution) + 1;
        (double lower, double upper) = Limits<PairDifference>(arms, kept);
        double error = (upper - lower) / (2 * Normal.UpperQuantile(options.Alternative == Alternative.TwoSided ? options.Alpha / 2 : options.Alpha));
        Interval shift = AtZero(Coherence.OneSided(lower, upper, options), rejects);
        RelativeEffect ratio = Ratio(arms, kept, rejects, options) ?? anything;
        return new(Method, PairContrasts.Median<PairDifference>(arms), double.IsFinite(error) ? error : double.NaN, null, u, p, shift, ratio);
    }

    /// <summary>Tests that the treatment is not worse than the control by more than a margin: the test of the treatment moved by the margin.</summary>
    /// <remarks>A relative margin m moves the control by the factor 1 ∓ m, and needs a positive control and a treatment without negative values.</remarks>
    /// <param name="arms">The values.</param>
    /// <param name="direction">Which way is good.</param>
    /// <param name="margin">How much harm is tolerated.</param>
    /// <param name="options">Level and form of the analysis.</param>
    /// <exception cref="ArgumentOutOfRangeException">The margin is negative or not finite, or alpha is out of its range.</exception>
    public static NonInferiorityTest Against(RankedArms arms, Direction direction, Margin margin, EffectOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Guard.NotNegative(margin.Value, nameof(margin));
        EffectOptions side = options with
        {
            Alpha = options.Alternative == Alternative.TwoSided ? options.Alpha / 2 : options.Alpha,
            Alternative = direction == Direction.Increase ? Alternative.Greater : Alternative.Less,
        };
        double threshold = (direction == Direction.Increase ? -1 : 1) * margin.Value;
        Effect effect = Compare(arms, side);
        if (!arms.IsFinite || arms.Pairs == 0 || margin.IsRelative && effect.Relative.Interval is null)
            return new(margin, threshold, double.NaN, double.NaN, double.NaN, 1 - side.Alpha, false);
        RankedArms moved = margin.IsRelative
            ? RankedArms.Of(Array.ConvertAll(arms.Control.ToArray(), value => value * (1 + threshold)), arms.Treatment)
            : RankedArms.Of(Array.ConvertAll(arms.Control.ToArray(), value => value + threshold), arms.Treatment);
        Interval set = margin.IsRelative ? effect.Relative.Interval!.Value : effect.Interval;
        double bound = direction == Direction.Increase ? set.Lower : set.Upper;
        bool met = direction == Direction.Increase ? bound > threshold : bound < threshold;
        return new(margin, threshold, bound, moved.Above + moved.Tied / 2.0, PValue(moved, side.Alternative), 1 - side.Alpha, met);
    }

    /// <summary>p-value of the test.</summary>
    /// <remarks>Two-sided it is twice the smaller tail, at most 1. Ties within an arm alone do not touch U, which then has its exact distribution
    /// without ties; with ties between arms it is that of all assignments of the arms to the values.</remarks>
    public static double PValue(RankedArms arms, Alternative alternative, RankDistribution distribution = RankDistribution.Automatic)
    {
        ArgumentNullException.ThrowIfNull(arms);
        if (arms.Pairs == 0)
            return double.NaN;
        int control = arms.Control.Length, treatment = arms.Treatment.Length;
        RankSumDistribution tails = IsExact(arms, distribution)
            ? RankSumDistribution.Exact(arms.Tied == 0 ? WithoutTies(control + treatment) : arms.TieEnds, control, treatment)
            : RankSumDistribution.Approximate(arms.TieTerm, control, treatment);
        double u = arms.Above + arms.Tied / 2.0;
        return alternative switch
        {
            Alternative.Greater => tails.Upper(u),
            Alternative.Less => tails.Lower(u),
            _ => Math.Min(1, 2 * Math.Min(tails.Lower(u), tails.Upper(u))),
        };
    }

    /// <summary>Whether the p-value of these arms is exact.</summary>
    public static bool IsExact(RankedArms arms, RankDistribution distribution = RankDistribution.Automatic)
    {
        ArgumentNullException.ThrowIfNull(arms);
        return distribution == RankDistribution.Automatic && RankSumDistribution.IsAffordable(arms.Control.Length, arms.Treatment.Length);
    }

    // Largest U whose lower tail rejects, −1 where none does. A shift that is no difference of two values leaves ties within arms only,
    // which do not touch U, so that its distribution is the one without ties; approximately, their correction is kept as in the test.
    private static long LargestRejected(RankedArms arms, EffectOptions options, RankDistribution distribution)
    {
        int control = arms.Control.Length, treatment = arms.Treatment.Length;
        RankSumDistribution tails = IsExact(arms, distribution)
            ? RankSumDistribution.Exact(WithoutTies(control + treatment), control, treatment)
            : RankSumDistribution.Approximate(WithinArms(arms), control, treatment);
        double sides = options.Alternative == Alternative.TwoSided ? 2 : 1;
        long low = -1, high = arms.Pairs / 2 + 1;
        while (high - low > 1)
        {
            long middle = low + (high - low) / 2;
            if (sides * tails.Lower(middle) < options.Alpha)
                low = middle;
            else
                high = middle;
        }
        return low;
    }

    private static int[] WithoutTies(int count) => [.. Enumerable.Range(1, count)];

    private static double WithinArms(RankedArms arms)
        => arms.Tied == 0 ? arms.TieTerm : RankedArms.Of(arms.Control, []).TieTerm + RankedArms.Of([], arms.Treatment).TieTerm;

    // The shifts that keep more than a pairs above them and more than a below: from the order statistic a + 1 from below to that from above.
    private static (double Lower, double Upper) Limits<T>(RankedArms arms, long kept)
        where T : struct, IPairContrast
        => kept == 0
            ? (double.NegativeInfinity, double.PositiveInfinity)
            : (PairContrasts.Smallest<T>(arms, kept), PairContrasts.Smallest<T>(arms, arms.Pairs + 1 - kept));

    // No effect is judged by the test itself, whose ties the limits do not see: where it keeps it, the interval reaches there; where it
    // rejects and the interval only ends there, the end is left out.
    private static Interval AtZero(Interval interval, bool rejects)
    {
        if (!rejects && !interval.Contains(0))
            return interval.Lower > 0 ? interval with { Lower = 0 } : interval with { Upper = 0 };
        if (rejects && interval is { Lower: 0, Upper: > 0 })
            return interval with { Lower = double.Epsilon };
        return rejects && interval is { Lower: < 0, Upper: 0 } ? interval with { Upper = -double.Epsilon } : interval;
    }

    private static RelativeEffect? Ratio(RankedArms arms, long kept, bool rejects, EffectOptions options)
    {
        if (arms.Control[0] <= 0 || arms.Treatment[0] < 0)
            return null;
        (double lower, double upper) = Limits<PairRatio>(arms, kept);
        Interval lift = Coherence.OneSided(lower - 1, upper - 1, options);
        return new(PairContrasts.Median<PairRatio>(arms) - 1, RelativeSet.Interval, AtZero(lift, rejects), null);
    }
}
