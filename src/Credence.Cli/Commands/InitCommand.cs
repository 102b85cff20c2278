using System.CommandLine;
using Credence.Analysis;
using Credence.Cli.Terminal;
using Credence.Data;
using Credence.ExperimentFiles;
using Credence.Reporting;
using Credence.Statistics;

namespace Credence.Cli.Commands;

/// <summary><c>credence init</c>: writes an experiment file for a table.</summary>
internal static class InitCommand
{
    public static Command Create(ToolConsole console)
    {
        Argument<string> source = new("SOURCE") { Description = "A table: .csv, .tsv, .parquet, .json or .ndjson" };
        Option<string?> output = OptionForms.Target("--output", "File to write; default: standard output", "FILE.yaml");
        Command command = new("init", "Propose an experiment file for a table") { source, output };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(source)!, parsed.GetValue(output), console, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string source, string? output, ToolConsole console, CancellationToken cancellation)
    {
        if (output is not null && File.Exists(output))
            throw new InputException(output, "this file exists", "name another one, or delete it first");
        TableSchema schema;
        await using (DuckDbMomentsEngine engine = new())
            schema = await engine.DescribeAsync(TableSource.Parse(source), cancellation).ConfigureAwait(false);
        string text = ExperimentFileWriter.Write(InitExperiment.Propose(schema, TableFrom(source, output), Name(source)));
        if (output is null)
        {
            await console.Output.WriteAsync(text).ConfigureAwait(false);
            return ExitCode.Done;
        }
        await AtomicFile.WriteAsync(output, text, cancellation).ConfigureAwait(false);
        await console.Error.WriteLineAsync($"wrote {output}; look it over, then run: credence analyze {output}").ConfigureAwait(false);
        return ExitCode.Done;
    }

    // A table in an experiment file is relative to that file.
    private static string TableFrom(string source, string? output)
        => output is null || source == "-" || Path.IsPathRooted(source)
            ? source
            : Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(output))!, Path.GetFullPath(source)).Replace('\\', '/');

    private static string Name(string source)
    {
        string name = Path.GetFileName(source);
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        name = dot > 0 ? name[..dot] : name;
        return name.Trim('*', '-') is { Length: > 0 } plain ? plain : "experiment";
    }
}
