using Credence.Numerics;
using Credence.Statistics;
using Xunit;

namespace Credence.Latent.Tests;

public sealed class MultipleImputationTests
{
    [Theory]
    [InlineData(ImputationMethod.Normal)]
    [InlineData(ImputationMethod.Pmm)]
    [InlineData(ImputationMethod.Chained)]
    public void SameSeedGivesSameBitsOnAnyNumberOfThreads(ImputationMethod method)
    {
        IncompleteTable table = method == ImputationMethod.Normal
            ? SimulatedTable.Pair(new(3, "threads"), 120, 0.3, true) : SimulatedTable.Mixed(new(3, "threads"), 120, 0.2);
        ImputationOptions options = new() { Method = method, Imputations = 6, Iterations = 3, Seed = 9 };
        Imputations one = MultipleImputation.Run(table, options with { Threads = 1 }), four = MultipleImputation.Run(table, options with { Threads = 4 });
        Imputations other = MultipleImputation.Run(table, options with { Seed = 10 });
        bool differs = false;
        for (int set = 0; set < 6; set++)
        {
            for (int j = 0; j < table.Columns.Count; j++)
            {
                Assert.Equal(one.Completed(set, j), four.Completed(set, j));
                differs |= !one.Imputed(set, j).SequenceEqual(other.Imputed(set, j));
            }
        }
        Assert.True(differs);
    }

    [Theory]
    [InlineData(ImputationMethod.Pmm)]
    [InlineData(ImputationMethod.Chained)]
    public void EveryCellIsFilledAndObservedOnesStay(ImputationMethod method)
    {
        IncompleteTable table = SimulatedTable.Mixed(new(4, "filled"), 200, 0.25);
        Imputations imputations = MultipleImputation.Run(table, new() { Method = method, Imputations = 4, Iterations = 4 });
        for (int j = 0; j < table.Columns.Count; j++)
        {
            IncompleteColumn column = table.Columns[j];
            double[] completed = imputations.Completed(3, j);
            Assert.All(column.ObservedRows, row => Assert.Equal(column.Values.Span[row], completed[row]));
            Assert.All(completed, value => Assert.True(double.IsFinite(value)));
            if (column.Levels.Count > 0)
                Assert.All(completed, value => Assert.Contains(value, Enumerable.Range(0, column.Levels.Count).Select(level => (double)level)));
        }
    }

    [Fact]
    public void MatchingLendsOnlyObservedValues()
    {
        IncompleteTable table = SimulatedTable.Pair(new(5, "donors"), 150, 0.3, false);
        Imputations imputations = MultipleImputation.Run(table, new() { Method = ImputationMethod.Pmm, Imputations = 3, Iterations = 2 });
        HashSet<double> observed = [.. table.Columns[1].ObservedRows.Select(row => table.Columns[1].Values.Span[row])];
        Assert.All(imputations.Imputed(2, 1).ToArray(), value => Assert.Contains(value, observed));
    }

    // What is missing depends on x, and so does every column: observed shares are off, imputed ones are not.
    [Fact]
    public void ChainedEquationsUndoSelection()
    {
        RandomStream random = new(6, "selection");
        const int Rows = 4000;
        double[] x = new double[Rows];
        string?[] truth = new string?[Rows], seen = new string?[Rows];
        for (int row = 0; row < Rows; row++)
        {
            x[row] = random.NextNormal();
            double u = random.NextDouble(), high = 1 / (1 + Math.Exp(-2 * x[row]));
            truth[row] = u < high ? "c" : u < (1 + high) / 2 ? "a" : "b";
            seen[row] = random.NextDouble() < (x[row] > 0 ? 0.5 : 0.1) ? null : truth[row];
        }
        IncompleteTable table = new([IncompleteColumn.Numbers("x", x), IncompleteColumn.Texts("level", seen)]);
        Imputations imputations = MultipleImputation.Run(table, new() { Method = ImputationMethod.Chained, Imputations = 5, Iterations = 2 });
        for (int level = 0; level < 3; level++)
        {
            double share = truth.Count(value => value == table.Columns[1].Levels[level]) / (double)Rows;
            double found = Enumerable.Range(0, 5).Average(set => imputations.Completed(set, 1).Count(value => value == level) / (double)Rows);
            double naive = seen.Count(value => value == table.Columns[1].Levels[level]) / (double)table.Columns[1].ObservedRows.Count;
            Assert.InRange(found, share - 0.015, share + 0.015);
            Assert.True(Math.Abs(naive - share) > 0.02, $"{level}: {naive} against {share}");
        }
    }

    [Fact]
    public void PerfectSeparationStaysFinite()
    {
        double[] x = [.. Enumerable.Range(0, 60).Select(row => row - 30.0)];
        string?[] side = [.. Enumerable.Range(0, 60).Select(row => row % 5 == 0 ? null : row < 30 ? "low" : "high")];
        IncompleteTable table = new([IncompleteColumn.Numbers("x", x), IncompleteColumn.Texts("side", side)]);
        Imputations imputations = MultipleImputation.Run(table, new() { Method = ImputationMethod.Chained, Imputations = 10, Iterations = 2 });
        double right = Enumerable.Range(0, 10).Average(set => table.Columns[1].MissingRows.Select((row, i) => (imputations.Imputed(set, 1)[i] == 0) == (row >= 30) ? 1.0 : 0).Average());
        Assert.True(right > 0.85, $"{right}");
    }

    [Theory]
    [InlineData(ImputationMethod.Normal)]
    [InlineData(ImputationMethod.Pmm)]
    [InlineData(ImputationMethod.Chained)]
    public void MoreColumnsThanRowsStillImpute(ImputationMethod method)
    {
        RandomStream random = new(7, "wide");
        IncompleteColumn[] columns = [.. Enumerable.Range(0, 30).Select(j =>
            IncompleteColumn.Numbers($"c{j}", [.. Enumerable.Range(0, 20).Select(_ => random.NextDouble() < 0.1 ? double.NaN : random.NextNormal())]))];
        Imputations imputations = MultipleImputation.Run(new(columns), new() { Method = method, Imputations = 3, Iterations = 3 });
        for (int j = 0; j < 30; j++)
            Assert.All(imputations.Completed(0, j), value => Assert.InRange(value, -12, 12));
    }

    [Theory]
    [InlineData(ImputationMethod.Normal)]
    [InlineData(ImputationMethod.Pmm)]
    [InlineData(ImputationMethod.Chained)]
    public void ConstantAndRepeatedColumnsAreFilled(ImputationMethod method)
    {
        RandomStream random = new(8, "constant");
        double[] x = [.. Enumerable.Range(0, 50).Select(_ => 1e9 + random.NextNormal())], twice = [.. x.Select((value, row) => row % 7 == 0 ? double.NaN : 2 * value)];
        double[] constant = [.. x.Select((_, row) => row % 3 == 0 ? double.NaN : 4.0)];
        IncompleteTable table = new([IncompleteColumn.Numbers("x", x), IncompleteColumn.Numbers("twice", twice), IncompleteColumn.Numbers("constant", constant)]);
        Imputations imputations = MultipleImputation.Run(table, new() { Method = method, Imputations = 3, Iterations = 2 });
        Assert.All(imputations.Completed(1, 2), value => Assert.Equal(4, value));
        for (int i = 0; i < table.Columns[1].MissingRows.Count; i++)
            Assert.InRange(imputations.Imputed(1, 1)[i] - 2 * x[table.Columns[1].MissingRows[i]], -1.5, 1.5);
    }

    [Fact]
    public void EmptyRowsAreDrawnFromTheMarginal()
    {
        RandomStream random = new(9, "empty rows");
        double[] x = [.. Enumerable.Range(0, 4000).Select(row => row % 2 == 0 ? double.NaN : 5 + 2 * random.NextNormal())];
        Imputations imputations = MultipleImputation.Run(new([IncompleteColumn.Numbers("x", x)]), new() { Imputations = 2 });
        Moments drawn = Moments.FromValues(imputations.Imputed(0, 0));
        Assert.InRange(drawn.Mean, 4.8, 5.2);
        Assert.InRange(drawn.StandardDeviation, 1.85, 2.15);
    }

    [Fact]
    public void ColumnsThatAreMissingTogetherAndFollowEachOtherDoNotConverge()
    {
        // Where both are missing, each is imputed from the other and little else: the pair wanders slowly from where chance put it.
        RandomStream random = new(10, "slow");
        double[] a = new double[200], b = new double[200];
        for (int row = 0; row < 200; row++)
        {
            double value = random.NextNormal();
            (a[row], b[row]) = row < 60 ? (value, value + (0.05 * random.NextNormal())) : (double.NaN, double.NaN);
        }
        IncompleteTable slow = new([IncompleteColumn.Numbers("a", a), IncompleteColumn.Numbers("b", b)]);
        ImputationOptions options = new() { Method = ImputationMethod.Chained, Imputations = 20, Iterations = 10 };
        Assert.Equal(2, MultipleImputation.Run(slow, options).Trace!.NotConverged.Count());
        Assert.Empty(MultipleImputation.Run(SimulatedTable.Pair(random, 300, 0.3, true), options).Trace!.NotConverged);
    }

    [Fact]
    public void TextsHaveNoNormalDistribution()
        => Assert.Throws<ArgumentException>(() => MultipleImputation.Run(SimulatedTable.Mixed(new(1, "texts"), 50, 0.2), new()));

    [Fact]
    public void CancellationStopsTheWork()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => MultipleImputation.Run(SimulatedTable.Pair(new(1, "stop"), 50, 0.2, false), new(), null, source.Token));
    }
}
