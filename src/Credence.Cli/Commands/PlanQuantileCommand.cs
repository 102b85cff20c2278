using System.CommandLine;
using Credence.Analysis;
using Credence.Cli.Terminal;
using Credence.Experiments;
using Credence.Statistics;

namespace Credence.Cli.Commands;

/// <summary><c>credence plan quantile</c>: no closed form holds for all distributions, so data say which one it is.</summary>
internal static class PlanQuantileCommand
{
    public static Command Create(ToolConsole console)
    {
        Option<string?> shape = OptionForms.Choice("--shape", "How the treatment acts on the values; default: shift", "shift", "scale");
        Option<int> replicates = OptionForms.Number("--replicates", 10_000, "Number of simulated experiments; default: 10000", "N", value => value is >= 100 and <= 1_000_000, "must be a whole number from 100 to 1000000");
        PlanFixedArguments arguments = new(MetricKind.Quantile, []);
        Command command = new("quantile", "Plan a comparison of quantiles by simulation, from data") { shape, replicates };
        return arguments.AddTo(command, console, (parsed, start) =>
        {
            if (start?.Sample is not { Quantile: { } quantile } sample)
            {
                throw start is null
                    ? new InputException("plan quantile", "no data are given, and no formula holds without them", "add --from SOURCE --metric quantile(0.9):COLUMN")
                    : new InputException($"--metric {start.Basis.Metric}", "this is no quantile", "write --metric quantile(0.9):COLUMN");
            }
            return QuantileDesign.FromData(quantile, sample.Columns[0]) with
            {
                Shape = OptionForms.Chosen(parsed, shape, EffectShape.Shift),
                Replicates = parsed.GetValue(replicates),
                Seed = parsed.GetValue(arguments.Seed),
            };
        });
    }
}
