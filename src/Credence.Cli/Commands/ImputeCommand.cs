using System.CommandLine;
using Credence.Analysis;
using Credence.Cli.Terminal;
using Credence.Data;
using Credence.Reporting;

namespace Credence.Cli.Commands;

/// <summary><c>credence impute</c>: fills missing cells several times over and says what the completed data sets tell together.</summary>
internal static class ImputeCommand
{
    private const string Number = "imputation";

    public static Command Create(ToolConsole console)
    {
        ImputeArguments arguments = new();
        Command command = new("impute", "Fill missing cells several times over, and compare arms as far as that allows");
        arguments.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(arguments.Read(parsed), console, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ImputeRequest request, ToolConsole console, CancellationToken cancellation)
    {
        ImputeOptions options = request.Options;
        await using DuckDbMomentsEngine engine = new(new() { Threads = options.Imputation.Threads });
        TableSchema schema = await engine.DescribeAsync(options.Source, cancellation).ConfigureAwait(false);
        ImputeResult result = await ProgressLine.ShowAsync(
            console, "imputing", progress => ImputeTable.RunAsync(options, engine, schema, progress, cancellation)).ConfigureAwait(false);
        // Files come first: when one cannot be written, nothing on standard output claims that the job is done.
        IReadOnlyList<string> written = await WriteFilesAsync(request, result, engine, console, cancellation).ConfigureAwait(false);
        ResultPrinter.Print(ImputeTables.Text(result), () => ImputeJson.Serialize(result), request.Format, console);
        foreach (string file in written)
            await console.Error.WriteLineAsync($"wrote {file}").ConfigureAwait(false);
        return ExitCode.Done;
    }

    private static async Task<IReadOnlyList<string>> WriteFilesAsync(
        ImputeRequest request, ImputeResult result, DuckDbMomentsEngine engine, ToolConsole console, CancellationToken cancellation)
    {
        List<string> written = [];
        if (request.Completed is { } target)
        {
            TableOutput output = new() { Source = request.Options.Source, Where = request.Options.Where, Copies = result.Copies(), Number = Number, Target = target };
            await ProgressLine.ShowAsync(console, $"writing {target.Path}", progress => engine.WriteAsync(output, progress, cancellation)).ConfigureAwait(false);
            written.Add(target.Path);
        }
        if (request.Cells is { } cells)
        {
            await AtomicFile.WriteAsync(cells, ImputedCellsCsv.Write(result), cancellation).ConfigureAwait(false);
            written.Add(cells);
        }
        if (request.Report is { } report)
        {
            ReportContext context = new(request.CommandLine, VersionAction.ToolVersion, DateTimeOffset.UtcNow);
            await AtomicFile.WriteAsync(report, ImputeReport.Write(result, context), cancellation).ConfigureAwait(false);
            written.Add(report);
        }
        if (request.Figures is { } folder)
            written.Add($"{(await ImputeReport.WriteFiguresAsync(result, folder, cancellation).ConfigureAwait(false)).Count} figures in {folder}");
        return written;
    }
}
