using Credence.Statistics;

namespace Credence.Data;

/// <summary>What a column holds.</summary>
public enum ColumnKind
{
    /// <summary>Numbers.</summary>
    Number,

    /// <summary>True and false.</summary>
    Boolean,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Dates or times.</summary>
    Time,
}

/// <summary>How the engine sees a column in a query.</summary>
internal enum StoredAs
{
    Double,
    Number,
    Boolean,
    Text,
    Time,
    Structure,
}

/// <summary>A column of a source.</summary>
/// <param name="Name">Name as the user knows it.</param>
/// <param name="Identifier">Name in queries: one of ours, which cannot meet another.</param>
/// <param name="Kind">What it holds, judged by its type, or by the first rows where the file has no types.</param>
/// <param name="Stored">How the engine stores it.</param>
internal sealed record SourceColumn(string Name, string Identifier, ColumnKind Kind, StoredAs Stored);

/// <summary>A source that was opened: its columns are known and its rows can be asked for.</summary>
internal abstract class SourceTable(string place, IReadOnlyList<string> files, IReadOnlyList<SourceColumn> columns)
{
    private readonly Dictionary<string, SourceColumn> _byName = columns.ToDictionary(column => column.Name, StringComparer.Ordinal);

    /// <summary>The source as errors name it.</summary>
    public string Place => place;

    public IReadOnlyList<string> Files => files;

    public IReadOnlyList<SourceColumn> Columns => columns;

    /// <summary>Size of all files.</summary>
    public long Bytes { get; } = files.Sum(file => new FileInfo(file).Length);

    /// <exception cref="InputException">There is no such column.</exception>
    public SourceColumn Column(string name) => _byName.TryGetValue(name, out SourceColumn? column) ? column : throw Unknown(name);

    /// <summary>How the engine sees a column where the query reads it as text, or only as numbers.</summary>
    public abstract StoredAs ReadAs(SourceColumn column, bool asText);

    /// <summary>Whether words may stand among numbers, as the files have no types.</summary>
    public abstract bool HasWords { get; }

    /// <summary>Selects columns of all rows, each under its identifier.</summary>
    /// <param name="used">Columns asked for.</param>
    /// <param name="texts">Columns to be read as text.</param>
    /// <param name="more">What else to select, as SQL that begins with a comma; may be empty.</param>
    public string Select(HashSet<string> used, IReadOnlySet<string> texts, string more = "")
    {
        // Without columns there are still rows to count.
        string selected = string.Join(", ", columns.Where(column => used.Contains(column.Name)).Select(column => $"{Stored(column)} as {column.Identifier}").DefaultIfEmpty("1 as c"));
        return $"select {selected}{more} from {From(texts)}";
    }

    /// <summary>The table function that reads the rows.</summary>
    protected abstract string From(IReadOnlySet<string> texts);

    /// <summary>SQL of a column in what <see cref="From"/> reads.</summary>
    protected abstract string Stored(SourceColumn column);

    /// <summary>The engine's type of a column; null where the files have none.</summary>
    public virtual string? TypeOf(SourceColumn column) => null;

    /// <summary>SQL of the number of a row's file and its number in the file, where the engine knows them; else null.</summary>
    public virtual (string File, string Row)? RowNumber => null;

    /// <summary>
    /// SQL of the shortest and the longest of the groups of rows of which the files are made and each of which one thread reads whole, the last
    /// group of a file left out, and of the number of all rows; null where there are no such groups.
    /// </summary>
    public virtual string? RowGroupsQuery => null;

    /// <summary>Finds the place in the source that made the engine fail; null where it is not found.</summary>
    /// <param name="numbers">Columns that the query reads as numbers.</param>
    /// <param name="query">Runs a query for one text.</param>
    /// <param name="cancellation">Stops the search.</param>
    public abstract InputException? Explain(HashSet<string> numbers, Func<string, string?> query, CancellationToken cancellation);

    /// <summary>The list of files as a SQL literal; signs that would be taken for patterns are bracketed.</summary>
    protected string FileList => $"[{Sql.Texts(files.Select(EscapedPath))}]";

    protected static string EscapedPath(string file)
        => string.Concat(file.Select(sign => sign is '*' or '?' or '[' ? $"[{sign}]" : sign.ToString()));

    private InputException Unknown(string name)
    {
        IReadOnlyList<string> near = Nearest.Names(name, _byName.Keys, 3);
        string listed = string.Join(", ", columns.Take(12).Select(column => column.Name)) + (columns.Count > 12 ? ", …" : "");
        string remedy = near.Count > 0 ? $"did you mean {string.Join(" or ", near)}?" : $"its columns are {listed}";
        return new(place, $"there is no column {name}", remedy);
    }
}
