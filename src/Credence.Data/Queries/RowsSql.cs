namespace Credence.Data;

/// <summary>Aliases of the columns that the layers of a query hand to each other.</summary>
internal static class Alias
{
    public const string Kept = "kept", Variant = "v", Several = "several", Unit = "u", Rows = "n", File = "f", Block = "b", WithoutUnit = "w", Row = "r";

    public static string Segment(int index) => $"s{Sql.Number(index)}";

    public static string Value(int set, int column) => $"x{Sql.Number(set)}_{Sql.Number(column)}";

    public static string Present(int set) => $"m{Sql.Number(set)}";

    public static string Gaps(int set) => $"gap{Sql.Number(set)}";

    public static string Gaps(int set, int covariate) => $"gap{Sql.Number(set)}_{Sql.Number(covariate)}";

    public static string Invalid(int set) => $"bad{Sql.Number(set)}";

    public static string Varies(int set, int covariate) => $"d{Sql.Number(set)}_{Sql.Number(covariate)}";
}

/// <summary>SQL of the rows that a moments query is about: which are kept, their variant, unit, segments and values.</summary>
internal sealed class RowsSql
{
    /// <summary>Rows from which shifts are found.</summary>
    private const long SampleRows = 2000;

    // A block is numbered by its file and its place in the file.
    private const long FileStep = 1L << 40;

    private readonly MomentsQuery _query;
    private readonly SourceTable _table;
    private readonly HashSet<string> _texts;
    private readonly ColumnSql _columns;
    private readonly TimeSql? _times;

    /// <param name="query">What is asked.</param>
    /// <param name="table">Its source, opened.</param>
    /// <param name="median">Where the query makes its variants by a median split, the median; null where there is none.</param>
    /// <param name="wordsAmongNumbers">Whether columns of numbers are read as text where the file has no types, as they may hold words such as NA.</param>
    /// <exception cref="Statistics.InputException">A column is unknown.</exception>
    public RowsSql(MomentsQuery query, SourceTable table, double? median, bool wordsAmongNumbers)
    {
        (_query, _table, SplitAt) = (query, table, median);
        _times = query.Times is { } times ? new(times, table) : null;
        bool countsDays = _times is { CountsDays: true };
        ColumnReference? variant = query.Variant as ColumnReference;
        List<Expression> computed = [.. query.ColumnSets.SelectMany(set => set.Columns.Concat(set.Covariates.Select(covariate => covariate.Value)))];
        computed.AddRange(new[] { query.Where, variant is null ? query.Variant : null }.OfType<Expression>());
        string[] keys = [.. countsDays ? [] : query.Segments, .. new[] { query.Unit, variant?.Name }.OfType<string>()];
        string[] numbers = [.. query.Split is null ? [] : new[] { query.Split.Column }, .. countsDays ? query.Segments : []];
        Used = [.. computed.SelectMany(expression => expression.Columns), .. keys, .. numbers];
        foreach (string name in Used)
            table.Column(name);
        _texts = [.. keys, .. computed.SelectMany(expression => ExpressionSql.TextColumns(expression, table))];
        Numbers = [.. computed.SelectMany(expression => ExpressionSql.NumberColumns(expression, table)), .. numbers];
        if (wordsAmongNumbers)
            _texts.UnionWith(Numbers);
        _columns = new(table, _texts);
    }

    /// <summary>Columns used.</summary>
    public HashSet<string> Used { get; }

    /// <summary>Columns read as numbers.</summary>
    public HashSet<string> Numbers { get; }

    /// <summary>The median by which variants are made; null where there is none.</summary>
    public double? SplitAt { get; }

    /// <summary>What the variant holds, where it is a column; numbers where it is computed.</summary>
    public ColumnKind VariantKind => _query.Variant is ColumnReference column ? _table.Column(column.Name).Kind : ColumnKind.Number;

    /// <summary>SQL of the median by which variants are made.</summary>
    public string MedianQuery
    {
        get
        {
            Definitions definitions = new();
            Term x = definitions.Name(_columns.Number(_query.Split!.Column, definitions));
            string kept = _query.Where is null ? "" : $" and {new ExpressionSql(_columns, definitions).Condition(_query.Where)}";
            return $"select median({x}) from {definitions.Over(Source("", false))} where isfinite({x}){kept}";
        }
    }

    /// <summary>Every row of the source, or the first ones: <see cref="Alias.Kept"/>, variant, unit, segments, values; null where one is missing.</summary>
    /// <param name="guarded">Whether values that are not finite become null and are counted; else they pass, and spoil the sums.</param>
    /// <param name="sample">Whether only the first rows are asked for.</param>
    /// <param name="blockRows">Rows to a block, in whose order sums are added; 0 for none.</param>
    public string Rows(bool guarded, bool sample, long blockRows)
    {
        Definitions definitions = new();
        ExpressionSql expressions = new(_columns, definitions);
        List<string> selected = Keys(expressions, definitions);
        if (blockRows > 0)
        {
            string file = _table.Files.Count > 1 ? $" + {Alias.File} * {Sql.Number(FileStep)}" : "";
            selected.Add($"{Alias.Block} // {Sql.Number(blockRows)}{file} as {Alias.Block}");
        }
        for (int set = 0; set < _query.ColumnSets.Count; set++)
            AddValues(selected, set, guarded, expressions, definitions);
        string places = blockRows > 0 && _table.RowNumber is (string number, string row)
            ? $", cast({number} as bigint) as {Alias.File}, {row} as {Alias.Block}"
            : "";
        return $"select {string.Join(", ", selected)} from {definitions.Over(Source(places, sample))}";
    }

    /// <summary>Every row of the source: the keys as in <see cref="Rows"/>, then values as they are.</summary>
    public string Plain(IEnumerable<Expression> values)
    {
        Definitions definitions = new();
        ExpressionSql expressions = new(_columns, definitions);
        List<string> selected = Keys(expressions, definitions);
        selected.AddRange(values.Select(value => $"cast({expressions.Number(value)} as double)"));
        return $"select {string.Join(", ", selected)} from {definitions.Over(Source("", false))}";
    }

    // Whether the row is kept, its variant, unit and segments; null where it is not kept.
    private List<string> Keys(ExpressionSql expressions, Definitions definitions)
    {
        Term? condition = _query.Where is null ? null : definitions.Name(expressions.Condition(_query.Where));
        List<string> selected = [$"{(condition is null ? "true" : $"coalesce({condition}, false)")} as {Alias.Kept}"];
        AddKey(Variant(expressions, definitions), Alias.Variant);
        if (_query.Unit is string unit)
            AddKey(_columns.Text(unit), Alias.Unit);
        for (int i = 0; i < _query.Segments.Count; i++)
            AddKey(_times is null ? _columns.Key(_query.Segments[i]) : _times.Of(_columns, definitions), Alias.Segment(i));
        return selected;

        void AddKey(Term key, string alias) => selected.Add(condition is null ? $"{key} as {alias}" : $"case when {condition} then {key} end as {alias}");
    }

    /// <summary>The columns used of every row under their own names, numbers as numbers and the others as text; whether the row has a variant
    /// (<c>present</c>); and what else is asked for.</summary>
    /// <param name="more">SQL over the columns of the source.</param>
    public string Copy(string more)
    {
        Definitions definitions = new();
        ExpressionSql expressions = new(_columns, definitions);
        List<string> selected =
        [
            .. Used.Order(StringComparer.Ordinal).Select(name => $"{(Numbers.Contains(name) ? _columns.Number(name, definitions) : _columns.Text(name))} as {Sql.Identifier(name)}"),
            $"{Variant(expressions, definitions)} is not null as present",
            more,
        ];
        return $"select {string.Join(", ", selected)} from {definitions.Over(Source("", false))}";
    }

    /// <summary>A column as a text.</summary>
    public Term TextOf(string name) => _columns.Text(name);

    /// <summary>A query of rows or units, with the bucket of each in place of its time where moments are told apart by time.</summary>
    public string Bucketed(string from) => _times is null ? from : _times.Bucketed(from);

    /// <summary>The error for the first text in the column of times that is none; null where there is none.</summary>
    /// <param name="query">Runs a query for one text.</param>
    public Statistics.InputException? UnreadableTime(Func<string, string?> query)
        => _times?.FirstUnreadable is string sql && query(sql) is string text
            ? new($"{_table.Place}, column {_query.Times!.Column}", $"'{ExpressionTokens.Shorten(text)}' is not a time", "write times as 2026-01-31 or 2026-01-31 23:59:59")
            : null;

    private void AddValues(List<string> selected, int set, bool guarded, ExpressionSql expressions, Definitions definitions)
    {
        AddCovariates(selected, set, expressions, definitions);
        Term[] values = [.. _query.ColumnSets[set].Columns.Select(expressions.Number)];
        if (!guarded && values.Length == 1)
        {
            selected.Add($"{values[0]} as {Alias.Value(set, 0)}");
            return;
        }
        values = [.. values.Select(definitions.Name)];
        string present = string.Join(" and ", values.Select(value => $"{value} is not null"));
        string finite = string.Join(" and ", values.Select(value => $"isfinite({value})"));
        for (int i = 0; i < values.Length; i++)
            selected.Add($"case when {(guarded ? finite : present)} then {values[i]} end as {Alias.Value(set, i)}");
        if (guarded)
            selected.Add($"case when {present} and not ({finite}) then 1 else 0 end as {Alias.Invalid(set)}");
    }

    // A covariate that is not finite is missing: it must not cost the unit.
    private void AddCovariates(List<string> selected, int set, ExpressionSql expressions, Definitions definitions)
    {
        ColumnSet asked = _query.ColumnSets[set];
        for (int i = 0; i < asked.Covariates.Count; i++)
        {
            Term value = definitions.Name(expressions.Number(asked.Covariates[i].Value));
            selected.Add($"case when isfinite({value}) then {value} end as {Alias.Value(set, asked.Columns.Count + i)}");
        }
    }

    private Term Variant(ExpressionSql expressions, Definitions definitions)
    {
        switch (_query)
        {
            case { Split: { } split }:
                Term x = definitions.Name(_columns.Number(split.Column, definitions));
                return Term.Of($"case when isfinite({x}) then cast({x} > {Sql.Number(SplitAt ?? 0)} as integer) end", x);
            case { Variant: ColumnReference column }:
                return _query.Unit is null ? _columns.Key(column.Name) : _columns.VariantKey(column.Name);
            case { Variant: { } expression }:
                return expressions.Number(expression);
            default:
                throw new ArgumentException("The query has neither a variant nor a split.");
        }
    }

    private string Source(string places, bool sample)
        => $"({_table.Select(Used, _texts, places)}{(sample ? $" limit {Sql.Number(SampleRows)}" : "")})";
}
