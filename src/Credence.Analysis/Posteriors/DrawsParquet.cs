using Credence.Bayes;
using Credence.Data;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>Writes draws as a Parquet table in the form of R's posterior package: one row for each draw, <c>.chain</c>, <c>.iteration</c> and <c>.draw</c> from 1, then a column for each element.</summary>
public static class DrawsParquet
{
    /// <summary>Writes a file, whole or not at all; missing folders are made.</summary>
    /// <param name="draws">The draws.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(Draws draws, string path, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draws);
        double[] Rows(Func<int, int> value) => [.. Enumerable.Range(0, draws.Chains * draws.Count).Select(row => (double)value(row))];
        ParquetFile.Write(
            path,
            [
                new(".chain", Rows(row => (row / draws.Count) + 1), Whole: true),
                new(".iteration", Rows(row => (row % draws.Count) + 1), Whole: true),
                new(".draw", Rows(row => row + 1), Whole: true),
                .. draws.Parameters.ElementNames.Select((name, element) => new NumberColumn(name, draws.Of(element).ToArray())),
            ],
            cancellation);
    }
}
