using DuckDB.NET.Data;
using DuckDB.NET.Data.DataChunk.Reader;
using DuckDB.NET.Data.DataChunk.Writer;

namespace Credence.Data;

/// <summary>Cells that queries look up by the number of their column and of their row, from 1.</summary>
internal sealed class TableCells
{
    private const string NumberName = "credence_number", TextName = "credence_text";

    private readonly List<ReadOnlyMemory<double>> _numbers = [];
    private readonly List<IReadOnlyList<string?>> _texts = [];

    /// <summary>Makes the cells known to an engine.</summary>
    public TableCells(DuckDBConnection connection)
    {
        connection.RegisterScalarFunction<int, long, double>(NumberName, WriteNumbers, new() { IsPureFunction = true });
        connection.RegisterScalarFunction<int, long, string>(TextName, WriteTexts, new() { IsPureFunction = true });
    }

    /// <summary>Forgets all cells.</summary>
    public void Clear()
    {
        _numbers.Clear();
        _texts.Clear();
    }

    /// <summary>SQL of a column of numbers; null where one is not finite.</summary>
    public string Number(ReadOnlyMemory<double> values)
    {
        _numbers.Add(values);
        return $"{NumberName}({Sql.Number(_numbers.Count - 1)}::integer, {Alias.Row})";
    }

    /// <summary>SQL of a column of texts.</summary>
    public string Text(IReadOnlyList<string?> values)
    {
        _texts.Add(values);
        return $"{TextName}({Sql.Number(_texts.Count - 1)}::integer, {Alias.Row})";
    }

    private void WriteNumbers(IReadOnlyList<IDuckDBDataReader> arguments, IDuckDBDataWriter result, ulong rows)
    {
        for (ulong row = 0; row < rows; row++)
        {
            ReadOnlyMemory<double> values = _numbers[arguments[0].GetValue<int>(row)];
            long at = arguments[1].GetValue<long>(row) - 1;
            double value = at < values.Length ? values.Span[(int)at] : double.NaN;
            if (double.IsFinite(value))
                result.WriteValue(value, row);
            else
                result.WriteNull(row);
        }
    }

    private void WriteTexts(IReadOnlyList<IDuckDBDataReader> arguments, IDuckDBDataWriter result, ulong rows)
    {
        for (ulong row = 0; row < rows; row++)
        {
            IReadOnlyList<string?> values = _texts[arguments[0].GetValue<int>(row)];
            long at = arguments[1].GetValue<long>(row) - 1;
            if (at < values.Count && values[(int)at] is string value)
                result.WriteValue(value, row);
            else
                result.WriteNull(row);
        }
    }
}
