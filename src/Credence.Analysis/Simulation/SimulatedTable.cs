using Credence.Numerics;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>
/// The rows of a simulated data set. They are drawn when asked for, block by block, so that a table of any length takes no memory
/// and every reading of it gives the same bits.
/// </summary>
public sealed class SimulatedTable
{
    internal const int BlockRows = 4096;

    private readonly Generator generator;
    private readonly ulong seed;
    private readonly IReadOnlyList<HiddenCells> hidden;

    internal SimulatedTable(Generator generator, int columns, long rows, ulong seed, IReadOnlyList<HiddenCells> hidden)
    {
        (this.generator, this.seed, this.hidden, Rows) = (generator, seed, hidden, rows);
        Columns = [.. generator.Columns.Take(columns)];
    }

    /// <summary>The columns, in the order of the file.</summary>
    public IReadOnlyList<SimulatedColumn> Columns { get; }

    /// <summary>Number of rows.</summary>
    public long Rows { get; }

    internal long Blocks => (Rows + BlockRows - 1) / BlockRows;

    /// <summary>Cells of a row as drawn, with the columns that the table does not show.</summary>
    internal int Width => generator.Columns.Count;

    /// <summary>The values of columns in one pass: NaN where missing, for a text column the place of the text in its levels.</summary>
    /// <param name="columns">Names of columns; none for all.</param>
    /// <returns>One array per column, in the order asked for.</returns>
    /// <exception cref="InputException">The table has no such column.</exception>
    public double[][] Read(params ReadOnlySpan<string> columns)
    {
        int[] places = columns.IsEmpty ? [.. Enumerable.Range(0, Columns.Count)] : Places(columns);
        double[][] values = [.. places.Select(_ => new double[Rows])];
        double[] cells = NewBlock();
        for (long block = 0; block < Blocks; block++)
        {
            int count = ReadBlock(block, cells);
            for (int c = 0; c < places.Length; c++)
            {
                Span<double> target = values[c].AsSpan((int)(block * BlockRows), count);
                for (int i = 0; i < count; i++)
                    target[i] = cells[i * Width + places[c]];
            }
        }
        return values;
    }

    /// <summary>Writes the table as CSV (RFC 4180 quoting, line feeds, invariant numbers that read back to the same bits, missing cells empty).</summary>
    /// <param name="writer">Where to; not closed.</param>
    /// <param name="progress">Hears the share of rows written, up to 1.</param>
    /// <param name="cancellation">Ends the writing between two blocks of rows.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; the writer holds a whole number of rows.</exception>
    public void WriteTo(TextWriter writer, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var lines = new CsvLines(Columns);
        writer.Write(lines.Header);
        double[] cells = NewBlock();
        for (long block = 0; block < Blocks; block++)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = ReadBlock(block, cells);
            writer.Write(lines.Format(cells.AsSpan(0, count * Width), Width));
            progress?.Report((block + 1) / (double)Blocks);
        }
    }

    internal double[] NewBlock() => new double[BlockRows * Width];

    /// <summary>Draws a block of rows, row after row, and hides what is hidden; returns the number of rows.</summary>
    internal int ReadBlock(long block, double[] cells)
    {
        long first = block * BlockRows;
        int count = (int)Math.Min(BlockRows, Rows - first);
        var random = new RandomStream(seed, generator.Name, (ulong)block);
        for (int i = 0; i < count; i++)
            generator.Draw(first + i, random, cells.AsSpan(i * Width, Width));
        foreach (HiddenCells part in hidden)
            part.Hide(block, cells.AsSpan(0, count * Width), Width);
        return count;
    }

    private int[] Places(ReadOnlySpan<string> names)
    {
        var places = new int[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            string name = names[i];
            places[i] = Columns.ToList().FindIndex(column => column.Name == name);
            if (places[i] < 0)
                throw new InputException($"column \"{name}\"", $"the data set {generator.Name} has no such column", $"its columns are {string.Join(", ", Columns.Select(c => c.Name))}");
        }
        return places;
    }
}
