using System.Globalization;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>One choice of decimals for numbers that are read together, so that estimate, interval and level align.</summary>
/// <remarks>The standard error is shown with two significant digits: what is smaller than that is noise.
/// Without one, the largest number gets three. Very large and very small numbers are written with an exponent.</remarks>
internal readonly record struct NumberScale
{
    private readonly double factor;
    private readonly int decimals;
    private readonly bool exponent;

    /// <summary>Chooses the decimals.</summary>
    /// <param name="standardError">The smallest standard error of the numbers; NaN or 0 where there is none.</param>
    /// <param name="largest">The largest of the numbers in absolute value.</param>
    /// <param name="factor">Multiplies each number before it is written: 100 for percent.</param>
    public NumberScale(double standardError, double largest, double factor = 1)
    {
        this.factor = factor;
        double size = Math.Abs(largest) * factor;
        double error = standardError * factor;
        bool hasError = error > 0 && double.IsFinite(error);
        int wanted = hasError ? 1 - Magnitude(error) : size > 0 && double.IsFinite(size) ? 2 - Magnitude(size) : 0;
        exponent = double.IsFinite(size) && (size >= 1e12 || (size is > 0 and < 1e-4 && wanted > 6));
        decimals = Math.Clamp(wanted, 0, 8);
    }

    public string Format(double value)
    {
        if (double.IsNaN(value))
            return NumberFormat.Missing;
        if (double.IsInfinity(value))
            return value > 0 ? "∞" : "-∞";
        double scaled = value * factor;
        string text = exponent ? scaled.ToString("0.000e0", CultureInfo.InvariantCulture) : NumberFormat.Fixed(scaled, decimals);
        return text.StartsWith('-') && text.AsSpan().IndexOfAnyInRange('1', '9') < 0 ? text[1..] : text;
    }

    public string Signed(double value)
    {
        string text = Format(value);
        return value > 0 && double.IsFinite(value) && text.AsSpan().IndexOfAnyInRange('1', '9') >= 0 ? "+" + text : text;
    }

    private static int Magnitude(double positive) => (int)Math.Floor(Math.Log10(positive));
}

/// <summary>How the numbers of one metric are written: levels, differences and lifts each on a common scale.</summary>
internal sealed class MetricScale
{
    private readonly NumberScale level;
    private readonly NumberScale difference;
    private readonly NumberScale lift;
    private readonly NumberScale spread;
    private readonly string levelUnit;
    private readonly string differenceUnit;

    /// <summary>Chooses the scales for the levels and comparisons of <paramref name="metric"/>.</summary>
    public MetricScale(Analysis.MetricResult metric)
        : this(metric.Kind, [.. metric.Variants.Values], metric.Comparisons)
    {
    }

    public MetricScale(Analysis.MetricKind kind, IReadOnlyList<Analysis.VariantSummary> levels, IReadOnlyList<Analysis.Comparison> comparisons)
    {
        bool share = kind == Analysis.MetricKind.Proportion;
        double factor = share ? 100 : 1;
        (levelUnit, differenceUnit) = share ? ("%", " pp") : ("", "");
        level = new NumberScale(Smallest(levels.Select(v => v.StandardDeviation / Math.Sqrt(v.Count))), Largest(levels.Select(v => v.Mean)), factor);
        spread = new NumberScale(double.NaN, Smallest(levels.Select(v => v.StandardDeviation)));
        difference = new NumberScale(Smallest(comparisons.Select(c => c.StandardError)), Largest(comparisons.Select(c => c.Estimate)), factor);
        lift = new NumberScale(Smallest(comparisons.Select(LiftError)), Largest(comparisons.Select(c => c.Relative.Estimate)), 100);
    }

    /// <summary>A mean, share or ratio: <c>49.79</c>, <c>10.62%</c>.</summary>
    public string Level(double value) => WithUnit(level.Format(value), levelUnit);

    /// <summary>A standard deviation, of a proportion too on the scale of 0 and 1: <c>9.77</c>.</summary>
    public string Spread(double value) => spread.Format(value);

    /// <summary>An interval of levels: <c>48.91 to 50.67</c>.</summary>
    public string Level(Interval interval)
        => double.IsNaN(interval.Lower) ? NumberFormat.Missing : $"{level.Format(interval.Lower)} to {level.Format(interval.Upper)}{levelUnit}";

    /// <summary>A difference: <c>+6.34</c>, <c>+7.66 pp</c>.</summary>
    public string Difference(double value) => WithUnit(difference.Signed(value), differenceUnit);

    /// <summary>The size of a difference: <c>1.96</c>.</summary>
    public string Size(double value) => WithUnit(difference.Format(value), differenceUnit);

    /// <summary>An interval of differences: <c>+4.97 to +7.71</c>.</summary>
    public string Difference(Interval interval)
        => double.IsNaN(interval.Lower) ? NumberFormat.Missing : $"{difference.Signed(interval.Lower)} to {difference.Signed(interval.Upper)}{differenceUnit}";

    /// <summary>A lift: <c>+12.7%</c>.</summary>
    public string Lift(double value) => WithUnit(lift.Signed(value), "%");

    /// <summary>The set of a lift: <c>+9.8% to +15.7%</c>, <c>below -50% or above +320%</c>, <c>any lift</c>.</summary>
    public string Lift(RelativeEffect relative) => relative.Set switch
    {
        RelativeSet.Interval when double.IsNaN(relative.Interval!.Value.Lower) => NumberFormat.Missing,
        RelativeSet.Interval => $"{Lift(relative.Interval.Value.Lower)} to {Lift(relative.Interval.Value.Upper)}",
        RelativeSet.Complement => $"below {Lift(relative.Complement!.Value.Lower)} or above {Lift(relative.Complement.Value.Upper)}",
        _ => double.IsNaN(relative.Estimate) ? NumberFormat.Missing : "any lift",
    };

    private static string WithUnit(string number, string unit) => number == NumberFormat.Missing || number.EndsWith('∞') ? number : number + unit;

    // Half the distance to a limit is near enough to a standard error to choose decimals by.
    private static double LiftError(Analysis.Comparison comparison)
    {
        if (comparison.Relative.Interval is not { } interval)
            return double.NaN;
        double below = comparison.Relative.Estimate - interval.Lower;
        double above = interval.Upper - comparison.Relative.Estimate;
        return 0.5 * (double.IsFinite(below) ? below : above);
    }

    private static double Smallest(IEnumerable<double> errors) => errors.Where(e => e > 0 && double.IsFinite(e)).DefaultIfEmpty(double.NaN).Min();

    private static double Largest(IEnumerable<double> values) => values.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
}
