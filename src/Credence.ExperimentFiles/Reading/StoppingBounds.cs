using System.Text.RegularExpressions;

namespace Credence.ExperimentFiles;

/// <summary>Names of stopping boundaries, some with one number in parentheses.</summary>
internal static partial class StoppingBounds
{
    public static readonly IReadOnlyList<string> Forms =
    [
        "obrien-fleming", "pocock", "haybittle-peto", "wang-tsiatis(d)", "ld-obrien-fleming", "ld-obrien-fleming-total", "ld-pocock", "kim-demets(g)",
        "hwang-shih-decani(g)",
    ];

    /// <summary>Whether the text names a known boundary.</summary>
    public static bool AreKnown(string text) => Known().IsMatch(text);

    /// <summary>The pattern of <see cref="AreKnown"/>; the schema holds the same.</summary>
    public const string Pattern = @"^(obrien-fleming|pocock|haybittle-peto|ld-obrien-fleming|ld-obrien-fleming-total|ld-pocock"
        + @"|(wang-tsiatis|kim-demets|hwang-shih-decani)\(-?[0-9]+(\.[0-9]+)?\))$";

    [GeneratedRegex(Pattern, RegexOptions.CultureInvariant)]
    private static partial Regex Known();
}
