namespace Credence.Data;

/// <summary>SQL of time buckets: the time of a row, and the bucket of a row or unit among all that count.</summary>
internal sealed class TimeSql(TimeBuckets buckets, SourceTable table)
{
    private readonly SourceColumn _column = table.Column(buckets.Column);

    /// <summary>Whether the column holds numbers that count days.</summary>
    public bool CountsDays => _column.Kind == ColumnKind.Number;

    /// <summary>The time of a row: a timestamp in UTC, or a double where the column counts days; null where missing or infinite.</summary>
    /// <exception cref="Statistics.InputException">The column cannot hold times, or counts days where a shorter grain is asked.</exception>
    public Term Of(ColumnSql columns, Definitions definitions)
    {
        string place = $"{table.Place}, column {buckets.Column}";
        if (_column.Kind == ColumnKind.Boolean || _column.Stored == StoredAs.Structure)
            throw new Statistics.InputException(place, "holds neither times nor numbers", "name the column that says when a unit came");
        if (CountsDays && buckets is { Step: null, Grain: not TimeGrain.Day })
            throw new Statistics.InputException(place, "holds numbers, which count days and cannot be cut finer", "look every whole number of days, or give dates with times");
        Term time = definitions.Name(CountsDays ? columns.Number(buckets.Column, definitions) : Timestamp(columns));
        return Term.Of($"case when isfinite({time}) then {time} end", time);
    }

    /// <summary>A query for the first text of the column that is no time; null where the engine reads no text.</summary>
    public string? FirstUnreadable => table.ReadAs(_column, asText: true) != StoredAs.Text || CountsDays ? null
        : $"select {_column.Identifier} from ({table.Select([buckets.Column], new HashSet<string> { buckets.Column })}) where {IsPresent} and try_cast({_column.Identifier} as timestamptz) is null limit 1";

    /// <summary>The rows or units of a query, with the bucket of each in place of its time; null for those that do not count.</summary>
    /// <param name="from">A query with the columns kept, several, variant and the time as its first segment.</param>
    public string Bucketed(string from)
    {
        string time = Alias.Segment(0), counted = $"{Alias.Kept} and not {Alias.Several} and {Alias.Variant} is not null and {time} is not null";
        if (buckets.Step is not { } step)
            return $"select * replace ({(CountsDays ? $"floor({time})" : $"cast(date_trunc('{Grain}', {time}) as timestamp)")} as {time}) from ({from})";
        // The window reaches to the last row of the same time, so that units of one time get one number.
        string soFar = $"count(*) over (partition by {counted} order by {time})";
        string bucket = $"(cast({soFar} as hugeint) * {Sql.Number(step.Buckets)} - 1) // {Sql.Number(step.Units)}";
        return $"select * exclude (bucket) replace (case when {counted} then max({time}) over (partition by {counted}, bucket) end as {time}) from (select *, {bucket} as bucket from ({from}))";
    }

    private string Grain => buckets.Grain switch
    {
        TimeGrain.Day => "day",
        TimeGrain.Hour => "hour",
        _ => "minute",
    };

    private string IsPresent => $"{_column.Identifier} not in ({Sql.Texts(MissingValues.InNumbers)})";

    private Term Timestamp(ColumnSql columns) => _column.Kind == ColumnKind.Time
        ? columns.Time(buckets.Column)
        : new($"case when {IsPresent} then cast(cast({_column.Identifier} as timestamptz) as timestamp) end", 0, false);
}
