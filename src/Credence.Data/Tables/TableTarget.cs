using Credence.Statistics;

namespace Credence.Data;

/// <summary>A file that a table is written to; its ending says how.</summary>
public sealed record TableTarget
{
    private const string Endings = ".csv, .tsv, .parquet, .json (one array), .ndjson and .jsonl (one object per line), all but Parquet also with .gz";

    private TableTarget(string path, SourceFormat format, bool compressed, bool lines)
        => (Path, Format, Compressed, Lines) = (path, format, compressed, lines);

    /// <summary>The file as the user wrote it.</summary>
    public string Path { get; }

    /// <summary>Its form.</summary>
    public SourceFormat Format { get; }

    /// <summary>Whether it is compressed with gzip.</summary>
    public bool Compressed { get; }

    /// <summary>Whether JSON is written as one object per line.</summary>
    internal bool Lines { get; }

    /// <summary>Whether the form tells numbers from texts.</summary>
    internal bool IsTyped => Format is SourceFormat.Parquet or SourceFormat.Json;

    /// <summary>Options of the statement that writes the file.</summary>
    internal string Options => Format switch
    {
        SourceFormat.Parquet => "format parquet",
        SourceFormat.Json => $"format json{(Lines ? "" : ", array true")}{Gzip}",
        _ => $"format csv, header, delimiter '{(Format == SourceFormat.Tsv ? "\t" : ",")}'{Gzip}",
    };

    private string Gzip => Compressed ? ", compression gzip" : "";

    /// <summary>Reads a path, before any work is done for the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="source">Where the rows come from, which must not be overwritten.</param>
    /// <exception cref="InputException">A folder or no ordinary file, an ending that is not written, or a file of the source.</exception>
    public static TableTarget Parse(string path, TableSource source)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(source);
        if (string.IsNullOrWhiteSpace(path) || path.Contains('\0', StringComparison.Ordinal))
            throw new InputException("output", "is empty or holds a NUL character", $"name a file; the endings written are {Endings}");
        WholeFile.RequireOrdinary(path);
        if (source.Files.Any(file => WholeFile.AreSame(file, path)))
            throw new InputException(path, "is the source itself, which is not overwritten", "name another file");
        bool compressed = System.IO.Path.GetExtension(path).Equals(".gz", StringComparison.OrdinalIgnoreCase);
        string ending = System.IO.Path.GetExtension(compressed ? System.IO.Path.GetFileNameWithoutExtension(path) : path).ToUpperInvariant();
        return ending switch
        {
            ".CSV" => new(path, SourceFormat.Csv, compressed, false),
            ".TSV" => new(path, SourceFormat.Tsv, compressed, false),
            ".PARQUET" when !compressed => new(path, SourceFormat.Parquet, false, false),
            ".JSON" => new(path, SourceFormat.Json, compressed, false),
            ".NDJSON" or ".JSONL" => new(path, SourceFormat.Json, compressed, true),
            _ => throw new InputException(path, "its ending does not say how to write it", $"the endings written are {Endings}"),
        };
    }

    /// <summary>The file as the user wrote it.</summary>
    public override string ToString() => Path;
}
