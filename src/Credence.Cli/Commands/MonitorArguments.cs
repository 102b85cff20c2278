using System.CommandLine;
using Credence.Analysis;
using Credence.Data;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Cli.Commands;

/// <summary>A monitored test as asked for on the command line.</summary>
/// <param name="Options">What to watch, and by which rule.</param>
/// <param name="Format">How to print the result.</param>
/// <param name="Report">HTML file to write; null for none.</param>
/// <param name="Figures">Folder for figures; null for none.</param>
/// <param name="Gate">Whether a blocking finding ends with exit code 3.</param>
/// <param name="Threads">Threads of the engine; null takes all cores.</param>
/// <param name="CommandLine">How to run it again.</param>
internal sealed record MonitorRequest(MonitorOptions Options, OutputFormat Format, string? Report, string? Figures, bool Gate, int? Threads, string CommandLine);

/// <summary>The command line of <c>credence monitor</c>.</summary>
internal sealed class MonitorArguments
{
    private readonly Argument<string> source = new("SOURCE") { Description = "A .csv, .tsv, .parquet, .json or .ndjson file or glob (.gz too), - for CSV on standard input, or an experiment file (.yaml)" };
    private readonly Option<string?> time = OptionForms.Text("--time", "Column that says when a unit came: dates, times, or numbers that count days", "COL");
    private readonly Option<string?> variant = OptionForms.Text("--variant", "Column or expression that holds the variant", "EXPR");
    private readonly Option<string?> control = OptionForms.Text("--control", "Value of the control variant", "VALUE");
    private readonly Option<string?> metric = OptionForms.Text("--metric", "Metric [name=][mean|proportion|ratio:]EXPR; with an experiment file its primary one", "SPEC");
    private readonly Option<string?> direction = OptionForms.Choice("--direction", "Which way the metric is good; default: increase", "increase", "decrease");
    private readonly Option<string?> method = OptionForms.Choice(
        "--method", "Rule; default: the declared design, else confidence-sequence", "group-sequential", "confidence-sequence", "msprt");
    private readonly Option<string?> planned = OptionForms.Text("--planned", "Planned end: number of units, both variants together, or the last day", "N|DATE");
    private readonly Option<string?> every = OptionForms.Text("--every", "Look after each period (1d, 12h, 30m) or each so many units; default: 1d", "1d|N");
    private readonly Option<string?> looks = OptionForms.Text("--looks", "Number of planned looks, or the units or days at which to look", "K|LIST");
    private readonly Option<string?> bounds = OptionForms.Text("--bounds", "Boundaries of a group-sequential design; default: ld-obrien-fleming", "NAME");
    private readonly Option<long?> tuneAt = OptionForms.OptionalNumber<long>(
        "--tune-at", "Units, both variants together, at which a sequence is narrowest; default: the planned number, else 10000", "N", value => value >= 1, "must be a whole number of at least 1");
    private readonly Option<double?> tau = OptionForms.OptionalNumber<double>(
        "--tau", "msprt: standard deviation of the mixing distribution, in units of the metric", "T", value => value > 0 && double.IsFinite(value), "must be a number above 0");
    private readonly Option<long?> burnIn = OptionForms.OptionalNumber<long>(
        "--burn-in", "Units, both variants together, before which no look counts; default: 200", "N", value => value >= 2, "must be a whole number of at least 2: a burn-in is not optional");
    private readonly Option<bool> overrun = new("--overrun") { Description = "Data beyond the stop or the plan were under way: they make one last look" };
    private readonly Option<string?> where = OptionForms.Text("--where", "Keep the rows where this holds", "EXPR");
    private readonly Option<string?> unit = OptionForms.Text("--unit", "Column of the randomised unit; its rows are summed and stand at the earliest time", "COL");
    private readonly Option<string?> expect = OptionForms.Text("--expect", "Planned shares, v1=0.5,v2=0.5 or 0.5,0.5; default equal", "SHARES");
    private readonly Option<double> sampleRatioAlpha = OptionForms.Number(
        "--srm-alpha", 0.001, "Level of the sample ratio check", "A", value => value is > 0 and < 1, "must be in (0, 1)");
    private readonly Option<bool> gate = new("--gate") { Description = "Exit with 3 on a blocking finding or a sample ratio mismatch" };
    private readonly Option<double> alpha = OptionForms.Alpha();
    private readonly Option<string?> format = OptionForms.Format();
    private readonly Option<string?> report = OptionForms.Target("--report", "Write a self-contained HTML report", "FILE.html");
    private readonly Option<string?> figures = OptionForms.Folder("--figures", "Write the figure as PNG and SVG");
    private readonly Option<int?> threads = OptionForms.Threads();
    private readonly Option<ulong> seed = OptionForms.Seed();

    public void AddTo(Command command)
    {
        command.Arguments.Add(source);
        Option[] options =
        [
            time, variant, control, metric, direction, method, planned, every, looks, bounds, tuneAt, tau, burnIn, overrun,
            where, unit, expect, sampleRatioAlpha, gate, alpha, format, report, figures, threads, seed,
        ];
        foreach (Option option in options)
            command.Options.Add(option);
    }

    public MonitorRequest Read(ParseResult parsed)
    {
        string column = parsed.GetValue(time) ?? throw new InputException("monitor", "no time is named", "add --time COLUMN, which says when a unit came");
        string text = parsed.GetValue(source)!;
        MonitorOptions options = Rule(parsed, OptionForms.IsExperiment(text) ? FromExperiment(parsed, text, column) : FromTable(parsed, text, column));
        OptionForms.RequireApart(parsed.GetValue(report), [text, .. options.Analysis.Source.Files]);
        return new(
            options, OptionForms.Chosen(parsed, format, OutputFormat.Table), parsed.GetValue(report), parsed.GetValue(figures), parsed.GetValue(gate),
            parsed.GetValue(threads), CommandText.Of(parsed));
    }

    private MonitorOptions FromTable(ParseResult parsed, string text, string column)
    {
        string spec = parsed.GetValue(metric) ?? throw new InputException("monitor", "no metric is given", "add --metric COLUMN");
        string holder = parsed.GetValue(variant) ?? throw new InputException("monitor", "no variant is named", "add --variant COLUMN");
        return new()
        {
            Time = column,
            Schedule = LookSchedule.Parse(parsed.GetValue(every), parsed.GetValue(looks)),
            Analysis = Data(parsed, new()
            {
                Source = TableSource.Parse(text),
                Metrics = [MetricSpec.Parse(spec, MetricRole.Primary, OptionForms.Chosen(parsed, direction, Direction.Increase), null)],
                Variant = ExpressionAt.Parse("--variant", holder),
                Unit = parsed.GetValue(unit),
            }),
        };
    }

    // What the file states is not stated again, but the design may be: the file says what was planned, the run what is done.
    private MonitorOptions FromExperiment(ParseResult parsed, string text, string column)
    {
        foreach (Option option in (Option[])[variant, metric, direction, unit])
        {
            if (parsed.GetResult(option) is { Implicit: false })
                throw new InputException(option.Name, "the experiment file states this", $"change it in {text}");
        }
        MonitorOptions options = ExperimentOptions.ReadMonitored(text, column);
        LookSchedule schedule = LookSchedule.Parse(parsed.GetValue(every), parsed.GetValue(looks));
        return options with { Analysis = Data(parsed, options.Analysis), Schedule = schedule with { Count = schedule.Count ?? options.Schedule.Count } };
    }

    private AnalyzeOptions Data(ParseResult parsed, AnalyzeOptions options) => options with
    {
        Control = parsed.GetValue(control) ?? options.Control,
        Where = parsed.GetValue(where) is { } condition ? ExpressionAt.Parse("--where", condition) : options.Where,
        Expected = parsed.GetValue(expect) is { } shares ? ExpectedShares.Parse(shares) : options.Expected,
        SampleRatioAlpha = parsed.GetValue(sampleRatioAlpha),
        Effect = options.Effect with { Alpha = parsed.GetResult(alpha) is { Implicit: false } ? parsed.GetValue(alpha) : options.Effect.Alpha },
    };

    private MonitorOptions Rule(ParseResult parsed, MonitorOptions options)
    {
        MonitorMethod? asked = parsed.GetValue(method) is null ? null : OptionForms.Chosen(parsed, method, MonitorMethod.ConfidenceSequence);
        MonitorOptions ruled = options with
        {
            Method = asked ?? options.Method,
            Planned = parsed.GetValue(planned) is { } end ? PlannedSize.Parse(end) : null,
            // Boundaries that only the file declares do not bind a run that asks for another rule.
            Bounds = parsed.GetValue(bounds) is { } name ? Named(name) : asked is null or MonitorMethod.GroupSequential ? options.Bounds : null,
            TuneAt = parsed.GetValue(tuneAt),
            MixingDeviation = parsed.GetValue(tau),
            BurnIn = parsed.GetValue(burnIn),
            Overrun = parsed.GetValue(overrun),
        };
        if (parsed.GetValue(looks) is not null)
            ruled.RequireUseOfCount();
        return ruled;
    }

    private static BoundaryFamily Named(string name)
    {
        try
        {
            return BoundaryFamily.Parse(name);
        }
        catch (InputException problem)
        {
            throw new InputException("--bounds", problem.Problem, problem.Remedy, problem);
        }
    }
}
