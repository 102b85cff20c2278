using Xunit;

namespace Credence.Statistics.Tests;

public sealed class MomentsTableTests
{
    [Fact]
    public void MergeAddsRowsOfTheSameVariantAndSegment()
    {
        Segment germany = new("country", "DE");
        MomentsTable day1 = new([Row(null, "0", 3, [1, 2]), Row(germany, "0", 2, [1])], 10, 1, 2, 3);
        MomentsTable day2 = new([Row(new Segment("country", "DE"), "0", 5, [3, 5]), Row(null, "1", 4, [7])], 20, 4, 5, 6);
        MomentsTable both = day1.Merge(day2);
        Assert.Equal(["0", "0", "1"], both.Rows.Select(row => row.Variant));
        Assert.Equal([null, germany, null], both.Rows.Select(row => row.Segment));
        Assert.Equal([3, 7, 4], both.Rows.Select(row => row.Units));
        Assert.Equal(Moments.FromValues([1, 3, 5]), both.Rows[1].Metrics[0].Moments.Of(0));
        Assert.Equal(2, both.Rows[1].Metrics[0].Missing);
        Assert.Equal((30, 5, 7, 9), (both.InputRows, both.ExcludedByWhere, both.MissingVariant, both.UnitsInSeveralVariants));
    }

    [Theory]
    [InlineData(new double[] { 0, 1 }, new double[] { 1 }, true)]
    [InlineData(new double[] { 0, 1 }, new double[] { 2 }, false)]
    [InlineData(new double[] { 0, 1 }, new double[] { }, true)]
    [InlineData(new double[] { }, new double[] { 2 }, false)]
    public void MergedMetricIsBinaryWhereAllItsValuesAre(double[] a, double[] b, bool binary)
        => Assert.Equal(binary, Metric(a).Merge(Metric(b)).Binary);

    [Fact]
    public void DifferentMetricsAreRefused()
    {
        MetricMoments sales = Metric([1]), clicks = sales with { Name = "clicks" };
        Assert.Throws<ArgumentException>(() => sales.Merge(clicks));
        MomentsRow row = Row(null, "0", 1, [1]);
        Assert.Throws<ArgumentException>(() => row.Merge(row with { Metrics = [] }));
    }

    private static MomentsRow Row(Segment? segment, string variant, long units, double[] values)
        => new(segment, variant, units, [Metric(values)]);

    private static MetricMoments Metric(double[] values)
        => new("sales", CrossMoments.FromRows(["x"], values), 1, 0, values.Length > 0 && values.All(v => v is 0 or 1));
}
