using System.CommandLine;
using Credence.Analysis;
using Credence.Cli.Terminal;
using Credence.Data;
using Credence.Reporting;
using Credence.Statistics;

namespace Credence.Cli.Commands;

/// <summary><c>credence monitor</c>: watches a running test without breaking its error rate.</summary>
internal static class MonitorCommand
{
    public static Command Create(ToolConsole console)
    {
        MonitorArguments arguments = new();
        Command command = new("monitor", "Watch a running test, look by look, by a rule that bears being looked at");
        arguments.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(arguments.Read(parsed), console, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(MonitorRequest request, ToolConsole console, CancellationToken cancellation)
    {
        MonitorResult result;
        await using (DuckDbMomentsEngine engine = new(new() { Threads = request.Threads }))
        {
            result = await ProgressLine.ShowAsync(
                console,
                $"reading {request.Options.Analysis.Source.Text}",
                progress => MonitorExperiment.RunAsync(request.Options, engine, progress, cancellation)).ConfigureAwait(false);
        }
        // Files come first: when one cannot be written, nothing on standard output claims that the job is done.
        List<string> written = [];
        if (request.Report is { } report)
        {
            ReportContext context = new(request.CommandLine, VersionAction.ToolVersion, DateTimeOffset.UtcNow);
            await AtomicFile.WriteAsync(report, MonitorReport.Write(result, context), cancellation).ConfigureAwait(false);
            written.Add(report);
        }
        if (request.Figures is { } folder)
            written.Add($"{(await MonitorReport.WriteFiguresAsync(result, folder, cancellation).ConfigureAwait(false)).Count} figures in {folder}");
        ResultPrinter.Print(MonitorTables.Text(result), () => MonitorJson.Serialize(result), request.Format, console);
        foreach (string file in written)
            await console.Error.WriteLineAsync($"wrote {file}").ConfigureAwait(false);
        return request.Gate && result.Analysis.Findings.Any(finding => finding.Severity == Severity.Blocking) ? ExitCode.Gate : ExitCode.Done;
    }
}
