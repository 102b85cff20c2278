using System.Globalization;

namespace Credence.Data;

/// <summary>Values of variants and segments as they are printed: numbers by value in their shortest form, true and false as 1 and 0, text as text.</summary>
internal static class PrintedValue
{
    /// <summary>The printed value of a variant; null where missing.</summary>
    public static string? Variant(object? value, ColumnKind kind)
        => value is string text && MissingValues.IsMissingVariant(text) ? null : Of(value, kind);

    /// <summary>The printed value; null where missing.</summary>
    /// <param name="value">As the engine returned it.</param>
    /// <param name="kind">What its column holds; texts in a column of numbers are read as numbers.</param>
    public static string? Of(object? value, ColumnKind kind) => value switch
    {
        null or DBNull or "" or double.NaN or float.NaN => null,
        string text when kind is ColumnKind.Number or ColumnKind.Boolean && MissingValues.IsMissingNumber(text) => null,
        string text when kind == ColumnKind.Number && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => Number(number),
        string text when kind == ColumnKind.Boolean && bool.TryParse(text, out bool truth) => truth ? "1" : "0",
        string text => text,
        bool truth => truth ? "1" : "0",
        double number => Number(number),
        float number => Number(number),
        DateTime time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        decimal number => number.ToString("G29", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    // A negative zero is a zero.
    private static string Number(double number) => (number + 0.0).ToString("R", CultureInfo.InvariantCulture);
}
