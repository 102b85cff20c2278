using Credence.Statistics;

namespace Credence.Data;

/// <summary>Writes references to a table's columns, as the numbers or texts that are asked for.</summary>
/// <param name="table">The table.</param>
/// <param name="texts">Columns that are read as text somewhere in the query.</param>
internal sealed class ColumnSql(SourceTable table, IReadOnlySet<string> texts)
{
    public SourceTable Table => table;

    /// <summary>The column as a double; null where missing.</summary>
    public string Number(string name)
    {
        SourceColumn column = table.Column(name);
        return table.ReadAs(column, texts.Contains(name)) switch
        {
            StoredAs.Double => column.Identifier,
            StoredAs.Number or StoredAs.Boolean => $"cast({column.Identifier} as double)",
            StoredAs.Text => TextToNumber(column.Identifier),
            _ => throw new InputException($"{table.Place}, column {name}", "holds times or structures, not numbers", "use another column, or compare it with a quoted time"),
        };
    }

    /// <summary>The column as a text; null where missing or empty.</summary>
    public string Text(string name)
    {
        SourceColumn column = table.Column(name);
        return table.ReadAs(column, texts.Contains(name)) == StoredAs.Text
            ? $"nullif({column.Identifier}, '')"
            : $"cast({column.Identifier} as varchar)";
    }

    /// <summary>The column as a timestamp without zone, in UTC.</summary>
    public string Time(string name)
    {
        SourceColumn column = table.Column(name);
        return column.Kind == ColumnKind.Time
            ? $"cast({column.Identifier} as timestamp)"
            : throw new InputException($"{table.Place}, column {name}", "is compared with a time but holds none", "");
    }

    /// <summary>The column as it is stored, for grouping.</summary>
    public string Key(string name)
    {
        SourceColumn column = table.Column(name);
        return table.ReadAs(column, texts.Contains(name)) is StoredAs.Number or StoredAs.Double or StoredAs.Boolean
            ? column.Identifier
            : Text(name);
    }

    /// <summary>The column as an exact key of units: numbers by value where all of them are numbers.</summary>
    public string UnitKey(string name) => Text(name);

    /// <summary>The variant column by its printed value, where rows of one unit are compared.</summary>
    public string VariantKey(string name)
    {
        SourceColumn column = table.Column(name);
        string key = Key(name);
        if (table.ReadAs(column, texts.Contains(name)) != StoredAs.Text)
            return key;
        string named = $"case when {column.Identifier} in ({Sql.Texts(MissingValues.InVariants)}) then null";
        return column.Kind == ColumnKind.Number
            ? $"({named} else coalesce(cast(try_cast({column.Identifier} as double) as varchar), {column.Identifier}) end)"
            : $"({named} else {key} end)";
    }

    /// <summary>A text as the number it spells; true and false are 1 and 0. Anything else makes the engine fail.</summary>
    private static string TextToNumber(string text)
        => $"nullif(coalesce(try_cast({text} as double), case when {text} in ({Sql.Texts(MissingValues.InNumbers)}) then null"
            + $" when lower(trim({text})) = 'true' then 1e0 when lower(trim({text})) = 'false' then 0e0"
            + $" else cast({text} as double) end), {Sql.NaN})";
}
