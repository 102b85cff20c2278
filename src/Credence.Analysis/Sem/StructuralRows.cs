using System.Globalization;
using Credence.Data;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>The rows of a model by group, as they were read.</summary>
/// <param name="Data">The data.</param>
/// <param name="Columns">The columns of the source; null where only moments are known.</param>
/// <param name="Groups">The names of the groups, in the order in which they first appear; one empty name without groups.</param>
/// <param name="Places">For every row kept its group, from 0, and its place within; −1 for the group where its cell is missing.</param>
/// <param name="Read">Rows read.</param>
/// <param name="ExcludedByWhere">Rows dropped by the condition.</param>
/// <param name="Variables">The variables that were read.</param>
/// <param name="Values">For each group its rows, one after another; empty where only moments are known.</param>
internal sealed record StructuralRows(
    SemData Data, IReadOnlyList<string>? Columns, IReadOnlyList<string> Groups, IReadOnlyList<(int Group, int Row)> Places, long Read, long ExcludedByWhere,
    IReadOnlyList<string> Variables, IReadOnlyList<double[]> Values)
{
    private const int MostGroups = 50;

    /// <summary>Rows without a group.</summary>
    public long WithoutGroup => Places.LongCount(place => place.Group < 0);

    /// <summary>The rows of a group with the given variables in the given order, and the place of each within the group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="observed">The variables.</param>
    /// <param name="complete">Whether rows with missing cells are left out; else only those without any value are.</param>
    public (double[] Rows, int[] Places) Select(int group, IReadOnlyList<string> observed, bool complete)
    {
        int width = Variables.Count;
        int[] columns = [.. observed.Select(name => Variables.Index().First(pair => pair.Item == name).Index)];
        int[] kept = [.. Enumerable.Range(0, Values[group].Length / width).Where(row => complete
            ? columns.All(column => !double.IsNaN(Values[group][(row * width) + column]))
            : columns.Any(column => !double.IsNaN(Values[group][(row * width) + column])))];
        return ([.. kept.SelectMany(row => columns.Select(column => Values[group][(row * width) + column]))], kept);
    }

    /// <summary>Columns for the rows that were kept, from values for the rows that a model uses, group after group.</summary>
    /// <param name="table">The model.</param>
    /// <param name="complete">Whether rows with missing cells are left out.</param>
    /// <param name="names">The names of the columns.</param>
    /// <param name="value">The value of a used row, counted over all groups, in a column.</param>
    public StructuralScores Spread(ParameterTable table, bool complete, IReadOnlyList<string> names, Func<int, int, double> value)
    {
        Dictionary<(int, int), int> used = [];
        for (int group = 0; group < Groups.Count; group++)
        {
            foreach (int place in Select(group, table.Observed, complete).Places)
                used.Add((group, place), used.Count);
        }
        return new([.. names.Select((name, column) => (name, Places.Select(place => used.TryGetValue(place, out int row) ? value(row, column) : double.NaN).ToArray()))]);
    }

    /// <summary>Moments in place of rows.</summary>
    public static StructuralRows Of(CovarianceTable table) => new(table.Data(), table.Variables, [""], [], table.Count, 0, table.Variables, []);

    /// <summary>Reads the columns that a model uses, and no others.</summary>
    /// <param name="text">The model.</param>
    /// <param name="options">Where the rows are.</param>
    /// <param name="engine">Reads them.</param>
    /// <param name="progress">Told the share done; may be null.</param>
    /// <param name="cancellation">Stops the engine.</param>
    /// <exception cref="InputException">The source cannot be read or has no such column, or there are too many groups.</exception>
    public static async Task<StructuralRows> ReadAsync(
        SemText text, StructuralOptions options, IMomentsEngine engine, IProgress<double>? progress, CancellationToken cancellation)
    {
        IReadOnlyList<string> columns = await engine.ColumnsAsync(options.Source!, cancellation).ConfigureAwait(false);
        if (options.Group is { } group && !columns.Contains(group))
        {
            IReadOnlyList<string> near = Nearest.Names(group, columns, 3);
            throw new InputException($"--group {group}", "there is no such column", near.Count > 0 ? $"did you mean {string.Join(" or ", near)}?" : $"the columns are {string.Join(", ", columns.Take(12))}");
        }
        string[] used = [.. text.Terms.SelectMany(term => new[] { term.Left, term.Right }).Where(columns.Contains).Distinct(StringComparer.Ordinal)];
        DataTable table = await engine.ReadAsync(
            new()
            {
                Source = options.Source!,
                Numbers = [.. used.Select(NamedExpression.Column)],
                Texts = options.Group is { } named ? [named] : [],
                Where = options.Where,
            },
            progress,
            cancellation).ConfigureAwait(false);
        string?[] labels = options.Group is null ? [.. Enumerable.Repeat("", table.Rows.Length)] : table.Texts[0].Values;
        string[] groups = options.Group is null ? [""] : [.. labels.OfType<string>().Distinct(StringComparer.Ordinal)];
        if (groups.Length == 0)
            throw new InputException($"--group {options.Group}", "no row has a group", "name the column that tells the groups apart");
        if (options.Group is { } many && groups.Length > MostGroups)
            throw new InputException($"--group {many}", string.Create(CultureInfo.InvariantCulture, $"{groups.Length} different values"), "name a column with few groups");
        return Grouped(table, used, columns, labels, groups);
    }

    private static StructuralRows Grouped(DataTable table, string[] used, IReadOnlyList<string> columns, string?[] labels, string[] groups)
    {
        Dictionary<string, int> place = groups.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        (int Group, int Row)[] places = new (int, int)[labels.Length];
        int[] counts = new int[groups.Length];
        for (int i = 0; i < labels.Length; i++)
            places[i] = labels[i] is { } label ? (place[label], counts[place[label]]++) : (-1, -1);
        double[][] rows = [.. counts.Select(count => new double[count * used.Length])];
        for (int variable = 0; variable < used.Length; variable++)
        {
            double[] values = table.Numbers[variable].Values;
            for (int i = 0; i < values.Length; i++)
            {
                if (places[i].Group >= 0)
                    rows[places[i].Group][(places[i].Row * used.Length) + variable] = values[i];
            }
        }
        // A text that names no column at all says so with its own place.
        SemData? data = used.Length == 0 ? null : SemData.FromRows(used, [.. groups.Select((name, group) => (name, rows[group]))]);
        return new(data!, columns, groups, places, table.InputRows, table.ExcludedByWhere, used, rows);
    }
}
