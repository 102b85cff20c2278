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
            result = await FitAsync(request.Question, engine, console, cancellation).ConfigureAwait(false);
        if (result.Interrupted)
            cancellation = CancellationToken.None;
        // Files come first: when one cannot be written, nothing on standard output claims that the job is done.
        IReadOnlyList<string> written = await WriteFilesAsync(request, result, cancellation).ConfigureAwait(false);
        ResultPrinter.Print(MixtureTables.Text(result), () => MixtureJson.Serialize(result), request.Format, console);
        foreach (string file in written)
            await console.Error.WriteLineAsync($"wrote {file}").ConfigureAwait(false);
        if (result.Interrupted)
            return ExitCode.Interrupted;
        return request.Gate && result.Findings.Any(finding => finding.Severity == Severity.Blocking) ? ExitCode.Gate : ExitCode.Done;
    }

    private static Task<MixtureResult> FitAsync(MixtureQuestion question, DuckDbMomentsEngine engine, ToolConsole console, CancellationToken cancellation)
        => question.Posterior is { } posterior
            ? SamplingBoard.ShowAsync(
                console, posterior.Sampling.Chains,
                board => FitMixture.RunAsync(question with { Posterior = posterior with { Progress = board, Stages = new StageLog(console.Error) } }, engine, null, cancellation))
            : ProgressLine.ShowAsync(
                console, question.Bootstrap is null && question.OneComponentTest is null ? $"reading {question.Source.Text}" : "simulating",
                progress => FitMixture.RunAsync(question, engine, progress, cancellation));

    private static async Task<IReadOnlyList<string>> WriteFilesAsync(MixtureRequest request, MixtureResult result, CancellationToken cancellation)
    {
        List<string> written = request.Question.Output is { } rows ? [rows.Path] : [];
        if (request.Report is { } report)
        {
            ReportContext context = new(request.CommandLine, VersionAction.ToolVersion, DateTimeOffset.UtcNow);
            await AtomicFile.WriteAsync(report, MixtureReport.Write(result, context), cancellation).ConfigureAwait(false);
            written.Add(report);
        }
        if (request.Figures is { } folder)
            written.Add($"{(await MixtureReport.WriteFiguresAsync(result, folder, cancellation).ConfigureAwait(false)).Count} figures in {folder}");
        if (request.ModelGraph is { } graph && result.Posterior is { } model)
        {
            await ModelDiagram.WriteAsync(model.Graph, result.Question.Value.Name, graph, cancellation).ConfigureAwait(false);
            written.Add(graph);
        }
        if (request.DrawsOutput is { } draws && result.Posterior is { } posterior)
            written.AddRange(PosteriorFiles.WriteDraws(draws, posterior.Draws, request.Question.Posterior!.Sampling, cancellation));
        return written;
    }
}
