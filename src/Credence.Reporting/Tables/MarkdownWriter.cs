using System.Text;

namespace Credence.Reporting;

/// <summary>Writes a result as Markdown with pipe tables.</summary>
public static class MarkdownWriter
{
    /// <summary>The headline and its sentence, then every table.</summary>
    public static string Write(ResultText result)
    {
        ArgumentNullException.ThrowIfNull(result);
        StringBuilder text = new();
        text.Append("# ").Append(Escape(result.Title)).Append("\n\n");
        if (result.Question is { } question)
            text.Append(Escape(question)).Append("\n\n");
        text.Append("**").Append(Escape(result.Headline)).Append(".** ").Append(Escape(result.Sentence)).Append('\n');
        foreach (ReportTable table in result.Tables)
            text.Append("\n## ").Append(Escape(table.Title)).Append("\n\n").Append(Write(table));
        return text.ToString();
    }

    /// <summary>One pipe table with its note, without its title.</summary>
    public static string Write(ReportTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        StringBuilder text = new();
        Line(text, table.Columns.Select(c => Escape(c.Name)));
        Line(text, table.Columns.Select(c => c.Alignment == Alignment.Right ? "---:" : "---"));
        foreach (IReadOnlyList<TableCell> row in table.Rows)
            Line(text, row.Select(cell => Escape(cell.Text)));
        if (table.Note is { } note)
            text.Append('\n').Append(Escape(note)).Append('\n');
        return text.ToString();
    }

    private static void Line(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Escape(string source)
    {
        StringBuilder text = new(source.Length);
        foreach (char c in TableCell.Printable(source))
        {
            if (c is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '|' or '~' or '&' or '$')
                text.Append('\\');
            text.Append(c);
        }
        return text.ToString();
    }
}
