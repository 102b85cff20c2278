using Credence.Statistics;

namespace Credence.Data;

/// <summary>The forms in which rows are read.</summary>
public enum SourceFormat
{
    /// <summary>Text with a delimiter that is found by looking, usually a comma or semicolon.</summary>
    Csv,

    /// <summary>Text delimited by tabs.</summary>
    Tsv,

    /// <summary>Parquet.</summary>
    Parquet,

    /// <summary>A JSON array of objects, or one object per line.</summary>
    Json,
}

/// <summary>Where rows come from: files, or CSV on standard input.</summary>
public sealed record TableSource
{
    private const string Endings = ".csv, .tsv, .parquet, .json, .ndjson and .jsonl, all but Parquet also with .gz";

    private TableSource(string text, SourceFormat format, bool compressed, IReadOnlyList<string> files)
        => (Text, Format, Compressed, Files) = (text, format, compressed, files);

    /// <summary>The source as the user wrote it.</summary>
    public string Text { get; }

    /// <summary>The form of its files.</summary>
    public SourceFormat Format { get; }

    /// <summary>Whether the files are compressed with gzip.</summary>
    public bool Compressed { get; }

    /// <summary>The files, in ordinal order of their paths; empty for standard input.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Whether the rows come from standard input.</summary>
    public bool IsStandardInput => Text == "-";

    /// <summary>Reads a source: a file, a pattern with <c>* ? **</c>, or <c>-</c> for CSV on standard input.</summary>
    /// <exception cref="InputException">No such file, a folder, a pattern without match, or an ending that is not read.</exception>
    public static TableSource Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == "-")
            return new(text, SourceFormat.Csv, false, []);
        if (string.IsNullOrWhiteSpace(text) || text.Contains('\0', StringComparison.Ordinal))
            throw new InputException("source", "is empty or holds a NUL character", "give a file, a pattern such as data/*.csv, or - for CSV on standard input");
        IReadOnlyList<string> files = Find(text);
        (SourceFormat format, bool compressed) = FormatOf(files[0]);
        foreach (string file in files)
        {
            if (FormatOf(file) != (format, compressed))
                throw new InputException(text, $"matches files of different kinds, such as {files[0]} and {file}", "narrow the pattern to one ending");
        }
        return new(text, format, compressed, files);
    }

    /// <summary>The text as the user wrote it.</summary>
    public override string ToString() => IsStandardInput ? "standard input" : Text;

    private static IReadOnlyList<string> Find(string text)
    {
        if (File.Exists(text))
            return [text];
        if (Directory.Exists(text))
            throw new InputException(text, "is a folder, not a file", $"name its files, as in {Path.Combine(text, "*.csv")}");
        if (text.AsSpan().ContainsAny('*', '?'))
        {
            IReadOnlyList<string> files = FilePattern.Files(text);
            return files.Count > 0 ? files : throw new InputException(text, "no file matches the pattern", "check the folder and the pattern");
        }
        if (text.Contains("://", StringComparison.Ordinal))
            throw new InputException(text, "is an address; only files and standard input are read", "download it first");
        throw Missing(text);
    }

    private static InputException Missing(string text)
    {
        string folder = Path.GetDirectoryName(text) is { Length: > 0 } parent ? parent : ".";
        if (!Directory.Exists(folder))
            return new(text, $"there is no folder {folder}", "check the path");
        IEnumerable<string> names = FilePattern.Names(folder);
        IReadOnlyList<string> near = Nearest.Names(Path.GetFileName(text), names, 3);
        string remedy = near.Count > 0
            ? $"did you mean {string.Join(" or ", near.Select(name => folder == "." ? name : Path.Combine(folder, name)))}?"
            : "check the path";
        return new(text, "there is no such file", remedy);
    }

    private static (SourceFormat Format, bool Compressed) FormatOf(string file)
    {
        bool compressed = Path.GetExtension(file).Equals(".gz", StringComparison.OrdinalIgnoreCase);
        string ending = Path.GetExtension(compressed ? Path.GetFileNameWithoutExtension(file) : file).ToUpperInvariant();
        return ending switch
        {
            ".CSV" => (SourceFormat.Csv, compressed),
            ".TSV" => (SourceFormat.Tsv, compressed),
            ".PARQUET" when !compressed => (SourceFormat.Parquet, false),
            ".JSON" or ".NDJSON" or ".JSONL" => (SourceFormat.Json, compressed),
            _ => throw new InputException(file, "its ending does not say how to read it", $"the endings read are {Endings}"),
        };
    }
}
