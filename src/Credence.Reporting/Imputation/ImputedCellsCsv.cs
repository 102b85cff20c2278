using System.Globalization;
using System.Text;
using Credence.Analysis;

namespace Credence.Reporting;

/// <summary>Writes what was imputed for each missing cell as CSV: row, column, mean, sd, lower, upper, and for texts the level drawn most often and how
/// often.</summary>
public static class ImputedCellsCsv
{
    /// <summary>The file; numbers round-trip.</summary>
    public static string Write(ImputeResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        bool texts = result.Imputations.Table.Columns.Take(result.Columns.Count).Any(column => column.IsText && column.MissingRows.Count > 0);
        StringBuilder text = new(texts ? "row,column,mean,sd,lower,upper,level,share\n" : "row,column,mean,sd,lower,upper\n");
        foreach (ImputedCell cell in result.Cells())
        {
            text.Append(CultureInfo.InvariantCulture, $"{cell.Row},{Quoted(cell.Column)},{Number(cell.Mean)},{Number(cell.Sd)},{Number(cell.Lower)},{Number(cell.Upper)}");
            if (texts)
                text.Append(CultureInfo.InvariantCulture, $",{Quoted(cell.Level ?? "")},{Number(cell.Share ?? double.NaN)}");
            text.Append('\n');
        }
        return text.ToString();
    }

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";

    private static string Quoted(string text)
        => text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
