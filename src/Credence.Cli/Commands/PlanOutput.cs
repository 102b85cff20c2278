using System.CommandLine;
using Credence.Analysis;
using Credence.Cli.Terminal;
using Credence.Reporting;

namespace Credence.Cli.Commands;

/// <summary>Where a plan goes: the terminal, a report and figures.</summary>
internal sealed class PlanOutput
{
    private readonly Option<string?> format = OptionForms.Format();
    private readonly Option<string?> report = OptionForms.Text("--report", "Write a self-contained HTML report", "FILE.html");
    private readonly Option<string?> figures = OptionForms.Folder("--figures", "Write the figures as PNG and SVG");

    public IEnumerable<Option> Options => [format, report, figures];

    public Task<int> WriteAsync(PlanResult result, ParseResult parsed, ToolConsole console, CancellationToken cancellation) => WriteAsync(
        PlanTables.Text(result),
        () => PlanJson.Serialize(result),
        context => PlanReport.Write(result, context),
        folder => PlanFigures.WriteAsync(result, folder, cancellation),
        parsed, console, cancellation);

    public Task<int> WriteAsync(SequentialPlanResult result, ParseResult parsed, ToolConsole console, CancellationToken cancellation) => WriteAsync(
        SequentialTables.Text(result),
        () => PlanJson.Serialize(result),
        context => PlanReport.Write(result, context),
        folder => PlanFigures.WriteAsync(result, folder, cancellation),
        parsed, console, cancellation);

    public Task<int> WriteAsync(SimulationPlanResult result, ParseResult parsed, ToolConsole console, CancellationToken cancellation) => WriteAsync(
        SimulationTables.Text(result),
        () => PlanJson.Serialize(result),
        context => PlanReport.Write(result, context),
        folder => PlanFigures.WriteAsync(result, folder, cancellation),
        parsed, console, cancellation);

    // Files come first: when one cannot be written, nothing on standard output claims that the job is done.
    private async Task<int> WriteAsync(
        ResultText text, Func<string> json, Func<ReportContext, string> page, Func<string, Task<IReadOnlyList<string>>> draw,
        ParseResult parsed, ToolConsole console, CancellationToken cancellation)
    {
        List<string> written = [];
        if (parsed.GetValue(report) is { } file)
        {
            ReportContext context = new(CommandText.Of(parsed), VersionAction.ToolVersion, DateTimeOffset.UtcNow);
            await AtomicFile.WriteAsync(file, page(context), cancellation).ConfigureAwait(false);
            written.Add(file);
        }
        if (parsed.GetValue(figures) is { } folder)
            written.Add($"{(await draw(folder).ConfigureAwait(false)).Count} figures in {folder}");
        ResultPrinter.Print(text, json, OptionForms.Chosen(parsed, format, OutputFormat.Table), console);
        foreach (string path in written)
            await console.Error.WriteLineAsync($"wrote {path}").ConfigureAwait(false);
        return ExitCode.Done;
    }
}
