using System.Diagnostics;
using System.Globalization;

namespace Credence.Cli.Terminal;

/// <summary>A progress bar on standard error, drawn only for a person and only for work of more than a second.</summary>
internal sealed class ProgressLine : IProgress<double>, IDisposable
{
    private const int Width = 30;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly TextWriter error;
    private readonly string what;
    private TimeSpan drawn = Patience - Beat;
    private bool shown;

    private ProgressLine(TextWriter error, string what) => (this.error, this.what) = (error, what);

    /// <summary>Runs work and shows how far it is.</summary>
    public static async Task<T> ShowAsync<T>(ToolConsole console, string what, Func<IProgress<double>?, Task<T>> work)
    {
        if (!console.ErrorIsTerminal)
            return await work(null).ConfigureAwait(false);
        using ProgressLine line = new(console.Error, what);
        return await work(line).ConfigureAwait(false);
    }

    /// <summary>Runs work and shows how far it is.</summary>
    public static Task ShowAsync(ToolConsole console, string what, Func<IProgress<double>?, Task> work)
        => ShowAsync(console, what, async progress =>
        {
            await work(progress).ConfigureAwait(false);
            return true;
        });

    /// <inheritdoc/>
    public void Report(double value)
    {
        lock (gate)
        {
            TimeSpan now = watch.Elapsed;
            if (now < Patience || now - drawn < Beat)
                return;
            drawn = now;
            shown = true;
            double share = Math.Clamp(value, 0, 1);
            int full = (int)(share * Width);
            string remaining = share > 0.02 ? string.Create(CultureInfo.InvariantCulture, $", {now.TotalSeconds * (1 - share) / share:0} s left") : "";
            error.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"\r\e[K{what} {new string('█', full)}{new string('░', Width - full)} {share * 100:0}%, {now.TotalSeconds:0} s{remaining}"));
        }
    }

    /// <summary>Clears the line.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (shown)
                error.Write("\r\e[K");
        }
    }
}
