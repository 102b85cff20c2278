using System.Buffers.Binary;
using System.Diagnostics;
using Xunit;

namespace Credence.EndToEnd;

/// <summary>The report in a real browser.</summary>
public sealed class ReportInBrowser : IDisposable
{
    private static readonly string[] Browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private static readonly string? Browser = Array.Find(Browsers, File.Exists);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task TheReportOpensInLightAndDarkWithoutTheNetwork()
    {
        Assert.SkipWhen(Browser is null, "Chromium is not installed");
        string report = folder["report.html"];
        ToolResult made = await ToolProcess.RunAsync("analyze", "samples/checkout.yaml", "--by", "country", "--report", report);
        Assert.True(made.ExitCode == 0, made.Error);

        string page = await OpenAsync("--dump-dom", report);
        Assert.Contains("Ship", page, StringComparison.Ordinal);
        Assert.Contains("</svg>", page, StringComparison.Ordinal);

        string light = folder["light.png"], dark = folder["dark.png"];
        await OpenAsync($"--screenshot={light}", report);
        await OpenAsync($"--screenshot={dark}", report, "--blink-settings=preferredColorScheme=0");
        byte[] lightBytes = await File.ReadAllBytesAsync(light, TestContext.Current.CancellationToken);
        byte[] darkBytes = await File.ReadAllBytesAsync(dark, TestContext.Current.CancellationToken);
        Assert.Equal(1000, BinaryPrimitives.ReadInt32BigEndian(lightBytes.AsSpan(16)));
        Assert.True(lightBytes.Length > 30_000, "the page is nearly blank");
        Assert.NotEqual(lightBytes, darkBytes);
    }

    // Every name resolves to nowhere: whatever the page asked of the network would fail, and the page must not need it.
    private async Task<string> OpenAsync(string what, string report, string extra = "--disable-extensions")
    {
        using Process process = ToolProcess.Start(
            Browser!,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND", $"--user-data-dir={folder["profile"]}", "--window-size=1000,1800",
                extra, what, $"file://{report}",
            ]);
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == 0, await error);
        return output;
    }
}
