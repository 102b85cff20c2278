using Credence.Statistics;

namespace Credence.Data;

/// <summary>Parquet or JSON, whose columns the engine describes.</summary>
internal sealed class TypedTable : SourceTable
{
    private readonly bool _json;
    private readonly IReadOnlyDictionary<string, string> _types;

    private TypedTable(string place, IReadOnlyList<string> files, IReadOnlyList<SourceColumn> columns, IReadOnlyDictionary<string, string> types, bool json)
        : base(place, files, columns)
        => (_json, _types) = (json, types);

    /// <summary>Opens the files.</summary>
    /// <param name="place">The source as errors name it.</param>
    /// <param name="files">Its files.</param>
    /// <param name="json">Whether they are JSON; else Parquet.</param>
    /// <param name="describe">Gives names and types of the columns of a query.</param>
    public static TypedTable Open(
        string place, IReadOnlyList<string> files, bool json, Func<string, IReadOnlyList<(string Name, string Type)>> describe)
    {
        if (files.FirstOrDefault(file => new FileInfo(file).Length == 0) is string empty)
            throw new InputException(empty, "the file is empty", "give a file with rows");
        string reader = json ? "read_json" : "read_parquet";
        string options = json ? ", convert_strings_to_integers = false" : ", hive_partitioning = false";
        IReadOnlyList<(string Name, string Type)> described = describe($"select * from {reader}([{Sql.Texts(files.Select(EscapedPath))}]{options})");
        return new(place, files, [.. described.Select((column, i) => Column(column.Name, column.Type, i))],
            described.ToDictionary(column => column.Name, column => column.Type, StringComparer.Ordinal), json);
    }

    public override bool HasWords => _json;

    // JSON has no types of its own, so its values can be read as the text they are, or as doubles beyond what the first rows suggest.
    public override StoredAs ReadAs(SourceColumn column, bool asText) => (_json, asText, column.Stored) switch
    {
        (true, true, not StoredAs.Structure) => StoredAs.Text,
        (true, false, StoredAs.Number) => StoredAs.Double,
        _ => column.Stored,
    };

    public override string? TypeOf(SourceColumn column) => _types[column.Name];

    protected override string Stored(SourceColumn column)
        => column.Stored == StoredAs.Text && !_json ? $"cast({Sql.Identifier(column.Name)} as varchar)" : Sql.Identifier(column.Name);

    protected override string From(IReadOnlySet<string> texts)
    {
        if (!_json)
            return $"read_parquet({FileList}, hive_partitioning = false)";
        string types = string.Join(", ", Columns.Select(column => $"{Sql.Identifier(column.Name)}: {Sql.Text(Type(column))}"));
        return $"read_json({FileList}, columns = {{{types}}})";

        string Type(SourceColumn column) => ReadAs(column, texts.Contains(column.Name)) switch
        {
            StoredAs.Text => "VARCHAR",
            StoredAs.Double => "DOUBLE",
            _ => _types[column.Name],
        };
    }

    public override (string File, string Row)? RowNumber => _json ? null : ("file_index", "file_row_number");

    public override string? RowGroupsQuery => _json ? null
        : "select coalesce(min(size) filter (where place < last), max(size), 0), coalesce(max(size) filter (where place < last), max(size), 0), "
            + "coalesce(cast(sum(size) as bigint), 0) from "
            + "(select row_group_num_rows as size, row_group_id as place, max(row_group_id) over (partition by file_name) as last "
            + $"from parquet_metadata({FileList}) where column_id = 0)";

    public override InputException? Explain(HashSet<string> numbers, Func<string, string?> query, CancellationToken cancellation)
    {
        foreach (SourceColumn column in Columns.Where(column => numbers.Contains(column.Name) && ReadAs(column, true) == StoredAs.Text))
        {
            string number = $"{column.Identifier} not in ({Sql.Texts(MissingValues.InNumbers)}) and try_cast({column.Identifier} as double) is null"
                + $" and lower(trim({column.Identifier})) not in ('true', 'false')";
            HashSet<string> names = [column.Name];
            if (query($"select {column.Identifier} from ({Select(names, names)}) where {number} limit 1") is string value)
                return CsvTable.NotANumber(Place, column.Name, value);
        }
        return null;
    }

    private static SourceColumn Column(string name, string type, int index)
    {
        (ColumnKind kind, StoredAs stored) = type.EndsWith(']') ? (ColumnKind.Text, StoredAs.Structure) : type.Split('(')[0].ToUpperInvariant() switch
        {
            "DOUBLE" => (ColumnKind.Number, StoredAs.Double),
            "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" or "UHUGEINT"
                or "FLOAT" or "DECIMAL" => (ColumnKind.Number, StoredAs.Number),
            "BOOLEAN" => (ColumnKind.Boolean, StoredAs.Boolean),
            "STRUCT" or "MAP" or "UNION" or "LIST" or "VARIANT" => (ColumnKind.Text, StoredAs.Structure),
            "DATE" => (ColumnKind.Time, StoredAs.Time),
            string family when family.StartsWith("TIMESTAMP", StringComparison.Ordinal) => (ColumnKind.Time, StoredAs.Time),
            _ => (ColumnKind.Text, StoredAs.Text),
        };
        return new(name, $"c{Sql.Number(index)}", kind, stored);
    }
}
