using System.CommandLine;
using Credence.Analysis;
using Credence.Cli.Terminal;
using Credence.Reporting;

namespace Credence.Cli.Commands;

/// <summary><c>credence demo latent-labels</c>: EM, Bayes and Welch where labels are lost, beside the truth.</summary>
internal sealed class DemoLatentLabelsCommand
{
    private const string Page = "latent-labels.html";

    private readonly Option<int> rows = OptionForms.Number(
        "--rows", 1200, "Simulated customers", "N", value => value is >= LatentLabelsOptions.FewestRows and <= LatentLabelsOptions.MostRows,
        FormattableString.Invariant($"must be a whole number in [{LatentLabelsOptions.FewestRows}, {LatentLabelsOptions.MostRows}]"));
    private readonly Option<double> labelLoss = OptionForms.Number("--label-loss", 0.2, "Share of the labels to lose", "P", value => value is > 0 and <= 0.9, "must be above 0 and at most 0.9");
    private readonly Option<string?> report = OptionForms.Target("--report", $"HTML page to write, over the one that is there; default: {Page}", "FILE.html");
    private readonly Option<string?> figures = OptionForms.Folder("--figures", "Write the figures as PNG and SVG");
    private readonly Option<string?> format = OptionForms.Format();
    private readonly Option<int?> threads = OptionForms.Threads();
    private readonly Option<ulong> seed = OptionForms.Seed();

    public static Command Create(ToolConsole console)
    {
        DemoLatentLabelsCommand arguments = new();
        Command command = new("latent-labels", "Lost labels: two worked examples, then EM, Bayes and Welch on one data set, with an article's errors shown by number")
        {
            arguments.rows, arguments.labelLoss, arguments.report, arguments.figures, arguments.format, arguments.threads, arguments.seed,
        };
        command.SetAction((parsed, cancellation) => arguments.RunAsync(parsed, console, cancellation));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, ToolConsole console, CancellationToken cancellation)
    {
        LatentLabelsOptions options = new()
        {
            Rows = parsed.GetValue(rows),
            LabelLoss = parsed.GetValue(labelLoss),
            Threads = parsed.GetValue(threads),
            Seed = parsed.GetValue(seed),
        };
        LatentLabelsResult result = await ProgressLine.ShowAsync(
            console, "comparing methods", progress => Task.Run(() => LatentLabels.Run(options, progress, cancellation), cancellation)).ConfigureAwait(false);
        // Files come first: when one cannot be written, nothing on standard output claims that the job is done.
        string page = parsed.GetValue(report) ?? Page;
        ReportContext context = new(CommandText.Of(parsed), VersionAction.ToolVersion, DateTimeOffset.UtcNow);
        await AtomicFile.WriteAsync(page, LatentLabelsReport.Write(result, context), cancellation).ConfigureAwait(false);
        List<string> written = [page];
        if (parsed.GetValue(figures) is { } folder)
            written.Add($"{(await LatentLabelsReport.WriteFiguresAsync(result, folder, cancellation).ConfigureAwait(false)).Count} figures in {folder}");
        ResultPrinter.Print(LatentLabelsTables.Text(result), () => LatentLabelsJson.Serialize(result), OptionForms.Chosen(parsed, format, OutputFormat.Table), console);
        foreach (string file in written)
            await console.Error.WriteLineAsync($"wrote {file}").ConfigureAwait(false);
        return ExitCode.Done;
    }
}
