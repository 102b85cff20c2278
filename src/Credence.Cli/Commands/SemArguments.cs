using System.CommandLine;
using Credence.Analysis;
using Credence.Data;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Cli.Commands;

/// <summary>A structural equation model as asked for on the command line.</summary>
/// <param name="Options">The model, its data, and how it is fitted.</param>
/// <param name="Format">How to print the result.</param>
/// <param name="Report">HTML file to write; null for none.</param>
/// <param name="Figures">Folder for figures; null for none.</param>
/// <param name="Scores">File that takes the rows with predicted latent variables; null for none.</param>
/// <param name="ModelGraph">File that takes the path diagram; null for none.</param>
/// <param name="DrawsOutput">File or folder that takes the draws; null for none.</param>
/// <param name="Gate">Whether a blocking finding ends with exit code 3.</param>
/// <param name="CommandLine">How to run it again.</param>
internal sealed record SemRequest(
    StructuralOptions Options, OutputFormat Format, string? Report, string? Figures, TableTarget? Scores, string? ModelGraph, string? DrawsOutput, bool Gate, string CommandLine);

/// <summary>The command line of <c>credence sem</c>.</summary>
internal sealed class SemArguments
{
    private static readonly (string Name, SemEquality Equality)[] Equalities =
    [
        ("loadings", SemEquality.Loadings), ("intercepts", SemEquality.Intercepts), ("residuals", SemEquality.Residuals), ("residual-covariances", SemEquality.ResidualCovariances),
        ("means", SemEquality.Means), ("lv-variances", SemEquality.LatentVariances), ("lv-covariances", SemEquality.LatentCovariances), ("regressions", SemEquality.Regressions),
    ];

    private readonly Argument<string> model = new("MODEL.lav") { Description = "A file with the model, in lavaan's syntax" };
    private readonly Argument<string?> source = new("SOURCE")
    {
        Description = "The rows: a .csv, .tsv, .parquet, .json or .ndjson file or glob (.gz too), or - for CSV on standard input; none with --covariance",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<string?> type = OptionForms.Choice("--type", "Which defaults complete the model; default: sem", "sem", "cfa", "growth");
    private readonly Option<string?> estimator = OptionForms.Choice("--estimator", "How parameters are found; default: ml", "ml", "mlr", "gls", "uls", "bayes");
    private readonly Option<string?> missing = OptionForms.Choice("--missing", "Rows with missing cells are left out, or count with what they have; default: listwise", "listwise", "fiml");
    private readonly Option<string?> group = OptionForms.Text("--group", "Column of the groups", "COL");
    private readonly Option<string?> groupEqual = OptionForms.Text("--group-equal", $"What is equal in all groups: {string.Join(", ", Equalities.Select(pair => pair.Name))}", "a,b");
    private readonly Option<bool> invariance = new("--invariance") { Description = "Test equal loadings, intercepts and residual variances between groups, step by step" };
    private readonly Option<bool> standardizedLatent = new("--std-lv") { Description = "Latent variables have variance 1, and their first loading is free" };
    private readonly Option<bool> orthogonal = new("--orthogonal") { Description = "Latent variables do not covary unless the model says so" };
    private readonly Option<bool> meanStructure = new("--meanstructure") { Description = "Model means and intercepts too" };
    private readonly Option<int?> bootstrap = OptionForms.OptionalNumber<int>(
        "--bootstrap", "Standard errors and intervals from so many samples of the rows", "N", value => value is >= 1 and <= 1_000_000, "must be a whole number in [1, 1000000]");
    private readonly Option<string?> covariance = OptionForms.Text("--covariance", "A covariance matrix (CSV) in place of rows", "FILE");
    private readonly Option<long?> count = OptionForms.OptionalNumber<long>("--n", "Number of rows behind the covariance matrix", "N", value => value >= 2, "must be a whole number of at least 2");
    private readonly Option<string?> where = OptionForms.Text("--where", "Keep the rows where this holds", "EXPR");
    private readonly Option<string?> scores = OptionForms.Target("--scores", "Write the rows with their predicted latent variables (.csv, .tsv, .parquet, .json, .ndjson)", "FILE");
    private readonly Option<string?> graph = OptionForms.Target("--model-graph", "Draw the path diagram", "FILE.svg|.png|.dot");
    private readonly Option<string?> priors = OptionForms.Choice("--priors", "bayes: the set of priors that --prior changes; default: default", [.. SemPriors.Sets]);
    private readonly PosteriorArguments posterior = new();
    private readonly Option<bool> priorPredictive = new("--prior-predictive") { Description = "bayes: simulate data from the priors alone" };
    private readonly Option<bool> posteriorPredictive = new("--posterior-predictive") { Description = "bayes: simulate data from the posterior and hold them against yours" };
    private readonly Option<bool> gate = new("--gate") { Description = "Exit with 3 on a blocking finding" };
    private readonly Option<double> alpha = OptionForms.Alpha();
    private readonly Option<string?> format = OptionForms.Format();
    private readonly Option<string?> report = OptionForms.Target("--report", "Write a self-contained HTML report", "FILE.html");
    private readonly Option<string?> figures = OptionForms.Folder("--figures", "Write the figures as PNG and SVG");
    private readonly Option<int?> threads = OptionForms.Threads();
    private readonly Option<ulong> seed = OptionForms.Seed();

    public void AddTo(Command command)
    {
        command.Arguments.Add(model);
        command.Arguments.Add(source);
        Option[] options =
        [
            type, estimator, missing, group, groupEqual, invariance, standardizedLatent, orthogonal, meanStructure, bootstrap, covariance, count, where, scores, graph,
            priors, .. posterior.OfSampling.Where(option => option.Name != graph.Name), priorPredictive, posteriorPredictive, gate, alpha, format, report, figures, threads, seed,
        ];
        foreach (Option option in options)
            command.Options.Add(option);
    }

    public SemRequest Read(ParseResult parsed)
    {
        string file = parsed.GetValue(model)!;
        StructuralEstimator chosen = OptionForms.Chosen(parsed, estimator, StructuralEstimator.Ml);
        TableSource? rows = parsed.GetValue(source) is { } text ? TableSource.Parse(text) : null;
        StructuralSampling sampling = Sampling(parsed, chosen == StructuralEstimator.Bayes);
        CheckEnding(parsed.GetValue(graph));
        TableTarget? target = parsed.GetValue(scores) is not { } path ? null
            : rows is null ? throw new InputException("--scores", "only rows have scores", "give a source of rows, or leave it out") : TableTarget.Parse(path, rows);
        RequireApart(parsed, [file, parsed.GetValue(covariance), .. rows is null ? [] : (string[])[parsed.GetValue(source)!, .. rows.Files]]);
        StructuralOptions options = new()
        {
            Model = ReadModel(file),
            ModelName = file,
            Source = rows,
            Covariance = Covariance(parsed),
            Type = OptionForms.Chosen(parsed, type, SemModelType.Sem),
            Estimator = chosen,
            FullInformation = parsed.GetValue(missing) == "fiml",
            Group = parsed.GetValue(group),
            GroupEqual = Equality(parsed.GetValue(groupEqual)),
            Invariance = parsed.GetValue(invariance),
            StandardizedLatent = parsed.GetValue(standardizedLatent),
            Orthogonal = parsed.GetValue(orthogonal),
            MeanStructure = parsed.GetValue(meanStructure),
            Bootstrap = parsed.GetValue(bootstrap) ?? 0,
            Where = parsed.GetValue(where) is { } condition ? ExpressionAt.Parse("--where", condition) : null,
            Scores = target is not null,
            Alpha = parsed.GetValue(alpha),
            Seed = parsed.GetValue(seed),
            Threads = parsed.GetValue(threads),
            Sampling = sampling,
        };
        return new(
            options, OptionForms.Chosen(parsed, format, OutputFormat.Table), parsed.GetValue(report), parsed.GetValue(figures), target, parsed.GetValue(graph), posterior.Output(parsed),
            parsed.GetValue(gate), CommandText.Of(parsed));
    }

    private StructuralSampling Sampling(ParseResult parsed, bool bayes)
    {
        PosteriorOptions read = posterior.ReadSampling(parsed, bayes ? null : "--estimator bayes", parsed.GetValue(seed), parsed.GetValue(threads));
        foreach (Option option in (Option[])[priors, priorPredictive, posteriorPredictive])
        {
            if (!bayes && parsed.GetResult(option) is { Implicit: false })
                throw new InputException(option.Name, "only a posterior has it", "add --estimator bayes, or leave it out");
        }
        SemPriors chosen = SemPriors.Named(parsed.GetValue(priors) ?? "default", "--priors");
        foreach ((string kind, Bayes.Prior prior) in read.Priors)
        {
            if (!SemPriors.Kinds.Contains(kind))
                throw new InputException($"--prior {kind}", "no parameters are of this kind", Nearest.Of(kind, SemPriors.Kinds) is { } near ? $"did you mean {near}?" : $"the kinds are {string.Join(", ", SemPriors.Kinds)}; the prior of one parameter stands in the model, as in prior(\"normal(0,1)\")*x");
            chosen = chosen.With(kind, prior, $"--prior {kind}");
        }
        return new()
        {
            Options = read.Sampling,
            HdiLevel = read.HdiLevel,
            Priors = chosen,
            PriorPredictive = parsed.GetValue(priorPredictive),
            PosteriorPredictive = parsed.GetValue(posteriorPredictive),
        };
    }

    private CovarianceTable? Covariance(ParseResult parsed)
    {
        string? file = parsed.GetValue(covariance);
        long? rows = parsed.GetValue(count);
        if (file is not null && rows is null)
            throw new InputException("--covariance", "it does not say how many rows are behind it", "add --n N");
        if (file is null && rows is not null)
            throw new InputException("--n", "it belongs to a covariance matrix", "add --covariance FILE, or leave it out");
        return file is null ? null : CovarianceTable.Read(file, rows!.Value);
    }

    private static SemEquality Equality(string? text)
    {
        SemEquality all = SemEquality.None;
        foreach (string part in text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            // lavaan writes them with points.
            string name = part.Replace('.', '-');
            string[] names = [.. Equalities.Select(pair => pair.Name)];
            int place = Array.IndexOf(names, name);
            if (place < 0)
                throw new InputException($"--group-equal {part}", "nothing of this name can be equal", Nearest.Of(name, names) is { } near ? $"did you mean {near}?" : $"the names are {string.Join(", ", names)}");
            all |= Equalities[place].Equality;
        }
        return all;
    }

    private static string ReadModel(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, "the model cannot be read", "name a file that holds it, such as model.lav", problem);
        }
    }

    private static void CheckEnding(string? path)
    {
        if (path is not null && Path.GetExtension(path).ToLowerInvariant() is not (".svg" or ".png" or ".dot" or ".gv"))
            throw new InputException($"--model-graph {path}", "the ending says no form", "end it in .svg, .png or .dot");
    }

    private void RequireApart(ParseResult parsed, IReadOnlyList<string?> read)
    {
        string?[] written = [parsed.GetValue(scores), parsed.GetValue(graph), parsed.GetValue(report), posterior.Output(parsed), posterior.Checkpoint(parsed)];
        for (int i = 0; i < written.Length; i++)
            OptionForms.RequireApart(written[i], [.. read, .. written[..i]]);
    }
}
