using System.CommandLine;
using Credence.Analysis;
using Credence.Cli.Terminal;
using Credence.Data;
using Credence.ExperimentFiles;
using Credence.Statistics;

namespace Credence.Cli.Commands;

/// <summary>Data to plan from: <c>--from SOURCE --metric SPEC</c>.</summary>
/// <param name="adjusts">Whether the plan can have the variance that an adjustment leaves.</param>
internal sealed class PlanSource(bool adjusts = true)
{
    private readonly Option<string?> from = OptionForms.Text("--from", "Take level and variance from these data, a table or an experiment file", "SOURCE");
    private readonly Option<string?> metric = OptionForms.Text("--metric", "Metric in the data [name=][kind:]EXPR; with an experiment file a name, default: its primary one", "SPEC");
    private readonly Option<string[]> covariate = OptionForms.Several("--covariate", "Columns known before the experiment; the plan has the variance that an adjustment leaves", "EXPR");
    private readonly Option<string?> where = OptionForms.Text("--where", "Keep the rows where this holds", "EXPR");
    private readonly Option<string?> unit = OptionForms.Text("--unit", "Column of the randomised unit; its rows are summed first", "COL");
    private readonly Option<int?> threads = OptionForms.Threads();

    public IEnumerable<Option> Options => adjusts ? [from, metric, covariate, where, unit, threads] : [from, metric, where, unit, threads];

    public Option<int?> Threads => threads;

    /// <summary>Reads the data; null where none are named.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="kind">What the plan compares.</param>
    /// <param name="stated">Options that say by hand what the data say.</param>
    /// <param name="console">Where progress goes.</param>
    /// <param name="cancellation">Stops the engine.</param>
    public async Task<PlanStart?> ReadAsync(ParseResult parsed, MetricKind kind, Option[] stated, ToolConsole console, CancellationToken cancellation)
    {
        if (Named(parsed, stated) is not { } source)
            return null;
        PlanData data = Data(parsed, source);
        await using DuckDbMomentsEngine engine = new(new() { Threads = parsed.GetValue(threads) });
        PlanBasis basis = await ProgressLine.ShowAsync(console, $"reading {source}", progress => PlanBasis.ReadAsync(data, kind, engine, progress, cancellation)).ConfigureAwait(false);
        return new(basis, Declared(source), data.Metric.Direction);
    }

    /// <summary>Reads the values themselves; null where no data are named.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="stated">Options that say by hand what the data say.</param>
    /// <param name="console">Where progress goes.</param>
    /// <param name="cancellation">Stops the engine.</param>
    public async Task<PlanStart?> ReadSampleAsync(ParseResult parsed, Option[] stated, ToolConsole console, CancellationToken cancellation)
    {
        if (Named(parsed, stated) is not { } source)
            return null;
        PlanData data = Data(parsed, source);
        await using DuckDbMomentsEngine engine = new(new() { Threads = parsed.GetValue(threads) });
        PlanSample sample = await ProgressLine.ShowAsync(console, $"reading {source}", progress => PlanSample.ReadAsync(data, engine, progress, cancellation)).ConfigureAwait(false);
        return new(sample.Basis, Declared(source), data.Metric.Direction) { Sample = sample };
    }

    private string? Named(ParseResult parsed, Option[] stated)
    {
        string? source = parsed.GetValue(from);
        Option[] wrong = source is null ? [metric, covariate, where, unit] : stated;
        if (wrong.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is not { } option)
            return source;
        throw source is null
            ? new InputException(option.Name, "there are no data to take this from", "add --from SOURCE")
            : new InputException(option.Name, "the data say this", "leave it out, or leave out --from");
    }

    private static ExperimentFile? Declared(string source) => OptionForms.IsExperiment(source) ? ExperimentFileReader.ReadFile(source).File : null;

    private PlanData Data(ParseResult parsed, string source)
    {
        PlanData data = OptionForms.IsExperiment(source) ? FromExperiment(parsed, source) : FromTable(parsed, source);
        return data with
        {
            Covariates = [.. (adjusts ? parsed.GetValue(covariate)! : []).Select(text => ExpressionAt.Parse($"--covariate {text}", text))],
            Where = parsed.GetValue(where) is { } condition ? ExpressionAt.Parse("--where", condition) : data.Where,
        };
    }

    private PlanData FromTable(ParseResult parsed, string source)
    {
        string text = parsed.GetValue(metric) ?? throw new InputException("--from", "no metric is given", "add --metric COLUMN");
        return new()
        {
            Source = TableSource.Parse(source),
            Metric = MetricSpec.Parse(text, MetricRole.Primary, Direction.Increase, null),
            Unit = parsed.GetValue(unit),
        };
    }

    private PlanData FromExperiment(ParseResult parsed, string path)
    {
        if (parsed.GetResult(unit) is { Implicit: false })
            throw new InputException("--unit", "the experiment file states this", $"change it in {path}");
        AnalyzeOptions options = ExperimentOptions.Read(path);
        if (options.Adjustment.Cluster is { } cluster)
            throw new InputException("--from", $"{path} declares clusters by {cluster}, which this plan does not count", "plan with credence plan cluster");
        MetricSpec? chosen = parsed.GetValue(metric) is { } name
            ? options.Metrics.FirstOrDefault(item => item.Name == name)
            : options.Metrics.FirstOrDefault(item => item.Role == MetricRole.Primary);
        return chosen is null
            ? throw new InputException("--metric", $"{path} has no such metric", $"its metrics are {string.Join(", ", options.Metrics.Select(item => item.Name))}")
            : new() { Source = options.Source, Metric = chosen, Where = options.Where, Unit = options.Unit, Variant = options.Variant, Control = options.Control };
    }
}

/// <summary>What a plan starts from.</summary>
/// <param name="Basis">What the data say.</param>
/// <param name="File">The experiment file that named them; null for a table.</param>
/// <param name="Direction">Which way the metric is good.</param>
internal sealed record PlanStart(PlanBasis Basis, ExperimentFile? File, Direction Direction)
{
    /// <summary>The values themselves; null where moments suffice.</summary>
    public PlanSample? Sample { get; init; }

    /// <summary>The smallest effect that the file declares worth finding, a fraction of the control level with its sign; null without one.</summary>
    public double? DeclaredEffect => Direction == Direction.Increase ? File?.Design?.MinimumEffect : -File?.Design?.MinimumEffect;

    /// <summary>The question, completed by what the experiment file declares: the effect where nothing else is known, and the power.</summary>
    public PlanQuestion Complete(PlanQuestion question)
    {
        if (File?.Design is not { } declared)
            return question;
        if (question is { N: null, Effect: null, RelativeEffect: null })
            question = question with { RelativeEffect = DeclaredEffect };
        return question is { N: not null, Effect: not null } or { N: not null, RelativeEffect: not null } ? question : question with { Power = question.Power ?? declared.Power };
    }
}
