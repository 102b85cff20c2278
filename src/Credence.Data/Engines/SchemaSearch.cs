namespace Credence.Data;

/// <summary>Describes the columns of a table by its first rows.</summary>
internal sealed class SchemaSearch(DuckDbSession session, SourceTable table)
{
    private const long RowsJudged = 100_000;

    public TableSchema Find(CancellationToken cancellation)
    {
        HashSet<string> all = [.. table.Columns.Select(column => column.Name)];
        ColumnSql columns = new(table, all);
        string from = $"({table.Select(all, all)} limit {Sql.Number(RowsJudged + 1)})";
        string[] keys = [.. table.Columns.Select(column => Key(column, columns))];
        string counts = string.Join(", ", keys.Select(key => $"count(distinct {key}), count({key}), {Listed(key)}"));
        return session.Query($"select count(*), {counts} from {from}", reader =>
        {
            long rows = reader.GetInt64(0);
            ColumnSchema[] schemas = [.. table.Columns.Select((column, i) => Column(column, rows, reader.GetInt64(1 + 3 * i), reader.GetInt64(2 + 3 * i),
                reader.IsDBNull(3 + 3 * i) ? null : reader.GetValue(3 + 3 * i)))];
            return new TableSchema(schemas, Math.Min(rows, RowsJudged), rows <= RowsJudged);
        }, null, cancellation)[0];
    }

    private string Key(SourceColumn column, ColumnSql columns)
    {
        if (column.Stored == StoredAs.Structure)
            return "null::varchar";
        string key = columns.Key(column.Name).Sql;
        return table.HasWords && column.Kind is ColumnKind.Number or ColumnKind.Boolean
            ? $"(case when {key} not in ({Sql.Texts(MissingValues.InNumbers)}) then {key} end)"
            : key;
    }

    private static string Listed(string key) => $"(list(distinct {key}) filter (where {key} is not null))[1:{ColumnSchema.MaximumValues + 1}]";

    private static ColumnSchema Column(SourceColumn column, long rows, long distinct, long present, object? listed)
    {
        IEnumerable<string> values = ((System.Collections.IEnumerable?)listed)?.Cast<object?>().Select(value => PrintedValue.Of(value, column.Kind)).OfType<string>() ?? [];
        string[] sorted = [.. values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return new(column.Name, column.Kind, distinct, distinct <= ColumnSchema.MaximumValues ? sorted : [], rows - present);
    }
}
