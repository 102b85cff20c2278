using System.Globalization;
using Credence.Data;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>The labels of rows as numbers of components.</summary>
/// <param name="Names">The names of the components: the labels in their order, then names for components that no row is labelled with.</param>
/// <param name="Named">How many of them are labels.</param>
/// <param name="Rows">The component of each row, or <see cref="MixtureData.Unknown"/>.</param>
internal sealed record MixtureLabels(IReadOnlyList<string> Names, int Named, int[] Rows)
{
    private static readonly string[] s_usualControls = ["control", "Control", "0", "false"];

    /// <summary>Numbers the labels of a column.</summary>
    /// <exception cref="InputException">There are more labels than components, none at all, or no such control.</exception>
    public static MixtureLabels Of(MixtureQuestion question, DataTable table)
    {
        int[] rows = new int[table.Rows.Length];
        Array.Fill(rows, MixtureData.Unknown);
        if (question.Label is not { } column)
            return new([.. Enumerable.Range(0, question.Components).Select(Unlabelled)], 0, rows);
        string?[] texts = table.Texts[0].Values;
        string[] names = Ordered(question, [.. texts.OfType<string>().Distinct(StringComparer.Ordinal)]);
        if (names.Length == 0)
            throw new InputException($"column {column}", "every label is missing", "leave out --label to tell the components apart by their values alone");
        if (names.Length > question.Components)
        {
            throw new InputException(
                $"column {column}", string.Create(CultureInfo.InvariantCulture, $"{names.Length:N0} different labels ({List(names)}) stand for {question.Components} components"),
                names.Length <= MixtureData.MostComponents
                    ? string.Create(CultureInfo.InvariantCulture, $"add --components {names.Length}, or keep the rows of {question.Components} of them with --where")
                    : "name a column that holds the variant");
        }
        Dictionary<string, int> places = names.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        for (int row = 0; row < rows.Length; row++)
        {
            if (texts[row] is { } text)
                rows[row] = places[text];
        }
        return new([.. names, .. Enumerable.Range(names.Length, question.Components - names.Length).Select(Unlabelled)], names.Length, rows);
    }

    private static string[] Ordered(MixtureQuestion question, string[] found)
    {
        string[] sorted = found.All(name => Number(name) is not null) ? [.. found.OrderBy(Number)] : [.. found.Order(StringComparer.Ordinal)];
        string? control = question.Control ?? s_usualControls.FirstOrDefault(sorted.Contains);
        if (control is null || sorted.Length == 0)
            return sorted;
        if (!sorted.Contains(control))
            throw new InputException("--control", $"no row is labelled \"{control}\"", $"the labels are {List(sorted)}");
        return [control, .. sorted.Where(name => name != control)];
    }

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;

    private static string List(string[] names) => string.Join(", ", names.Take(5)) + (names.Length > 5 ? ", …" : "");

    private static string Unlabelled(int component) => string.Create(CultureInfo.InvariantCulture, $"component {component + 1}");
}
