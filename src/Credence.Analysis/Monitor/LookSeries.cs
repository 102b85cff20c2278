using Credence.Data;
using Credence.Statistics;

namespace Credence.Analysis;

/// <summary>What was known of two variants at a look: everything that had come by then.</summary>
/// <param name="Time">When.</param>
/// <param name="Control">The control.</param>
/// <param name="Treatment">The treatment.</param>
/// <param name="PlanShare">How much of the plan had passed; null without a plan.</param>
internal sealed record CumulativeLook(LookTime Time, MomentsRow Control, MomentsRow Treatment, double? PlanShare = null)
{
    /// <summary>The difference by an estimator of its own, such as one that adjusts for covariates; null where the rule takes the arms as they are.</summary>
    public EstimatedDifference? Estimated { get; init; }

    /// <summary>Units of both variants, whether or not the metric is missing.</summary>
    public long Units => Control.Units + Treatment.Units;

    /// <summary>Units of both variants with a value.</summary>
    public long Values => Arms.Control.Count + Arms.Treatment.Count;

    /// <summary>Moments of the metric.</summary>
    public (CrossMoments Control, CrossMoments Treatment) Arms => (Control.Metrics[0].Moments, Treatment.Metrics[0].Moments);
}

/// <summary>The looks at a table of moments told apart by time: buckets put together and added up in order of time.</summary>
internal static class LookSeries
{
    /// <summary>The looks, each with all that came before.</summary>
    /// <param name="table">Moments by bucket and variant.</param>
    /// <param name="buckets">How they were told apart.</param>
    /// <param name="schedule">When to look.</param>
    /// <param name="planned">The planned end; may be null.</param>
    /// <param name="control">The control variant.</param>
    /// <param name="treatment">The treatment.</param>
    public static IReadOnlyList<CumulativeLook> Of(
        MomentsTable table, TimeBuckets buckets, LookSchedule schedule, PlannedSize? planned, string control, string treatment)
    {
        TimeSpan length = buckets.Step is not null ? TimeSpan.Zero : buckets.Grain switch
        {
            TimeGrain.Day => TimeSpan.FromDays(1),
            TimeGrain.Hour => TimeSpan.FromHours(1),
            _ => TimeSpan.FromMinutes(1),
        };
        var byTime = table.Rows.Where(row => row.Segment is { Value: not null } && (row.Variant == control || row.Variant == treatment))
            .GroupBy(row => row.Segment!.Value!)
            .Select(bucket => (Time: LookTime.Parse(bucket.Key, length), Rows: bucket.ToArray()))
            .OrderBy(bucket => bucket.Time.Position)
            .ToArray();
        List<CumulativeLook> looks = [];
        if (byTime.Length == 0)
            return looks;
        LookEdges edges = new(schedule, planned, byTime[0].Time);
        MomentsRow[] empty = [.. new[] { control, treatment }.Select(name => Empty(table, name))];
        CumulativeLook now = new(byTime[0].Time, empty[0], empty[1]);
        int place = -1;
        foreach ((LookTime time, MomentsRow[] rows) in byTime)
        {
            CumulativeLook next = new(time, Added(now.Control, rows), Added(now.Treatment, rows));
            int at = edges.PlaceOf(time, next.Units);
            if (at == place)
                looks[^1] = next;
            else
                looks.Add(next);
            (now, place) = (next, at);
        }
        return looks;
    }

    private static MomentsRow Added(MomentsRow sum, MomentsRow[] rows)
        => rows.Where(row => row.Variant == sum.Variant).Aggregate(sum, (all, row) => all.Merge(row));

    private static MomentsRow Empty(MomentsTable table, string variant)
    {
        MomentsRow like = table.Rows[0];
        return new(null, variant, 0, [.. like.Metrics.Select(metric => new MetricMoments(metric.Name, CrossMoments.Empty([.. metric.Moments.Columns]), 0, 0, false))]);
    }
}

/// <summary>Which look a bucket belongs to.</summary>
internal sealed class LookEdges(LookSchedule schedule, PlannedSize? planned, LookTime first)
{
    private readonly double _start = Math.Floor(first.End - 1e-9);

    /// <summary>The number of the look that takes in a bucket.</summary>
    /// <param name="time">Time of the bucket.</param>
    /// <param name="units">Units by its end.</param>
    public int PlaceOf(LookTime time, long units) => schedule switch
    {
        { Units: { Count: > 0 } edges } => (planned?.Units is { } most && most > edges[^1] ? [.. edges, most] : edges).Count(edge => edge < units),
        { Days: { Count: > 0 } days } => (planned?.Day is { } last && last > days[^1] ? [.. days, last] : days).Count(day => DaysSince1970(day) + 1 < time.End),
        { Period: { } period } => (int)Math.Floor(((time.End - _start) / period.TotalDays) - 1e-9),
        { Step: null, Count: { } count } when planned?.Day is { } last => Equal(time, DaysSince1970(last) + 1 - _start, count),
        _ => (int)Math.Min(int.MaxValue, units),
    };

    // Look j takes in whole days up to the share j / count of the plan.
    private int Equal(LookTime time, double days, int count) => Enumerable.Range(1, count).Count(j => Math.Ceiling(j * days / count) < time.End - _start);

    /// <summary>Days from 1970 to the beginning of a day.</summary>
    public static double DaysSince1970(DateOnly day) => day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
}
