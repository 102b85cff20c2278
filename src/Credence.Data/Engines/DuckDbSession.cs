using Credence.Statistics;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Credence.Data;

/// <summary>How much of the machine the embedded engine may use.</summary>
public sealed record DuckDbOptions
{
    /// <summary>Threads, at least 1; null uses all processors, and more than there are would only wait. Results do not depend on it.</summary>
    public int? Threads { get; init; }

    /// <summary>Memory in bytes above which the engine writes to its temporary folder.</summary>
    public long MemoryLimit { get; init; } = 2L << 30;

    /// <summary>Bytes below which one thread is as fast as many.</summary>
    internal long SmallSource { get; init; } = 8 << 20;
}

/// <summary>One embedded database in memory with its private temporary folder, and how queries run in it.</summary>
internal sealed class DuckDbSession : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");
    private readonly int _threads;
    private readonly DirectoryInfo _folder;
    private bool _sequential;
    private bool _draws;
    private TableCells? _cells;

    public DuckDbSession(DuckDbOptions options)
    {
        _threads = Math.Min(options.Threads ?? int.MaxValue, Environment.ProcessorCount);
        _folder = Directory.CreateTempSubdirectory("credence-");
        _connection.Open();
        Execute("set autoinstall_known_extensions = false; set autoload_known_extensions = false; set TimeZone = 'UTC'; "
            + "set enable_progress_bar = true; set enable_progress_bar_print = false; set progress_bar_time = 0; "
            + $"set threads = {Sql.Number(_threads)}; set memory_limit = '{Sql.Number(options.MemoryLimit / 1024)}KiB'; "
            + $"set temp_directory = {Sql.Text(_folder.FullName)}");
    }

    /// <summary>Version of the engine.</summary>
    public string Version => _connection.ServerVersion;

    /// <summary>The private folder; it is deleted with the session.</summary>
    public string Folder => _folder.FullName;

    /// <summary>Cells that queries look up.</summary>
    public TableCells Cells => _cells ??= new(_connection);

    /// <summary>Whether queries run on one thread, so that sums are added in the order of the rows.</summary>
    public bool Sequential
    {
        get => _sequential;
        set
        {
            if (value != _sequential)
                Execute($"set threads = {Sql.Number(value ? 1 : _threads)}");
            _sequential = value;
        }
    }

    /// <summary>Runs a query and reads each of its rows.</summary>
    /// <exception cref="DuckDBException">The engine refused.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<T> Query<T>(string sql, Func<DuckDBDataReader, T> read, IProgress<double>? progress, CancellationToken cancellation)
    {
        List<T> rows = [];
        Stream(sql, reader => rows.Add(read(reader)), progress, cancellation);
        return rows;
    }

    /// <summary>Runs a query and hands each of its rows over as soon as the engine has it.</summary>
    /// <exception cref="DuckDBException">The engine refused.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Stream(string sql, Action<DuckDBDataReader> read, IProgress<double>? progress, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using DuckDBCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.UseStreamingMode = true;
        using CancellationTokenRegistration registration = cancellation.Register(command.Cancel);
        using ProgressTimer? timer = progress is null ? null : new ProgressTimer(_connection, progress);
        try
        {
            using DuckDBDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                cancellation.ThrowIfCancellationRequested();
                read(reader);
            }
        }
        catch (DuckDBException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
    }

    /// <summary>Writes the rows of a query to a Parquet file, in their order.</summary>
    public void Copy(string sql, string path, CancellationToken cancellation)
    {
        if (!_draws)
            ReassignmentSql.Register(_connection);
        _draws = true;
        Stream($"copy ({sql}) to {Sql.Text(path)} (format parquet)", _ => { }, null, cancellation);
    }

    /// <summary>Writes columns of numbers to a Parquet file, in their order.</summary>
    public void WriteParquet(IReadOnlyList<NumberColumn> columns, string path, CancellationToken cancellation)
    {
        IEnumerable<string> own = columns.Select((column, i) => $"c{Sql.Number(i)} {(column.Whole ? "bigint" : "double")}");
        Execute($"create temp table numbers ({string.Join(", ", own)})");
        using (DuckDB.NET.Data.DuckDBAppender appender = _connection.CreateAppender("numbers"))
        {
            for (int i = 0; i < columns[0].Values.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                IDuckDBAppenderRow row = appender.CreateRow();
                foreach (NumberColumn column in columns)
                {
                    double value = column.Values.Span[i];
                    row = column.Whole ? row.AppendValue((long)value) : row.AppendValue(value);
                }
                row.EndRow();
            }
        }
        IEnumerable<string> named = columns.Select((column, i) => $"c{Sql.Number(i)} as {Sql.Identifier(column.Name)}");
        Stream($"copy (select {string.Join(", ", named)} from numbers order by rowid) to {Sql.Text(path)} (format parquet)", _ => { }, null, cancellation);
    }

    /// <summary>Names and types of the columns of a query.</summary>
    public IReadOnlyList<(string Name, string Type)> Describe(string sql, CancellationToken cancellation)
        => Query($"describe {sql}", reader => (reader.GetString(0), reader.GetString(1)), null, cancellation);

    /// <summary>Whether an error of the engine comes from the input; the others are defects.</summary>
    public static bool IsFromInput(DuckDBException error) => error.ErrorType
        is DuckDBErrorType.Conversion or DuckDBErrorType.InvalidInput or DuckDBErrorType.OutOfRange or DuckDBErrorType.Io
        or DuckDBErrorType.OutOfMemory or DuckDBErrorType.Permission or DuckDBErrorType.MismatchType or DuckDBErrorType.InvalidType
        or DuckDBErrorType.Serialization or DuckDBErrorType.ObjectSize or DuckDBErrorType.NotImplemented;

    /// <summary>The error for a refusal of the engine that nothing explains better: the first line of what it said.</summary>
    public static InputException Refused(string place, DuckDBException error)
    {
        string[] lines = error.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string said = lines.Length > 0 ? lines[0] : "no reason given";
        return new(place, $"cannot be read ({ExpressionTokens.Shorten(said)})", "check that the file is whole and what its ending says", error);
    }

    public void Dispose()
    {
        _connection.Dispose();
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Someone else holds or has removed the folder; the system clears its temporary files.
        }
    }

    private void Execute(string sql)
    {
        using DuckDBCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    // Asks the engine from time to time how far the running query is.
    private sealed class ProgressTimer : IDisposable
    {
        private readonly Timer _timer;

        public ProgressTimer(DuckDBConnection connection, IProgress<double> progress)
            => _timer = new(_ =>
            {
                double share = connection.GetQueryProgress().Percentage / 100;
                if (share is >= 0 and <= 1)
                    progress.Report(share);
            }, null, 100, 100);

        public void Dispose()
        {
            using ManualResetEvent ended = new(false);
            if (_timer.Dispose(ended))
                ended.WaitOne();
        }
    }
}
