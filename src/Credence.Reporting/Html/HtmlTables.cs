namespace Credence.Reporting;

/// <summary>Draws tables as HTML with headings that screen readers can follow.</summary>
internal static class HtmlTables
{
    /// <summary>The table with its note; the first <paramref name="headings"/> cells of a row name it.</summary>
    public static Html Write(ReportTable table, int headings = 1)
    {
        Html head = Html.Join(table.Columns.Select(c => Html.Of($"<th scope=\"col\"{Side(c)}>{c.Name}</th>")));
        Html body = Html.Join(table.Rows.Select(row => Html.Of($"<tr>{Html.Join(row.Select((cell, i) => Cell(table.Columns[i], cell, i < headings)))}</tr>\n")));
        Html note = table.Note is { } text ? Html.Of($"<p class=\"note\">{text}</p>\n") : Html.None;
        return Html.Of($"""
            <div class="scroll" role="region" aria-label="{table.Title}" tabindex="0"><table{(table.Columns.Count > 6 ? new Html(" class=\"wide\"") : Html.None)}>
            <caption>{table.Title}</caption>
            <thead><tr>{head}</tr></thead>
            <tbody>
            {body}</tbody></table></div>
            {note}
            """);
    }

    private static Html Cell(TableColumn column, TableCell cell, bool heading)
    {
        string text = column.Alignment == Alignment.Right ? NumberFormat.Typeset(cell.Text) : cell.Text;
        Html tone = cell.Tone == Tone.Plain ? Html.None : Html.Of($" class=\"{cell.Tone.ToString().ToLowerInvariant()}\"");
        Html content = tone == Html.None ? Html.Of($"{text}") : Html.Of($"<span{tone}>{text}</span>");
        return heading ? Html.Of($"<th scope=\"row\"{Side(column)}>{content}</th>") : Html.Of($"<td{Side(column)}>{content}</td>");
    }

    private static Html Side(TableColumn column) => column.Alignment == Alignment.Right ? new Html(" class=\"number\"") : Html.None;
}
