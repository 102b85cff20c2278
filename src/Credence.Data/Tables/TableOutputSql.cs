namespace Credence.Data;

/// <summary>SQL of the rows of a source with what is put into them.</summary>
/// <param name="asked">What is asked.</param>
/// <param name="table">The source.</param>
/// <param name="cells">Where what is put in is looked up.</param>
/// <param name="found">For columns of texts that become numbers or truths, their types.</param>
internal sealed class TableOutputSql(TableOutput asked, SourceTable table, TableCells cells, IReadOnlyDictionary<string, string> found)
{
    private static readonly HashSet<string> s_whole = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"];

    private readonly HashSet<string> _all = AllOf(table);
    private readonly HashSet<string> _names = new(table.Columns.Select(column => column.Name), StringComparer.OrdinalIgnoreCase);
    private string? _number;
    private string[]? _appended;

    /// <summary>Columns read as numbers.</summary>
    public static HashSet<string> NumbersOf(TableOutput asked, SourceTable table)
        => [.. asked.Copies[0].Filled.Select(column => column.Name), .. asked.Where is null ? [] : ExpressionSql.NumberColumns(asked.Where, table)];

    /// <summary>SQL that tells, for each of the columns of numbers or truths of a file without types, the type that holds all its cells; null where
    /// that is text.</summary>
    public static string TypesOf(SourceTable table, IEnumerable<SourceColumn> columns)
    {
        HashSet<string> all = AllOf(table);
        string words = Sql.Texts(MissingValues.InNumbers);
        IEnumerable<string> types = columns.Select(column =>
        {
            string x = column.Identifier, missing = table is CsvTable ? $"{x} is null or {x} in ({words})" : $"{x} is null";
            return $"case when bool_and({missing}) then 'DOUBLE' when bool_and({missing} or lower({x}) in ('true', 'false')) then 'BOOLEAN' "
                + $"when bool_and({missing} or regexp_full_match({x}, '0|-?[1-9][0-9]{{0,17}}')) then 'BIGINT' "
                + $"when bool_and({missing} or try_cast({x} as double) is not null and not regexp_matches({x}, '^[+-]?(0[0-9]|[0-9]{{19}})')) then 'DOUBLE' end";
        });
        return $"select {string.Join(", ", types)} from ({table.Select(all, all)})";
    }

    /// <summary>The query that counts the rows kept.</summary>
    public string Count
    {
        get
        {
            Definitions definitions = new();
            string where = Where(new(table, _all), definitions);
            return $"select count(*) from {definitions.Over($"({table.Select(_all, _all)})")}{where}";
        }
    }

    /// <summary>The query of all copies.</summary>
    public string Rows => string.Join(" union all ", asked.Copies.Select(Copy));

    /// <summary>Names of the columns appended, as written.</summary>
    public IReadOnlyList<string> Appended
    {
        get
        {
            _number ??= asked.Number is null ? "" : Unused(asked.Number);
            return _appended ??= [.. asked.Copies[0].Appended.Select(column => column.Name).Concat(asked.Copies[0].AppendedTexts.Select(column => column.Name)).Select(Unused)];
        }
    }

    private static HashSet<string> AllOf(SourceTable table) => [.. table.Columns.Select(column => column.Name)];

    private string Unused(string name)
    {
        string unused = name;
        for (int i = 2; !_names.Add(unused); i++)
            unused = $"{name}_{Sql.Number(i)}";
        return unused;
    }

    private string Copy(TableCopy copy, int index)
    {
        Definitions definitions = new();
        ColumnSql columns = new(table, _all);
        string[] fitted = [.. table.Columns.Select((column, i) => Cell(column, i, copy, columns, definitions))];
        string where = Where(columns, definitions);
        List<string> selected = [.. table.Columns.Select((column, i) => $"{fitted[i]} as {Sql.Identifier(column.Name)}")];
        IEnumerable<string> appended = copy.Appended.Select(Number).Concat(copy.AppendedTexts.Select(column => cells.Text(column.Values)));
        selected.AddRange(Appended.Zip(appended, (name, cell) => $"{cell} as {Sql.Identifier(name)}"));
        if (asked.Number is not null)
            selected.Insert(0, $"{Sql.Number(index + 1)}::bigint as {Sql.Identifier(_number!)}");
        string native = table.HasWords ? "" : string.Concat(table.Columns.Select((column, i) => $", {Sql.Identifier(column.Name)} as {Own(i)}"));
        return $"select {string.Join(", ", selected)} from (select *, row_number() over () as {Alias.Row} "
            + $"from {definitions.Over($"({table.Select(_all, _all, native)})")}{where})";
    }

    private string Where(ColumnSql columns, Definitions definitions)
        => asked.Where is null ? "" : $" where {new ExpressionSql(columns, definitions).Condition(asked.Where)}";

    private static string Own(int index) => $"o{Sql.Number(index)}";

    // The cell as it is, or filled.
    private string Cell(SourceColumn column, int index, TableCopy copy, ColumnSql columns, Definitions definitions)
    {
        string cell = table.HasWords ? column.Identifier : Own(index);
        string? type = table.HasWords ? found.GetValueOrDefault(column.Name) : table.TypeOf(column);
        if (column.Stored == StoredAs.Structure && !asked.Target.IsTyped)
            return $"cast(to_json({cell}) as varchar)";
        string Typed() => table.HasWords && type is not null ? type == "BOOLEAN" ? $"try_cast(lower({cell}) as boolean)" : $"try_cast({cell} as {type})" : cell;
        if (copy.Filled.FirstOrDefault(filled => filled.Name == column.Name) is NumberColumn numbers)
            return Filled(column, Typed(), type, numbers, definitions.Name(columns.Number(column.Name, definitions)));
        if (copy.FilledTexts.FirstOrDefault(filled => filled.Name == column.Name) is TextColumn texts)
        {
            Term text = definitions.Name(columns.Text(column.Name));
            IReadOnlyList<string> words = column.Kind is ColumnKind.Number or ColumnKind.Boolean ? MissingValues.InNumbers : MissingValues.InVariants;
            string fill = type is null ? cells.Text(texts.Values) : $"try_cast({cells.Text(texts.Values)} as {type})";
            return $"case when {text} is null or {text} in ({Sql.Texts(words)}) then coalesce({fill}, {Typed()}) else {Typed()} end";
        }
        return Typed();
    }

    private string Filled(SourceColumn column, string cell, string? type, NumberColumn numbers, Term number)
    {
        double[] fills = [.. numbers.Values.ToArray().Where(double.IsFinite)];
        bool truths = column.Kind == ColumnKind.Boolean && Array.TrueForAll(fills, value => value is 0 or 1);
        if (table.HasWords && !asked.Target.IsTyped)
        {
            string?[] printed = [.. numbers.Values.ToArray().Select(value => !double.IsFinite(value) ? null : truths ? value == 1 ? "true" : "false" : PrintedValue.Of(value, ColumnKind.Number))];
            return $"case when isfinite({number}) then {cell} else coalesce({cells.Text(printed)}, {cell}) end";
        }
        bool whole = type is not null && s_whole.Contains(type) && Array.TrueForAll(fills, value => value == Math.Truncate(value) && Math.Abs(value) < 1L << 53);
        return type == "BOOLEAN" && truths ? $"case when isfinite({number}) then {cell} else cast({cells.Number(numbers.Values)} as boolean) end"
            : whole ? $"case when isfinite({number}) then cast({cell} as bigint) else cast({cells.Number(numbers.Values)} as bigint) end"
            : $"case when isfinite({number}) then {number} else {cells.Number(numbers.Values)} end";
    }

    private string Number(NumberColumn column) => column.Whole ? $"cast({cells.Number(column.Values)} as bigint)" : cells.Number(column.Values);
}
