using System.Text;
using Credence.Analysis;

namespace Credence.Reporting;

/// <summary>Writes an analysis as Markdown with pipe tables.</summary>
public static class MarkdownWriter
{
    /// <summary>The verdict, then every table of <see cref="AnalysisTables"/>.</summary>
    public static string Write(AnalysisResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        StringBuilder text = new();
        text.Append("# ").Append(Escape(result.Experiment)).Append("\n\n");
        if (result.Question is { } question)
            text.Append(Escape(question)).Append("\n\n");
        text.Append("**").Append(Words.Decision(result));
        if (result.Verdict.Variant is { } variant)
            text.Append(": ").Append(Escape(variant));
        text.Append(".** ").Append(Escape(result.Verdict.Reason)).Append('\n');
        foreach (ReportTable table in AnalysisTables.Build(result))
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
