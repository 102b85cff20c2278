using System.Globalization;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>How the numbers and words of a plan are written.</summary>
internal static class PlanNumbers
{
    /// <summary>A number with up to four significant digits and no idle zeros: <c>0.5</c>, <c>1,234</c>.</summary>
    public static string Number(double value)
    {
        if (double.IsNaN(value))
            return NumberFormat.Missing;
        if (double.IsInfinity(value))
            return value > 0 ? "∞" : "-∞";
        double size = Math.Abs(value);
        if (size is >= 1e12 or (> 0 and < 1e-6))
            return value.ToString("0.###e0", CultureInfo.InvariantCulture);
        int decimals = size == 0 ? 0 : Math.Clamp(3 - (int)Math.Floor(Math.Log10(size)), 0, 10);
        return value.ToString("#,##0." + new string('#', decimals), CultureInfo.InvariantCulture);
    }

    /// <summary>An effect: in percentage points for a proportion.</summary>
    public static string Effect(FixedDesign? design, double effect) => design is ProportionDesign && !double.IsNaN(effect) ? Number(100 * effect) + " pp" : Number(effect);

    /// <summary>A lift as percent.</summary>
    public static string Lift(double? lift) => lift is { } value && !double.IsNaN(value) ? Number(100 * value) + "%" : NumberFormat.Missing;

    /// <summary>A power as percent, never 100% where it is not.</summary>
    public static string Power(double power) => power is > 0.9995 and < 1 ? ">99.9%" : NumberFormat.Share(power);

    /// <summary>A number of units before rounding up.</summary>
    public static string Exact(double units) => double.IsFinite(units) ? NumberFormat.Fixed(units, 2) : "∞";

    /// <summary>A whole number; a missing one where no number suffices.</summary>
    public static string Count(long? count) => count is { } known ? NumberFormat.Count(known) : NumberFormat.Missing;

    /// <summary>The name of the test that a method supposes.</summary>
    public static string Test(string method) => method switch
    {
        "t" => "t test",
        "handbook" => "pooled z test",
        "exact" => "pooled z test with exact power",
        "continuity" => "z test with continuity correction",
        "arcsine" => "z test on the arcsine scale",
        "simulation" => "z test of quantiles with simulated power",
        _ => "z test",
    };

    /// <summary>The sides of a test.</summary>
    public static string Sides(FixedDesign design) => design.Hypothesis.Objective switch
    {
        Objective.Equivalence => "two one-sided",
        _ => design.Alternative == Alternative.TwoSided ? "two-sided" : "one-sided",
    };

    /// <summary>What is compared, as a title.</summary>
    public static string Title(string kind) => kind switch
    {
        "cluster" => "Plan of an experiment with clusters",
        _ => $"Plan of a comparison of {kind}s",
    };
}
