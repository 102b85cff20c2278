using System.Globalization;
using Credence.Testing;

namespace Credence.Conformance;

/// <summary>A table beside the oracle: columns of text, read as numbers on demand.</summary>
internal sealed class OracleData
{
    private readonly string[] _header;
    private readonly string[][] _rows;

    private OracleData(string[] header, string[][] rows) => (_header, _rows) = (header, rows);

    /// <summary>Reads <c>shared/oracle/data/NAME</c>.</summary>
    public static OracleData Read(string name)
    {
        string[] lines = File.ReadAllLines(Repository.Reference("oracle", "data", name));
        return new(lines[0].Split(','), [.. lines[1..].Where(line => line.Length > 0).Select(line => line.Split(','))]);
    }

    /// <summary>A column of numbers; NaN where the cell is empty.</summary>
    public double[] Numbers(string column)
    {
        int place = Array.IndexOf(_header, column);
        return Array.ConvertAll(_rows, row => row[place].Length == 0 ? double.NaN : double.Parse(row[place], CultureInfo.InvariantCulture));
    }

    /// <summary>Several columns row after row, of the rows where a column of arms has a value.</summary>
    public double[] Rows(string arms, double arm, params string[] columns)
    {
        double[][] values = Array.ConvertAll(columns, Numbers);
        double[] found = Numbers(arms);
        return [.. Enumerable.Range(0, found.Length).Where(row => found[row] == arm).SelectMany(row => values.Select(column => column[row]))];
    }

    /// <summary>The values of a column where the group has a value.</summary>
    public double[] Numbers(string column, double group)
        => [.. Numbers(column).Zip(Numbers("group")).Where(cell => cell.Second == group && !double.IsNaN(cell.First)).Select(cell => cell.First)];
}
