using System.CommandLine;
using Credence.Analysis;
using Credence.Cli.Terminal;
using Credence.Data;
using Credence.Reporting;
using Credence.Statistics;

namespace Credence.Cli.Commands;

/// <summary><c>credence mvn</c>: means, spreads and correlations of columns whose cells may be missing.</summary>
internal static class MvnCommand
{
    public static Command Create(ToolConsole console)
    {
        MvnArguments arguments = new();
        Command command = new("mvn", "Fit a multivariate normal to columns with missing cells, and draw these cells");
        arguments.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(arguments.Read(parsed), console, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(MvnRequest request, ToolConsole console, CancellationToken cancellation)
    {
        NormalFitResult result;
        await using (DuckDbMomentsEngine engine = new(new() { Threads = request.Options.Threads }))
            result = await FitAsync(request.Options, engine, console, cancellation).ConfigureAwait(false);
        if (result.Interrupted)
            cancellation = CancellationToken.None;
        // Files come first: when one cannot be written, nothing on standard output claims that the job is done.
        IReadOnlyList<string> written = await WriteFilesAsync(request, result, cancellation).ConfigureAwait(false);
        ResultPrinter.Print(NormalTables.Text(result), () => NormalJson.Serialize(result), request.Format, console);
        foreach (string file in written)
            await console.Error.WriteLineAsync($"wrote {file}").ConfigureAwait(false);
        if (result.Interrupted)
            return ExitCode.Interrupted;
        return request.Gate && result.Findings.Any(finding => finding.Severity == Severity.Blocking) ? ExitCode.Gate : ExitCode.Done;
    }

    private static Task<NormalFitResult> FitAsync(NormalFitOptions options, DuckDbMomentsEngine engine, ToolConsole console, CancellationToken cancellation)
        => options.Estimator == NormalEstimator.Bayes
            ? SamplingBoard.ShowAsync(
                console, options.Sampling.Chains,
                board => FitNormal.RunAsync(options with { Progress = board, Stages = new StageLog(console.Error) }, engine, null, cancellation))
            : ProgressLine.ShowAsync(console, $"reading {options.Source.Text}", progress => FitNormal.RunAsync(options, engine, progress, cancellation));

    private static async Task<IReadOnlyList<string>> WriteFilesAsync(MvnRequest request, NormalFitResult result, CancellationToken cancellation)
    {
        List<string> written = [.. result.TellsCells && request.Options.Imputed is { } imputed ? (string[])[imputed.Path] : []];
        if (request.Cells is { } cells && result.Cells is { } told)
        {
            await NormalReport.WriteCellsAsync(told, cells, cancellation).ConfigureAwait(false);
            written.Add(cells);
        }
        if (request.Report is { } report)
        {
            ReportContext context = new(request.CommandLine, VersionAction.ToolVersion, DateTimeOffset.UtcNow);
            await AtomicFile.WriteAsync(report, NormalReport.Write(result, context), cancellation).ConfigureAwait(false);
            written.Add(report);
        }
        if (request.Figures is { } folder)
            written.Add($"{(await NormalReport.WriteFiguresAsync(result, folder, cancellation).ConfigureAwait(false)).Count} figures in {folder}");
        if (request.ModelGraph is { } graph && result.Posterior is { } model)
        {
            await ModelDiagram.WriteAsync(model.Graph, result.Source, graph, cancellation).ConfigureAwait(false);
            written.Add(graph);
        }
        if (request.DrawsOutput is { } draws && result.Posterior is { } posterior)
            written.AddRange(PosteriorFiles.WriteDraws(draws, posterior.Draws, request.Options.Sampling, cancellation));
        return written;
    }
}
