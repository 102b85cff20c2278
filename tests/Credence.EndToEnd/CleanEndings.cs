using System.Diagnostics;
using Xunit;

namespace Credence.EndToEnd;

/// <summary>The tool ends cleanly when its surroundings do not play along.</summary>
public sealed class CleanEndings : IDisposable
{
    private const string Sample = "analyze samples/ab-sales.csv --variant group --control 0 --metric sales";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task AClosedPipeIsNoError()
    {
        SkipWithoutShell();
        ToolResult result = await ToolProcess.ShellAsync($"set -o pipefail; $CREDENCE {Sample} | head -1");
        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task AReadOnlyFolderIsSaidInOneLine()
    {
        Directory.CreateDirectory(folder["taken"]);
        ToolResult result = await ToolProcess.RunAsync([.. Sample.Split(' '), "--report", folder["taken"]]);
        Assert.Equal(2, result.ExitCode);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task AnInterruptStopsWithinASecondAndLeavesNothing()
    {
        SkipWithoutShell();
        string file = folder["big.csv"];
        using Process process = ToolProcess.Start("dotnet", [ToolProcess.ToolPath, "simulate", "ab-sales", "--rows", "200000000", "--output", file]);
        process.StandardInput.Close();
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        Assert.False(process.HasExited, await Stopped(process));
        Stopwatch watch = Stopwatch.StartNew();
        Process.Start("kill", ["-INT", $"{process.Id}"]).WaitForExit();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, process.ExitCode);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"took {watch.Elapsed}");
        Assert.Empty(folder.Files);
    }

    private static async Task<string> Stopped(Process process)
        => process.HasExited ? await process.StandardError.ReadToEndAsync() : "";

    private static void SkipWithoutShell() => Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a POSIX shell");
}
