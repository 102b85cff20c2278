using System.Globalization;
using Credence.Numerics;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Data.Tests;

/// <summary>Spreads that a hurried summation would lose: each is known to nine digits, or said to be unknown.</summary>
public sealed class PrecisionTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public async Task AnAbsurdRowWithoutAVariantTakesNoDigits(long small)
    {
        double[] values = Normal(20_000, 10, 3);
        string rows = ",2e7\n" + string.Concat(values.Select((value, i) => Row(i % 2, value)));
        AssertMoments(await Moments(rows, small), values);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public async Task SmallValuesAfterManyZerosKeepTheirSpread(long small)
    {
        double[] values = [.. new double[3000], .. Normal(20_000, 3e-5, 1e-5)];
        AssertMoments(await Moments(string.Concat(values.Select((value, i) => Row(i % 2, value))), small), values);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public async Task SortedValuesFarFromZeroKeepTheirSpread(long small)
    {
        double[] values = [.. Enumerable.Range(0, 30_000).Select(i => 1e9 + i / 10_000 - 1)];
        AssertMoments(await Moments(string.Concat(values.Select((value, i) => Row(i % 2, value))), small), values);
    }

    [Theory]
    [InlineData(0, 5.26, 0)]
    [InlineData(0, 5.26, long.MaxValue)]
    [InlineData(0.1, -1e9 / 3, 0)]
    [InlineData(0.1, -1e9 / 3, long.MaxValue)]
    public async Task AConstantArmHasNoSpreadAtAll(double first, double second, long small)
    {
        MomentsTable table = await Moments(string.Concat(Enumerable.Range(0, 3000).Select(i => Row(i % 2, i % 2 == 0 ? first : second))), small);
        double rounding = 1e-15 * Math.Max(Math.Abs(first), Math.Abs(second));
        Assert.Equal(first, table.Metric("0").Mean(), rounding);
        Assert.Equal(second, table.Metric("1").Mean(), rounding);
        Assert.Equal((0.0, 0.0), (table.Metric("0").Variance(), table.Metric("1").Variance()));
    }

    [Fact]
    public async Task ASpreadWithoutDigitsIsUnknownNotZero()
    {
        double[] values = Normal(3000, 10, 3);
        string rows = string.Concat(values.Select((value, i) => Row(i % 3, i % 3 == 2 ? 1e9 + value : value)));
        MomentsTable table = await Moments(rows, long.MaxValue);
        double[] variances = [.. Enumerable.Range(0, 3).Select(arm => table.Metric(arm.ToString(CultureInfo.InvariantCulture)).Variance())];
        Assert.Contains(double.NaN, variances);
        Assert.All(variances, variance => Assert.True(double.IsNaN(variance) || variance is > 8 and < 10));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task ARateNearOneIsStillBinary(int failures)
    {
        MomentsTable table = await Moments(string.Concat(Enumerable.Range(0, 60_000).Select(i => Row(i % 2, i < failures ? 0 : 1))), long.MaxValue);
        Assert.True(table.Metric("0").Binary && table.Metric("1").Binary);
        Oracle.CloseRelative(1 - (failures + 1) / 2 / 30_000.0, table.Metric("0").Mean(), 1e-15, "rate");
    }

    private async Task<MomentsTable> Moments(string rows, long small)
    {
        await using DuckDbMomentsEngine engine = new(new() { Threads = 2, SmallSource = small });
        return await engine.QueryAsync(Ask.Query(folder.Write("t.csv", "g,y\n" + rows), "g", "y"), null, TestContext.Current.CancellationToken);
    }

    private static void AssertMoments(MomentsTable table, double[] values)
    {
        foreach (int arm in (int[])[0, 1])
        {
            double[] own = [.. values.Where((_, i) => i % 2 == arm)];
            Moments expected = Credence.Statistics.Moments.FromValues(own);
            MetricMoments metric = table.Metric(arm.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(own.Length, metric.Moments.Count);
            Oracle.CloseRelative(expected.Variance, metric.Variance(), 1e-9, "variance");
            Assert.True(Math.Abs(expected.Mean - metric.Mean()) <= 1e-9 * expected.StandardDeviation + 1e-15 * Math.Abs(expected.Mean));
        }
    }

    private static double[] Normal(int count, double mean, double deviation)
    {
        double[] values = new double[count];
        new RandomStream(7, "precision").FillNormal(values);
        return [.. values.Select(value => mean + deviation * value)];
    }

    private static string Row(int arm, double value) => string.Create(CultureInfo.InvariantCulture, $"{arm},{value:R}\n");
}
