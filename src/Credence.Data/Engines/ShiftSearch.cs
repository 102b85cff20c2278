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
        SetLayout[] layouts = [.. query.ColumnSets.Select((set, i) => new SetLayout(set.Columns.Count, forms[i]))];
        List<string> selected = [Alias.Kept, Alias.Variant];
        for (int set = 0; set < layouts.Length; set++)
        {
            selected.AddRange(Enumerable.Range(0, layouts[set].Own + forms[set].Length).Select(i => $"cast({Alias.Value(set, i)} as double)"));
            selected.AddRange(forms[set].Select((form, i) => units && !form.Summed ? $"coalesce({Alias.Varies(set, i)}, false)" : "false"));
        }
        SampleColumns[] sets = [.. layouts.Select(layout => new SampleColumns(layout))];
        HashSet<object> variants = [];
        session.Stream($"select {string.Join(", ", selected)} from ({from})", Add, null, cancellation);
        if (variants.Count > DuckDbMomentsEngine.MaximumVariants)
            throw GroupLimits.TooManyVariants(query, place);
        return ([.. sets.Select(set => set.Shifts)], [.. sets.Select(set => set.Forms)]);

        void Add(DuckDBDataReader reader)
        {
            if (!reader.IsDBNull(1))
                variants.Add(reader.GetValue(1));
            bool kept = reader.GetBoolean(0);
            int at = 2;
            foreach (SampleColumns set in sets)
                set.Add(reader, kept, ref at);
        }
    }
}
