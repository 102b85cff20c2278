using System.CommandLine;
using Credence.Analysis;
using Credence.Cli.Terminal;
using Credence.Data;
using Credence.Reporting;
using Credence.Statistics;

namespace Credence.Cli.Commands;

/// <summary><c>credence pca</c>: principal components of columns, and how many of them are more than chance.</summary>
internal sealed class PcaCommand
{
    private readonly Argument<string> source = new("SOURCE") { Description = "A .csv, .tsv, .parquet, .json or .ndjson file or glob (.gz too), or - for CSV on standard input" };
    private readonly Option<string?> columns = OptionForms.Text("--columns", "Columns to decompose, with commas between", "a,b,c");
    private readonly Option<string?> where = OptionForms.Text("--where", "Keep the rows where this holds", "EXPR");
    private readonly Option<bool> standardize = new("--standardize") { Description = "Divide each column by its standard deviation: components of the correlations" };
    private readonly Option<string?> ranks = OptionForms.Text("--ranks", "Ranks whose reconstructions are drawn; default: 2,5,12", "K,K");
    private readonly Option<int> replicates = OptionForms.Number("--replicates", 500, "Data sets drawn for the parallel analysis", "N", value => value is >= 20 and <= 100_000, "must be a whole number in [20, 100000]");
    private readonly Option<string?> scores = OptionForms.Target("--scores", "Write the rows with their scores PC1, PC2, … (.csv, .tsv, .parquet, .json, .ndjson)", "FILE");
    private readonly Option<string?> format = OptionForms.Format();
    private readonly Option<string?> report = OptionForms.Target("--report", "Write a self-contained HTML report", "FILE.html");
    private readonly Option<string?> figures = OptionForms.Folder("--figures", "Write the figures as PNG and SVG");
    private readonly Option<int?> threads = OptionForms.Threads();
    private readonly Option<ulong> seed = OptionForms.Seed();

    public static Command Create(ToolConsole console)
    {
        PcaCommand arguments = new();
        Command command = new("pca", "Decompose columns into principal components, and tell those beyond chance");
        command.Arguments.Add(arguments.source);
        foreach (Option option in (Option[])
        [
            arguments.columns, arguments.where, arguments.standardize, arguments.ranks, arguments.replicates, arguments.scores, arguments.format, arguments.report, arguments.figures,
            arguments.threads, arguments.seed,
        ])
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) => arguments.RunAsync(parsed, console, cancellation));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, ToolConsole console, CancellationToken cancellation)
    {
        ComponentsOptions options = Read(parsed);
        ComponentsResult result;
        await using (DuckDbMomentsEngine engine = new(new() { Threads = parsed.GetValue(threads) }))
        {
            result = await ProgressLine.ShowAsync(
                console, $"reading {options.Source.Text}", progress => DecomposeColumns.RunAsync(options, engine, progress, cancellation)).ConfigureAwait(false);
        }
        // Files come first: when one cannot be written, nothing on standard output claims that the job is done.
        List<string> written = options.Scores is { } target ? [target.Path] : [];
        if (parsed.GetValue(report) is { } page)
        {
            ReportContext context = new(CommandText.Of(parsed), VersionAction.ToolVersion, DateTimeOffset.UtcNow);
            await AtomicFile.WriteAsync(page, ComponentsReport.Write(result, context), cancellation).ConfigureAwait(false);
            written.Add(page);
        }
        if (parsed.GetValue(figures) is { } folder)
            written.Add($"{(await ComponentsReport.WriteFiguresAsync(result, folder, cancellation).ConfigureAwait(false)).Count} figures in {folder}");
        ResultPrinter.Print(ComponentsTables.Text(result), () => ComponentsJson.Serialize(result), OptionForms.Chosen(parsed, format, OutputFormat.Table), console);
        foreach (string file in written)
            await console.Error.WriteLineAsync($"wrote {file}").ConfigureAwait(false);
        return ExitCode.Done;
    }

    private ComponentsOptions Read(ParseResult parsed)
    {
        string named = parsed.GetValue(columns) ?? throw new InputException("pca", "no columns are named", "add --columns a,b,c");
        string text = parsed.GetValue(source)!;
        TableSource rows = TableSource.Parse(text);
        OptionForms.RequireApart(parsed.GetValue(report), [text, .. rows.Files, parsed.GetValue(scores)]);
        return new()
        {
            Source = rows,
            Columns = named.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            Where = parsed.GetValue(where) is { } condition ? ExpressionAt.Parse("--where", condition) : null,
            Standardize = parsed.GetValue(standardize),
            Ranks = parsed.GetValue(ranks) is { } asked ? [.. asked.Split(',', StringSplitOptions.TrimEntries).Select(Rank)] : null,
            Replicates = parsed.GetValue(replicates),
            Seed = parsed.GetValue(seed),
            Scores = parsed.GetValue(scores) is { } path ? TableTarget.Parse(path, rows) : null,
        };
    }

    private static int Rank(string text)
        => int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int rank) && rank > 0
            ? rank
            : throw new InputException("--ranks", $"\"{text}\" is no rank", "write whole numbers from 1 with commas between, as in 2,5,12");
}
