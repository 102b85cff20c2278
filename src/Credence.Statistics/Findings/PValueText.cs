using System.Globalization;

namespace Credence.Statistics;

/// <summary>How p-values are written, in tables and in sentences.</summary>
public static class PValueText
{
    /// <summary><c>0.027</c>, <c>&lt;0.0001</c>, <c>&gt;0.999</c>; never 0, and never rounded onto a usual level from either side; <c>n/a</c> for NaN.</summary>
    /// <param name="p">The p-value, in [0, 1].</param>
    public static string Of(double p)
    {
        if (double.IsNaN(p))
            return "n/a";
        if (p < 0.0001)
            return "<0.0001";
        if (p is > 0.999 and < 1)
            return ">0.999";
        int decimals = p < 0.001 ? 4 : 3;
        while (decimals < 6 && IsLevel(Fixed(p, decimals)) && !IsLevel(p.ToString("R", CultureInfo.InvariantCulture)))
            decimals++;
        return Fixed(p, decimals);
    }

    /// <summary>With its letter: <c>p = 0.027</c>, <c>p &lt; 0.0001</c>.</summary>
    /// <param name="p">The p-value, in [0, 1].</param>
    public static string WithLetter(double p)
    {
        string text = Of(p);
        return text[0] is '<' or '>' ? $"p {text[0]} {text[1..]}" : $"p = {text}";
    }

    private static bool IsLevel(string text) => text.TrimEnd('0') is "0.001" or "0.01" or "0.05" or "0.1";

    private static string Fixed(double p, int decimals) => p.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
