using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>How the interval of a ratio of standard deviations is made.</summary>
public enum SpreadInterval
{
    /// <summary>From the F distribution, which holds for normal values only: with heavy tails it covers far too rarely, however large the arms.</summary>
    Normal,

    /// <summary>From each arm's fourth moment, which large arms of any distribution with eight finite moments allow.</summary>
    Robust,
}

/// <summary>Standard deviation of the treatment over that of the control.</summary>
/// <param name="Ratio">The ratio.</param>
/// <param name="Interval">Its two-sided interval.</param>
/// <param name="PValue">Two-sided p-value of equal standard deviations; below alpha exactly where the interval excludes 1.</param>
/// <param name="Method">How interval and p-value are made.</param>
public sealed record SpreadRatio(double Ratio, Interval Interval, double PValue, SpreadInterval Method)
{
    /// <summary>The ratio with the interval of normal theory, from moments.</summary>
    /// <param name="control">Moments of the control.</param>
    /// <param name="treatment">Moments of the treatment.</param>
    /// <param name="alpha">1 less the level of the interval, in (0, 1).</param>
    /// <returns>NaN where an arm has fewer than two units or no spread.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Alpha is out of its range.</exception>
    public static SpreadRatio OfNormal(Moments control, Moments treatment, double alpha)
    {
        Guard.Fraction(alpha);
        double ratio = treatment.StandardDeviation / control.StandardDeviation;
        if (!IsUsable(control, treatment))
            return Unknown(ratio, alpha, SpreadInterval.Normal);
        double f = ratio * ratio, t = treatment.Count - 1, c = control.Count - 1;
        double lower = ratio / Math.Sqrt(FisherF.UpperQuantile(alpha / 2, t, c)), upper = ratio / Math.Sqrt(FisherF.Quantile(alpha / 2, t, c));
        double p = Math.Min(1, 2 * Math.Min(FisherF.Cdf(f, t, c), FisherF.UpperTail(f, t, c)));
        return new(ratio, new(lower, upper, 1 - alpha), p, SpreadInterval.Normal);
    }

    /// <summary>The ratio with an interval from fourth moments, on the log scale.</summary>
    /// <remarks>Var(log s²) ≈ (γ − (n − 3)/(n − 1)) / n with the arm's own kurtosis γ (delta method, Cramér 1946, chapter 27; as Bonett 2006,
    /// who pools the kurtosis). For normal values this is 2/(n − 1). The kurtosis of a heavy-tailed sample is estimated far too small, so that below some
    /// hundred units the interval is too short.</remarks>
    /// <param name="arms">The values.</param>
    /// <param name="alpha">1 less the level of the interval, in (0, 1).</param>
    /// <returns>NaN where an arm has fewer than four units, no spread, or an infinite value.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Alpha is out of its range.</exception>
    public static SpreadRatio Robust(RankedArms arms, double alpha)
    {
        ArgumentNullException.ThrowIfNull(arms);
        Guard.Fraction(alpha);
        Moments control = Moments.FromValues(arms.Control), treatment = Moments.FromValues(arms.Treatment);
        double ratio = treatment.StandardDeviation / control.StandardDeviation;
        if (!IsUsable(control, treatment) || Math.Min(control.Count, treatment.Count) < 4)
            return Unknown(ratio, alpha, SpreadInterval.Robust);
        double error = 0.5 * Math.Sqrt(LogVariance(arms.Control, control) + LogVariance(arms.Treatment, treatment));
        double log = Math.Log(ratio), reach = Normal.UpperQuantile(alpha / 2) * error;
        double p = 2 * Normal.UpperTail(Math.Abs(log) / error);
        return new(ratio, new(Math.Exp(log - reach), Math.Exp(log + reach), 1 - alpha), p, SpreadInterval.Robust);
    }

    private static bool IsUsable(Moments control, Moments treatment)
        => control.SumSquaredDeviations > 0 && treatment.SumSquaredDeviations > 0
            && double.IsFinite(control.Variance) && double.IsFinite(treatment.Variance);

    private static SpreadRatio Unknown(double ratio, double alpha, SpreadInterval method)
        => new(ratio, new(0, double.PositiveInfinity, 1 - alpha), double.NaN, method);

    private static double LogVariance(ReadOnlySpan<double> values, Moments moments)
    {
        double n = values.Length, scale = Math.Sqrt(moments.SumSquaredDeviations / n), fourth = 0;
        foreach (double value in values)
        {
            double square = (value - moments.Mean) / scale;
            square *= square;
            fourth += square * square / n;
        }
        return (fourth - (n - 3) / (n - 1)) / n;
    }
}
