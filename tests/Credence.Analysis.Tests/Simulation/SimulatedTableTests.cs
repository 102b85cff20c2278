using System.Globalization;
using Credence.Statistics;
using Xunit;

namespace Credence.Analysis.Tests;

public sealed class SimulatedTableTests
{
    public static TheoryData<string> Names => [.. DataSetSimulator.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void TheSameSeedGivesTheSameBytesAndAnotherSeedOthers(string name)
    {
        var options = new SimulationOptions { Rows = 5000, Missing = 0.1, Seed = 7 };
        string csv = Simulated.Csv(name, options);
        Assert.Equal(csv, Simulated.Csv(name, options));
        Assert.NotEqual(csv, Simulated.Csv(name, options with { Seed = 8 }));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void MoreRowsFollowTheSameFirstOnes(string name)
        => Assert.StartsWith(Simulated.Csv(name, new() { Rows = 4500 }), Simulated.Csv(name, new() { Rows = 9000 }), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Names))]
    public void TheFileReadsBackToTheSameBits(string name)
    {
        SimulatedTable table = Simulated.Set(name, new() { Missing = 0.1 }).Table;
        string[] lines = Simulated.Csv(table).TrimEnd('\n').Split('\n');
        Assert.Equal(string.Join(',', table.Columns.Select(column => column.Name)), lines[0]);
        Assert.Equal(table.Rows, lines.Length - 1);
        string[][] cells = [.. lines.Skip(1).Select(line => line.Split(','))];
        for (int c = 0; c < table.Columns.Count; c++)
        {
            SimulatedColumn column = table.Columns[c];
            double[] values = table.Read(column.Name)[0];
            for (int row = 0; row < values.Length; row++)
                Assert.Equal(Expected(column, values[row]), cells[row][c].Length == 0 ? null : column.Levels.Count > 0 ? cells[row][c] : double.Parse(cells[row][c], CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [InlineData("ab-sales", 1200)]
    [InlineData("checkout", 4000)]
    [InlineData("consumer-spending", 1500)]
    [InlineData("heterogeneous-effects", 4000)]
    [InlineData("job-satisfaction", 500)]
    [InlineData("potential-outcomes", 2000)]
    public void EachDataSetHasItsOwnSize(string name, long rows) => Assert.Equal(rows, Simulated.Set(name).Table.Rows);

    [Fact]
    public void TheTruthHoldsWhatNoOneObserves()
    {
        SimulatedDataSet set = Simulated.Set("heterogeneous-effects");
        Assert.Equal(["y0", "y1"], set.Truth.Table.Columns.Select(column => column.Name).Except(set.Table.Columns.Select(column => column.Name)));
        Assert.Throws<InputException>(() => set.Table.Read("y0"));
    }

    [Fact]
    public void WritingReportsProgressAndStopsWhenCancelled()
    {
        SimulatedTable table = Simulated.Set("ab-sales", new() { Rows = 20_000 }).Table;
        using var cancellation = new CancellationTokenSource();
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        var progress = new CancelAfter(2, cancellation);
        Assert.Throws<OperationCanceledException>(() => table.WriteTo(writer, progress, cancellation.Token));
        Assert.Equal(2 * 4096 / 20_000.0, progress.Last, 0.1);
        string text = writer.ToString();
        Assert.Equal(1 + 2 * 4096, text.Count(letter => letter == '\n'));
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void TextsThatNeedQuotesAreQuoted()
    {
        var lines = new CsvLines([SimulatedColumn.Text("a,b", "", ["plain", "comma,", "quote\"", "line\nbreak"]), SimulatedColumn.Number("x", "")]);
        Assert.Equal("\"a,b\",x\n", lines.Header);
        Assert.Equal("plain,0.1\n\"comma,\",\n\"quote\"\"\",-1E+300\n\"line\nbreak\",3\n", lines.Format([0, 0.1, 1, double.NaN, 2, -1e300, 3, 3], 2).ToString());
    }

    private static object? Expected(SimulatedColumn column, double value)
        => double.IsNaN(value) ? null : column.Levels.Count > 0 ? column.Levels[(int)value] : value;

    private sealed class CancelAfter(int reports, CancellationTokenSource cancellation) : IProgress<double>
    {
        private int heard;

        public double Last { get; private set; }

        public void Report(double value)
        {
            Last = value;
            if (++heard == reports)
                cancellation.Cancel();
        }
    }
}
