using System.Globalization;
using System.Text;
using Credence.Statistics;
using Xunit;

namespace Credence.Data.Tests;

public sealed class ClusterTests
{
    [Fact]
    public void RowsAreSummedByClusterVariantAndSegment()
    {
        using Folder folder = new();
        string file = folder.Write("t.csv", "y,x,g,v,c\n1,2,a,north,1\n3,1,a,north,1.0\n4,4,a,south,2\n,4,a,south,2\n6,5,b,south,2\ninf,5,b,east,1\n7,1,,east,1\n2,2,b,west,2\n9,9,b,drop,1\n");
        MomentsQuery query = Ask.Query(file, "g", "y") with
        {
            ColumnSets = [new("y", [Expression.Parse("y")]), new("r", [Expression.Parse("y"), Expression.Parse("x")])],
            Where = Expression.Parse("v != 'drop'"),
            Segments = ["c"],
        };
        ClusterTable table = Ask.Clusters(query, "v");
        Assert.Equal((4, 1), (table.Clusters, table.InSeveralVariants));
        Assert.Equal([(null, "a", 2), (null, "b", 3), ("1", "a", 1), ("1", "b", 1), ("2", "a", 1), ("2", "b", 2)],
            table.Rows.Select(row => (row.Segment?.Value, row.Variant, row.Clusters)));
        ClusterMoments a = table.Rows[0].Metrics[1], b = table.Rows[1].Metrics[1];
        Assert.Equal(["r[0]", "r[1]"], a.Columns);
        // In the order of their names: east (0) has no usable value, north 1, south 2, west 3.
        Assert.Equal([1, 2], a.Keys);
        Assert.Equal([2, 3], b.Keys);
        Assert.Equal([2L, 1], a.Counts);
        AssertMoments(CrossMoments.FromRows(["r[0]", "r[1]"], [1, 2, 3, 1, 4, 4]), a.Pooled());
        AssertMoments(CrossMoments.FromRows(["r[0]", "r[1]"], [6, 5, 2, 2]), b.Pooled());
        Assert.Equal(4 - 2 * a.Centres[0], a.Sums(0)[0], 1e-14);
    }

    [Fact]
    public void UnitsAreSummedBeforeClustersAre()
    {
        using Folder folder = new();
        string file = folder.Write("t.csv", "y,u,g,v\n1,u1,a,n\n2,u1,a,n\n5,u2,a,n\n4,u3,b,s\n1,u4,a,s\n1,u4,b,s\n7,u5,a,s\n");
        ClusterTable table = Ask.Clusters(Ask.Query(file, "g", "y") with { Unit = "u" }, "v");
        Assert.Equal([2L, 1], table.Rows[0].Metrics[0].Counts);
        AssertMoments(CrossMoments.FromRows(["y"], [3, 5, 7]), table.Rows[0].Metrics[0].Pooled());
        Assert.Equal(1, table.InSeveralVariants);
    }

    [Fact]
    public void StrataAreNamedAndMissingOnesAreOne()
    {
        using Folder folder = new();
        string file = folder.Write("t.csv", "y,g,s,c\n1,a,2,x\n3,a,2.0,x\n4,b,10,x\n5,b,,y\n6,a,,y\n7,b,NA,y\n8,b,2,y\n");
        ClusterTable table = Ask.Clusters(Ask.Query(file, "g", "y") with { Segments = ["c"] }, "s", named: true);
        Assert.Equal(["10", "2", null], table.Names);
        Assert.Equal([2L, 1], table.Rows[0].Metrics[0].Counts);
        Assert.Equal([1, 2], table.Rows[0].Metrics[0].Keys);
        Assert.Equal([1L, 1, 2], table.Rows[1].Metrics[0].Counts);
        Assert.Empty(Ask.Clusters(Ask.Query(file, "g", "y"), "c").Names);
        string many = folder.Write("many.csv", "y,g,s\n" + string.Concat(Enumerable.Range(0, 1001).Select(i => $"1,a,s{i}\n")));
        Assert.Contains("column s: has more than 1000 values", Assert.Throws<InputException>(() => Ask.Clusters(Ask.Query(many, "g", "y"), "s", named: true)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("y,g,v,u\n1,a,,1\n2,b,n,2\n", null, "t.csv, column v: 1 rows have no cluster; keep rows with a cluster, for instance by the condition v != ''")]
    [InlineData("y,g,v,u\n1,a,1,1\n2,b,NA,2\n", null, "1 rows have no cluster")]
    [InlineData("y,g,v,u\n1,a,n,1\n2,a,s,1\n2,b,s,2\n", "u", "column v: 1 units have no cluster, or several; give every u one v")]
    [InlineData("y,g,v,u\n1,a,n,\n2,b,s,2\n", "u", "column u: 1 rows have no unit")]
    public void RowsWithoutAClusterAreRefused(string text, string? unit, string message)
    {
        using Folder folder = new();
        string file = folder.Write("t.csv", text);
        InputException error = Assert.Throws<InputException>(() => Ask.Clusters(Ask.Query(file, "g", "y") with { Unit = unit }, "v"));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AClusterThatIsNoColumnIsRefused()
    {
        using Folder folder = new();
        string file = folder.Write("t.csv", "y,g\n1,a\n2,b\n");
        Assert.Contains("village", Assert.Throws<InputException>(() => Ask.Clusters(Ask.Query(file, "g", "y"), "village")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("t.csv", 0)]
    [InlineData("t.csv", 1e9)]
    [InlineData("t.parquet", 0)]
    public async Task SumsAreTheSameBitsOnAnyNumberOfThreads(string name, double level)
    {
        using Folder folder = new();
        Random random = new(11);
        StringBuilder text = new("y,x,g,v,s\n");
        for (int i = 0; i < 60_000; i++)
        {
            int village = random.Next(500);
            // The first rows lie far from the others, so that their centre does not serve.
            double y = level + (i < 3000 ? 1e-3 : 1) * Math.Exp(random.NextDouble()) + village / 7.0;
            text.Append(CultureInfo.InvariantCulture, $"{y:R},{random.NextDouble() / 3:R},{village % 2},v{village},{i % 3}\n");
        }
        string file = folder.Write("t.csv", text.ToString());
        if (name.EndsWith("parquet", StringComparison.Ordinal))
            file = folder.Copy(name, $"from '{file}'", " (format parquet, row_group_size 5000)");
        MomentsQuery query = Ask.Query(file, "g", "y", "x") with { Segments = ["s"] };
        ClusterTable expected = await Clusters(query, 1, long.MaxValue), one = await Clusters(query, 1, 0);
        Assert.Equal((500, 0), (one.Clusters, one.InSeveralVariants));
        foreach (int threads in (int[])[2, 3])
            Assert.Equal(Bits(one), Bits(await Clusters(query, threads, 0)));
        foreach ((ClusterRow sequential, ClusterRow fixedPoint) in expected.Rows.Zip(one.Rows))
        {
            foreach ((ClusterMoments a, ClusterMoments b) in sequential.Metrics.Zip(fixedPoint.Metrics))
                AssertMoments(a.Pooled(), b.Pooled());
        }
    }

    private static async Task<ClusterTable> Clusters(MomentsQuery query, int threads, long small)
    {
        await using DuckDbMomentsEngine engine = new(new DuckDbOptions { Threads = threads, SmallSource = small });
        return await engine.ClustersAsync(new() { Rows = query, Column = "v" }, null, TestContext.Current.CancellationToken);
    }

    private static string Bits(ClusterTable table) => string.Join('\n', table.Rows.SelectMany(row => row.Metrics, (row, metric) =>
        $"{row.Segment} {row.Variant} {string.Join(' ', Enumerable.Range(0, metric.Clusters).Select(g => $"{metric.Keys[g]}:{BitConverter.DoubleToInt64Bits(metric.Sums(g)[0]):x}:{BitConverter.DoubleToInt64Bits(metric.Products(g)[0]):x}"))}"));

    private static void AssertMoments(CrossMoments expected, CrossMoments actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int i = 0; i < expected.Columns.Count; i++)
        {
            Assert.Equal(expected.Means[i], actual.Means[i], 1e-12 * Math.Abs(expected.Means[i]));
            Assert.Equal(expected.Of(i).SumSquaredDeviations, actual.Of(i).SumSquaredDeviations, 1e-8 * expected.Of(i).SumSquaredDeviations);
        }
    }
}
