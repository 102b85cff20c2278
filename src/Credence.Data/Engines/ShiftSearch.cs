using DuckDB.NET.Data;

namespace Credence.Data;

/// <summary>Finds the constants near the middle of the values from the first rows.</summary>
internal sealed class ShiftSearch(DuckDbSession session, MomentsQuery query, RowsSql rows, string place)
{
    /// <summary>A sequential summation with its shifts.</summary>
    /// <exception cref="Statistics.InputException">The variant has too many values.</exception>
    public Summation Find(CancellationToken cancellation)
    {
        CovariateForm[][] plain = [.. query.ColumnSets.Select(set => set.Covariates.Select(_ => default(CovariateForm)).ToArray())];
        (Shift[][] ofRows, CovariateForm[][] forms) = Shifts(rows.Rows(guarded: false, sample: true, 0), plain, units: false, cancellation);
        ofRows = [.. ofRows.Select((set, i) => query.ColumnSets[i].IsChanged ? [AboutZero(set[0]), .. set[1..]] : set)];
        Shift[][] shifts = ofRows;
        if (query.Unit is not null || query.ColumnSets.Any(set => set.IsChanged))
        {
            Shift[][] zero = [.. ofRows.Select(set => set.Select(shift => shift with { Centre = 0 }).ToArray())];
            Summation totals = new(SummationOrder.Sequential, 0, Guarded: false, Extremes: false, ofRows, zero) { Covariates = plain };
            (shifts, forms) = Of(totals);
            if (Array.Exists(forms, set => Array.Exists(set, form => form.Summed)))
                (shifts, forms) = Of(totals with { Covariates = [.. forms.Select(set => Array.ConvertAll(set, form => form with { Imputed = false }))] });
        }
        Summation summation = new(SummationOrder.Sequential, 0, Guarded: false, Extremes: false, ofRows, shifts);
        return CovariateForms.With(query, summation, forms);

        (Shift[][], CovariateForm[][]) Of(Summation totals)
            => Shifts(new MomentsSql(query, rows, totals).Deviations(sample: true), totals.Covariates, query.Unit is not null, cancellation);
    }

    // Values that are changed are looked at as they are: a sum of zeros must be 0.
    private static Shift AboutZero(Shift shift) => shift with { Centre = 0, Spread = shift.Spread + Math.Abs(shift.Centre) };

    private (Shift[][] Shifts, CovariateForm[][] Forms) Shifts(string from, CovariateForm[][] forms, bool units, CancellationToken cancellation)
    {
        List<string> selected = [$"count(distinct {Alias.Variant})"];
        for (int set = 0; set < query.ColumnSets.Count; set++)
        {
            SetLayout layout = new(query.ColumnSets[set].Columns.Count, forms[set]);
            for (int i = 0; i < layout.Own + layout.Covariates.Count; i++)
            {
                string value = Alias.Value(set, i);
                string kept = $"filter (where {Alias.Kept} and isfinite({value}))", any = $"filter (where isfinite({value}))";
                selected.AddRange(((string[])["median", "min", "max"]).Select(f => $"coalesce({f}({value}) {kept}, {f}({value}) {any}, 0e0)"));
                selected.Add(i < layout.Own ? $"coalesce(bool_and({value} = {value} * {value}) {kept}, false)" : "false");
            }
            for (int i = 0; i < layout.Covariates.Count; i++)
            {
                selected.Add($"coalesce(bool_or({Alias.Value(set, layout.Place(i))} is null) filter (where {Alias.Kept} and {Alias.Value(set, 0)} is not null), false)");
                selected.Add(units && !layout.Covariates[i].Summed ? $"coalesce(bool_or({Alias.Varies(set, i)}) filter (where {Alias.Kept}), false)" : "false");
            }
        }
        return session.Query($"select {string.Join(", ", selected)} from ({from})", reader => Read(reader, forms), null, cancellation)[0];
    }

    private (Shift[][] Shifts, CovariateForm[][] Forms) Read(DuckDBDataReader reader, CovariateForm[][] asked)
    {
        if (reader.GetInt64(0) > DuckDbMomentsEngine.MaximumVariants)
            throw GroupLimits.TooManyVariants(query, place);
        Shift[][] shifts = new Shift[asked.Length][];
        CovariateForm[][] forms = new CovariateForm[asked.Length][];
        int at = 1;
        for (int set = 0; set < asked.Length; set++)
        {
            shifts[set] = new Shift[query.ColumnSets[set].Columns.Count + asked[set].Length];
            for (int i = 0; i < shifts[set].Length; i++, at += 4)
                shifts[set][i] = Shift.Of(reader.GetDouble(at), reader.GetDouble(at + 1), reader.GetDouble(at + 2), reader.GetBoolean(at + 3));
            forms[set] = new CovariateForm[asked[set].Length];
            for (int i = 0; i < forms[set].Length; i++, at += 2)
                forms[set][i] = new(reader.GetBoolean(at), asked[set][i].Summed || reader.GetBoolean(at + 1));
        }
        return (shifts, forms);
    }
}
