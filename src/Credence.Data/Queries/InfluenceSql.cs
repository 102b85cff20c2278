using System.Globalization;

namespace Credence.Data;

/// <summary>SQL of the rows whose influences are summed: rows joined with the number of their cell, so that the text does not grow with the cells.</summary>
internal sealed class InfluenceSql
{
    private readonly InfluenceQuery _query;
    private readonly MomentsSql _deviations;
    private readonly SetLayout _layout;
    private readonly (ColumnKind Kind, bool Numbers) _variant, _segment;

    /// <param name="query">What is asked.</param>
    /// <param name="deviations">SQL of its rows or units, less their centres.</param>
    /// <param name="layout">Where their columns stand.</param>
    /// <param name="variantKind">What the variant holds.</param>
    /// <param name="segmentKind">What the segment holds.</param>
    public InfluenceSql(InfluenceQuery query, MomentsSql deviations, SetLayout layout, ColumnKind variantKind, ColumnKind segmentKind)
    {
        (_query, _deviations, _layout) = (query, deviations, layout);
        _variant = (variantKind, variantKind == ColumnKind.Number && query.Cells.All(cell => IsNumber(cell.Variant)));
        _segment = (segmentKind, segmentKind == ColumnKind.Number && query.Cells.All(cell => cell.Segment is null || IsNumber(cell.Segment)));
    }

    /// <summary>Per row or unit: the number of its cell, the outcome, the covariates and the indicators, less their centres.</summary>
    public string Rows
    {
        get
        {
            string outcome = Alias.Value(0, 0);
            IEnumerable<string> covariates = Enumerable.Range(_layout.Own, _layout.Width - _layout.Own).Select(place => $"coalesce(cast({Alias.Value(0, place)} as double), 0e0)");
            string segment = _query.Rows.Segments.Count == 0 ? "" : $" and {Canonical(Alias.Segment(0), _segment)} is not distinct from cells.s";
            string kept = $"{Alias.Kept} and not {Alias.Several} and {Alias.Variant} is not null and {outcome} is not null";
            return $"select {string.Join(", ", covariates.Prepend($"cast({outcome} as double)").Prepend("cell"))} from (select * from ({_deviations.Deviations(sample: false)}) where {kept}) "
                + $"join ({Cells}) as cells on {Canonical(Alias.Variant, _variant)} = cells.variant{segment}";
        }
    }

    private string Cells
    {
        get
        {
            IEnumerable<string> rows = _query.Cells.Select((cell, number) => $"({Sql.Number(number)}, {Literal(cell.Variant, _variant)}, {Literal(cell.Segment, _segment)})");
            return $"select * from (values {string.Join(", ", rows)}) as given(cell, variant, s)";
        }
    }

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    // A value as it is printed: numbers by value, true and false as 1 and 0.
    private static string Canonical(string value, (ColumnKind Kind, bool Numbers) read) => read.Kind switch
    {
        ColumnKind.Number when read.Numbers => $"nullif(try_cast({value} as double) + 0e0, {Sql.NaN})",
        ColumnKind.Number => $"case when cast({value} as varchar) in ({Sql.Texts(MissingValues.InNumbers)}) then null "
            + $"else coalesce(cast(try_cast({value} as double) + 0e0 as varchar), cast({value} as varchar)) end",
        ColumnKind.Boolean => $"coalesce(cast(cast(try_cast({value} as boolean) as integer) as varchar), cast({value} as varchar))",
        _ => $"cast({value} as varchar)",
    };

    private static string Literal(string? printed, (ColumnKind Kind, bool Numbers) read) => (printed, read.Kind) switch
    {
        (null, _) => read.Numbers ? "null::double" : "null::varchar",
        (_, ColumnKind.Number) when read.Numbers => Sql.Number(double.Parse(printed, CultureInfo.InvariantCulture)),
        (_, ColumnKind.Number) => $"coalesce(cast(try_cast({Sql.Text(printed)} as double) + 0e0 as varchar), {Sql.Text(printed)})",
        _ => Sql.Text(printed),
    };
}
