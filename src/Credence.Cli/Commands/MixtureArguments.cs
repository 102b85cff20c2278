using System.CommandLine;
using System.Globalization;
using Credence.Analysis;
using Credence.Data;
using Credence.Latent;
using Credence.Statistics;

namespace Credence.Cli.Commands;

/// <summary>A mixture as asked for on the command line.</summary>
/// <param name="Question">What is asked.</param>
/// <param name="Format">How to print the result.</param>
/// <param name="Report">HTML file to write; null for none.</param>
/// <param name="Figures">Folder for figures; null for none.</param>
/// <param name="ModelGraph">File that shows the model; null for none.</param>
/// <param name="DrawsOutput">File or folder that takes the draws; null for none.</param>
/// <param name="Gate">Whether a blocking finding ends with exit code 3.</param>
/// <param name="CommandLine">How to run it again.</param>
internal sealed record MixtureRequest(MixtureQuestion Question, OutputFormat Format, string? Report, string? Figures, string? ModelGraph, string? DrawsOutput, bool Gate, string CommandLine);

/// <summary>The command line of <c>credence mixture</c>.</summary>
internal sealed class MixtureArguments
{
    private readonly Argument<string> source = new("SOURCE") { Description = "A .csv, .tsv, .parquet, .json or .ndjson file or glob (.gz too), or - for CSV on standard input" };
    private readonly Option<string?> value = OptionForms.Text("--value", "Column or expression whose values the groups share", "EXPR");
    private readonly Option<string?> label = OptionForms.Text("--label", "Column that tells the group of a row, where it is known", "COL");
    private readonly Option<string?> control = OptionForms.Text("--control", "Label of the first component, which the others are compared with", "VALUE");
    private readonly Option<int> components = OptionForms.Number(
        "--components", 2, "Groups", "K", value => value is >= 2 and <= MixtureData.MostComponents, $"must be a whole number in [2, {MixtureData.MostComponents}]");
    private readonly Option<double?> share = OptionForms.OptionalNumber<double>(
        "--share", "Share of the second component, where the design fixes it", "P", value => value is > 0 and < 1, "must be in (0, 1)");
    private readonly Option<string?> start = OptionForms.Text("--start", "Where the search starts: MEAN:SD[:SHARE] of each component, with commas between", "M:S,M:S");
    private readonly Option<int> maximumIterations = OptionForms.Number("--max-iterations", 5000, "Most iterations of the final search", "N", value => value >= 1, "must be a whole number of at least 1");
    private readonly Option<double> tolerance = OptionForms.Number(
        "--tolerance", 1e-8, "The search ends when the next step would be this many standard errors long", "T", value => value > 0 && double.IsFinite(value), "must be a number above 0");
    private readonly Option<int> restarts = OptionForms.Number("--restarts", 20, "Random starts beside the systematic ones", "N", value => value is >= 0 and <= 100_000, "must be a whole number in [0, 100000]");
    private readonly Option<bool> plain = new("--plain") { Description = "Plain EM steps, without acceleration and Newton's method" };
    private readonly Option<string?> labelLoss = OptionForms.Choice(
        "--label-loss", "How labels got lost: by chance or by value, or at a rate of each group's own, which is estimated; default: ignorable", "ignorable", "by-component");
    private readonly Option<string?> wrongLabels = OptionForms.Text("--wrong-labels", "Share of wrong labels, one for all or one for each component, or estimate", "P[,P]|estimate");
    private readonly Option<double?> sensitivity = OptionForms.OptionalNumber<double>(
        "--sensitivity", "Refit for labels lost by outcome: log odds that change by up to so much per standard deviation of the values, either way", "T",
        value => value is > 0 and <= 10, "must be in (0, 10]");
    private readonly Option<string?> tilt = OptionForms.Choice("--tilt", "Whether that change is the same in all groups, or opposite in the first two; default: common", "common", "opposed");
    private readonly Option<int?> bootstrap = OptionForms.OptionalNumber<int>(
        "--bootstrap", "Simulate so many data sets from the fit, for standard errors and intervals of the differences", "N", value => value is >= 20 and <= 1_000_000, "must be a whole number in [20, 1000000]");
    private readonly Option<int?> oneComponentTest = OptionForms.OptionalNumber<int>(
        "--one-component-test", "Simulate so many data sets from one normal, to test it against the mixture", "N", value => value is >= 19 and <= 1_000_000, "must be a whole number in [19, 1000000]");
    private readonly Option<string?> inference = OptionForms.Choice("--inference", "Maximum likelihood, or the posterior by sampling beside it; default: em", "em", "bayes");
    private readonly PosteriorArguments posterior = new();
    private readonly Option<string?> direction = OptionForms.Choice("--direction", "Which way the number is good; default: increase", "increase", "decrease");
    private readonly Option<bool> observational = new("--observational") { Description = "The groups were not randomised: compare, do not decide" };
    private readonly Option<string?> where = OptionForms.Text("--where", "Keep the rows where this holds", "EXPR");
    private readonly Option<string?> output = OptionForms.Target("--output", "Write the rows with their membership probabilities (.csv, .tsv, .parquet, .json, .ndjson)", "FILE");
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
        Option[] options =
        [
            value, label, control, components, share, start, maximumIterations, tolerance, restarts, plain, labelLoss, wrongLabels, sensitivity, tilt, bootstrap, oneComponentTest, inference, .. posterior.OfSampling, direction, observational, where, output, gate, alpha,
            format, report, figures, threads, seed,
        ];
        foreach (Option option in options)
            command.Options.Add(option);
    }

    public MixtureRequest Read(ParseResult parsed)
    {
        string named = parsed.GetValue(value) ?? throw new InputException("mixture", "no value is named", "add --value COLUMN");
        string text = parsed.GetValue(source)!;
        TableSource rows = TableSource.Parse(text);
        RequireApart(parsed, [text, .. rows.Files]);
        bool sampled = parsed.GetValue(inference) == "bayes";
        PosteriorOptions sampling = posterior.ReadSampling(parsed, sampled ? null : "--inference bayes", parsed.GetValue(seed), parsed.GetValue(threads));
        posterior.CheckEndings(parsed);
        if (parsed.GetValue(tilt) is not null && parsed.GetValue(sensitivity) is null)
            throw new InputException("--tilt", "labels are not asked to be lost by outcome", "add --sensitivity, as in --sensitivity 2, or leave it out");
        string? wrong = parsed.GetValue(wrongLabels);
        MixtureQuestion question = new()
        {
            Source = rows,
            Value = new(named, ExpressionAt.Parse("--value", named)),
            Label = parsed.GetValue(label),
            Control = parsed.GetValue(control),
            Components = parsed.GetValue(components),
            Share = parsed.GetValue(share),
            WrongLabels = wrong is null or "estimate" ? null : [.. wrong.Split(',', StringSplitOptions.TrimEntries).Select(WrongRate)],
            Posterior = sampled ? sampling with { Inference = PosteriorInference.Bayes } : null,
            Bootstrap = parsed.GetValue(bootstrap),
            OneComponentTest = parsed.GetValue(oneComponentTest),
            LargestTilt = parsed.GetValue(sensitivity),
            Tilted = OptionForms.Chosen(parsed, tilt, TiltDirection.Common),
            Direction = OptionForms.Chosen(parsed, direction, Direction.Increase),
            Randomised = !parsed.GetValue(observational),
            Where = parsed.GetValue(where) is { } condition ? ExpressionAt.Parse("--where", condition) : null,
            Output = parsed.GetValue(output) is { } path ? TableTarget.Parse(path, rows) : null,
            Fit = new()
            {
                Start = parsed.GetValue(start) is { } given ? MixtureStartText.Parse(given) : null,
                MaximumIterations = parsed.GetValue(maximumIterations),
                Tolerance = parsed.GetValue(tolerance),
                Restarts = parsed.GetValue(restarts),
                Accelerate = !parsed.GetValue(plain),
                LabelLoss = OptionForms.Chosen(parsed, labelLoss, LabelLoss.Ignorable),
                EstimateMisclassification = wrong == "estimate",
                Alpha = parsed.GetValue(alpha),
                Seed = parsed.GetValue(seed),
                Threads = parsed.GetValue(threads),
            },
        };
        return new(
            question, OptionForms.Chosen(parsed, format, OutputFormat.Table), parsed.GetValue(report), parsed.GetValue(figures), posterior.Graph(parsed), posterior.Output(parsed),
            parsed.GetValue(gate), CommandText.Of(parsed));
    }

    private void RequireApart(ParseResult parsed, IReadOnlyList<string> read)
    {
        string?[] written = [parsed.GetValue(output), parsed.GetValue(report), posterior.Graph(parsed), posterior.Output(parsed), posterior.Checkpoint(parsed)];
        for (int i = 0; i < written.Length; i++)
            OptionForms.RequireApart(written[i], [.. read, .. written[..i]]);
    }

    private static double WrongRate(string text)
        => OptionForms.Number("--wrong-labels", text) is >= 0 and < 0.5 and double rate
            ? rate
            : throw new InputException("--wrong-labels", $"{text} is no share of wrong labels below one half", "write it as in --wrong-labels 0.05");
}

/// <summary>The components that a search starts from, as text.</summary>
internal static class MixtureStartText
{
    /// <summary>Reads <c>MEAN:SD[:SHARE]</c> with commas between; shares are given for all components or for none.</summary>
    /// <exception cref="InputException">The text has another form, a standard deviation is not above 0, or shares do not sum to 1.</exception>
    public static IReadOnlyList<MixtureComponent> Parse(string text)
    {
        double[][] parts = [.. text.Split(',', StringSplitOptions.TrimEntries).Select(component => component.Split(':').Select(part => OptionForms.Number("--start", part.Trim())).ToArray())];
        if (parts.Any(part => part.Length is not (2 or 3)) || parts.Any(part => part.Length != parts[0].Length))
            throw new InputException("--start", $"\"{text}\" does not give mean and standard deviation, or these and the share, of each component", "write it as in --start 50:10,60:12 or 50:10:0.5,60:12:0.5");
        if (parts.FirstOrDefault(part => !(part[1] > 0)) is { } flat)
            throw new InputException("--start", string.Create(CultureInfo.InvariantCulture, $"the standard deviation {flat[1]} is not above 0"), "start with wider components");
        bool shared = parts[0].Length == 3;
        if (shared && (parts.Any(part => !(part[2] > 0)) || Math.Abs(parts.Sum(part => part[2]) - 1) > 1e-6))
            throw new InputException("--start", "the shares are not above 0 with sum 1", "mend them, or leave all of them out");
        return [.. parts.Select(part => new MixtureComponent(part[0], part[1], shared ? part[2] : 1.0 / parts.Length))];
    }
}
