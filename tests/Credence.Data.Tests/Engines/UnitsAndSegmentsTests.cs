using Credence.Statistics;
using Xunit;

namespace Credence.Data.Tests;

public class UnitsAndSegmentsTests
{
    private const string Visits = "user,y,n,g,c\n"
        + "u1,1,1,a,DE\nu1,2,1,a,DE\n"      // 3
        + "u2,5,1,a,FR\nu2,,1,a,FR\n"       // 5, the missing row adds nothing
        + "u3,,1,b,DE\n"                    // missing
        + "u4,7,1,b,\nu4,1,1,b,\n"          // 8
        + "u5,9,1,a,DE\nu5,9,1,b,DE\n"      // in two variants
        + "u6,4,1,,DE\nu6,4,1,,DE\n"        // no variant
        + "u7,3,1,b,IT\nu7,3,1,,FR\n";      // b, in two segments

    [Fact]
    public void RowsOfAUnitAreSummedFirst()
    {
        using Folder folder = new();
        MomentsTable table = Ask.Moments(Ask.Query(folder.Write("t.csv", Visits), "g", "y", "n") with { Unit = "user" });
        Assert.Equal((13, 0, 1, 1), (table.InputRows, table.ExcludedByWhere, table.MissingVariant, table.UnitsInSeveralVariants));
        Assert.Equal([("a", 2L), ("b", 3L)], table.Rows.Select(row => (row.Variant, row.Units)));
        Assert.Equal((2, 4.0, 2.0, 0), (table.Metric("a").Moments.Count, table.Metric("a").Mean(), table.Metric("a").Variance(), table.Metric("a").Missing));
        Assert.Equal((2, 7.0, 1), (table.Metric("b").Moments.Count, table.Metric("b").Mean(), table.Metric("b").Missing));
        Assert.Equal(2.0, table.Metric("a", 1).Mean());
    }

    [Fact]
    public void TheSegmentOfAUnitIsItsOnlyValue()
    {
        using Folder folder = new();
        MomentsTable table = Ask.Moments(Ask.Query(folder.Write("t.csv", Visits), "g", "y") with { Unit = "user", Segments = ["c"] });
        Assert.Equal(
            [(null, "b", 2L), ("DE", "a", 1L), ("DE", "b", 1L), ("FR", "a", 1L)],
            table.Rows.Where(row => row.Segment is not null).Select(row => (row.Segment!.Value, row.Variant, row.Units)));
    }

    [Fact]
    public void EveryBreakdownAddsUpToTheWhole()
    {
        using Folder folder = new();
        string file = folder.Write("t.csv", "y,g,c,d\n" + string.Concat(Enumerable.Range(0, 999).Select(i => $"{i},{i % 2},{(i % 3 == 0 ? "" : i % 3)},{"xyz"[i % 3]}\n")));
        MomentsTable table = Ask.Moments(Ask.Query(file, "g", "y") with { Segments = ["c", "d", "c"] });
        Assert.Equal(2 + 6 + 6, table.Rows.Count);
        Assert.Equal([null, "1", "2"], table.Rows.Where(row => row.Segment?.By == "c").Select(row => row.Segment!.Value).Distinct());
        foreach (string by in (string[])["c", "d"])
        {
            foreach (string variant in (string[])["0", "1"])
            {
                CrossMoments added = table.Rows.Where(row => row.Segment?.By == by && row.Variant == variant)
                    .Select(row => row.Metrics[0].Moments).Aggregate((a, b) => a.Merge(b));
                Assert.Equal(table.Metric(variant).Moments.Count, added.Count);
                Assert.Equal(table.Metric(variant).Moments.CoProducts[0], added.CoProducts[0], 1e-6);
            }
        }
    }

    [Fact]
    public void AUnitWithAnInvalidRowIsInvalid()
    {
        using Folder folder = new();
        MetricMoments metric = Ask.Moments(Ask.Query(folder.Write("t.csv", "u,y,g\n1,1,a\n1,inf,a\n2,2,a\n3,,a\n"), "g", "y") with { Unit = "u" }).Metric("a");
        Assert.Equal((1, 1, 1, 2.0), (metric.Moments.Count, metric.Missing, metric.Invalid, metric.Mean()));
    }

    [Fact]
    public void UnitsKeepTheirDigitsAtALargeOffset()
    {
        using Folder folder = new();
        string file = folder.Write("t.csv", "u,y,g\n" + string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i},{1_000_000_000 + i % 2},a\n")));
        Assert.Equal(1000.0 / 999 / 4, Ask.Moments(Ask.Query(file, "g", "y") with { Unit = "u" }).Metric("a").Variance(), 1e-12);
    }

    [Fact]
    public void VariantsOfOneUnitCompareByValue()
    {
        using Folder folder = new();
        MomentsTable table = Ask.Moments(Ask.Query(folder.Write("t.csv", "u,y,g\n1,1,0\n1,1,0.0\n2,1,1\n2,1,NA\n"), "g", "y") with { Unit = "u" });
        Assert.Equal((0, 0), (table.UnitsInSeveralVariants, table.MissingVariant));
        Assert.Equal(["0", "1"], table.Rows.Select(row => row.Variant));
    }

    [Fact]
    public void RowsWithoutAUnitAreRefusedUnlessTheConditionDropsThem()
    {
        using Folder folder = new();
        MomentsQuery query = Ask.Query(folder.Write("t.csv", "u,y,g\nx,1,a\n,1,a\n,1,b\n"), "g", "y") with { Unit = "u" };
        Assert.Contains("2 rows have no unit", Ask.Refused(query).Message, StringComparison.Ordinal);
        Assert.Equal(2, Ask.Moments(query with { Where = Expression.Parse("u != ''") }).ExcludedByWhere);
    }

    [Fact]
    public void AColumnWithTooManyValuesIsNotTheVariant()
    {
        using Folder folder = new();
        string first = folder.Write("t.csv", "id,y\n" + string.Concat(Enumerable.Range(0, 150).Select(i => $"u{i},1\n")));
        Assert.Contains("more than 100 different values; is it the variant?", Ask.Refused(first, "id", "y").Message, StringComparison.Ordinal);
        string late = folder.Write("late.csv", "id,y\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"u{Math.Max(0, i - 2500)},1\n")));
        Assert.Contains("more than 100 different values", Ask.Refused(late, "id", "y").Message, StringComparison.Ordinal);
        Assert.Contains("more than 1000 values", Ask.Refused(Ask.Query(late, "y", "y") with { Segments = ["id"] }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RowsWithoutAValueAreCountedWhereTheirUnitHasOthers()
    {
        using Folder folder = new();
        string file = folder.Write("t.csv", "u,g,y\n1,a,5\n1,a,\n1,a,\n2,a,\n2,a,\n3,b,1\n4,b,2\n4,b,3\n");
        MomentsTable table = Ask.Moments(Ask.Query(file, "g", "y") with { Unit = "u" });
        Assert.Equal((1, 1, 2), (table.Metric("a").Moments.Count, table.Metric("a").Missing, table.Metric("a").Gaps));
        Assert.Equal((2, 0, 0), (table.Metric("b").Moments.Count, table.Metric("b").Missing, table.Metric("b").Gaps));
    }
}
