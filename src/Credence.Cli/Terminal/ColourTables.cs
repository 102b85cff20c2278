using Credence.Reporting;
using Spectre.Console;

namespace Credence.Cli.Terminal;

/// <summary>Tables with colour for a person's terminal; the words alone say the same.</summary>
internal static class ColourTables
{
    public static void Print(ResultText result)
    {
        IAnsiConsole terminal = AnsiConsole.Console;
        terminal.WriteLine();
        terminal.Write(new Panel(new Text(result.Sentence))
        {
            Header = new PanelHeader($" {Markup.Escape(result.Headline)} "),
            BorderStyle = StyleOf(result.Tone),
            Border = BoxBorder.Rounded,
            Padding = new Padding(1, 0),
        });
        foreach (ReportTable table in result.Tables)
        {
            terminal.WriteLine();
            terminal.Write(TableOf(table));
            if (table.Note is { } note)
                terminal.Write(new Text(note + "\n", new Style(Color.Grey)));
        }
    }

    private static Table TableOf(ReportTable table)
    {
        Table drawn = new()
        {
            Title = new TableTitle(Markup.Escape(table.Title), new Style(decoration: Decoration.Bold)),
            Border = TableBorder.Rounded,
            BorderStyle = new Style(Color.Grey),
        };
        foreach (Reporting.TableColumn column in table.Columns)
        {
            drawn.AddColumn(new Spectre.Console.TableColumn(new Text(column.Name, new Style(decoration: Decoration.Bold)))
            {
                Alignment = column.Alignment == Alignment.Right ? Justify.Right : Justify.Left,
            });
        }
        foreach (IReadOnlyList<Reporting.TableCell> row in table.Rows)
            drawn.AddRow(row.Select(cell => new Text(cell.Text, StyleOf(cell.Tone))));
        return drawn;
    }

    private static Style StyleOf(Tone tone) => tone switch
    {
        Tone.Good => new Style(Color.Green),
        Tone.Bad => new Style(Color.Red),
        Tone.Warning => new Style(Color.Yellow),
        Tone.Muted => new Style(Color.Grey),
        _ => Style.Plain,
    };
}
