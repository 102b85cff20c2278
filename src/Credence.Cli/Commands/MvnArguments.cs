using System.CommandLine;
using Credence.Analysis;
using Credence.Data;
using Credence.Reporting;
using Credence.Statistics;

namespace Credence.Cli.Commands;

/// <summary>A multivariate normal as asked for on the command line.</summary>
/// <param name="Options">Which columns, and how.</param>
/// <param name="Format">How to print the result.</param>
/// <param name="Report">HTML file to write; null for none.</param>
/// <param name="Figures">Folder for figures; null for none.</param>
/// <param name="Cells">File for the missing cells; null for none.</param>
/// <param name="ModelGraph">File that shows the model; null for none.</param>
/// <param name="DrawsOutput">File or folder that takes the draws; null for none.</param>
/// <param name="Gate">Whether a blocking finding ends with exit code 3.</param>
/// <param name="CommandLine">How to run it again.</param>
internal sealed record MvnRequest(
    NormalFitOptions Options, OutputFormat Format, string? Report, string? Figures, string? Cells, string? ModelGraph, string? DrawsOutput, bool Gate, string CommandLine);

/// <summary>The command line of <c>credence mvn</c>.</summary>
internal sealed class MvnArguments
{
    private readonly Argument<string> source = new("SOURCE") { Description = "A .csv, .tsv, .parquet, .json or .ndjson file or glob (.gz too), or - for CSV on standard input" };
    private readonly Option<string?> columns = OptionForms.Text("--columns", "Columns, with commas between; cells may be missing", "a,b,c");
    private readonly Option<string?> estimator = OptionForms.Choice("--estimator", "Maximum likelihood, or the posterior by sampling; default: ml", "ml", "bayes");
    private readonly Option<string?> where = OptionForms.Text("--where", "Keep the rows where this holds", "EXPR");
    private readonly Option<string?> impute = OptionForms.Target("--impute", "Write the rows with their missing cells drawn (.csv, .tsv, .parquet, .json, .ndjson)", "FILE");
    private readonly Option<int?> imputations = OptionForms.OptionalNumber<int>(
        "--imputations", "Completed data sets in that file, one below the other; default: 1", "M", value => value is >= 1 and <= 10_000, "must be a whole number in [1, 10000]");
    private readonly Option<string?> cells = OptionForms.Target("--cells", "Write every missing cell: row, column, mean, sd, lower, upper (.csv, .tsv)", "FILE");
    private readonly PosteriorArguments posterior = new();
    private readonly Option<bool> gate = new("--gate") { Description = "Exit with 3 on a blocking finding" };
    private readonly Option<double> alpha = OptionForms.Alpha();
    private readonly Option<string?> format = OptionForms.Format();
    private readonly Option<string?> report = OptionForms.Target("--report", "Write a self-contained HTML report", "FILE.html");
    private readonly Option<string?> figures = OptionForms.Folder("--figures", "Write the figures as PNG and SVG");
    private readonly Option<int?> threads = OptionForms.Threads();
    private readonly Option<ulong> seed = OptionForms.Seed();

    public void AddTo(Command command)
    {
        command.Arguments.Add(source);
        foreach (Option option in (Option[])[columns, estimator, where, impute, imputations, cells, .. posterior.OfSampling, gate, alpha, format, report, figures, threads, seed])
            command.Options.Add(option);
    }

    public MvnRequest Read(ParseResult parsed)
    {
        string named = parsed.GetValue(columns) ?? throw new InputException("mvn", "no columns are named", "add --columns a,b,c");
        string text = parsed.GetValue(source)!;
        TableSource rows = TableSource.Parse(text);
        NormalEstimator chosen = OptionForms.Chosen(parsed, estimator, NormalEstimator.Ml);
        PosteriorOptions sampling = posterior.ReadSampling(parsed, chosen == NormalEstimator.Bayes ? null : "--estimator bayes", parsed.GetValue(seed), parsed.GetValue(threads));
        posterior.CheckEndings(parsed);
        if (parsed.GetValue(imputations) is not null && parsed.GetValue(impute) is null)
            throw new InputException("--imputations", "no file is named that would hold them", "add --impute FILE, or leave it out");
        if (parsed.GetValue(cells) is { } table)
            NormalReport.CheckCells(table);
        RequireApart(parsed, [text, .. rows.Files]);
        NormalFitOptions options = new()
        {
            Source = rows,
            Columns = named.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            Where = parsed.GetValue(where) is { } condition ? ExpressionAt.Parse("--where", condition) : null,
            Estimator = chosen,
            Alpha = parsed.GetValue(alpha),
            Priors = sampling.Priors,
            Sampling = sampling.Sampling,
            HdiLevel = sampling.HdiLevel,
            Cells = parsed.GetValue(cells) is not null,
            Imputed = parsed.GetValue(impute) is { } path ? TableTarget.Parse(path, rows) : null,
            Imputations = parsed.GetValue(imputations) ?? 1,
            Seed = parsed.GetValue(seed),
            Threads = parsed.GetValue(threads),
        };
        return new(
            options, OptionForms.Chosen(parsed, format, OutputFormat.Table), parsed.GetValue(report), parsed.GetValue(figures), parsed.GetValue(cells), posterior.Graph(parsed),
            posterior.Output(parsed), parsed.GetValue(gate), CommandText.Of(parsed));
    }

    private void RequireApart(ParseResult parsed, IReadOnlyList<string> read)
    {
        string?[] written = [parsed.GetValue(impute), parsed.GetValue(cells), parsed.GetValue(report), posterior.Graph(parsed), posterior.Output(parsed), posterior.Checkpoint(parsed)];
        for (int i = 0; i < written.Length; i++)
            OptionForms.RequireApart(written[i], [.. read, .. written[..i]]);
    }
}
