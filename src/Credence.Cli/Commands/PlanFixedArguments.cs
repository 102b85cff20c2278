using System.CommandLine;
using Credence.Analysis;
using Credence.Cli.Terminal;
using Credence.Experiments;

namespace Credence.Cli.Commands;

/// <summary>The command line of a plan with one look that compares individual units.</summary>
/// <param name="kind">What is compared.</param>
/// <param name="stated">Options that say by hand what data would say.</param>
internal sealed class PlanFixedArguments(MetricKind kind, Option[] stated)
{
    private readonly Option<long?> n = PlanOptions.N();
    private readonly PlanDesignArguments design = new();
    private readonly Option<double?> daily = PlanOptions.Daily();
    private readonly PlanSource source = new(adjusts: kind != MetricKind.Quantile);
    private readonly PlanOutput output = new();
    private readonly Option<ulong> seed = OptionForms.Seed();

    public Option<ulong> Seed => seed;

    /// <summary>Adds the options and what the command does.</summary>
    /// <param name="command">The command, with the options of its metric.</param>
    /// <param name="console">Where results and errors go.</param>
    /// <param name="metric">Makes the metric's design from the command line, or from data where there are any.</param>
    public Command AddTo(Command command, ToolConsole console, Func<ParseResult, PlanStart?, FixedDesign> metric)
    {
        foreach (Option option in (IEnumerable<Option>)[n, .. design.Options, daily, .. source.Options, .. output.Options, seed])
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            PlanStart? start = kind == MetricKind.Quantile
                ? await source.ReadSampleAsync(parsed, stated, console, cancellation).ConfigureAwait(false)
                : await source.ReadAsync(parsed, kind, stated, console, cancellation).ConfigureAwait(false);
            PlanQuestion question = design.Question(parsed, parsed.GetValue(n));
            FixedDesign complete = design.Complete(parsed, metric(parsed, start), start);
            PlanResult result = PlanExperiment.Fixed(command.Name, complete, start?.Complete(question) ?? question, parsed.GetValue(daily));
            return await output.WriteAsync(result with { Basis = start?.Basis }, parsed, console, cancellation).ConfigureAwait(false);
        });
        return command;
    }
}
