using Credence.Statistics;

namespace Credence.Data;

/// <summary>SQL of adjusted outcomes: one row per row or unit that counts.</summary>
internal static class AdjustedSql
{
    /// <summary>The unit, or the number of the row where each row is a unit; the variant; and the adjusted outcome of each metric.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="rows">SQL of its rows.</param>
    /// <param name="found">Shifts of its values.</param>
    public static string Rows(AdjustedQuery query, RowsSql rows, Summation found)
    {
        MomentsQuery asked = query.Rows;
        CovariateForm[][] forms = [.. query.Covariates.Select(set => set.Select(covariate => new CovariateForm(covariate.Imputed, covariate.Summed)).ToArray())];
        Summation summation = CovariateForms.With(asked, found with { Guarded = true, Order = SummationOrder.Sequential }, forms);
        Shift[][] shifts = [.. summation.Shifts.Select((set, s) => set.Select((shift, i) => shift with { Centre = Centre(query.Covariates[s], i) }).ToArray())];
        summation = summation with { Shifts = shifts };
        bool units = asked.Unit is not null;
        string from = new MomentsSql(asked, rows, summation).Deviations(sample: false, keyed: units);
        List<string> selected = [$"{(units ? Alias.Unit : Alias.Row)} as {Sql.Identifier(asked.Unit ?? AdjustedQuery.RowColumn)}", $"{Alias.Variant} as {AdjustedQuery.VariantColumn}"];
        for (int set = 0; set < asked.ColumnSets.Count; set++)
            selected.Add($"{Alias.Value(set, 0)} - {Taken(query.Taken[set], set)} as {Sql.Identifier(asked.ColumnSets[set].Name)}");
        string numbered = units ? from : $"select *, row_number() over () as {Alias.Row} from ({from})";
        string order = units ? $" order by {Alias.Unit}" : "";
        return $"select {string.Join(", ", selected)} from ({numbered}) where {Alias.Kept} and not {Alias.Several} and {Alias.Variant} is not null{order}";
    }

    private static double Centre(IReadOnlyList<CovariateState> covariates, int place)
        => place >= 1 && place <= covariates.Count && double.IsFinite(covariates[place - 1].Fill) ? covariates[place - 1].Fill : 0;

    private static string Taken(LinearForm form, int set)
        => $"({Sql.Number(form.Constant)}{string.Concat(form.Slopes.Select((slope, i) => slope == 0 ? "" : $" + {Sql.Number(slope)} * {Alias.Value(set, 1 + i)}"))})";
}
