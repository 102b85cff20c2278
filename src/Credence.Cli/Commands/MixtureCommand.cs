using System.CommandLine;
using Credence.Analysis;
using Credence.Cli.Terminal;
using Credence.Data;
using Credence.Reporting;
using Credence.Statistics;

namespace Credence.Cli.Commands;

/// <summary><c>credence mixture</c>: the groups of a number where labels are known for all, some or no rows.</summary>
internal static class MixtureCommand
{
    public static Command Create(ToolConsole console)
    {
        MixtureArguments arguments = new();
        Command command = new("mixture", "Compare groups whose labels are lost in part or wholly, by a mixture of normals");
        arguments.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(arguments.Read(parsed), console, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(MixtureRequest request, ToolConsole console, CancellationToken cancellation)
    {
        MixtureResult result;
        await using (DuckDbMomentsEngine engine = new(new() { Threads = request.Question.Fit.Threads }))
        {
            result = await ProgressLine.ShowAsync(
                console, $"reading {request.Question.Source.Text}", progress => FitMixture.RunAsync(request.Question, engine, progress, cancellation)).ConfigureAwait(false);
        }
        // Files come first: when one cannot be written, nothing on standard output claims that the job is done.
        List<string> written = request.Question.Output is { } rows ? [rows.Path] : [];
        if (request.Report is { } report)
        {
            ReportContext context = new(request.CommandLine, VersionAction.ToolVersion, DateTimeOffset.UtcNow);
            await AtomicFile.WriteAsync(report, MixtureReport.Write(result, context), cancellation).ConfigureAwait(false);
            written.Add(report);
        }
        if (request.Figures is { } folder)
            written.Add($"{(await MixtureReport.WriteFiguresAsync(result, folder, cancellation).ConfigureAwait(false)).Count} figures in {folder}");
        ResultPrinter.Print(MixtureTables.Text(result), () => MixtureJson.Serialize(result), request.Format, console);
        foreach (string file in written)
            await console.Error.WriteLineAsync($"wrote {file}").ConfigureAwait(false);
        return request.Gate && result.Findings.Any(finding => finding.Severity == Severity.Blocking) ? ExitCode.Gate : ExitCode.Done;
    }
}
