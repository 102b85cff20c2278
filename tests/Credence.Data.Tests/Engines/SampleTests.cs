using System.Globalization;
using System.Text;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Data.Tests;

public class SampleTests
{
    private const string Visits = "user,y,n,g,c,k\n"
        + "u1,1,1,a,DE,x\nu1,2,1,a,DE,x\n"
        + "u2,5,1,a,FR,y\nu2,,1,a,FR,y\n"
        + "u3,,1,b,DE,z\n"
        + "u4,7,1,b,,z\nu4,1,1,b,,z\n"
        + "u5,9,1,a,DE,x\nu5,9,1,b,DE,x\n"
        + "u6,4,1,,DE,x\n"
        + "u7,inf,1,b,IT,w\nu0,3,2,b,FR,w\n";

    [Fact]
    public void ValuesComeByVariantInTheOrderOfTheRows()
    {
        using Folder folder = new();
        SampleTable table = Ask.Samples(Ask.Query(folder.Write("t.csv", "y,g\n3,b\n1,a\n,a\n2,a\ninf,a\n5,b\n7,\n9,c\n"), "g", "y") with { Where = Expression.Parse("y != 9") });
        Assert.Equal((8, 2, 1, 0), (table.InputRows, table.ExcludedByWhere, table.MissingVariant, table.UnitsInSeveralVariants));
        Assert.Equal(["a", "b"], table.Rows.Select(row => row.Variant));
        Assert.Equal([1.0, 2.0], table.Rows[0].Metrics[0].Values);
        Assert.Equal((3, 0, 1), (table.Rows[0].Units, table.Rows[0].Metrics[0].Missing, table.Rows[0].Metrics[0].Invalid));
        Assert.Equal([3.0, 5.0], table.Rows[1].Metrics[0].Values);
    }

    [Fact]
    public void UnitsComeInTheOrderOfTheirNamesWithClustersAndKeys()
    {
        using Folder folder = new();
        MomentsQuery query = new()
        {
            Source = TableSource.Parse(folder.Write("t.csv", Visits)),
            Variant = Expression.Parse("g"),
            ColumnSets = [new("y", [Expression.Parse("y")]), new("r", [Expression.Parse("y"), Expression.Parse("n")])],
            Unit = "user",
            Segments = ["c"],
        };
        SampleTable table = Ask.Samples(new SampleQuery { Rows = query, Cluster = "k", Keys = true });
        Assert.Equal((12, 0, 1, 1, 4), (table.InputRows, table.ExcludedByWhere, table.MissingVariant, table.UnitsInSeveralVariants, table.Clusters));
        MetricSample a = table.Rows[0].Metrics[1], b = table.Rows[1].Metrics[1];
        Assert.Equal([[3.0, 5.0], [2.0, 1.0]], a.Columns);
        Assert.Equal([[3.0, 8.0], [2.0, 2.0]], b.Columns);
        Assert.Equal((1, 1, 1), (a.Gaps, b.Missing, b.Invalid));
        Assert.Equal([0, 3], b.Clusters!);
        Assert.Equal([(null, "b"), ("DE", "a"), ("DE", "b"), ("FR", "a"), ("FR", "b"), ("IT", "b")],
            table.Rows.Where(row => row.Segment is not null).Select(row => (row.Segment!.Value, row.Variant)));
        Assert.Equal([8.0], table.Rows.Single(row => row.Segment is { Value: null }).Metrics[0].Values);
        ulong[] again = Ask.Samples(new SampleQuery { Rows = query with { Where = Expression.Parse("g == 'b'") }, Keys = true }).Rows[0].Metrics[0].Keys!;
        Assert.Equal(b.Keys!, again[..2]);
        Assert.Equal(4, a.Keys!.Concat(b.Keys!).Distinct().Count());
    }

    [Theory]
    [InlineData("t.csv", false)]
    [InlineData("t.csv", true)]
    [InlineData("t.parquet", false)]
    [InlineData("t.parquet", true)]
    public async Task ValuesAreTheSameOnAnyNumberOfThreadsAndHaveTheMomentsOfTheTable(string file, bool units)
    {
        using Folder folder = new();
        Random random = new(3);
        StringBuilder text = new("y,z,g,c,u\n");
        for (int i = 0; i < 150_000; i++)
            text.Append(CultureInfo.InvariantCulture, $"{(i % 91 == 0 ? "" : random.NextDouble())},{1 + random.Next(9)},{i % 2},{"abc"[i % 3]},u{i * 7919L % 50_000}\n");
        string csv = folder.Write("t.csv", text.ToString());
        string source = file == "t.csv" ? csv : folder.Copy("t.parquet", $"from '{csv}'", " (format parquet, row_group_size 20000)");
        MomentsQuery query = new()
        {
            Source = TableSource.Parse(source),
            Variant = Expression.Parse(units ? "z * 0" : "g"),
            ColumnSets = [new("y", [Expression.Parse("log(y)")]), new("r", [Expression.Parse("y"), Expression.Parse("z")])],
            Unit = units ? "u" : null,
            Segments = ["c"],
            Where = Expression.Parse("y > 0.01"),
        };
        SampleTable one = await Read(query, 1), two = await Read(query, 2);
        MomentsTable moments = Ask.Moments(query);
        Assert.Equal((one.InputRows, one.ExcludedByWhere, one.MissingVariant, one.UnitsInSeveralVariants),
            (moments.InputRows, moments.ExcludedByWhere, moments.MissingVariant, moments.UnitsInSeveralVariants));
        Assert.Equal(one.Rows.Select(row => (row.Segment, row.Variant, row.Units)), moments.Rows.Select(row => (row.Segment, row.Variant, row.Units)));
        for (int row = 0; row < one.Rows.Count; row++)
        {
            for (int metric = 0; metric < 2; metric++)
                Same(one.Rows[row].Metrics[metric], two.Rows[row].Metrics[metric], moments.Rows[row].Metrics[metric]);
        }
    }

    [Fact]
    public void MoreValuesThanAskedForAreRefused()
    {
        using Folder folder = new();
        SampleQuery query = new() { Rows = Ask.Query(folder.Write("t.csv", "y,g\n1,a\n2,a\n3,b\n"), "g", "y"), MaximumValues = 2 };
        Assert.Contains("more than 2 values", Assert.Throws<InputException>(() => Ask.Samples(query)).Message, StringComparison.Ordinal);
        Assert.Equal(2, Ask.Samples(query with { MaximumValues = 3 }).Rows[0].Metrics[0].Count);
    }

    [Fact]
    public void UnitsWithoutOneClusterAreRefused()
    {
        using Folder folder = new();
        SampleQuery rows = new() { Rows = Ask.Query(folder.Write("t.csv", "u,y,g,k\nu1,1,a,x\nu1,1,a,y\nu2,1,b,\nu3,1,b,y\n,1,b,y\n"), "g", "y"), Cluster = "k" };
        Assert.Contains("1 rows have no cluster", Assert.Throws<InputException>(() => Ask.Samples(rows)).Message, StringComparison.Ordinal);
        SampleQuery units = rows with { Rows = rows.Rows with { Unit = "u" } };
        Assert.Contains("1 rows have no unit", Assert.Throws<InputException>(() => Ask.Samples(units)).Message, StringComparison.Ordinal);
        units = units with { Rows = units.Rows with { Where = Expression.Parse("u != ''") } };
        Assert.Contains("2 units have no cluster, or several", Assert.Throws<InputException>(() => Ask.Samples(units)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Ask.Samples(rows with { Keys = true }));
    }

    [Fact]
    public void AMedianSplitMakesTheVariants()
    {
        using Folder folder = new();
        MomentsQuery query = Ask.Query(folder.Write("t.csv", "x,y\n1,10\n2,20\n3,30\n4,40\nNA,50\n"), "x", "y") with { Variant = null, Split = new("x") };
        SampleTable table = Ask.Samples(query);
        Assert.Equal((2.5, 1), (table.SplitAt, table.MissingVariant));
        Assert.Equal([10.0, 20.0], table.Rows[0].Metrics[0].Values);
    }

    private static async Task<SampleTable> Read(MomentsQuery query, int threads)
    {
        await using DuckDbMomentsEngine engine = new(new() { Threads = threads, SmallSource = 0 });
        return await engine.SamplesAsync(new() { Rows = query }, null, TestContext.Current.CancellationToken);
    }

    private static void Same(MetricSample one, MetricSample two, MetricMoments moments)
    {
        Assert.Equal((moments.Moments.Count, moments.Missing, moments.Invalid, moments.Gaps), (one.Count, one.Missing, one.Invalid, one.Gaps));
        for (int i = 0; i < one.Columns.Count; i++)
        {
            Assert.True(one.Columns[i].AsSpan().SequenceEqual(two.Columns[i]));
            Moments direct = Moments.FromValues(one.Columns[i]);
            Oracle.CloseRelative(direct.Mean, moments.Mean(i), 1e-12);
            Oracle.CloseRelative(direct.SumSquaredDeviations, moments.Moments.CoProducts[i * (i + 3) / 2], 1e-9);
        }
    }
}
