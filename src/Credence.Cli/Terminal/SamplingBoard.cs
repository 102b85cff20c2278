using System.Diagnostics;
using System.Globalization;
using Credence.Bayes;
using Spectre.Console;

namespace Credence.Cli.Terminal;

/// <summary>How far sampling is, on standard error: a live table of the chains for a person, a line now and then for a log.</summary>
internal sealed class SamplingBoard : IProgress<SamplingProgress>
{
    private const int WidthWithBars = 112;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan LogBeat = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly SamplingProgress?[] chains;

    internal SamplingBoard(int chains) => this.chains = new SamplingProgress?[chains];

    /// <summary>Runs work that samples, and shows how far it is.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="chains">The number of chains.</param>
    /// <param name="work">The work; it is given what its sampler reports to.</param>
    public static async Task<T> ShowAsync<T>(ToolConsole console, int chains, Func<IProgress<SamplingProgress>, Task<T>> work)
    {
        SamplingBoard board = new(chains);
        using CancellationTokenSource done = new();
        Task shown = console.ErrorIsTerminal ? board.LiveAsync(done.Token) : board.LogAsync(console.Error, done.Token);
        try
        {
            return await work(board).ConfigureAwait(false);
        }
        finally
        {
            await done.CancelAsync().ConfigureAwait(false);
            await shown.ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Report(SamplingProgress value)
    {
        lock (gate)
            chains[value.Chain] = value;
    }

    /// <summary>The rows of the table: one for each chain.</summary>
    internal IReadOnlyList<string[]> Rows()
    {
        lock (gate)
            return [.. chains.Select((progress, chain) => progress is { } now ? Row(now) : [Text($"{chain + 1}"), "waiting", "", "", "", "", "", "", ""])];
    }

    internal static readonly string[] Columns = ["chain", "draws", "divergences", "step", "grad/draw", "draws/s", "elapsed", "left", ""];

    /// <summary>All chains in one line.</summary>
    internal string Line()
    {
        lock (gate)
        {
            SamplingProgress[] begun = [.. chains.OfType<SamplingProgress>()];
            long done = begun.Sum(chain => (long)chain.Iteration), all = begun.Length == 0 ? 0 : begun[0].Iterations * (long)chains.Length;
            string remaining = done > 0 && all > done ? $", {Time(watch.Elapsed * ((double)(all - done) / done))} remaining" : "";
            return Text($"sampling: {done:N0} of {all:N0} iterations, {begun.Count(chain => chain.Warmup)} of {chains.Length} chains warming up, {begun.Sum(chain => chain.Divergences)} divergences, {Time(watch.Elapsed)} elapsed{remaining}");
        }
    }

    private async Task LiveAsync(CancellationToken done)
    {
        if (await WaitAsync(Patience, done).ConfigureAwait(false))
            return;
        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        await terminal.Live(Table(terminal.Profile.Width)).AutoClear(true).StartAsync(async live =>
        {
            bool ended = false;
            while (!ended)
            {
                live.UpdateTarget(Table(terminal.Profile.Width));
                ended = await WaitAsync(Beat, done).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
    }

    private async Task LogAsync(TextWriter error, CancellationToken done)
    {
        while (!await WaitAsync(LogBeat, done).ConfigureAwait(false))
            await error.WriteLineAsync(Line()).ConfigureAwait(false);
    }

    // Whether the work ended while waiting.
    private static async Task<bool> WaitAsync(TimeSpan time, CancellationToken done)
    {
        await Task.Delay(time, done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return done.IsCancellationRequested;
    }

    // The bars are left out where the terminal is too narrow for them.
    private Table Table(int width)
    {
        int shown = width < WidthWithBars ? Columns.Length - 1 : Columns.Length;
        Table table = new() { Border = TableBorder.Simple, BorderStyle = new Style(Color.Grey) };
        foreach (string column in Columns.Take(shown))
        {
            table.AddColumn(new TableColumn(new Text(column, new Style(Color.Grey)))
            {
                Alignment = column.Length == 0 ? Justify.Left : Justify.Right,
                Padding = new Padding(0, 0, 1, 0),
                NoWrap = true,
            });
        }
        foreach (string[] row in Rows())
            table.AddRow(row.Take(shown).Select((cell, i) => new Text(cell, i == 2 && cell is not ("0" or "") ? new Style(Color.Yellow) : Style.Plain)));
        return table;
    }

    private static string[] Row(SamplingProgress now)
    {
        double seconds = now.Elapsed.TotalSeconds;
        double rate = seconds > 0 ? now.Iteration / seconds : 0;
        bool done = now.Iteration >= now.Iterations;
        const int Wide = 20;
        int full = now.Iterations == 0 ? Wide : (int)((long)Wide * now.Iteration / now.Iterations);
        return
        [
            Text($"{now.Chain + 1}"),
            Text($"{now.Iteration:N0}/{now.Iterations:N0}"),
            Text($"{now.Divergences:N0}"),
            Text($"{now.StepSize:G3}"),
            Text($"{(now.Iteration == 0 ? 0 : (double)now.Gradients / now.Iteration):0.0}"),
            Text($"{rate:N0}"),
            Time(now.Elapsed),
            done ? "" : rate > 0 ? Time(TimeSpan.FromSeconds((now.Iterations - now.Iteration) / rate)) : "?",
            done ? "done" : new string('━', full) + new string('╌', Wide - full) + (now.Warmup ? " warm-up" : " draws"),
        ];
    }

    private static string Time(TimeSpan time) => time.TotalHours >= 1
        ? Text($"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
        : time.TotalMinutes >= 1 ? Text($"{time.Minutes}:{time.Seconds:00}") : Text($"{time.TotalSeconds:0.0} s");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
