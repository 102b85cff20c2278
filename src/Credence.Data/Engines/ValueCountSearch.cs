using System.Globalization;
using Credence.Statistics;
using DuckDB.NET.Data;

namespace Credence.Data;

/// <summary>Counts the units that have each distinct value of a metric, by variant.</summary>
internal sealed class ValueCountSearch(DuckDbSession session, MomentsQuery query, RowsSql rows, SourceTable table)
{
    // Half a gigabyte of values and counts.
    private const long MostValues = 1L << 25;

    public IReadOnlyList<ValueCounts> Find(IProgress<double>? progress, CancellationToken cancellation)
    {
        SortedDictionary<(int Set, string Variant), (List<double> Values, List<double> Counts)> found = [];
        Dictionary<object, string?> printed = [];
        long read = 0;
        for (int set = 0; set < query.ColumnSets.Count; set++)
        {
            session.Stream(
                SampleSql.Counts(query, rows, set),
                reader =>
                {
                    if (Variant(reader, printed) is not { } variant)
                        return;
                    if (++read > MostValues)
                    {
                        throw new InputException(
                            table.Place, string.Create(CultureInfo.InvariantCulture, $"has more than {MostValues:#,0} distinct values, too many to keep in memory"),
                            "round the values, or use a likelihood that works on moments, such as normal");
                    }
                    if (!found.TryGetValue((set, variant), out (List<double> Values, List<double> Counts) list))
                        found[(set, variant)] = list = ([], []);
                    list.Values.Add(reader.GetDouble(1));
                    list.Counts.Add(reader.GetInt64(2));
                },
                progress,
                cancellation);
        }
        return [.. found.Select(entry => new ValueCounts(entry.Key.Set, entry.Key.Variant, [.. entry.Value.Values], [.. entry.Value.Counts]))];
    }

    private string? Variant(DuckDBDataReader reader, Dictionary<object, string?> printed)
    {
        object raw = reader.GetValue(0);
        if (!printed.TryGetValue(raw, out string? name))
            printed[raw] = name = PrintedValue.Variant(raw, rows.VariantKind);
        return name;
    }
}
