using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Data.Tests;

public class MomentsTests
{
    [Fact]
    public void RowsBecomeMomentsByVariant()
    {
        using Folder folder = new();
        MomentsTable table = Ask.Moments(folder.Write("t.csv", "y,g\n1,a\n2,a\n4,b\n8,b\n,b\n3,\n"), "g", "y");
        Assert.Equal(["a", "b"], table.Rows.Select(row => row.Variant));
        Assert.Equal((6, 0, 1, 0), (table.InputRows, table.ExcludedByWhere, table.MissingVariant, table.UnitsInSeveralVariants));
        Assert.Equal((2, 1.5, 0.5), (table.Metric("a").Moments.Count, table.Metric("a").Mean(), table.Metric("a").Variance()));
        Assert.Equal((3, 2, 1), (table.Rows[1].Units, table.Metric("b").Moments.Count, table.Metric("b").Missing));
    }

    [Fact]
    public void TheSampleDataOfTheHandbookHaveTheirKnownCounts()
    {
        string file = Repository.Reference("oracle", "data", "ab_sales.csv");
        MomentsTable table = Ask.Moments(file, "group", "sales");
        Assert.Equal((1200, 240), (table.InputRows, table.MissingVariant));
        Assert.Equal((476L, 484L), (table.Rows[0].Units, table.Rows[1].Units));
        Assert.Equal(["0", "1"], table.Rows.Select(row => row.Variant));
    }

    [Fact]
    public void ValuesThatAreNotFiniteAreCountedAndNotUsed()
    {
        using Folder folder = new();
        MetricMoments fromText = Ask.Moments(folder.Write("t.csv", "y,g\n1,a\ninf,a\n-Infinity,a\nnan,a\nNA,a\n,a\n5,a\n"), "g", "y").Metric("a");
        Assert.Equal((2, 3, 2, 3.0, 8.0), (fromText.Moments.Count, fromText.Missing, fromText.Invalid, fromText.Mean(), fromText.Variance()));
        string parquet = folder.Copy("t.parquet", "select unnest([1, 'inf'::double, '-inf'::double, 'nan'::double, null, null, 5]) as y, 'a' as g");
        MetricMoments fromParquet = Ask.Moments(parquet, "g", "y").Metric("a");
        Assert.Equal((2, 2, 3, 3.0, 8.0), (fromParquet.Moments.Count, fromParquet.Missing, fromParquet.Invalid, fromParquet.Mean(), fromParquet.Variance()));
    }

    [Fact]
    public void AMissingCellWinsOverAnInvalidOneInAPair()
    {
        using Folder folder = new();
        string file = folder.Copy("t.parquet", "select * from (values (1, 2, 'a'), (null, 'inf'::double, 'a'), ('nan'::double, null, 'a'), ('inf'::double, 1, 'a'), (0, 'inf'::double, 'a')) t(x, y, g)");
        MetricMoments pair = Ask.Moments(Ask.Query(file, "g") with { ColumnSets = [new("r", [Expression.Parse("x"), Expression.Parse("y")])] }).Metric("a");
        Assert.Equal((1, 2, 2, 1.0, 2.0), (pair.Moments.Count, pair.Missing, pair.Invalid, pair.Mean(), pair.Mean(1)));
    }

    [Fact]
    public void ResultsOfExpressionsThatAreNoNumbersAreInvalid()
    {
        using Folder folder = new();
        string file = folder.Write("t.csv", "y,z,g\n1,1,a\n0,1,a\n-1,1,a\n,1,a\n2.718281828459045,0,a\n");
        MomentsTable table = Ask.Moments(file, "g", "log(y)", "1/z", "sqrt(y)", "log1p(y)", "exp(1000*z)");
        (long, long, long)[] counts = [.. table.Rows[0].Metrics.Select(metric => (metric.Moments.Count, metric.Missing, metric.Invalid))];
        Assert.Equal([(2, 1, 2), (4, 0, 1), (3, 1, 1), (3, 1, 1), (1, 0, 4)], counts);
        Assert.Equal(0.5, table.Metric("a").Mean(), 1e-15);
    }

    [Fact]
    public void LargeOffsetsLoseNoDigits()
    {
        using Folder folder = new();
        Random random = new(1);
        double[] values = [.. Enumerable.Range(0, 5000).Select(_ => 1e9 + Math.Round(random.NextDouble() * 2 - 1, 6))];
        string file = folder.Write("t.csv", "g,y\n" + string.Join('\n', values.Select(value => $"a,{value:R}")));
        decimal[] deviations = [.. values.Select(value => (decimal)(value - 1e9))];
        decimal mean = deviations.Sum() / values.Length;
        double variance = (double)(deviations.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
        foreach (MomentsQuery query in (MomentsQuery[])[Ask.Query(file, "g", "y"), Ask.Query(file, "g", "y") with { Where = Expression.Parse("y > 0") }])
            Oracle.CloseRelative(variance, Ask.Moments(query).Metric("a").Variance(), 1e-13);
    }

    [Fact]
    public void AShiftFarFromTheMeanIsFoundAndMended()
    {
        using Folder folder = new();
        string file = folder.Write("t.csv", "g,y\n" + string.Concat(Enumerable.Repeat("a,1\na,2\n", 1500))
            + string.Concat(Enumerable.Range(0, 4000).Select(i => $"b,{1_000_000_000 + i % 2}\n")));
        MomentsTable table = Ask.Moments(Ask.Query(file, "g", "y") with { Where = Expression.Parse("y > 10") });
        Assert.Equal(4000.0 / 3999 / 4, table.Metric("b").Variance(), 1e-12);
    }

    [Fact]
    public void BinaryIsToldFromWhatOnlyStartsLikeIt()
    {
        using Folder folder = new();
        string start = "y,z,w,g\n" + string.Concat(Enumerable.Repeat("1,0,1,a\n0,1,0,a\n", 1500));
        MomentsTable table = Ask.Moments(folder.Write("t.csv", start + "1,0.5,2,a\n"), "g", "y", "z", "w", "z = 1", "w*0.5");
        Assert.Equal([true, false, false, true, false], table.Rows[0].Metrics.Select(metric => metric.Binary));
    }

    [Fact]
    public void VariantsThatAreNumbersMergeByValue()
    {
        using Folder folder = new();
        MomentsTable table = Ask.Moments(folder.Write("t.csv", "y,g\n1,0.0\n2,0\n3,-0\n4,1e0\n5,1\n6, 1\n7,NA\n8,0.1\n"), "g", "y");
        Assert.Equal(["0", "0.1", "1"], table.Rows.Select(row => row.Variant));
        Assert.Equal((3, 2.0, 5.0, 1), (table.Rows[0].Units, table.Metric("0").Mean(), table.Metric("1").Mean(), table.MissingVariant));
    }

    [Theory]
    [InlineData("y,g\n1,true\n2,False\n", "0", "1")]
    [InlineData("y,g\n1,007\n2,x\n", "007", "x")]
    [InlineData("y,g\n1,None\n2,B\n", "B", "None")]
    public void VariantsPrintAsContracted(string text, string first, string second)
    {
        using Folder folder = new();
        Assert.Equal([first, second], Ask.Moments(folder.Write("t.csv", text), "g", "y").Rows.Select(row => row.Variant));
    }

    [Theory]
    [InlineData("select unnest([0.0, 1.0]) as g, 1 as y", "0", "1")]
    [InlineData("select unnest([true, false]) as g, 1 as y", "0", "1")]
    [InlineData("select unnest([1.50::decimal(5,2), 2::decimal(5,2)]) as g, 1 as y", "1.5", "2")]
    [InlineData("select unnest(['b', 'a', null, '']) as g, 1 as y", "a", "b")]
    [InlineData("select unnest([date '2026-01-02', date '2026-01-01']) as g, 1 as y", "2026-01-01", "2026-01-02")]
    public void VariantsOfTypedColumnsPrintAsContracted(string select, string first, string second)
    {
        using Folder folder = new();
        Assert.Equal([first, second], Ask.Moments(folder.Copy("t.parquet", select), "g", "y").Rows.Select(row => row.Variant));
    }

    [Fact]
    public void AVariantMayBeComputed()
    {
        using Folder folder = new();
        MomentsTable table = Ask.Moments(folder.Write("t.csv", "y,c\n1,1\n2,2\n3,3\n4,\n"), "c > 1", "y");
        Assert.Equal([("0", 1L), ("1", 2L)], table.Rows.Select(row => (row.Variant, row.Units)));
        Assert.Equal(1, table.MissingVariant);
    }

    [Fact]
    public void RowsThatFailTheConditionAreDroppedAndCounted()
    {
        using Folder folder = new();
        string file = folder.Write("t.csv", "y,g,country\n1,a,DE\n2,a,FR\n3,b,DE\n4,b,\n5,,DE\n6,b,it's\n");
        MomentsTable german = Ask.Moments(Ask.Query(file, "g", "y") with { Where = Expression.Parse("country = 'DE'") });
        Assert.Equal((6, 3, 1), (german.InputRows, german.ExcludedByWhere, german.MissingVariant));
        Assert.Equal([("a", 1L), ("b", 1L)], german.Rows.Select(row => (row.Variant, row.Units)));
        MomentsTable other = Ask.Moments(Ask.Query(file, "g", "y") with { Where = Expression.Parse("not (country = 'DE') and country <> 'FR'") });
        Assert.Equal(5, other.ExcludedByWhere);
        Assert.Equal(6, other.Metric("b").Mean());
        Assert.Empty(Ask.Moments(Ask.Query(file, "g", "y") with { Where = Expression.Parse("y > 10") }).Rows);
    }

    [Fact]
    public void TimesCompareWithQuotedText()
    {
        using Folder folder = new();
        foreach (string file in (string[])[
            folder.Write("t.csv", "y,g,at\n1,a,2026-01-01 10:00:00\n2,a,2026-02-01 10:00:00\n"),
            folder.Copy("t.parquet", "select unnest([1, 2]) as y, 'a' as g, unnest([timestamp '2026-01-01 10:00:00', timestamp '2026-02-01 10:00:00']) as at")])
        {
            Assert.Equal(2, Ask.Moments(Ask.Query(file, "g", "y") with { Where = Expression.Parse("at >= '2026-01-15'") }).Metric("a").Mean());
        }
    }

    [Fact]
    public void AMedianSplitCutsTheKeptRows()
    {
        using Folder folder = new();
        string file = folder.Write("t.csv", "y,c\n1,1\n2,2\n3,3\n4,4\n5,5\n6,\n7,100\n8,inf\n");
        MomentsQuery query = Ask.Query(file, "c", "y") with { Variant = null, Split = new("c"), Where = Expression.Parse("y != 7") };
        MomentsTable table = Ask.Moments(query);
        Assert.Equal([("0", 3L), ("1", 2L)], table.Rows.Select(row => (row.Variant, row.Units)));
        Assert.Equal((1, 2, 3.0), (table.ExcludedByWhere, table.MissingVariant, table.SplitAt));
        Assert.Null(Ask.Moments(query with { Where = Expression.Parse("y > 10") }).SplitAt);
    }
}
