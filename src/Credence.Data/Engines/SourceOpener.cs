using Credence.Statistics;
using DuckDB.NET.Data;

namespace Credence.Data;

/// <summary>Opens sources and remembers them; standard input is written to a private file first, as it can be read only once.</summary>
internal sealed class SourceOpener
{
    private readonly Dictionary<TableSource, SourceTable> _opened = [];

    public SourceTable Open(TableSource source, DuckDbSession session, CancellationToken cancellation)
    {
        if (!_opened.TryGetValue(source, out SourceTable? table))
            _opened[source] = table = OpenNow(source, session, cancellation);
        return table;
    }

    private static SourceTable OpenNow(TableSource source, DuckDbSession session, CancellationToken cancellation)
    {
        string place = source.ToString();
        IReadOnlyList<string> files = source.IsStandardInput ? [Spooled(session.Folder, cancellation)] : source.Files;
        if (source.Compressed)
        {
            foreach (string file in files)
                CompressedFile.RequireWhole(file, cancellation);
        }
        if (source.Format is SourceFormat.Csv or SourceFormat.Tsv)
            return CsvTable.Open(place, files, source.Format == SourceFormat.Tsv, source.Compressed, file => files.Count == 1 ? place : file);
        try
        {
            return TypedTable.Open(place, files, source.Format == SourceFormat.Json, sql => session.Describe(sql, cancellation));
        }
        catch (DuckDBException error)
        {
            throw DuckDbSession.Refused(place, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException(place, $"cannot be read ({error.Message.TrimEnd('.')})", "check the file", error);
        }
    }

    private static string Spooled(string folder, CancellationToken cancellation)
    {
        string path = Path.Combine(folder, "stdin.csv");
        // A read of an idle pipe cannot be cancelled; it is left behind, and ends with the process.
        Task copied = Task.Run(
            () =>
            {
                using Stream input = Console.OpenStandardInput();
                using FileStream file = File.Create(path);
                input.CopyTo(file);
            },
            cancellation);
        copied.Wait(cancellation);
        return path;
    }
}
