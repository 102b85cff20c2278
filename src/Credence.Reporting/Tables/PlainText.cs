using System.Text;

namespace Credence.Reporting;

/// <summary>Draws tables as aligned plain text, for pipes and logs.</summary>
public static class PlainText
{
    /// <summary>The title, the aligned columns, and the note; lines end in a line feed and have no trailing blanks.</summary>
    public static string Write(ReportTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        int[] widths = [.. table.Columns.Select((column, i) => table.Rows.Select(row => TableCell.Width(row[i].Text)).Append(TableCell.Width(column.Name)).Max())];
        StringBuilder text = new();
        text.Append(table.Title).Append('\n');
        Line(text, widths, table.Columns, [.. table.Columns.Select(c => c.Name)]);
        Line(text, widths, table.Columns, [.. widths.Select(width => new string('-', width))]);
        foreach (IReadOnlyList<TableCell> row in table.Rows)
            Line(text, widths, table.Columns, [.. row.Select(cell => cell.Text)]);
        if (table.Note is { } note)
            text.Append(note).Append('\n');
        return text.ToString();
    }

    private static void Line(StringBuilder text, int[] widths, IReadOnlyList<TableColumn> columns, string[] cells)
    {
        StringBuilder line = new();
        for (int i = 0; i < cells.Length; i++)
        {
            string blanks = new(' ', widths[i] - TableCell.Width(cells[i]));
            line.Append(i > 0 ? "  " : "").Append(columns[i].Alignment == Alignment.Right ? blanks + cells[i] : cells[i] + blanks);
        }
        text.Append(line.ToString().TrimEnd()).Append('\n');
    }
}
