using System.Globalization;
using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>An effect in words and numbers, rounded to what its interval can carry.</summary>
internal readonly struct EffectPhrase(DecisionMetric metric, TreatmentEvidence evidence)
{
    private double Unit => metric.IsShare ? 100 : 1;

    private string Points => metric.IsShare ? " percentage points" : "";

    private bool Falls => evidence.Estimate < 0;

    // A shift or an adjusted effect is not the difference of the levels, which then stand for themselves.
    private string Levels
    {
        get
        {
            double gap = Math.Abs(evidence.TreatmentLevel - evidence.ControlLevel - evidence.Estimate);
            bool isDifference = !(gap > 1e-3 * Math.Max(Math.Abs(evidence.Estimate), 1e-6 * Math.Abs(evidence.ControlLevel)));
            return isDifference
                ? $", from {Level(evidence.ControlLevel)} to {Level(evidence.TreatmentLevel)}"
                : $"; the level is {Level(evidence.TreatmentLevel)} against {Level(evidence.ControlLevel)}";
        }
    }

    /// <summary>E.g. <c>raised sales by 6.34 (12.7%; 95% interval 4.97 to 7.71), from 49.8 to 56.1</c>.</summary>
    public string Moved
        => $"{(Falls ? "lowered" : "raised")} {MovedBy}{Levels}";

    /// <summary>E.g. <c>is higher than the control in sales by 6.34 (12.7%; 95% interval 4.97 to 7.71), at 56.1 against 49.8</c>.</summary>
    public string Compared
        => $"is {(Falls ? "lower" : "higher")} than the control in {MovedBy}, "
            + $"at {Level(evidence.TreatmentLevel)} against {Level(evidence.ControlLevel)}";

    /// <summary>E.g. <c>raised sales by 6.34</c>.</summary>
    public string MovedBriefly => $"{(Falls ? "lowered" : "raised")} {metric.Name} by {Number(Math.Abs(evidence.Estimate))}{Points}";

    /// <summary>E.g. <c>the difference is +0.12 (0.24%; 95% interval -0.52 to 0.76)</c>.</summary>
    public string Difference => double.IsNaN(evidence.Estimate)
        ? "the difference cannot be computed"
        : $"the difference is {Signed(evidence.Estimate)}{Details(1)}";

    /// <summary>The difference with the limit that a margin is judged by, e.g. <c>the difference is -0.30 (-0.600%; at least -1.20 with 97.5%
    /// confidence)</c>.</summary>
    public string DifferenceAgainstMargin => double.IsNaN(evidence.Estimate) || evidence.Margin is not { } margin
        ? Difference
        : $"the difference is {Signed(evidence.Estimate)}{Bracketed([.. Lift(1), .. Bound(margin)])}";

    /// <summary>The difference with the interval that equivalence is judged by, e.g. <c>the difference is +0.10 (0.200%; 90% interval -0.30 to
    /// 0.50)</c>.</summary>
    public string DifferenceAgainstEquivalence => double.IsNaN(evidence.Estimate) || evidence.Equivalence is not { } equivalence
        ? Difference
        : $"the difference is {Signed(evidence.Estimate)}{Bracketed([.. Lift(1), .. equivalence.Tolerated.IsRelative
            ? Limits(equivalence.Interval, "lift ", Percent) : Limits(equivalence.Interval, "", Number)])}";

    /// <summary>E.g. <c>worse by 2.00, within its margin of 6</c>.</summary>
    public string WorseWithinMargin => $"worse by {Number(Math.Abs(evidence.Estimate))}{Points}, within its margin of {Margin}";

    /// <summary>The interval that lies beyond a relative margin, which the difference's own does not show; empty with an absolute one.</summary>
    public string BeyondMargin => Tolerated is { IsRelative: true } && evidence.Relative.Interval is { } lift
        ? Bracketed([.. Limits(lift, "lift ", Percent)])
        : "";

    /// <summary>The direction asked about: raises, lowers, or both.</summary>
    public string Question => (double.IsFinite(evidence.Interval.Lower), double.IsFinite(evidence.Interval.Upper)) switch
    {
        (true, false) => "raises",
        (false, true) => "lowers",
        _ => "raises or lowers",
    };

    /// <summary>The margin in the metric's units or as a percentage of the control.</summary>
    public string Margin => Tolerated switch
    {
        null => "",
        { IsRelative: true } margin => Percent(margin.Value),
        { } margin => Plain(margin.Value * Unit) + Points,
    };

    private Margin? Tolerated => evidence.Margin?.Tolerated ?? evidence.Equivalence?.Tolerated;

    private string MovedBy => $"{metric.Name} by {Number(Math.Abs(evidence.Estimate))}{Points}{Details(Falls ? -1 : 1)}";

    // Lift and interval in brackets; the sign turns both, so that a fall is told by its size.
    private string Details(int sign)
    {
        Interval interval = evidence.Interval;
        Interval turned = sign > 0 ? interval : new(-interval.Upper, -interval.Lower, interval.Level);
        return Bracketed([.. Lift(sign), .. Limits(turned, "", Number)]);
    }

    private string[] Lift(int sign)
    {
        RelativeEffect relative = evidence.Relative;
        return relative.Set == RelativeSet.Interval && evidence.ControlLevel > 0 && double.IsFinite(relative.Estimate)
            ? [Percent(sign * relative.Estimate)]
            : [];
    }

    private string[] Bound(MarginEvidence margin)
    {
        bool below = VerdictRule.HarmIsBelow(evidence, margin.Tolerated, metric.Direction);
        Interval side = below
            ? new(margin.Bound, double.PositiveInfinity, margin.Level)
            : new(double.NegativeInfinity, margin.Bound, margin.Level);
        return margin.Tolerated.IsRelative ? Limits(side, "lift ", Percent) : Limits(side, "", Number);
    }

    private static string[] Limits(Interval interval, string what, Func<double, string> write)
    {
        double error = 100 * (1 - interval.Level);
        int decimals = error > 0 ? Math.Clamp(1 - (int)Math.Floor(Math.Log10(error)), 2, 12) : 2;
        string level = Math.Round(100 - error, decimals).ToString("0.############", CultureInfo.InvariantCulture);
        return (double.IsFinite(interval.Lower), double.IsFinite(interval.Upper)) switch
        {
            (true, true) => [$"{level}% interval {(what.Length > 0 ? "of the " : "")}{what}{write(interval.Lower)} to {write(interval.Upper)}"],
            (true, false) => [$"{what}at least {write(interval.Lower)} with {level}% confidence"],
            (false, true) => [$"{what}at most {write(interval.Upper)} with {level}% confidence"],
            _ => [],
        };
    }

    private static string Bracketed(IReadOnlyList<string> parts) => parts.Count > 0 ? $" ({string.Join("; ", parts)})" : "";

    private string Signed(double value) => $"{(value > 0 ? "+" : "")}{Number(value)}{Points}";

    // Three digits of the largest of estimate, limits and bound.
    private string Number(double value)
    {
        double size = Math.Abs(evidence.Estimate);
        double bound = evidence.Margin is { Tolerated.IsRelative: false } margin ? margin.Bound : 0;
        foreach (double limit in (ReadOnlySpan<double>)[evidence.Interval.Lower, evidence.Interval.Upper, bound])
            size = double.IsFinite(limit) ? Math.Max(size, Math.Abs(limit)) : size;
        return Fixed(value * Unit, Decimals(size * Unit, 3));
    }

    // Two digits of the difference, so that the move can be seen.
    private string Level(double value)
        => Fixed(value * Unit, Decimals(Math.Abs(evidence.Estimate) * Unit, 2)) + (metric.IsShare ? "%" : "");

    private static string Percent(double fraction) => Fixed(100 * fraction, Math.Min(4, Decimals(Math.Abs(100 * fraction), 3))) + "%";

    private static string Plain(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    private static int Decimals(double size, int digits)
        => size > 0 && double.IsFinite(size) ? Math.Clamp(digits - 1 - (int)Math.Floor(Math.Log10(size)), 0, 12) : 0;

    private static string Fixed(double value, int decimals)
    {
        string text = value.ToString(Math.Abs(value) < 1e15 ? $"N{decimals}" : "G6", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAnyInRange('1', '9') < 0 ? text.TrimStart('-') : text;
    }
}
