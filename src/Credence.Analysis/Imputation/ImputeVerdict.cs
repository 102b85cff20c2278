using System.Globalization;
using Credence.Experiments;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What to do about two arms some of whose values are imputed.</summary>
internal static class ImputeVerdict
{
    public static Verdict Of(ImputeOptions options, ArmRows arms, PooledEstimate pooled, Effect complete, SensitivityResult sensitivity)
    {
        ImputeComparisonOptions asked = options.Comparison!;
        if (double.IsNaN(pooled.PValue))
            return new(Decision.Invalid, null, $"{asked.Metric} cannot be compared: it does not vary, or an arm has too few values.");
        bool significant = pooled.PValue < options.Alpha, fragile = IsFragile(sensitivity);
        Decision decision = !significant || fragile ? Decision.Inconclusive : pooled.Estimate > 0 == (asked.Direction == Direction.Increase) ? Decision.Ship : Decision.RollBack;
        string size = Number(pooled.Estimate, pooled.StandardError), level = (100 * (1 - options.Alpha)).ToString("0.###", CultureInfo.InvariantCulture);
        Interval interval = pooled.Interval(options.Alpha);
        string numbers = $"{level}% interval {Number(interval.Lower, pooled.StandardError)} to {Number(interval.Upper, pooled.StandardError)}, {PValueText.WithLetter(pooled.PValue)}; "
            + $"the rows with a value alone give {Number(complete.Estimate, complete.StandardError)}";
        string effect = significant
            ? $"Over {pooled.Imputations} completed data sets {arms.Treatment} {(pooled.Estimate > 0 ? "raised" : "lowered")} {asked.Metric} by {size.TrimStart('-')} ({numbers})."
            : $"Over {pooled.Imputations} completed data sets no effect of {arms.Treatment} on {asked.Metric} is shown: the difference is {size} ({numbers}).";
        return new(decision, decision is Decision.Ship or Decision.RollBack ? arms.Treatment : null, $"{effect} {Tipping(arms, sensitivity, significant, fragile)}");
    }

    /// <summary>Whether a small shift of the missing values would change the conclusion.</summary>
    public static bool IsFragile(SensitivityResult sensitivity)
        => sensitivity.TippingPoint is { } point && Math.Abs(point) < ArmComparison.FragileShift * sensitivity.StandardDeviation;

    private static string Tipping(ArmRows arms, SensitivityResult sensitivity, bool significant, bool fragile)
    {
        string whose = sensitivity.Shift switch
        {
            ShiftedArm.Treatment => $"the missing values of {arms.Treatment}",
            ShiftedArm.Control => $"the missing values of {arms.Control}",
            _ => "the missing values of both arms",
        };
        if (sensitivity.TippingPoint is not { } point)
            return $"No plausible shift of {whose} changes that.";
        double unit = sensitivity.StandardDeviation;
        string distance = $"{Number(Math.Abs(point), unit / 10)} ({(Math.Abs(point) / unit).ToString("0.00", CultureInfo.InvariantCulture)} standard deviations) {(point < 0 ? "below" : "above")} what was imputed";
        string then = significant ? "no effect would be shown" : "an effect would be shown";
        return fragile
            ? $"That rests on what was imputed: if {whose} lay only {distance}, {then}."
            : $"For that to change, {whose} would have to lie {distance}.";
    }

    // Two digits of the standard error.
    private static string Number(double value, double error)
    {
        int decimals = error > 0 && double.IsFinite(error) ? Math.Clamp(1 - (int)Math.Floor(Math.Log10(error)), 0, 8) : 3;
        return value.ToString("#,##0." + new string('0', decimals), CultureInfo.InvariantCulture).TrimEnd('.');
    }
}
