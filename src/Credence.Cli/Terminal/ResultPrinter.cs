using Credence.Cli.Commands;
using Credence.Reporting;

namespace Credence.Cli.Terminal;

/// <summary>Prints a result: coloured tables for a person, plain text for a pipe, JSON or Markdown where asked.</summary>
internal static class ResultPrinter
{
    /// <summary>Prints a result in the form asked for; <paramref name="json"/> is called only where JSON is.</summary>
    public static void Print(ResultText result, Func<string> json, OutputFormat format, ToolConsole console)
    {
        switch (format)
        {
            case OutputFormat.Json:
                console.Output.WriteLine(json());
                break;
            case OutputFormat.Markdown:
                console.Output.Write(MarkdownWriter.Write(result));
                break;
            case OutputFormat.Table when console.OutputIsTerminal:
                ColourTables.Print(result);
                break;
            default:
                console.Output.Write(TextReport.Write(result));
                break;
        }
        console.Output.Flush();
    }
}
