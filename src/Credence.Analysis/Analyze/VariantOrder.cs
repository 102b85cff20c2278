using System.Globalization;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>The variants in the order in which they are printed, control named.</summary>
/// <param name="All">All variants: as declared, else control first and the others sorted.</param>
/// <param name="Shares">Planned shares in the same order.</param>
/// <param name="Control">The control.</param>
/// <param name="Undeclared">Variants in the data that the experiment does not declare.</param>
internal sealed record VariantOrder(IReadOnlyList<string> All, IReadOnlyList<double> Shares, string Control, IReadOnlyList<string> Undeclared)
{
    private static readonly string[] UsualControls = ["control", "Control", "0", "false"];

    /// <summary>The treatments, in order.</summary>
    public IEnumerable<string> Treatments => All.Where(name => name != Control);

    /// <summary>Finds the variants of the data and of the declaration.</summary>
    public static VariantOrder Of(AnalyzeOptions options, MomentsTable table)
    {
        string[] found = [.. table.Rows.Where(row => row.Segment is null && row.Units > 0).Select(row => row.Variant).Order(ByValue)];
        if (found.Length == 0)
            throw new InputException(options.Source.Text, "no row has a variant", "name the column that holds it with --variant, or look at --where");
        if (options.Variants.Count > 0)
            return Declared(options, found);
        string control = ControlOf(options, found);
        string[] all = [control, .. found.Where(name => name != control)];
        if (all.Length == 1)
        {
            throw new InputException(
                options.Source.Text, $"only one variant, \"{control}\", has rows; a comparison needs two", "look at --variant and --where");
        }
        return new(all, [.. all.Select(_ => 1.0 / all.Length)], control, []);
    }

    private static VariantOrder Declared(AnalyzeOptions options, string[] found)
    {
        string[] all = [.. options.Variants.Select(variant => variant.Name)];
        string control = options.Control is { } asked ? Named(asked, all) ?? throw UnknownControl(asked, all) : all[0];
        if (!all.Intersect(found, StringComparer.Ordinal).Skip(1).Any())
        {
            throw new InputException(
                options.Source.Text,
                $"fewer than two of the declared variants {List(all)} have rows; the data hold {List(found)}",
                "make the declared names those of the variant column");
        }
        return new(all, [.. options.Variants.Select(variant => variant.Share)], control, [.. found.Except(all, StringComparer.Ordinal)]);
    }

    private static string ControlOf(AnalyzeOptions options, string[] found)
    {
        if (options.Control is { } asked)
            return Named(asked, found) ?? throw UnknownControl(asked, found);
        return UsualControls.FirstOrDefault(found.Contains)
            ?? throw new InputException("--control", "no control variant is named", $"add --control with one of {List(found)}");
    }

    private static InputException UnknownControl(string asked, string[] known)
        => new("--control", $"no variant \"{asked}\"", $"the variants are {List(known)}");

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"\"{name}\""));

    /// <summary>The variant that the user means by a name; null where there is none.</summary>
    internal static string? Named(string asked, IReadOnlyList<string> known)
        => known.FirstOrDefault(name => name == Canonical(asked)) ?? known.FirstOrDefault(name => name == asked);

    // The user may write 0.0 or true for what is printed 0 and 1.
    internal static string Canonical(string asked) => asked.ToUpperInvariant() switch
    {
        "TRUE" => "1",
        "FALSE" => "0",
        _ => double.TryParse(asked, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? (number + 0.0).ToString("R", CultureInfo.InvariantCulture) // a negative zero is a zero
            : asked,
    };

    // Numbers first, by value; then text, by code point.
    private static readonly Comparer<string> ByValue = Comparer<string>.Create(static (a, b) =>
        (Number(a), Number(b)) switch
        {
            ({ } x, { } y) => x.CompareTo(y),
            ({ }, null) => -1,
            (null, { }) => 1,
            _ => string.CompareOrdinal(a, b),
        });

    private static double? Number(string text)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;
}
