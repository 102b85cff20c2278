using System.CommandLine;
using Credence.Analysis;
using Credence.Cli.Terminal;
using Credence.Data;
using Credence.Reporting;
using Credence.Statistics;

namespace Credence.Cli.Commands;

/// <summary><c>credence sem</c>: structural equation models.</summary>
internal static class SemCommand
{
    public static Command Create(ToolConsole console)
    {
        SemArguments arguments = new();
        Command command = new("sem", "Fit a structural equation model: latent variables, the paths between them, and how they are measured");
        arguments.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(arguments.Read(parsed), console, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(SemRequest request, ToolConsole console, CancellationToken cancellation)
    {
        await using DuckDbMomentsEngine engine = new(new() { Threads = request.Options.Threads });
        StructuralResult result = await FitAsync(request.Options, engine, console, cancellation).ConfigureAwait(false);
        if (result.Interrupted)
            cancellation = CancellationToken.None;
        // Files come first: when one cannot be written, nothing on standard output claims that the job is done.
        IReadOnlyList<string> written = await WriteFilesAsync(request, result, engine, cancellation).ConfigureAwait(false);
        ResultPrinter.Print(SemTables.Text(result), () => SemJson.Serialize(result), request.Format, console);
        foreach (string file in written)
            await console.Error.WriteLineAsync($"wrote {file}").ConfigureAwait(false);
        if (result.Interrupted)
            return ExitCode.Interrupted;
        return request.Gate && result.Findings.Any(finding => finding.Severity == Severity.Blocking) ? ExitCode.Gate : ExitCode.Done;
    }

    private static Task<StructuralResult> FitAsync(StructuralOptions options, DuckDbMomentsEngine engine, ToolConsole console, CancellationToken cancellation)
        => options.Estimator == StructuralEstimator.Bayes
            ? SamplingBoard.ShowAsync(
                console, options.Sampling.Options.Chains,
                board => StructuralAnalysis.RunAsync(options with { Sampling = options.Sampling with { Progress = board, Stages = new StageLog(console.Error) } }, engine, null, cancellation))
            : ProgressLine.ShowAsync(console, $"fitting {options.ModelName}", progress => StructuralAnalysis.RunAsync(options, engine, progress, cancellation));

    private static async Task<IReadOnlyList<string>> WriteFilesAsync(SemRequest request, StructuralResult result, DuckDbMomentsEngine engine, CancellationToken cancellation)
    {
        List<string> written = [];
        if (request.Scores is { } target && result.Scores is { } scores)
        {
            TableCopy copy = new() { Appended = [.. scores.Columns.Select(column => new NumberColumn(column.Name, column.Values))] };
            await engine.WriteAsync(new() { Source = request.Options.Source!, Where = request.Options.Where, Copies = [copy], Target = target }, null, cancellation).ConfigureAwait(false);
            written.Add(target.Path);
        }
        if (request.Report is { } report)
        {
            ReportContext context = new(request.CommandLine, VersionAction.ToolVersion, DateTimeOffset.UtcNow);
            await AtomicFile.WriteAsync(report, SemReport.Write(result, context), cancellation).ConfigureAwait(false);
            written.Add(report);
        }
        if (request.Figures is { } folder)
            written.Add($"{(await SemFigures.WriteAsync(result, folder, cancellation).ConfigureAwait(false)).Count} figures in {folder}");
        if (request.ModelGraph is { } graph)
            written.AddRange(await SemFigures.WriteDiagramAsync(result, graph, cancellation).ConfigureAwait(false));
        if (request.DrawsOutput is { } draws && result.Posterior is { } posterior)
            written.AddRange(PosteriorFiles.WriteDraws(draws, posterior.Draws, request.Options.Sampling.Options, cancellation));
        return written;
    }
}
