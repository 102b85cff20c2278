using Credence.Testing;
using CsCheck;
using Xunit;

namespace Credence.Statistics.Tests;

public sealed class MomentsTests
{
    private static readonly Gen<double[]> Values = Gen.Select(
        Gen.Double[-1, 1].Array[1, 200], Gen.OneOf(0.0, 1.0, -3e5, 1e9, 1e15), Gen.OneOf(1.0, 1e-3, 1e4, 1e100),
        (noise, offset, scale) => Array.ConvertAll(noise, x => (offset + x) * scale));

    [Fact]
    public void FromValuesIsExactOnSmallIntegers()
    {
        Moments moments = Moments.FromValues([2, 4, 4, 4, 5, 5, 7, 9, 5]);
        Assert.Equal(9, moments.Count);
        Assert.Equal(5, moments.Mean);
        Assert.Equal(32, moments.SumSquaredDeviations);
        Assert.Equal(4, moments.Variance);
        Assert.Equal(2, moments.StandardDeviation);
    }

    [Fact]
    public void FromValuesEqualsDecimalArithmetic()
        => Gen.Int[-1_000_000, 1_000_000].Array[2, 300].Holds(numbers =>
        {
            double[] values = Array.ConvertAll(numbers, n => n / 1024.0);
            decimal mean = values.Sum(v => (decimal)v) / values.Length;
            decimal squares = values.Sum(v => ((decimal)v - mean) * ((decimal)v - mean));
            Moments moments = Moments.FromValues(values);
            Assert.Equal((double)mean, moments.Mean, 1e-15 * 1000);
            Oracle.CloseRelative((double)squares, moments.SumSquaredDeviations, 1e-13);
        }, 500);

    [Fact]
    public void LargeOffsetKeepsTheVariance()
    {
        double[] values = new double[1001];
        for (int i = 0; i < values.Length; i++)
            values[i] = 1e9 + (i % 3 - 1);
        Moments moments = Moments.FromValues(values);
        // 334 values of −1, 334 of 0, 333 of 1 about the offset.
        double mean = -1.0 / 1001;
        Oracle.CloseRelative(1e9 + mean, moments.Mean, 1e-15);
        Oracle.CloseRelative((667 - 1.0 / 1001) / 1000, moments.Variance, 1e-13);
    }

    [Fact]
    public void SquaresThatOverflowAreNotAConstantColumn()
    {
        double[] values = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? 1e300 : -1e300)];
        Assert.Equal(double.PositiveInfinity, Moments.FromValues(values).Variance);
        Assert.Equal(double.PositiveInfinity, CrossMoments.FromRows(["y"], values).Of(0).Variance);
    }

    [Fact]
    public void MergeEqualsConcatenationForAnySplitAndOrder()
        => Gen.Select(Values, Gen.Int[1, 8], Gen.Int[0, 1000]).Holds(example =>
        {
            (double[] values, int parts, int seed) = example;
            Random random = new(seed);
            List<double>[] split = [.. Enumerable.Range(0, parts).Select(_ => new List<double>())];
            foreach (double value in values)
                split[random.Next(parts)].Add(value);
            Moments merged = split.Select(part => Moments.FromValues(part.ToArray())).OrderBy(_ => random.Next())
                .Aggregate(Moments.Empty, (a, b) => a.Merge(b));
            AssertSame(Moments.FromValues(values), merged, values);
        }, 500);

    [Fact]
    public void MergeIsCommutativeToTheLastBit()
        => Gen.Select(Values, Values).Holds(example =>
        {
            (double[] a, double[] b) = example;
            Moments one = Moments.FromValues(a), other = Moments.FromValues(b);
            Assert.Equal(one.Merge(other), other.Merge(one));
        });

    [Fact]
    public void ShiftAndScaleActAsOnValues()
        => Gen.Select(Gen.Double[-10, 10].Array[1, 50], Gen.Double[-100, 100], Gen.Double[-5, 5]).Holds(example =>
        {
            (double[] values, double shift, double factor) = example;
            Moments expected = Moments.FromValues(Array.ConvertAll(values, x => (x + shift) * factor));
            Moments actual = Moments.FromValues(values).Shift(shift).Scale(factor);
            Oracle.Close(expected.Mean, actual.Mean, 1e-12);
            Assert.Equal(expected.SumSquaredDeviations, actual.SumSquaredDeviations, 1e-9);
        });

    [Fact]
    public void EmptyIsNeutralAndHasNoMean()
    {
        Moments moments = Moments.FromValues([1, 2, 4]);
        Assert.Equal(moments, moments.Merge(Moments.Empty));
        Assert.Equal(moments, Moments.Empty.Merge(moments));
        Assert.Equal(Moments.Empty, Moments.FromValues([]));
        Assert.True(double.IsNaN(Moments.Empty.Mean));
        Assert.True(double.IsNaN(Moments.Empty.Variance));
        Assert.Equal(Moments.Empty, Moments.Empty.Shift(3).Scale(2));
    }

    [Fact]
    public void OneValueHasNoVariance()
    {
        Moments moments = Moments.FromValues([3.7]);
        Assert.Equal(3.7, moments.Mean);
        Assert.Equal(0, moments.SumSquaredDeviations);
        Assert.True(double.IsNaN(moments.Variance));
    }

    [Theory]
    [InlineData(0.1, 7)]
    [InlineData(1e9 + 0.1, 100_003)]
    [InlineData(-1e-300, 12)]
    public void ConstantColumnHasVarianceZeroAndItsOwnMean(double value, int count)
    {
        Moments moments = Moments.FromValues(Enumerable.Repeat(value, count).ToArray());
        Assert.Equal(0, moments.SumSquaredDeviations);
        Assert.Equal(value, moments.Mean);
    }

    [Fact]
    public void HugeValuesDoNotOverflowTheMean()
        => Oracle.CloseRelative(1e308, Moments.FromValues([1e308, 1e308, 1e308, 1e308, 1e308]).Mean, 1e-15);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void ValueThatIsNotFiniteGivesNaN(double bad)
    {
        Moments moments = Moments.FromValues([1, 2, bad, 4, 5, 6]);
        Assert.True(double.IsNaN(moments.Mean));
        Assert.True(double.IsNaN(moments.Variance));
    }

    [Fact]
    public void MergeAndFromValuesAllocateNothing()
    {
        double[] values = [.. Enumerable.Range(0, 1000).Select(i => (double)i)];
        Moments part = Moments.FromValues(values), total = Moments.Empty;
        total = total.Merge(part);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            total = total.Merge(part).Merge(Moments.FromValues(values));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(2_001_000, total.Count);
    }

    private static void AssertSame(Moments expected, Moments actual, double[] values)
    {
        Assert.Equal(expected.Count, actual.Count);
        double scale = values.Max(Math.Abs);
        Assert.Equal(expected.Mean, actual.Mean, 1e-15 * scale * 8);
        // A part's mean is right to a rounding unit of the values, which bounds what any merge can know of the squares.
        double floor = values.Length * Math.Pow(scale * 1.2e-16, 2) * 16;
        double error = Math.Abs(expected.SumSquaredDeviations - actual.SumSquaredDeviations);
        double meanRounding = 4 * scale * 1.2e-16 * Math.Sqrt(values.Length * expected.SumSquaredDeviations);
        Assert.True(error <= 1e-12 * expected.SumSquaredDeviations + floor + meanRounding, $"{expected} {actual}");
    }
}
