namespace Credence.Data;

/// <summary>SQL of moments: one aggregate over rows, or over totals of units.</summary>
internal sealed class MomentsSql(MomentsQuery query, RowsSql rows, Summation summation)
{
    private bool FixedPoint => summation.Order == SummationOrder.FixedPoint;

    /// <summary>
    /// Per group, in this order: kept, several, variant, segment grouping and segments, block, units, rows, rows without a unit; and per set of columns:
    /// count, sums, products as a packed lower triangle, invalid, gaps of units, extremes where asked for, and whether all are 0 or 1. For a first column that is likely binary, Σ|x² − x|
    /// stands in the place of Σx²: it is 0 exactly where all are 0 or 1, and then Σx² = Σx.
    /// </summary>
    public string Moments
    {
        get
        {
            string[] segments = [.. query.Segments.Select((_, i) => Alias.Segment(i))];
            bool blocks = summation.Order == SummationOrder.Blocks, units = query.Unit is not null;
            string keys = string.Join(", ", Keys(blocks));
            string grouping = segments.Length == 0
                ? keys
                : $"grouping sets (({keys}), {string.Join(", ", segments.Select(segment => $"({keys}, {segment})"))})";
            List<string> selected = [query.Where is null ? "true" : Alias.Kept, units ? Alias.Several : "false", Alias.Variant];
            if (segments.Length > 0)
                selected.Add($"grouping({string.Join(", ", segments)})");
            selected.AddRange([.. segments, blocks ? Alias.Block : "0::bigint", "count(*)"]);
            selected.AddRange(units ? [$"cast(sum({Alias.Rows}) as bigint)", $"cast(sum({Alias.WithoutUnit}) as bigint)"] : ["count(*)", "0::bigint"]);
            for (int set = 0; set < query.ColumnSets.Count; set++)
                AddSums(selected, set);
            return $"select {string.Join(", ", selected)} from ({rows.Bucketed(Deviations(sample: false))}) group by {grouping}";
        }
    }

    // Only what tells groups apart is grouped by: every key costs time.
    private IEnumerable<string> Keys(bool blocks)
    {
        yield return Alias.Variant;
        if (query.Where is not null)
            yield return Alias.Kept;
        if (query.Unit is not null)
            yield return Alias.Several;
        if (blocks)
            yield return Alias.Block;
    }

    /// <summary>One row per row or unit: kept, several, variant, and the values less their centres; null where missing or invalid.</summary>
    /// <param name="sample">Whether only the first rows are asked for.</param>
    /// <param name="keyed">Whether the unit is asked for too.</param>
    public string Deviations(bool sample, bool keyed = false)
    {
        List<string> selected = [Alias.Kept, .. query.Segments.Select((_, i) => Alias.Segment(i))];
        if (keyed)
            selected.Add(Alias.Unit);
        if (summation.Order == SummationOrder.Blocks)
            selected.Add(Alias.Block);
        selected.AddRange(query.Unit is null
            ? [$"false as {Alias.Several}", Alias.Variant, $"1 as {Alias.Rows}", $"0 as {Alias.WithoutUnit}"]
            : [Alias.Several, Alias.Variant, Alias.Rows, Alias.WithoutUnit]);
        for (int set = 0; set < query.ColumnSets.Count; set++)
        {
            for (int i = 0; i < query.ColumnSets[set].Columns.Count; i++)
                selected.Add($"{Deviation(set, i)} as {Alias.Value(set, i)}");
            AddCovariates(selected, set);
            if (query.Unit is not null)
                selected.Add(Alias.Gaps(set));
            if (summation.Guarded)
                selected.Add(Alias.Invalid(set));
        }
        string from = query.Unit is null ? rows.Rows(summation.Guarded, sample, summation.BlockRows) : Units(sample);
        return $"select {string.Join(", ", selected)} from ({from})";
    }

    // Totals of units: of values less the centre of rows, with the number of rows that have them.
    private string Units(bool sample)
    {
        List<string> selected =
        [
            Alias.Kept, Alias.Unit, $"count(*) as {Alias.Rows}",
            $"case when {Alias.Kept} and {Alias.Unit} is null then count(*) else 0 end as {Alias.WithoutUnit}",
            $"case when min({Alias.Variant}) = max({Alias.Variant}) then min({Alias.Variant}) end as {Alias.Variant}",
            $"coalesce(min({Alias.Variant}) <> max({Alias.Variant}), false) as {Alias.Several}",
        ];
        for (int i = 0; i < query.Segments.Count; i++)
        {
            string segment = Alias.Segment(i);
            selected.Add(query switch
            {
                { Times: not null } => $"min({segment}) as {segment}",
                { UnitsWithinSegments: true } => segment,
                _ => $"case when min({segment}) = max({segment}) then min({segment}) end as {segment}",
            });
        }
        for (int set = 0; set < query.ColumnSets.Count; set++)
        {
            Shift[] shifts = summation.RowShifts[set];
            for (int i = 0; i < query.ColumnSets[set].Columns.Count; i++)
                selected.Add($"{Sum($"({Alias.Value(set, i)} - {Sql.Number(shifts[i].Centre)})", shifts[i].Scale)} as {Alias.Value(set, i)}");
            AddCovariatesOfUnits(selected, set);
            selected.Add($"count({Alias.Value(set, 0)}) as {Alias.Present(set)}");
            selected.Add($"count(*) - count({Alias.Value(set, 0)}) as {Alias.Gaps(set)}");
            if (summation.Guarded)
                selected.Add($"max({Alias.Invalid(set)}) as {Alias.Invalid(set)}");
        }
        return $"select {string.Join(", ", selected)} from ({rows.Rows(summation.Guarded, sample, 0)}) group by {Alias.Kept}, {Alias.Unit}{(query.UnitsWithinSegments ? string.Concat(query.Segments.Select((_, i) => $", {Alias.Segment(i)}")) : "")}";
    }

    // The value of a row or the total of a unit, less its centre; null where missing or invalid.
    private string Deviation(int set, int column)
    {
        string value = Alias.Value(set, column), centre = Sql.Number(summation.Shifts[set][column].Centre);
        ColumnSet asked = query.ColumnSets[set];
        bool changed = column == 0 && asked.IsChanged;
        if (query.Unit is null)
            return $"{(changed ? Changed(asked, value) : value)} - {centre}";
        string present = $"cast({Alias.Present(set)} as double) * {Sql.Number(summation.RowShifts[set][column].Centre)}";
        string total = changed ? $"{Changed(asked, $"({value} + {present})")} - {centre}" : $"{value} + ({present} - {centre})";
        return summation.Guarded ? $"case when {Alias.Invalid(set)} = 0 then {total} end" : total;
    }

    // Covariates less their centres where the metric has a value, 0 where they are imputed, and the indicators.
    private void AddCovariates(List<string> selected, int set)
    {
        SetLayout layout = summation.Layout(query, set);
        string present = $"{Alias.Value(set, 0)} is not null{(query.Unit is not null && summation.Guarded ? $" and {Alias.Invalid(set)} = 0" : "")}";
        for (int i = 0; i < layout.Covariates.Count; i++)
        {
            string value = Alias.Value(set, layout.Place(i)), deviation = $"{value} - {Sql.Number(summation.Shifts[set][layout.Place(i)].Centre)}";
            CovariateForm form = layout.Covariates[i];
            selected.Add($"case when {present} then {(form.Imputed ? $"coalesce({deviation}, 0e0)" : deviation)} end as {value}");
            if (form.Imputed)
                selected.Add($"case when {present} then cast({value} is null as double) end as {Alias.Value(set, layout.Indicator(i))}");
            if (query.Unit is not null)
                selected.Add(form.Summed ? $"case when {present} then {Alias.Gaps(set, i)} else 0 end as {Alias.Gaps(set, i)}" : $"{present} and {Alias.Varies(set, i)} as {Alias.Varies(set, i)}");
        }
    }

    private void AddCovariatesOfUnits(List<string> selected, int set)
    {
        SetLayout layout = summation.Layout(query, set);
        for (int i = 0; i < layout.Covariates.Count; i++)
        {
            string value = Alias.Value(set, layout.Place(i));
            Shift shift = summation.RowShifts[set][layout.Place(i)];
            string centre = Sql.Number(shift.Centre);
            selected.AddRange(layout.Covariates[i].Summed
                ? [$"{Sum($"({value} - {centre})", shift.Scale)} + cast(count({value}) as double) * {centre} as {value}", $"case when count({value}) > 0 then count(*) - count({value}) else 0 end as {Alias.Gaps(set, i)}"]
                : [$"min({value}) as {value}", $"coalesce(min({value}) <> max({value}), false) as {Alias.Varies(set, i)}"]);
        }
    }

    // Per covariate: units without a value, whether it differs between the rows of some unit, and rows without a value of units that have one.
    private void AddCovariateCounts(List<string> selected, int set)
    {
        SetLayout layout = summation.Layout(query, set);
        for (int i = 0; i < layout.Covariates.Count; i++)
        {
            CovariateForm form = layout.Covariates[i];
            selected.Add(form.Imputed
                ? $"cast(coalesce(sum({Alias.Value(set, layout.Indicator(i))}), 0) as bigint)"
                : $"count({Alias.Value(set, 0)}) - count({Alias.Value(set, layout.Place(i))})");
            selected.Add(query.Unit is null || form.Summed ? "false" : $"coalesce(bool_or({Alias.Varies(set, i)}), false)");
            selected.Add(query.Unit is not null && form.Summed ? $"cast(coalesce(sum({Alias.Gaps(set, i)}), 0) as bigint)" : "0::bigint");
        }
    }

    // A value that is not finite stays what it is, so that it is found.
    private static string Changed(ColumnSet set, string value)
    {
        if (set.Cap is { } cap)
            return $"(case when isfinite({value}) and {value} > {Sql.Number(cap)} then {Sql.Number(cap)} else {value} end)";
        string condition = set.Above is { } limit ? $"{value} > {Sql.Number(limit)}" : $"{value} <> 0e0";
        return $"(case when isfinite({value}) then cast({condition} as double) else {value} end)";
    }

    private void AddSums(List<string> selected, int set)
    {
        Shift[] shifts = summation.Shifts[set];
        string[] values = [.. shifts.Select((_, i) => Alias.Value(set, i))];
        bool likelyBinary = shifts[0].Binary == BinaryEvidence.Likely;
        selected.Add($"count({values[0]})");
        for (int i = 0; i < values.Length; i++)
            selected.Add(i == 0 && likelyBinary ? $"sum({values[i]})" : Sum(values[i], shifts[i].Scale));
        for (int i = 0; i < values.Length; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                selected.Add(i == 0 && likelyBinary
                    ? $"sum(abs({values[0]} * {values[0]} - {values[0]}))"
                    : Sum($"{values[i]} * {values[j]}", Shift.ProductScale(shifts[i], shifts[j])));
            }
        }
        selected.Add(summation.Guarded ? $"cast(sum({Alias.Invalid(set)}) as bigint)" : "0::bigint");
        selected.Add(query.Unit is null ? "0::bigint" : $"cast(coalesce(sum({Alias.Gaps(set)}) filter (where {values[0]} is not null), 0) as bigint)");
        if (summation.Extremes)
            selected.AddRange(values.SelectMany(value => (string[])[$"min({value})", $"max({value})"]));
        selected.Add(shifts[0].Binary == BinaryEvidence.Possible ? $"bool_and({values[0]} = {values[0]} * {values[0]})" : "false");
        AddCovariateCounts(selected, set);
    }

    /// <summary>A sum in the order of the summation; a value out of reach of fixed point makes the engine fail.</summary>
    public string Sum(string value, double scale) => FixedPoint
        ? $"cast(sum(cast(({value}) * {Sql.Number(scale)} as bigint)) as double) * {Sql.Number(1 / scale)}"
        : $"sum({value})";
}
