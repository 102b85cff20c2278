using System.Globalization;
using Credence.Data;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>The rows to impute, as read.</summary>
/// <param name="Table">The columns asked for, then the variant where arms are compared.</param>
/// <param name="Asked">Number of columns asked for.</param>
/// <param name="Rows">For each row used its number in the source.</param>
/// <param name="Places">For each row used its place among those that the condition keeps.</param>
/// <param name="Read">What was read.</param>
/// <param name="MissingVariant">Rows left out as they have no variant.</param>
internal sealed record ImputeData(IncompleteTable Table, int Asked, long[] Rows, int[] Places, DataTable Read, long MissingVariant)
{
    /// <summary>Reads the columns, each as what the source holds.</summary>
    /// <exception cref="InputException">A column is unknown, holds times, is all missing or has too many texts.</exception>
    public static async Task<ImputeData> ReadAsync(ImputeOptions options, IMomentsEngine engine, TableSchema schema, IProgress<double>? progress, CancellationToken cancellation)
    {
        string place = options.Source.Text;
        string? variant = options.Comparison?.Variant;
        string[] asked = [.. options.Columns.Union(options.Comparison is { } comparison ? [comparison.Metric] : [], StringComparer.Ordinal)];
        Dictionary<string, ColumnKind> kinds = [];
        foreach (string name in asked.Concat(variant is null ? [] : [variant]))
            kinds[name] = KindOf(schema, place, name);
        if (asked.FirstOrDefault(name => kinds[name] == ColumnKind.Time) is { } time)
            throw new InputException($"column {time}", "it holds dates or times, which are not imputed", "leave it out, or turn it into a number first");
        if (options.Comparison is { } compared && kinds[compared.Metric] == ColumnKind.Text)
            throw new InputException($"column {compared.Metric}", "it holds texts, which have no mean to compare", "name a column of numbers as --metric");
        bool IsText(string name) => kinds[name] == ColumnKind.Text || options.Nominal.Contains(name);
        DataTable read = await engine.ReadAsync(
            new()
            {
                Source = options.Source,
                Where = options.Where,
                Numbers = [.. asked.Where(name => !IsText(name)).Select(NamedExpression.Column)],
                Texts = [.. asked.Where(IsText), .. variant is null ? [] : new[] { variant }],
            },
            progress, cancellation).ConfigureAwait(false);
        string?[]? arms = variant is null ? null : read.Texts[^1].Values;
        int[] places = [.. Enumerable.Range(0, read.Rows.Length).Where(row => arms is null || arms[row] is not null)];
        if (places.Length < 2)
            throw new InputException(place, "fewer than two rows are left to impute", "check --where, and the column of the variant");
        IncompleteColumn[] columns = [.. asked.Select(name => IsText(name)
            ? IncompleteColumn.Texts(name, [.. places.Select(row => Text(read, name)[row])]) : IncompleteColumn.Numbers(name, [.. places.Select(row => Number(read, name)[row])]))];
        foreach (IncompleteColumn column in columns)
            Check(column);
        IncompleteColumn[] all = arms is null ? columns : [.. columns, IncompleteColumn.Texts(variant!, [.. places.Select(row => arms[row])])];
        return new(new(all), asked.Length, [.. places.Select(row => read.Rows[row])], places, read, read.Rows.Length - places.Length);
    }

    private static ColumnKind KindOf(TableSchema schema, string place, string name)
    {
        if (schema.Columns.FirstOrDefault(column => column.Name == name) is { } found)
            return found.Kind;
        string nearest = Nearest.Of(name, schema.Columns.Select(column => column.Name)) is { } like ? $"did you mean {like}?" : $"the columns are {string.Join(", ", schema.Columns.Select(column => column.Name).Take(20))}";
        throw new InputException(place, $"there is no column \"{name}\"", nearest);
    }

    private static void Check(IncompleteColumn column)
    {
        string place = $"column {column.Name}";
        if (column.ObservedRows.Count == 0)
            throw new InputException(place, "all its cells are missing", "leave it out: nothing tells its values");
        if (column.IsText && column.Levels.Count > ImputeOptions.MostLevels)
        {
            throw new InputException(
                place, string.Create(CultureInfo.InvariantCulture, $"it has {column.Levels.Count:N0} different texts, more than the {ImputeOptions.MostLevels} that a regression can tell apart"),
                "leave it out, or group its texts");
        }
    }

    private static double[] Number(DataTable read, string name) => read.Numbers.First(column => column.Name == name).Values;

    private static string?[] Text(DataTable read, string name) => read.Texts.First(column => column.Name == name).Values;
}
