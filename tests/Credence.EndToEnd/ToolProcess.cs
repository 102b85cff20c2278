using System.Diagnostics;
using System.Text;
using Credence.Testing;

namespace Credence.EndToEnd;

/// <summary>The built tool, run as a user's shell would run it.</summary>
internal static class ToolProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Runs the tool in the repository's root folder.</summary>
    public static Task<ToolResult> RunAsync(params string[] arguments) => RunAsync(null, arguments);

    /// <summary>Runs the tool with a text on standard input.</summary>
    public static async Task<ToolResult> RunAsync(string? input, string[] arguments)
    {
        using Process process = Start("dotnet", [ToolPath, .. arguments]);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (input is not null)
            await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await EndAsync(process);
        return new(process.ExitCode, await output, await error);
    }

    /// <summary>Runs a line of shell in which <c>$CREDENCE</c> is the tool.</summary>
    public static async Task<ToolResult> ShellAsync(string line)
    {
        using Process process = Start("bash", ["-c", $"CREDENCE='dotnet {ToolPath}'; {line}"]);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await EndAsync(process);
        return new(process.ExitCode, await output, await error);
    }

    /// <summary>Starts a program with its streams redirected.</summary>
    public static Process Start(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }

    /// <summary>The tool's own assembly.</summary>
    public static string ToolPath { get; } = Path.Combine(AppContext.BaseDirectory, "credence.dll");

    private static async Task EndAsync(Process process)
    {
        using CancellationTokenSource limit = new(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"the tool did not end within {Limit}");
        }
    }
}

/// <summary>What a run of the tool left behind.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error);
