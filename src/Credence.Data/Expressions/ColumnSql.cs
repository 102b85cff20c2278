using Credence.Statistics;

namespace Credence.Data;

/// <summary>Writes references to a table's columns, as the numbers or texts that are asked for.</summary>
/// <param name="table">The table.</param>
/// <param name="texts">Columns that are read as text somewhere in the query.</param>
internal sealed class ColumnSql(SourceTable table, IReadOnlySet<string> texts)
{
    public SourceTable Table => table;

    /// <summary>The column as a double; null where missing.</summary>
    public Term Number(string name, Definitions definitions)
    {
        SourceColumn column = table.Column(name);
        return table.ReadAs(column, texts.Contains(name)) switch
        {
            StoredAs.Double => Stored(column),
            StoredAs.Number or StoredAs.Boolean => new($"cast({column.Identifier} as double)", 0, false),
            StoredAs.Text => TextToNumber(column.Identifier, definitions),
            _ => throw new InputException(
                $"{table.Place}, column {name}", "holds times or structures, not numbers", "use another column, or compare it with a quoted time"),
        };
    }

    /// <summary>The column as a text; null where missing or empty.</summary>
    public Term Text(string name)
    {
        SourceColumn column = table.Column(name);
        return new(
            table.ReadAs(column, texts.Contains(name)) == StoredAs.Text ? $"nullif({column.Identifier}, '')" : $"cast({column.Identifier} as varchar)", 0, false);
    }

    /// <summary>The column as a timestamp without zone, in UTC.</summary>
    public Term Time(string name)
    {
        SourceColumn column = table.Column(name);
        return column.Kind == ColumnKind.Time
            ? new($"cast({column.Identifier} as timestamp)", 0, false)
            : throw new InputException($"{table.Place}, column {name}", "is compared with a time but holds none", "");
    }

    /// <summary>The column for grouping: as it is stored, or as text.</summary>
    public Term Key(string name)
    {
        SourceColumn column = table.Column(name);
        return table.ReadAs(column, texts.Contains(name)) is StoredAs.Number or StoredAs.Double or StoredAs.Boolean ? Stored(column) : Text(name);
    }

    /// <summary>The variant column by its value, where variants of the rows of one unit are compared.</summary>
    public Term VariantKey(string name)
    {
        SourceColumn column = table.Column(name);
        if (table.ReadAs(column, texts.Contains(name)) != StoredAs.Text)
            return Key(name);
        string value = column.Kind == ColumnKind.Number
            ? $"coalesce(cast(try_cast({column.Identifier} as double) as varchar), {column.Identifier})"
            : column.Identifier;
        return new($"(case when {column.Identifier} in ({Sql.Texts(MissingValues.InVariants)}) then null else {value} end)", 0, false);
    }

    private static Term Stored(SourceColumn column) => new(column.Identifier, 0, true);

    // A text as the number it spells; true and false are 1 and 0. Anything else makes the engine fail.
    private static Term TextToNumber(string text, Definitions definitions)
    {
        Term number = definitions.Name(new($"coalesce(try_cast({text} as double), case when {text} in ({Sql.Texts(MissingValues.InNumbers)}) then null"
            + $" when lower(trim({text})) = 'true' then 1e0 when lower(trim({text})) = 'false' then 0e0"
            + $" else cast({text} as double) end)", 0, false));
        return definitions.Name(Term.Of($"nullif({number}, {Sql.NaN})", number));
    }
}
