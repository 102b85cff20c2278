using System.Globalization;
using Credence.Statistics;

namespace Credence.Reporting;

/// <summary>How reports write numbers: the one place for their rules.</summary>
public static class NumberFormat
{
    /// <summary>Stands for a number that could not be computed.</summary>
    public const string Missing = "n/a";

    /// <summary>A count with thousands separated: <c>1,234</c>.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A p-value: <c>0.027</c>, <c>&lt;0.0001</c>, <c>&gt;0.999</c>; never 0, and never rounded onto a usual level from either side.</summary>
    public static string PValue(double p) => PValueText.Of(p);

    /// <summary>A p-value with its letter: <c>p = 0.027</c>, <c>p &lt; 0.0001</c>.</summary>
    public static string PEquals(double p) => PValueText.WithLetter(p);

    /// <summary>A number of which only the size matters, with about three significant digits.</summary>
    public static string Plain(double value) => new NumberScale(double.NaN, value).Format(value);

    /// <summary>A share as percent with one decimal: <c>50.0%</c>, <c>&lt;0.1%</c>.</summary>
    public static string Share(double share)
        => double.IsNaN(share) ? Missing : share is > 0 and < 0.0005 ? "<0.1%" : Fixed(100 * share, 1) + "%";

    /// <summary>A probability as percent with one decimal, never rounded to certainty: <c>97.3%</c>, <c>&gt;99.9%</c>, <c>&lt;0.1%</c>.</summary>
    public static string Probability(double probability) => double.IsNaN(probability) ? Missing
        : probability > 0.9995 ? ">99.9%"
        : probability < 0.0005 ? "<0.1%"
        : Fixed(100 * probability, 1) + "%";

    /// <summary>A level of confidence or error as percent without idle zeros: <c>95%</c>, <c>99.9%</c>.</summary>
    public static string Level(double level) => Math.Round(100 * level, 6).ToString("0.######", CultureInfo.InvariantCulture) + "%";

    /// <summary>Degrees of freedom with one decimal where they are not whole: <c>928.1</c>, <c>98</c>.</summary>
    public static string Degrees(double degrees) => double.IsNaN(degrees) ? Missing : degrees.ToString("#,##0.#", CultureInfo.InvariantCulture);

    /// <summary>The same text with real minus signs, for pages and pictures; a hyphen within a word stays.</summary>
    public static string Typeset(string number)
    {
        if (!number.Contains('-', StringComparison.Ordinal))
            return number;
        return string.Create(number.Length, number, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                bool within = i > 0 && i < source.Length - 1 && char.IsLetter(source[i - 1]) && char.IsLetter(source[i + 1]);
                span[i] = source[i] == '-' && !within ? '\u2212' : source[i];
            }
        });
    }

    internal static string Fixed(double value, int decimals) => value.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
