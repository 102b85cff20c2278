using System.CommandLine;
using Credence.Cli.Terminal;

namespace Credence.Cli.Commands;

/// <summary><c>credence demo</c>: published analyses worked through again on data with a known truth.</summary>
internal static class DemoCommand
{
    public static Command Create(ToolConsole console) => new("demo", "Work through a published analysis, step by step, on data with a known truth")
    {
        DemoLatentLabelsCommand.Create(console),
    };
}
