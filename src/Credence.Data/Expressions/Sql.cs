using System.Globalization;

namespace Credence.Data;

/// <summary>The only place where values become SQL text.</summary>
internal static class Sql
{
    public const string NaN = "'nan'::double";

    /// <summary>A name as an identifier.</summary>
    public static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A text as a literal.</summary>
    public static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>Texts as a list literal.</summary>
    public static string Texts(IEnumerable<string> values) => string.Join(", ", values.Select(Text));

    /// <summary>A finite number as a literal of type double; in parentheses, as two minus signs would start a comment.</summary>
    public static string Number(double value) => $"({value.ToString("E17", CultureInfo.InvariantCulture)})";

    /// <summary>A whole number as a literal.</summary>
    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
