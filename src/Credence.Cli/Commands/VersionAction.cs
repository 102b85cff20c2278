using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using System.Runtime.InteropServices;
using Credence.Cli.Terminal;
using Credence.Data;

namespace Credence.Cli.Commands;

/// <summary>Prints the versions of the tool, the runtime and the engine: what a report of a bug needs.</summary>
internal sealed class VersionAction(ToolConsole console) : AsynchronousCommandLineAction
{
    /// <summary>The tool's version.</summary>
    public static string ToolVersion { get; } =
        typeof(VersionAction).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public override async Task<int> InvokeAsync(ParseResult parseResult, CancellationToken cancellationToken = default)
    {
        await using DuckDbMomentsEngine engine = new();
        console.Output.WriteLine($"credence {ToolVersion}");
        console.Output.WriteLine($"runtime  {RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}");
        console.Output.WriteLine($"engine   DuckDB {engine.Version}");
        return ExitCode.Done;
    }
}
