using Xunit;

namespace Credence.Cli.Tests;

/// <summary>A run of the tool inside the test's process.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    public static async Task<ToolRun> Of(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        int exitCode = await Tool.RunAsync(arguments, output, error, TestContext.Current.CancellationToken);
        return new(exitCode, output.ToString(), error.ToString());
    }
}
