using System.CommandLine;
using System.Globalization;
using System.Text;
using Credence.Analysis;
using Credence.Cli.Terminal;
using Credence.Reporting;

namespace Credence.Cli.Commands;

/// <summary><c>credence simulate</c>: writes a data set with a known truth.</summary>
internal static class SimulateCommand
{
    public static Command Create(ToolConsole console)
    {
        Argument<string> name = new("NAME") { Description = string.Join(", ", DataSetSimulator.Names) };
        Option<long?> rows = OptionForms.OptionalNumber<long>(
            "--rows", "Rows; default: as the data set's description says", "N", value => value >= 1, "must be a whole number of at least 1");
        Option<double> missing = Share("--missing", "Share of the outcome cells to hide");
        Option<string?> mechanism = OptionForms.Choice("--mechanism", "What decides which cells are hidden; default: mcar", "mcar", "mar", "mnar");
        Option<double> labelLoss = Share("--label-loss", "Share of the labels to hide");
        Option<bool> confounded = new("--confounded") { Description = "potential-outcomes: treatment depends on the covariates" };
        Option<string?> truth = OptionForms.Target("--truth", "Write the complete data", "FILE");
        Option<string?> output = OptionForms.Target("--output", "File to write; default: standard output", "FILE");
        Option<ulong> seed = OptionForms.Seed();
        Command command = new("simulate", "Make a data set with a known truth (CSV)") { name, rows, missing, mechanism, labelLoss, confounded, truth, output, seed };
        command.SetAction(async (parsed, cancellation) =>
        {
            SimulationOptions options = new()
            {
                Rows = parsed.GetValue(rows),
                Missing = parsed.GetValue(missing),
                Mechanism = OptionForms.Chosen(parsed, mechanism, MissingnessMechanism.Mcar),
                LabelLoss = parsed.GetValue(labelLoss),
                Confounded = parsed.GetValue(confounded),
                Seed = parsed.GetValue(seed),
            };
            return await RunAsync(parsed.GetValue(name)!, options, parsed.GetValue(output), parsed.GetValue(truth), console, cancellation).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        string name, SimulationOptions options, string? output, string? truth, ToolConsole console, CancellationToken cancellation)
    {
        OptionForms.RequireApart(output, truth);
        SimulatedDataSet data = await Task.Run(() => DataSetSimulator.Simulate(name, options, cancellation), cancellation).ConfigureAwait(false);
        if (truth is not null)
            await WriteAsync(data.Truth.Table, truth, console, cancellation).ConfigureAwait(false);
        if (output is not null)
            await WriteAsync(data.Table, output, console, cancellation).ConfigureAwait(false);
        else
            await Task.Run(() => data.Table.WriteTo(console.Output, null, cancellation), cancellation).ConfigureAwait(false);
        foreach ((string figure, double value) in data.Truth.Figures)
            await console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"truth: {figure} = {value:R}")).ConfigureAwait(false);
        return ExitCode.Done;
    }

    private static async Task WriteAsync(SimulatedTable table, string path, ToolConsole console, CancellationToken cancellation)
    {
        await ProgressLine.ShowAsync(console, $"writing {path}", progress => AtomicFile.WriteAsync(
            path,
            stream =>
            {
                using StreamWriter writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16, leaveOpen: true);
                table.WriteTo(writer, progress, cancellation);
            },
            cancellation)).ConfigureAwait(false);
        await console.Error.WriteLineAsync($"wrote {path}").ConfigureAwait(false);
    }

    private static Option<double> Share(string name, string description)
        => OptionForms.Number(name, 0.0, description, "P", value => value is >= 0 and <= 1, "must be in [0, 1]");
}
