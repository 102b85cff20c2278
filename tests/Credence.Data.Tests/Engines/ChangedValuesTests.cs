using System.Globalization;
using System.Text;
using Credence.Statistics;
using Credence.Testing;
using Xunit;

namespace Credence.Data.Tests;

public class ChangedValuesTests
{
    private const string Visits = "user,y,g\nu1,1,a\nu1,2,a\nu2,50,a\nu2,,a\nu3,0,b\nu3,0,b\nu4,7.3,b\nu4,-7.3,b\nu5,9,a\nu5,9,b\nu6,4,\nu7,0.1,b\nu7,0.2,b\n";

    [Fact]
    public void QuantilesAreThoseOfAllVariantsTogether()
    {
        using Folder folder = new();
        string path = folder.Write("t.csv", "y,g\n1,a\n2,b\n3,a\n,a\ninf,b\n10,b\n99,\n");
        Assert.Equal(2.5, Ask.Quantile(Ask.Query(path, "g", "y"), 0.5).Value);
        Assert.Equal(7.9, Ask.Quantile(Ask.Query(path, "g", "y"), 0.9).Value, 1e-12);
        Assert.True(Ask.Quantile(Ask.Query(path, "g", "y > 2"), 0.9).Binary);
        Assert.True(double.IsNaN(Ask.Quantile(Ask.Query(folder.Write("u.csv", "y,g\n,a\n,b\n"), "g", "y"), 0.5).Value));
        Assert.Equal(3, Ask.Quantile(Ask.Query(folder.Write("v.csv", Visits), "g", "y") with { Unit = "user" }, 0.75).Value, 1e-12);
    }

    [Fact]
    public void CapsAndConditionsAreOfRows()
    {
        using Folder folder = new();
        MomentsTable table = Ask.Moments(Changed(folder.Write("t.csv", "y,g\n1,a\n2,a\n3,a\n100,b\n0,b\n,b\ninf,b\n")));
        Assert.Equal((3, 2.0), (table.Metric("a").Moments.Count, table.Metric("a").Mean()));
        Assert.Equal((2, 2.5, 1, 1), (table.Metric("b").Moments.Count, table.Metric("b").Mean(), table.Metric("b").Missing, table.Metric("b").Invalid));
        Assert.Equal((0, 0.5), (table.Metric("a", 1).Mean(), table.Metric("b", 1).Mean()));
        Assert.Equal((1, 0.5, true), (table.Metric("a", 2).Mean(), table.Metric("b", 2).Mean(), table.Metric("b", 2).Binary));
    }

    [Fact]
    public void CapsAndConditionsAreOfTheSumsOfUnits()
    {
        using Folder folder = new();
        MomentsQuery query = Changed(folder.Write("t.csv", Visits)) with { Unit = "user" };
        MomentsTable table = Ask.Moments(query);
        Assert.Equal((2, 4.0), (table.Metric("a").Moments.Count, table.Metric("a").Mean()));
        Assert.Equal((3, 0.1), (table.Metric("b").Moments.Count, Math.Round(table.Metric("b").Mean(), 12)));
        Assert.Equal((0.5, 0.0), (table.Metric("a", 1).Mean(), table.Metric("b", 1).Mean()));
        Assert.Equal(1 / 3.0, table.Metric("b", 2).Mean(), 1e-12);
        Assert.Equal([3.0, 5.0], Ask.Samples(query).Rows[0].Metrics[0].Values);
    }

    [Fact]
    public async Task LargeFilesGiveTheSame()
    {
        using Folder folder = new();
        StringBuilder text = new("user,y,g\n");
        for (int i = 0; i < 3000; i++)
            text.AppendLine(CultureInfo.InvariantCulture, $"u{i / 3},{(i % 3 == 0 ? 0 : i % 7 * 1.7)},{(i / 3 % 2 == 0 ? "a" : "b")}");
        string path = folder.Write("t.csv", text.ToString());
        foreach (string? unit in new[] { null, "user" })
        {
            MomentsQuery query = Changed(path) with { Unit = unit };
            await using DuckDbMomentsEngine engine = new(new() { Threads = 2, SmallSource = 0 });
            MomentsTable large = await engine.QueryAsync(query, null, TestContext.Current.CancellationToken), small = Ask.Moments(query);
            for (int metric = 0; metric < 3; metric++)
            {
                Oracle.CloseRelative(small.Metric("a", metric).Mean(), large.Metric("a", metric).Mean(), 1e-12);
                Oracle.CloseRelative(small.Metric("b", metric).Variance(), large.Metric("b", metric).Variance(), 1e-11);
            }
        }
    }

    private static MomentsQuery Changed(string path) => Ask.Query(path, "g") with
    {
        ColumnSets =
        [
            new("y", [Expression.Parse("y")]) { Cap = 5 },
            new("capped", [Expression.Parse("y")]) { Above = 5 },
            new("nonzero", [Expression.Parse("y")]) { NonZero = true },
        ],
    };
}
