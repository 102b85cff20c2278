using System.CommandLine;
using System.Globalization;
using Credence.Analysis;
using Credence.Cli.Terminal;
using Credence.Data;
using Credence.Experiments;
using Credence.Reporting;
using Credence.Statistics;

namespace Credence.Cli.Commands;

/// <summary><c>credence analyze</c>: from a table or an experiment file to a verdict.</summary>
internal static class AnalyzeCommand
{
    private const int Bins = 40;

    public static Command Create(ToolConsole console)
    {
        AnalyzeArguments arguments = new();
        Command command = new("analyze", "Estimate the effects of an experiment, check it, and give a verdict");
        arguments.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(arguments.Read(parsed), console, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(AnalyzeRequest request, ToolConsole console, CancellationToken cancellation)
    {
        AnalysisResult result;
        List<Histogram> histograms = [];
        await using (DuckDbMomentsEngine engine = new(new() { Threads = request.Threads }))
        {
            result = await AnalyzeAsync(request, engine, console, cancellation).ConfigureAwait(false);
            // A sampler that was stopped has given what it had; the rest is short.
            if (result.Metrics.Any(metric => metric.Posterior?.Draws?.Sampler is { Interrupted: true }))
                cancellation = CancellationToken.None;
            if (request.IntervalOfProportions && result.Metrics.All(metric => metric.Kind != MetricKind.Proportion || metric.Comparisons.Any(comparison => comparison.AdjustmentDetail is not null)))
                throw new InputException("--interval", "only a proportion that is not adjusted has such an interval, and no metric is one", "leave it out");
            if (request.Certify is { } replicates)
            {
                result = await ProgressLine.ShowAsync(
                    console,
                    string.Create(CultureInfo.InvariantCulture, $"certifying by {replicates:N0} assignments"),
                    progress => Certification.RunAsync(request.Options, result, engine, static () => new DuckDbMomentsEngine(new() { Threads = 1 }), replicates, request.Seed, progress, cancellation)).ConfigureAwait(false);
            }
            if (request.AdjustedOutput is { } adjusted)
                await WriteAdjustedAsync(adjusted, request.Options, engine, cancellation).ConfigureAwait(false);
            if (request.Report is not null || request.Figures is not null)
            {
                foreach (MomentsQuery query in Analyze.PictureQueries(request.Options))
                    histograms.AddRange(await engine.HistogramsAsync(query, Bins, cancellation).ConfigureAwait(false));
            }
        }
        // Files come first: when one cannot be written, nothing on standard output claims that the job is done.
        IReadOnlyList<string> written = await WriteFilesAsync(request, result, histograms, cancellation).ConfigureAwait(false);
        ResultPrinter.Print(ResultText.Of(result), () => AnalysisJson.Serialize(result), request.Format, console);
        foreach (string file in written)
            await console.Error.WriteLineAsync($"wrote {file}").ConfigureAwait(false);
        if (result.Metrics.Any(metric => metric.Posterior?.Draws?.Sampler is { Interrupted: true }))
            return ExitCode.Interrupted;
        return request.Gate && Fails(result) ? ExitCode.Gate : ExitCode.Done;
    }

    private static Task<AnalysisResult> AnalyzeAsync(AnalyzeRequest request, DuckDbMomentsEngine engine, ToolConsole console, CancellationToken cancellation)
        => request.Options.Posterior is { Inference: PosteriorInference.Bayes } posterior
            ? SamplingBoard.ShowAsync(
                console,
                posterior.Sampling.Chains,
                board => Analyze.RunAsync(request.Options with { Posterior = posterior with { Progress = board, Stages = new StageLog(console.Error) } }, engine, null, cancellation))
            : ProgressLine.ShowAsync(
                console,
                request.Options.Test is TestKind.Bootstrap or TestKind.Permutation ? "resampling" : $"reading {request.Options.Source.Text}",
                progress => Analyze.RunAsync(request.Options, engine, progress, cancellation));

    private static async Task WriteAdjustedAsync(string path, AnalyzeOptions options, DuckDbMomentsEngine engine, CancellationToken cancellation)
    {
        TableSource source = await AdjustedOutcomes.WriteAsync(options, engine, null, cancellation).ConfigureAwait(false);
        await AtomicFile.WriteAsync(
            path,
            stream =>
            {
                using FileStream file = File.OpenRead(source.Files[0]);
                file.CopyTo(stream);
            },
            cancellation).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<string>> WriteFilesAsync(
        AnalyzeRequest request, AnalysisResult result, IReadOnlyList<Histogram> histograms, CancellationToken cancellation)
    {
        List<string> written = [.. request.AdjustedOutput is { } adjusted ? (string[])[adjusted] : []];
        if (request.Report is { } report)
        {
            ReportContext context = new(request.CommandLine, VersionAction.ToolVersion, DateTimeOffset.UtcNow);
            await AtomicFile.WriteAsync(report, HtmlReport.Write(result, histograms, context), cancellation).ConfigureAwait(false);
            written.Add(report);
        }
        if (request.Figures is { } folder)
        {
            IReadOnlyList<string> figures = await FigureFiles.WriteAsync(result, histograms, folder, cancellation).ConfigureAwait(false);
            written.Add($"{figures.Count} figures in {folder}");
        }
        written.AddRange(await PosteriorFiles.WriteAsync(request, result, cancellation).ConfigureAwait(false));
        return written;
    }

    // A guardrail that is harmed holds the release; everything else that withholds a verdict makes it invalid.
    private static bool Fails(AnalysisResult result)
        => result.Verdict.Decision is Decision.Invalid or Decision.Hold
            || result.SampleRatio is { Mismatch: true }
            || result.Findings.Any(finding => finding.Severity == Severity.Blocking);
}
