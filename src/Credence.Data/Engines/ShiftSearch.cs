namespace Credence.Data;

/// <summary>Finds the constants near the middle of the values from the first rows.</summary>
internal sealed class ShiftSearch(DuckDbSession session, MomentsQuery query, RowsSql rows, string place)
{
    /// <summary>A sequential summation with its shifts.</summary>
    /// <exception cref="Statistics.InputException">The variant has too many values.</exception>
    public Summation Find(CancellationToken cancellation)
    {
        Shift[][] ofRows = Shifts(rows.Rows(guarded: false, sample: true, 0), cancellation);
        Summation summation = new(SummationOrder.Sequential, 0, Guarded: false, Extremes: false, ofRows, ofRows);
        if (query.Unit is null)
            return summation;
        Shift[][] zero = [.. ofRows.Select(set => set.Select(shift => shift with { Centre = 0 }).ToArray())];
        MomentsSql totals = new(query, rows, summation with { Shifts = zero });
        return summation with { Shifts = Shifts(totals.Deviations(sample: true), cancellation) };
    }

    private Shift[][] Shifts(string from, CancellationToken cancellation)
    {
        List<string> selected = [$"count(distinct {Alias.Variant})"];
        for (int set = 0; set < query.ColumnSets.Count; set++)
        {
            for (int i = 0; i < query.ColumnSets[set].Columns.Count; i++)
            {
                string value = Alias.Value(set, i);
                string kept = $"filter (where {Alias.Kept} and isfinite({value}))", any = $"filter (where isfinite({value}))";
                selected.AddRange(((string[])["median", "min", "max"]).Select(f => $"coalesce({f}({value}) {kept}, {f}({value}) {any}, 0e0)"));
                selected.Add($"coalesce(bool_and({value} = {value} * {value}) {kept}, false)");
            }
        }
        return session.Query($"select {string.Join(", ", selected)} from ({from})", reader =>
        {
            if (reader.GetInt64(0) > DuckDbMomentsEngine.MaximumVariants)
                throw GroupLimits.TooManyVariants(query, place);
            int at = 1;
            return query.ColumnSets.Select(set => set.Columns.Select(_ =>
            {
                Shift shift = Shift.Of(reader.GetDouble(at), reader.GetDouble(at + 1), reader.GetDouble(at + 2), reader.GetBoolean(at + 3));
                at += 4;
                return shift;
            }).ToArray()).ToArray();
        }, null, cancellation)[0];
    }
}
