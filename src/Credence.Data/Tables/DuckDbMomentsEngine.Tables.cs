using DuckDB.NET.Data;

namespace Credence.Data;

public sealed partial class DuckDbMomentsEngine
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ColumnsAsync(TableSource source, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        return InTurn<IReadOnlyList<string>>(() => [.. _opener.Open(source, Session, cancellation).Columns.Select(column => column.Name)], cancellation);
    }

    /// <inheritdoc/>
    public Task<DataTable> ReadAsync(TableQuery query, IProgress<double>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        Guard.AtLeast(query.MaximumValues, 1, nameof(query));
        MomentsQuery rows = TableSearch.Rows(query);
        return InTurn(() => WithRows(rows, (table, sql) => new TableSearch(Session, query, sql(false), table).Find(progress, cancellation), cancellation), cancellation);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> WriteAsync(TableOutput output, IProgress<double>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(output);
        Guard.AtLeast(output.Copies.Count, 1, nameof(output));
        if (!output.Copies.All(copy => copy.HasNamesOf(output.Copies[0])))
            throw new ArgumentException("All copies must have the same columns.", nameof(output));
        return InTurn(() => Written(output, progress, cancellation), cancellation);
    }

    private IReadOnlyList<string> Written(TableOutput output, IProgress<double>? progress, CancellationToken cancellation)
    {
        SourceTable table = _opener.Open(output.Source, Session, cancellation);
        HashSet<string> numbers = TableOutputSql.NumbersOf(output, table);
        foreach (string name in numbers.Concat(output.Copies[0].FilledTexts.Select(column => column.Name)).Concat(output.Where?.Columns ?? []))
            table.Column(name);
        IReadOnlyList<string> appended = [];
        try
        {
            WholeFile.Write(output.Target.Path, path =>
            {
                TableOutputSql sql = new(output, table, Session.Cells, TypesFound(output, table, cancellation));
                long rows = Session.Query(sql.Count, reader => reader.GetInt64(0), null, cancellation)[0];
                if (output.Copies.SelectMany(copy => copy.Columns).FirstOrDefault(column => column.Length != rows) is { Name: not null } odd)
                    throw new ArgumentException($"The column {odd.Name} has {odd.Length} values, but there are {rows} rows.", nameof(output));
                // One thread numbers the rows in their order.
                Session.Sequential = true;
                Session.Stream($"copy ({sql.Rows}) to {Sql.Text(path)} ({output.Target.Options})", _ => { }, progress, cancellation);
                appended = sql.Appended;
            });
        }
        catch (DuckDBException error) when (DuckDbSession.IsFromInput(error))
        {
            throw table.Explain(numbers, sql => Session.Query(sql, reader => reader.GetString(0), null, cancellation) is [string text, ..] ? text : null, cancellation)
                ?? DuckDbSession.Refused(table.Place, error);
        }
        finally
        {
            Session.Sequential = false;
            Session.Cells.Clear();
        }
        return appended;
    }

    private Dictionary<string, string> TypesFound(TableOutput output, SourceTable table, CancellationToken cancellation)
    {
        SourceColumn[] judged = table.HasWords && output.Target.IsTyped ? [.. table.Columns.Where(column => column.Kind is ColumnKind.Number or ColumnKind.Boolean)] : [];
        if (judged.Length == 0)
            return [];
        string?[] types = Session.Query(TableOutputSql.TypesOf(table, judged), reader => judged.Select((_, i) => reader.IsDBNull(i) ? null : reader.GetString(i)).ToArray(), null, cancellation)[0];
        return judged.Zip(types).Where(pair => pair.Second is not null).ToDictionary(pair => pair.First.Name, pair => pair.Second!, StringComparer.Ordinal);
    }
}
