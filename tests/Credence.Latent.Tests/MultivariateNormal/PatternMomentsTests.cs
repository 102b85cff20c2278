using Credence.Statistics;
using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Latent.Tests;

public sealed class PatternMomentsTests
{
    private static readonly double[] Rows =
    [
        1, 2, 3,
        double.NaN, 5, 1,
        4, 6, 2,
        double.NaN, double.NaN, double.NaN,
        2, double.NaN, 7,
        double.NaN, 9, 2,
    ];

    [Fact]
    public void RowsAreGroupedByWhatIsObserved()
    {
        PatternMoments moments = PatternMoments.Of(["a", "b", "c"], Rows, out int[] patternOfRow);
        Assert.Equal(5, moments.Count);
        Assert.Equal(1, moments.EmptyRows);
        Assert.Equal(2, moments.CompleteRows);
        Assert.Equal(3, moments.MissingCells);
        Assert.Equal(["0 1 2", "0 2", "1 2"], moments.Patterns.Select(pattern => string.Join(' ', pattern.Observed.ToArray())));
        Assert.Equal([0, 2, 0, -1, 1, 2], patternOfRow);
        MissingnessPattern last = moments.Patterns[2];
        Assert.Equal(2, last.Count);
        Assert.Equal([7, 1.5], last.Means.ToArray());
        Assert.Equal([8, 2, 2, 0.5], last.Scatter.ToArray());
    }

    [Fact]
    public void PartsMergeToTheWhole()
        => Gen.Select(Gen.Int[0, 40], Gen.Int[0, 40], Gen.Int[1, 5], Gen.Int[0, 1000]).Holds(
            (first, second, order, seed) =>
            {
                double[] rows = MissingRows.Simulate(first + second, order, 0.3, (ulong)seed, 50);
                string[] names = MissingRows.Names(order);
                PatternMoments whole = PatternMoments.Of(names, rows);
                PatternMoments merged = PatternMoments.Of(names, rows.AsSpan(0, first * order)).Merge(PatternMoments.Of(names, rows.AsSpan(first * order)));
                Assert.Equal((whole.Count, whole.EmptyRows, whole.Patterns.Count), (merged.Count, merged.EmptyRows, merged.Patterns.Count));
                for (int i = 0; i < whole.Patterns.Count; i++)
                {
                    Assert.Equal(whole.Patterns[i].Observed.ToArray(), merged.Patterns[i].Observed.ToArray());
                    Close(whole.Patterns[i].Means, merged.Patterns[i].Means, 1e-11);
                    Close(whole.Patterns[i].Scatter, merged.Patterns[i].Scatter, 1e-9);
                }
            },
            100);

    [Fact]
    public void LargeOffsetsLoseNothingOfTheScatter()
    {
        double[] near = [.. MissingRows.Simulate(300, 3, 0.2).Select(value => Math.Round(value * 64) / 64)], far = [.. near.Select(value => value + 1e9)];
        PatternMoments expected = PatternMoments.Of(["a", "b", "c"], near), actual = PatternMoments.Of(["a", "b", "c"], far);
        for (int i = 0; i < expected.Patterns.Count; i++)
            Close(expected.Patterns[i].Scatter, actual.Patterns[i].Scatter, 1e-10);
    }

    [Fact]
    public void AvailableAndPairwiseMomentsAreThoseOfTheRowsThatHaveThem()
    {
        PatternMoments moments = PatternMoments.Of(["a", "b", "c"], Rows);
        Moments b = moments.Available()[1];
        Assert.Equal((4, 5.5), (b.Count, b.Mean));
        Assert.Equal(25, b.SumSquaredDeviations, 1e-12);
        MultivariateMoments pair = moments.Pair(2, 0);
        Assert.Equal(3, pair.Count);
        Assert.Equal(4, pair.Means.Span[0], 1e-12);
        Close(new double[] { 14, -3, -3, 14.0 / 3 }, pair.Scatter, 1e-12);
        Assert.Empty(moments.NeverTogether());
        Assert.Equal([2L, 1, 1, 3], PatternMoments.Of(["a", "b"], [1, double.NaN, 3, 4, double.NaN, 2, double.NaN, 7]).RowsTogether());
        Assert.Equal((0, 1), Assert.Single(PatternMoments.Of(["a", "b"], [1, double.NaN, double.NaN, 2]).NeverTogether()));
        Assert.Equal(0, PatternMoments.Of(["a", "b"], [1, double.NaN, double.NaN, 2]).Pair(0, 1).Count);
    }

    [Fact]
    public void SeventeenAndMoreVariablesKeepTheirPatternsApart()
    {
        const int p = 40;
        double[] rows = new double[p * p];
        for (int i = 0; i < p * p; i++)
            rows[i] = i / p == i % p ? double.NaN : i;
        PatternMoments moments = PatternMoments.Of(MissingRows.Names(p), rows, out int[] patternOfRow);
        Assert.Equal(p, moments.Patterns.Count);
        for (int row = 0; row < p; row++)
            Assert.DoesNotContain(row, moments.Patterns[patternOfRow[row]].Observed.ToArray());
    }

    [Fact]
    public void InfiniteValuesAndOtherVariablesAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PatternMoments.Of(["a"], [1, double.PositiveInfinity]));
        Assert.Throws<ArgumentException>(() => PatternMoments.Of(["a", "b"], [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => PatternMoments.Of(["a"], [1]).Merge(PatternMoments.Of(["b"], [1])));
    }

    private static void Close(ReadOnlyMemory<double> expected, ReadOnlyMemory<double> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Oracle.Close(expected.Span[i], actual.Span[i], tolerance);
    }
}
