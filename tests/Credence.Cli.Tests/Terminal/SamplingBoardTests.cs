using Credence.Cli.Terminal;
using Xunit;

namespace Credence.Cli.Tests;

public sealed class SamplingBoardTests
{
    [Fact]
    public void EachChainHasItsRow()
    {
        SamplingBoard board = new(3);
        board.Report(new(0, false, 1500, 2000, 3, 0.4321, 15_000, TimeSpan.FromSeconds(3)));
        board.Report(new(2, true, 100, 2000, 0, 0.05, 6_300, TimeSpan.FromSeconds(2)));
        IReadOnlyList<string[]> rows = board.Rows();
        Assert.Equal(["1", "1,500/2,000", "3", "0.432", "10.0", "500", "3.0 s", "1.0 s", "━━━━━━━━━━━━━━━╌╌╌╌╌ draws"], rows[0]);
        Assert.Equal(["2", "waiting", "", "", "", "", "", "", ""], rows[1]);
        Assert.Equal(["3", "100/2,000", "0", "0.05", "63.0", "50", "2.0 s", "38.0 s", "━╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ warm-up"], rows[2]);
        Assert.All(rows, row => Assert.Equal(SamplingBoard.Columns.Length, row.Length));
        board.Report(new(0, false, 2000, 2000, 3, 0.4321, 20_000, TimeSpan.FromMinutes(90)));
        Assert.Equal(["1:30:00", "", "done"], board.Rows()[0][6..]);
    }

    [Fact]
    public void OneLineSumsAllChains()
    {
        SamplingBoard board = new(2);
        Assert.StartsWith("sampling: 0 of 0 iterations", board.Line(), StringComparison.Ordinal);
        board.Report(new(0, true, 500, 2000, 0, 0.4, 5_000, TimeSpan.FromSeconds(1)));
        board.Report(new(1, false, 1500, 2000, 4, 0.4, 5_000, TimeSpan.FromSeconds(1)));
        Assert.StartsWith("sampling: 2,000 of 4,000 iterations, 1 of 2 chains warming up, 4 divergences, ", board.Line(), StringComparison.Ordinal);
        Assert.EndsWith("remaining", board.Line(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WorkThatIsDoneSoonLeavesNothingInALog()
    {
        using StringWriter output = new(), error = new();
        int done = await SamplingBoard.ShowAsync(new ToolConsole(output, error), 1, progress =>
        {
            progress.Report(new(0, false, 10, 10, 0, 1, 10, TimeSpan.Zero));
            return Task.FromResult(7);
        });
        Assert.Equal(7, done);
        Assert.Empty(error.ToString());
        await Assert.ThrowsAsync<OperationCanceledException>(() => SamplingBoard.ShowAsync<int>(new ToolConsole(output, error), 1, _ => throw new OperationCanceledException()));
    }
}
