using System.CommandLine;
using Credence.Analysis;
using Credence.Data;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Cli.Commands;

/// <summary>An imputation as asked for on the command line.</summary>
/// <param name="Options">What to impute, and how.</param>
/// <param name="Format">How to print the result.</param>
/// <param name="Completed">File for the completed data sets; null for none.</param>
/// <param name="Cells">File for the imputed cells; null for none.</param>
/// <param name="Report">HTML file to write; null for none.</param>
/// <param name="Figures">Folder for figures; null for none.</param>
/// <param name="CommandLine">How to run it again.</param>
internal sealed record ImputeRequest(
    ImputeOptions Options, OutputFormat Format, TableTarget? Completed, string? Cells, string? Report, string? Figures, string CommandLine);

/// <summary>The command line of <c>credence impute</c>.</summary>
internal sealed class ImputeArguments
{
    private readonly Argument<string> source = new("SOURCE") { Description = "A .csv, .tsv, .parquet, .json or .ndjson file or glob (.gz too), or - for CSV on standard input" };
    private readonly Option<string?> columns = OptionForms.Text("--columns", "Columns to impute, which also predict each other", "a,b,c");
    private readonly Option<string?> nominal = OptionForms.Text("--nominal", "Those of them whose numbers are names, not amounts", "a,b");
    private readonly Option<string?> method = OptionForms.Choice(
        "--method", "normal: multivariate normal; pmm: predictive mean matching; chained: a regression for each kind of column; default: normal, or chained where texts or zeros and ones are missing",
        "normal", "pmm", "chained");
    private readonly Option<int> imputations = OptionForms.Number("--imputations", 40, "Completed data sets", "M", value => value is >= 2 and <= 10_000, "must be a whole number in [2, 10000]: one data set cannot tell how uncertain it is");
    private readonly Option<int?> iterations = OptionForms.OptionalNumber<int>("--iterations", "pmm, chained: rounds of the equations; default: 10", "N", value => value is >= 1 and <= 10_000, "must be a whole number in [1, 10000]");
    private readonly Option<int?> donors = OptionForms.OptionalNumber<int>("--donors", "pmm: rows of which one lends its value; default: 5", "N", value => value is >= 1 and <= 1000, "must be a whole number in [1, 1000]");
    private readonly Option<double> heldOut = OptionForms.Number("--held-out", 0.1, "Share of the observed cells hidden to judge the methods by; 0 for no judgement", "P", value => value is >= 0 and <= 0.5, "must be in [0, 0.5]");
    private readonly Option<string?> completed = OptionForms.Target("--impute", "Write the completed data sets, one below the other", "FILE");
    private readonly Option<string?> cells = OptionForms.Target("--cells", "Write row, column, mean, sd and interval of each imputed cell", "FILE.csv");
    private readonly Option<string?> variant = OptionForms.Text("--variant", "Compare two arms: column that holds the variant", "COL");
    private readonly Option<string?> control = OptionForms.Text("--control", "Value of the control", "VALUE");
    private readonly Option<string?> metric = OptionForms.Text("--metric", "Column of numbers to compare; imputed with the others", "COL");
    private readonly Option<string?> direction = OptionForms.Choice("--direction", "Which way the metric is good; default: increase", "increase", "decrease");
    private readonly Option<string?> shift = OptionForms.Choice("--shift", "Whose imputed values are moved to find the tipping point; default: treatment", "treatment", "control", "both");
    private readonly Option<string?> deltas = OptionForms.Text("--deltas", "By how much, in units of the metric; default: steps of half a standard deviation up to two", "d1,d2");
    private readonly Option<string?> where = OptionForms.Text("--where", "Keep the rows where this holds", "EXPR");
    private readonly Option<double> alpha = OptionForms.Alpha();
    private readonly Option<string?> format = OptionForms.Format();
    private readonly Option<string?> report = OptionForms.Target("--report", "Write a self-contained HTML report", "FILE.html");
    private readonly Option<string?> figures = OptionForms.Folder("--figures", "Write the figures as PNG and SVG");
    private readonly Option<int?> threads = OptionForms.Threads();
    private readonly Option<ulong> seed = OptionForms.Seed();

    public void AddTo(Command command)
    {
        command.Arguments.Add(source);
        Option[] options =
        [
            columns, nominal, method, imputations, iterations, donors, heldOut, completed, cells, variant, control, metric, direction, shift, deltas, where, alpha, format, report,
            figures, threads, seed,
        ];
        foreach (Option option in options)
            command.Options.Add(option);
    }

    public ImputeRequest Read(ParseResult parsed)
    {
        TableSource table = TableSource.Parse(parsed.GetValue(source)!);
        ImputationMethod? chosen = parsed.GetValue(method) is null ? null : OptionForms.Chosen(parsed, method, ImputationMethod.Normal);
        if (chosen == ImputationMethod.Normal && parsed.GetValue(iterations) is not null)
            throw new InputException("--iterations", "a multivariate normal is drawn from directly, without iterations", "leave it out, or write --method chained");
        if (chosen != ImputationMethod.Pmm && parsed.GetValue(donors) is not null)
            throw new InputException("--donors", "only predictive mean matching has donors", "leave it out, or write --method pmm");
        string? path = parsed.GetValue(completed), cellPath = parsed.GetValue(cells), page = parsed.GetValue(report);
        OptionForms.RequireApart(page, [.. table.Files, path, cellPath]);
        OptionForms.RequireApart(cellPath, [.. table.Files, path]);
        if (cellPath is not null && !cellPath.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
            throw new InputException($"--cells {cellPath}", "the cells are written as CSV", "end it in .csv");
        ImputeOptions options = new()
        {
            Source = table,
            Columns = Names("--columns", parsed.GetValue(columns)) is { Count: > 0 } names ? names : throw new InputException("impute", "no columns are named", "add --columns a,b,c"),
            Nominal = Names("--nominal", parsed.GetValue(nominal)),
            Method = chosen,
            Imputation = new()
            {
                Imputations = parsed.GetValue(imputations),
                Iterations = parsed.GetValue(iterations) ?? 10,
                Donors = parsed.GetValue(donors) ?? 5,
                Seed = parsed.GetValue(seed),
                Threads = parsed.GetValue(threads),
            },
            Where = parsed.GetValue(where) is { } condition ? ExpressionAt.Parse("--where", condition) : null,
            Alpha = parsed.GetValue(alpha),
            HeldOut = parsed.GetValue(heldOut),
            Comparison = Compared(parsed),
        };
        return new(
            options, OptionForms.Chosen(parsed, format, OutputFormat.Table), path is null ? null : TableTarget.Parse(path, table), cellPath, page, parsed.GetValue(figures), CommandText.Of(parsed));
    }

    private ImputeComparisonOptions? Compared(ParseResult parsed)
    {
        if (parsed.GetValue(variant) is not { } column)
        {
            Option[] idle = [control, metric, direction, shift, deltas];
            return idle.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } first
                ? throw new InputException(first.Name, "arms are compared only where a variant is named", "add --variant COLUMN, or leave it out") : null;
        }
        return new()
        {
            Variant = column,
            Control = parsed.GetValue(control) ?? throw new InputException("--variant", "the control is not named", "add --control VALUE"),
            Metric = parsed.GetValue(metric) ?? throw new InputException("--variant", "no metric is named", "add --metric COLUMN"),
            Direction = OptionForms.Chosen(parsed, direction, Direction.Increase),
            Shift = OptionForms.Chosen(parsed, shift, ShiftedArm.Treatment),
            Deltas = [.. (parsed.GetValue(deltas) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(text => OptionForms.Number("--deltas", text))],
        };
    }

    // A name that holds a comma is put into double quotes.
    private static List<string> Names(string option, string? text)
    {
        List<string> names = [];
        int at = 0;
        while (text is not null && at < text.Length)
        {
            bool quoted = text[at] == '"';
            int end = quoted ? text.IndexOf('"', at + 1) : text.IndexOf(',', at);
            if (quoted && end < 0)
                throw new InputException(option, "a double quote is not closed", "write names with commas as \"a,b\"");
            string name = quoted ? text[(at + 1)..end] : (end < 0 ? text[at..] : text[at..end]).Trim();
            if (name.Length == 0)
                throw new InputException(option, "a name is empty", "write names as in a,b,c");
            names.Add(name);
            at = quoted ? text.IndexOf(',', end) is >= 0 and int comma ? comma + 1 : text.Length : end < 0 ? text.Length : end + 1;
        }
        return names;
    }
}
