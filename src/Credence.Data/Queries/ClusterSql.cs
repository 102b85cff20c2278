namespace Credence.Data;

/// <summary>SQL of the sums of each cluster.</summary>
internal static class ClusterSql
{
    /// <summary>
    /// Per cluster and variant, and per segment of them, in the order of the clusters: cluster, variant, segment grouping, segments, units, rows
    /// without a unit; and per set of columns count, sums, and products as a packed lower triangle.
    /// </summary>
    /// <param name="query">What is asked, with the cluster as the last of the segments.</param>
    /// <param name="rows">SQL of its rows.</param>
    /// <param name="summation">How sums are taken.</param>
    /// <param name="kind">What the column of the cluster holds.</param>
    public static string Sums(MomentsQuery query, RowsSql rows, Summation summation, ColumnKind kind)
    {
        MomentsSql moments = new(query, rows, summation);
        string cluster = Alias.Segment(query.Segments.Count - 1), key = Key(cluster, kind);
        string[] segments = [.. query.Segments.SkipLast(1).Select((_, i) => Alias.Segment(i))];
        string groups = segments.Length == 0 ? "k, v" : $"grouping sets ((k, v), {string.Join(", ", segments.Select(segment => $"(k, v, {segment})"))})";
        List<string> selected =
        [
            "k", "v", segments.Length == 0 ? "0::bigint" : $"grouping({string.Join(", ", segments)})", .. segments,
            "count(*)", $"cast(sum({Alias.WithoutUnit}) as bigint)",
        ];
        for (int set = 0; set < query.ColumnSets.Count; set++)
        {
            Shift[] shifts = summation.Shifts[set];
            selected.Add($"count({Alias.Value(set, 0)})");
            for (int i = 0; i < shifts.Length; i++)
                selected.Add(Sum(Alias.Value(set, i), shifts[i].Scale));
            for (int i = 0; i < shifts.Length; i++)
            {
                for (int j = 0; j <= i; j++)
                    selected.Add(Sum($"{Alias.Value(set, i)} * {Alias.Value(set, j)}", Shift.ProductScale(shifts[i], shifts[j])));
            }
        }
        string from = $"select *, {key} as k from ({moments.Deviations(sample: false)}) where {Alias.Kept} and not {Alias.Several} and {Alias.Variant} is not null";
        return $"select {string.Join(", ", selected)} from ({from}) group by {groups} order by k, v";

        string Sum(string value, double scale) => $"coalesce({moments.Sum(value, scale)}, 0)";
    }

    // Numbers that a file spells in several ways are one cluster.
    private static string Key(string cluster, ColumnKind kind)
    {
        string text = $"cast({cluster} as varchar)";
        return kind == ColumnKind.Number
            ? $"case when {text} not in ({Sql.Texts(MissingValues.InNumbers)}) then coalesce(cast(try_cast({text} as double) as varchar), {text}) end"
            : text;
    }
}
