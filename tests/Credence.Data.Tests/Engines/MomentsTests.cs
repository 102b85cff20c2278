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
        MomentsTable table = Ask.Moments(file, "\"group\"", "sales");
        Assert.Equal((1200, 240), (table.InputRows, table.MissingVariant));
        Assert.Equal((476L, 484L), (table.Rows[0].Units, table.Rows[1].Units));
        Assert.Equal(["0", "1"], table.Rows.Select(row => row.Variant));
    }
}
