using Credence.Statistics;
using Xunit;

namespace Credence.Data.Tests;

public sealed class TimesTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void BucketsMergeToTheWhole()
    {
        string file = _folder.Copy("days.parquet", "select i, timestamp '2026-03-01' + to_hours(cast(hash(i * 1009 + 1) % 480 as bigint)) as came, cast(hash(i * 1009 + 2) % 2 as integer) as v, "
            + "1e6 + (hash(i * 1009 + 3) % 1000) / 7.0 as y from range(5000) r(i)");
        foreach (TimeBuckets times in (TimeBuckets[])[new("came"), new("came", TimeGrain.Hour), new("came", Step: new(700)), new("came", Step: new(5000, 7))])
        {
            MomentsTable table = Ask.Moments(Ask.Query(file, "v", "y") with { Times = times });
            foreach (string variant in (string[])["0", "1"])
            {
                MomentsRow merged = table.Rows.Where(row => row.Segment is not null && row.Variant == variant).Aggregate((a, b) => a.Merge(b));
                MetricMoments whole = table.Metric(variant);
                Assert.Equal(whole.Moments.Count, merged.Units);
                Assert.Equal(whole.Mean(), merged.Metrics[0].Mean(), 1e-9);
                Assert.Equal(whole.Variance(), merged.Metrics[0].Variance(), 1e-8);
            }
        }
    }

    [Theory]
    [InlineData("day,v,y\n2026-03-02,a,1\n2026-03-01,b,2\n2026-03-02T23:59:59,b,3\n", "2026-03-01T00:00:00.000000Z,2026-03-02T00:00:00.000000Z")]
    [InlineData("day,v,y\n2026-03-02 01:00:00+02:00,a,1\n2026-03-01,b,2\n", "2026-03-01T00:00:00.000000Z")]
    [InlineData("day,v,y\n2,a,1\n1.5,b,2\n1,b,3\n", "1,2")]
    public void TimesAreReadFromText(string text, string buckets)
        => Assert.Equal(buckets.Split(','), Buckets(Ask.Query(_folder.Write("t.csv", text), "v", "y") with { Times = new("day") }));

    [Fact]
    public void RowsWithoutATimeStandInABucketWithoutAValue()
    {
        string file = _folder.Write("t.csv", "day,v,y\n2026-03-01,a,1\n,a,5\nNA,b,6\n2026-03-01,b,3\n");
        foreach (TimeBuckets times in (TimeBuckets[])[new("day"), new("day", Step: new(1))])
        {
            MomentsRow[] without = [.. Ask.Moments(Ask.Query(file, "v", "y") with { Times = times }).Rows.Where(row => row.Segment is { Value: null })];
            Assert.Equal([5, 6], without.Select(row => row.Metrics[0].Mean()));
        }
    }

    [Fact]
    public void StepsCountUnitsInOrderOfTimeAndKeepOneTimeTogether()
    {
        string file = _folder.Write("t.csv", "at,v,y\n5,a,50\n1,a,10\n2,b,20\n2,a,21\n3,,99\n4,b,40\n");
        MomentsTable table = Ask.Moments(Ask.Query(file, "v", "y") with { Times = new("at", Step: new(2)) });
        // One unit by time 1, three by time 2: the first look has room for two, so it ends at time 1.
        Assert.Equal(["1 a 10", "4 a 21", "4 b 30", "5 a 50"], table.Rows.Where(row => row.Segment is { Value: not null })
            .Select(row => FormattableString.Invariant($"{row.Segment!.Value} {row.Variant} {row.Metrics[0].Mean()}")));
    }

    [Fact]
    public void AUnitStandsAtItsEarliestTime()
    {
        string file = _folder.Write("t.csv", "day,u,v,y\n3,x,a,1\n1,x,a,2\n2,z,b,4\n");
        MomentsTable table = Ask.Moments(Ask.Query(file, "v", "y") with { Unit = "u", Times = new("day") });
        Assert.Equal(["1", "2"], Buckets(table));
        Assert.Equal(3, table.Rows.Single(row => row.Segment?.Value == "1").Metrics[0].Mean());
    }

    [Fact]
    public void ATimeThatIsNoneIsNamed()
    {
        string rows = string.Concat(Enumerable.Range(0, 1200).Select(i => $"2026-03-{1 + i % 28:00},a,{i}\n"));
        InputException refused = Ask.Refused(Ask.Query(_folder.Write("t.csv", $"day,v,y\n{rows}soon,b,1\n"), "v", "y") with { Times = new("day") });
        Assert.Contains("column day: 'soon' is not a time", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DaysThatAreCountedCannotBeCutFiner()
        => Assert.Contains("count days", Ask.Refused(Ask.Query(_folder.Write("t.csv", "day,v,y\n1,a,1\n"), "v", "y") with { Times = new("day", TimeGrain.Hour) }).Message, StringComparison.Ordinal);

    [Fact]
    public void AnUnknownColumnOfTimesIsNamed()
        => Assert.Contains("there is no column when", Ask.Refused(Ask.Query(_folder.Write("t.csv", "day,v,y\n1,a,1\n"), "v", "y") with { Times = new("when") }).Message, StringComparison.Ordinal);

    private static string[] Buckets(MomentsQuery query) => Buckets(Ask.Moments(query));

    private static string[] Buckets(MomentsTable table) => [.. table.Rows.Select(row => row.Segment?.Value).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
}
