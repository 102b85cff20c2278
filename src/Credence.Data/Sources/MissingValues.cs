using System.Collections.Frozen;

namespace Credence.Data;

/// <summary>Texts that stand for a missing value, in exactly these spellings.</summary>
/// <remarks>
/// Where a number is read: empty, <c>NA N/A n/a #N/A null NULL Null None nan NaN NAN</c>. Where a variant is read: the same but for
/// <c>None</c>, which names a variant. Where any other text is read (segments, comparisons): only the empty text, as NA is also Namibia.
/// </remarks>
internal static class MissingValues
{
    public static readonly IReadOnlyList<string> InNumbers = ["", "NA", "N/A", "n/a", "#N/A", "null", "NULL", "Null", "None", "nan", "NaN", "NAN"];

    public static readonly IReadOnlyList<string> InVariants = [.. InNumbers.Where(text => text != "None")];

    private static readonly FrozenSet<string> s_inNumbers = InNumbers.ToFrozenSet(StringComparer.Ordinal);

    public static bool IsMissingNumber(string text) => s_inNumbers.Contains(text);

    public static bool IsMissingVariant(string text) => text != "None" && s_inNumbers.Contains(text);
}
