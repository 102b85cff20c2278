namespace Credence.Data;

/// <summary>SQL of the values themselves: one row per row or unit of the source.</summary>
internal static class SampleSql
{
    /// <summary>
    /// In this order: kept, several, variant, rows, rows without a unit, segments, the cluster where there is one, the key where one is asked
    /// for; and per set of columns: values, which are all null where one is missing or invalid, rows without a value, and whether one is invalid.
    /// </summary>
    /// <param name="query">What is asked.</param>
    /// <param name="asked">Its rows, with the cluster as the last of the segments.</param>
    /// <param name="rows">SQL of these.</param>
    public static string Values(SampleQuery query, MomentsQuery asked, RowsSql rows)
    {
        bool units = asked.Unit is not null;
        Shift[][] none = [.. asked.ColumnSets.Select(set => set.Columns.Select(_ => Shift.None).ToArray())];
        MomentsSql sql = new(asked, rows, new(SummationOrder.Sequential, 0, Guarded: true, Extremes: false, none, none));
        List<string> selected =
        [
            Alias.Kept, Alias.Several, Alias.Variant, $"cast({Alias.Rows} as bigint)", $"cast({Alias.WithoutUnit} as bigint)",
            .. asked.Segments.Select((_, i) => Alias.Segment(i)),
        ];
        if (query.Keys)
            selected.Add($"md5_number_lower({Alias.Unit})");
        for (int set = 0; set < asked.ColumnSets.Count; set++)
        {
            for (int i = 0; i < asked.ColumnSets[set].Columns.Count; i++)
                selected.Add(Alias.Value(set, i));
            selected.Add(units ? $"cast({Alias.Gaps(set)} as bigint)" : "0::bigint");
            selected.Add($"{Alias.Invalid(set)} = 1");
        }
        // Rows come in the order of the source; that of grouped units is the engine's own.
        string order = units ? $" order by {Alias.Unit}, {Alias.Kept}" : "";
        return $"select {string.Join(", ", selected)} from ({sql.Deviations(sample: false, keyed: units)}){order}";
    }

    /// <summary>In this order: variant, value of the set's first column, units that have it; in increasing order of the values.</summary>
    public static string Counts(MomentsQuery query, RowsSql rows, int set)
    {
        Shift[][] none = [.. query.ColumnSets.Select(columns => columns.Columns.Select(_ => Shift.None).ToArray())];
        MomentsSql sql = new(query, rows, new(SummationOrder.Sequential, 0, Guarded: true, Extremes: false, none, none));
        // -0 and 0 are one value.
        string value = $"{Alias.Value(set, 0)} + 0.0";
        return $"select {Alias.Variant}, {value}, cast(count(*) as bigint) from ({sql.Deviations(sample: false, keyed: query.Unit is not null)}) "
            + $"where {Alias.Kept} and not {Alias.Several} and {Alias.Variant} is not null and {Alias.Value(set, 0)} is not null group by 1, 2 order by 1, 2";
    }
}
