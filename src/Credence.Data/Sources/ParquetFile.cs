using Credence.Statistics;

namespace Credence.Data;

/// <summary>A column of numbers to be written: whole numbers or floating point.</summary>
/// <param name="Name">The name.</param>
/// <param name="Values">The values, one for each row.</param>
/// <param name="Whole">Whether the values are whole numbers, and stored as such.</param>
public sealed record NumberColumn(string Name, ReadOnlyMemory<double> Values, bool Whole = false);

/// <summary>Writes columns of numbers as a Parquet file.</summary>
public static class ParquetFile
{
    /// <summary>Writes a file, whole or not at all; missing folders are made.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">The columns, all of one length. A name that differs from an earlier one by its case alone gets a number: most readers ignore case.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<NumberColumn> columns, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(columns);
        Guard.AtLeast(columns.Count, 1);
        foreach (NumberColumn column in columns)
            Guard.SameLength(column.Values.Length, columns[0].Values.Length);
        WholeFile.Write(path, neighbour =>
        {
            using DuckDbSession session = new(new() { Threads = 1 });
            session.WriteParquet(columns, neighbour, cancellation);
        });
    }
}
