using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Statistics.Tests;

public sealed class CrossMomentsTests
{
    private static readonly string[] Names = ["x", "y", "z"];

    private static readonly Gen<double[]> Rows = Gen.Select(
        Gen.Double[-1, 1].Array[3].Array[1, 60], Gen.OneOf(0.0, 1.0, 1e6),
        (rows, offset) => rows.SelectMany(row => new[] { row[0] + offset, row[0] * 2 + row[1] - offset, row[2] }).ToArray());

    [Fact]
    public void FromRowsHoldsCovariances()
    {
        CrossMoments moments = CrossMoments.FromRows(["a", "b"], [1, 2, 2, 4, 3, 9]);
        Assert.Equal(3, moments.Count);
        Assert.Equal([2, 5], moments.Means);
        Oracle.Close(2, moments.CoProduct("a", "a"), 1e-15);
        Oracle.Close(7, moments.CoProduct("b", "a"), 1e-15);
        Oracle.Close(3.5, moments.Covariance("a", "b"), 1e-15);
        Oracle.Close(13, moments.Of("b").Variance, 1e-15);
        Assert.Equal(moments.Of("b"), moments.Of(1));
    }

    [Fact]
    public void DiagonalEqualsMomentsOfTheColumn()
        => Rows.Holds(rows =>
        {
            CrossMoments moments = CrossMoments.FromRows(Names, rows);
            for (int column = 0; column < 3; column++)
            {
                Moments alone = Moments.FromValues(rows.Where((_, i) => i % 3 == column).ToArray());
                Oracle.Close(alone.Mean, moments.Of(column).Mean, 1e-14);
                Oracle.CloseRelative(alone.SumSquaredDeviations, moments.Of(column).SumSquaredDeviations, 1e-12);
            }
        }, 500);

    [Fact]
    public void MergeEqualsConcatenationForAnySplitAndOrder()
        => Gen.Select(Rows, Gen.Int[1, 6], Gen.Int[0, 1000]).Holds(example =>
        {
            (double[] rows, int parts, int seed) = example;
            Random random = new(seed);
            List<double>[] split = [.. Enumerable.Range(0, parts).Select(_ => new List<double>())];
            for (int start = 0; start < rows.Length; start += 3)
                split[random.Next(parts)].AddRange(rows.AsSpan(start, 3));
            CrossMoments[] pieces = [.. split.Select(p => CrossMoments.FromRows(Names, p.ToArray())).OrderBy(_ => random.Next())];
            CrossMoments expected = CrossMoments.FromRows(Names, rows);
            CrossMomentsAccumulator accumulator = new(Names);
            foreach (CrossMoments piece in pieces)
                accumulator.Add(piece);
            AssertSame(expected, pieces.Aggregate((a, b) => a.Merge(b)), 1e-12 * Math.Max(1, Math.Abs(rows[0])));
            AssertSame(expected, accumulator.ToCrossMoments(), 1e-12 * Math.Max(1, Math.Abs(rows[0])));
        }, 300);

    [Fact]
    public void ShiftedSumsGiveTheSameMomentsForAnyNearbyShift()
        => Gen.Select(Rows, Gen.Double[-0.5, 0.5]).Holds(example =>
        {
            (double[] rows, double away) = example;
            CrossMoments expected = CrossMoments.FromRows(Names, rows);
            int count = rows.Length / 3;
            double[] shifts = [rows[0] + away, rows[1] - away, rows[2] + away], sums = new double[3], products = new double[6];
            for (int start = 0; start < rows.Length; start += 3)
            {
                for (int i = 0, entry = 0; i < 3; i++)
                {
                    sums[i] += rows[start + i] - shifts[i];
                    for (int j = 0; j <= i; j++, entry++)
                        products[entry] += (rows[start + i] - shifts[i]) * (rows[start + j] - shifts[j]);
                }
            }
            CrossMoments actual = CrossMoments.FromShiftedSums(Names, count, shifts, sums, products);
            AssertSame(expected, actual, 1e-12 * Math.Max(1, Math.Abs(rows[0])));
        }, 500);

    [Fact]
    public void ConstantColumnFarFromTheShiftHasNoVariance()
    {
        double deviation = 0.1, sum = 0, square = 0;
        for (int i = 0; i < 10_000; i++)
            (sum, square) = (sum + deviation, square + deviation * deviation);
        CrossMoments moments = CrossMoments.FromShiftedSums(["x"], 10_000, [5], [sum], [square]);
        Assert.Equal(0, moments.Of("x").Variance);
        Oracle.CloseRelative(5.1, moments.Of("x").Mean, 1e-13);
    }

    [Fact]
    public void MergeIsCommutativeToTheLastBit()
        => Gen.Select(Rows, Rows).Holds(example =>
        {
            (double[] a, double[] b) = example;
            CrossMoments one = CrossMoments.FromRows(Names, a), other = CrossMoments.FromRows(Names, b);
            AssertSame(one.Merge(other), other.Merge(one), 0);
        }, 500);

    [Fact]
    public void SelectReordersColumns()
    {
        CrossMoments moments = CrossMoments.FromRows(Names, [1, 2, 3, 4, 6, 1, 2, 2, 2, 7, 1, 0]);
        CrossMoments selected = moments.Select("z", "x");
        Assert.Equal(["z", "x"], selected.Columns);
        Assert.Equal(moments.Of("z"), selected.Of("z"));
        Assert.Equal(moments.Of("x"), selected.Of("x"));
        Assert.Equal(moments.CoProduct("x", "z"), selected.CoProduct("z", "x"));
    }

    [Fact]
    public void EmptyIsNeutral()
    {
        CrossMoments moments = CrossMoments.FromRows(Names, [1, 2, 3, 4, 5, 7]), empty = CrossMoments.Empty(Names);
        AssertSame(moments, moments.Merge(empty), 0);
        AssertSame(moments, empty.Merge(moments), 0);
        AssertSame(empty, CrossMoments.FromRows(Names, []), 0);
        AssertSame(empty, CrossMoments.FromShiftedSums(["x", "y", "z"], 0, [1, 2, 3], [0, 0, 0], [0, 0, 0, 0, 0, 0]), 0);
        AssertSame(empty, new CrossMomentsAccumulator(Names).ToCrossMoments(), 0);
        Assert.True(double.IsNaN(empty.Covariance("x", "y")));
    }

    [Fact]
    public void ContradictoryColumnsAreRefused()
    {
        CrossMoments moments = CrossMoments.FromRows(["a", "b"], [1, 2]);
        Assert.Throws<ArgumentException>(() => moments.Merge(CrossMoments.Empty("b", "a")));
        Assert.Throws<ArgumentException>(() => new CrossMomentsAccumulator("a").Add(moments));
        Assert.Throws<ArgumentException>(() => CrossMoments.Empty("a", "a"));
        Assert.Throws<ArgumentException>(() => CrossMoments.Empty());
        Assert.Throws<ArgumentException>(() => moments.Of("c"));
        Assert.Throws<ArgumentOutOfRangeException>(() => moments.Of(2));
        Assert.Throws<ArgumentException>(() => CrossMoments.FromRows(["a", "b"], [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => CrossMoments.FromShiftedSums(["a"], 1, [0, 0], [1], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => CrossMoments.FromShiftedSums(["a"], -1, [0], [1], [1]));
    }

    [Fact]
    public void AccumulatingAllocatesNothing()
    {
        CrossMoments part = CrossMoments.FromRows(Names, [1, 2, 3, 4, 5, 7, 3, 3, 1]);
        CrossMomentsAccumulator accumulator = new(Names);
        accumulator.Add(part);
        accumulator.Add(part);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            accumulator.Add(part);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(3006, accumulator.Count);
    }

    private static void AssertSame(CrossMoments expected, CrossMoments actual, double tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.Equal(expected.Columns, actual.Columns);
        for (int i = 0; i < expected.Columns.Count; i++)
        {
            Oracle.Close(expected.Means[i], actual.Means[i], tolerance);
            for (int j = 0; j <= i; j++)
            {
                (string a, string b) = (expected.Columns[i], expected.Columns[j]);
                double scale = Math.Sqrt(expected.CoProduct(a, a) * expected.CoProduct(b, b));
                double error = Math.Abs(expected.CoProduct(a, b) - actual.CoProduct(a, b));
                Assert.True(error <= tolerance * (scale + 1e-9), $"{a} {b}: {expected.CoProduct(a, b):R} {actual.CoProduct(a, b):R}");
            }
        }
    }
}
