using System.Buffers;
using System.Globalization;

namespace Credence.Analysis;

/// <summary>Turns blocks of cells into CSV lines.</summary>
internal sealed class CsvLines
{
    private const int LongestNumber = 32;
    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(",\"\r\n");

    private readonly string[][] levels;
    private readonly int columns;
    private char[] buffer = new char[1 << 16];
    private int used;

    public CsvLines(IReadOnlyList<SimulatedColumn> columns)
    {
        this.columns = columns.Count;
        levels = [.. columns.Select(column => column.Levels.Select(Quote).ToArray())];
        Header = string.Join(',', columns.Select(column => Quote(column.Name))) + "\n";
    }

    /// <summary>The line of names.</summary>
    public string Header { get; }

    /// <summary>The lines of a block of rows of the given width; columns beyond the header are left out. Valid until the next call.</summary>
    public ReadOnlySpan<char> Format(ReadOnlySpan<double> cells, int width)
    {
        used = 0;
        for (int row = 0; row < cells.Length; row += width)
        {
            for (int column = 0; column < columns; column++)
            {
                if (column > 0)
                    Append(",");
                double cell = cells[row + column];
                if (double.IsNaN(cell))
                    continue;
                if (levels[column].Length > 0)
                    Append(levels[column][(int)cell]);
                else
                    Append(cell);
            }
            Append("\n");
        }
        return buffer.AsSpan(0, used);
    }

    private static string Quote(string text)
        => text.AsSpan().ContainsAny(NeedQuotes) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private void Append(string text)
    {
        Reserve(text.Length);
        text.CopyTo(buffer.AsSpan(used));
        used += text.Length;
    }

    private void Append(double value)
    {
        Reserve(LongestNumber);
        value.TryFormat(buffer.AsSpan(used), out int written, default, CultureInfo.InvariantCulture);
        used += written;
    }

    private void Reserve(int length)
    {
        if (used + length > buffer.Length)
            Array.Resize(ref buffer, Math.Max(used + length, 2 * buffer.Length));
    }
}
