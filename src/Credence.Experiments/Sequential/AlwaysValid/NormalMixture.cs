using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>
/// The normal-mixture martingale, which the mixture SPRT, Howard's and Waudby-Smith's sequences tune in different ways. The ratio is the
/// estimate's variance over that of the mixing distribution.
/// </summary>
internal static class NormalMixture
{
    /// <summary>Log of √(r/(1+r)) exp(z²/(2(1+r))), the two-sided e-value.</summary>
    public static double LogEvidence(double z, double ratio) => 0.5 * (z * z / (1 + ratio) - Elementary.Log1p(1 / ratio));

    /// <summary>Radius in standard errors of the values with an e-value below 1/alpha.</summary>
    public static double Radius(double ratio, double alpha) => Math.Sqrt((1 + ratio) * (Elementary.Log1p(1 / ratio) - 2 * Math.Log(alpha)));

    /// <summary>One-sided radius in closed form, slightly wide (Waudby-Smith et al., 2024; Howard et al., 2021).</summary>
    public static double OneSidedRadius(double ratio, double alpha)
        => Math.Sqrt(2 * (1 + ratio) * Elementary.Log1p(Math.Sqrt(1 + 1 / ratio) / (2 * alpha)));

    /// <summary>Log of the one-sided e-value that goes with <see cref="OneSidedRadius"/>.</summary>
    public static double OneSidedLogEvidence(double z, double ratio)
    {
        if (!(z > 0))
            return double.NegativeInfinity;
        double exponent = z * z / (2 * (1 + ratio));
        return exponent + Elementary.Log1mExp(-exponent) + Math.Log(2) - 0.5 * Elementary.Log1p(1 / ratio);
    }

    /// <summary>1/ratio at which the two-sided radius is least: −W₋₁(−alpha²/e) − 1.</summary>
    public static double BestInverseRatio(double alpha) => -LambertW.Lower(-alpha * alpha / Math.E) - 1;

    /// <summary>The result for a difference at a ratio.</summary>
    public static AlwaysValidResult Compare(string method, EstimatedDifference difference, double ratio, double alpha, Alternative alternative)
    {
        double estimate = difference.Difference, error = Math.Sqrt(difference.Variance);
        EffectOptions options = new() { Alpha = alpha, Alternative = alternative };
        if (!(error > 0) || !double.IsFinite(estimate))
            return Nothing(method, difference.Baseline, estimate, error, alpha);
        double z = estimate / error;
        (double log, double radius) = alternative == Alternative.TwoSided
            ? (LogEvidence(z, ratio), Radius(ratio, alpha))
            : (OneSidedLogEvidence(alternative == Alternative.Greater ? z : -z, ratio), OneSidedRadius(ratio, alpha));
        Interval interval = new(
            alternative == Alternative.Less ? double.NegativeInfinity : estimate - radius * error,
            alternative == Alternative.Greater ? double.PositiveInfinity : estimate + radius * error,
            1 - alpha);
        RelativeEffect relative = RelativeEffects.Of(difference, radius, options);
        return new AlwaysValidResult(method, estimate, error, log, Math.Min(1, Math.Exp(-log)), interval, relative);
    }

    // Without a spread there is no scale to judge by, so nothing is excluded.
    private static AlwaysValidResult Nothing(string method, ArmMean control, double estimate, double error, double alpha)
    {
        double lift = control.Mean == 0 ? double.NaN : estimate / control.Mean;
        return new AlwaysValidResult(
            method, estimate, error, 0, 1, new Interval(double.NegativeInfinity, double.PositiveInfinity, 1 - alpha),
            new RelativeEffect(lift, RelativeSet.All, null, null));
    }
}
