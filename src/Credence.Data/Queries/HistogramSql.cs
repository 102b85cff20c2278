namespace Credence.Data;

/// <summary>SQL of histograms: first the ranges of the values by a coarse count, then the counts in common bins.</summary>
internal sealed class HistogramSql(MomentsQuery query, RowsSql rows, Summation summation)
{
    /// <summary>Ratio between the edges of neighbouring coarse bins, as a logarithm.</summary>
    private const double Step = 0.02;

    /// <summary>Values nearer to the centre than this share of the spread fall into one coarse bin.</summary>
    private const double Nearest = 1e-4;

    /// <summary>
    /// Per set and coarse bin: set, bin, count, lowest and highest value. Coarse bins are those of the logarithm of the distance from the
    /// centre, so that any scale fits and counts are the same in whatever order rows are read.
    /// </summary>
    public string Ranges
    {
        get
        {
            string bins = string.Join(", ", Sets.Select(set => $"{Coarse(set)} as b{Sql.Number(set)}"));
            string values = string.Join(", ", Sets.Select(set => $"{Value(set)} as x{Sql.Number(set)}"));
            string limits = string.Join(", ", Sets.Select(set => $"min(x{Sql.Number(set)}), max(x{Sql.Number(set)})"));
            return $"select {Grouped}, count(*), {limits} from (select {bins}, {values} from ({Totals}) where {Counted}) group by {Groups("")}";
        }
    }

    private IEnumerable<int> Sets => Enumerable.Range(0, query.ColumnSets.Count);

    private string Totals => new MomentsSql(query, rows, summation).Deviations(sample: false);

    private static string Counted => $"{Alias.Kept} and not {Alias.Several} and {Alias.Variant} is not null";

    private string Grouped => $"grouping({Bins}), coalesce({Bins})";

    private string Bins => string.Join(", ", Sets.Select(set => $"b{Sql.Number(set)}"));

    /// <summary>Per variant, set and bin: set, bin, variant, count; bin −1 is below the first edge, and the number of bins above the last.</summary>
    public string Counts(IReadOnlyList<IReadOnlyList<double>> edges)
    {
        string bins = string.Join(", ", Sets.Select(set => $"{Bin(set, edges[set])} as b{Sql.Number(set)}"));
        return $"select {Grouped}, {Alias.Variant}, count(*) from (select {Alias.Variant}, {bins} from ({Totals}) where {Counted}) group by {Groups($"{Alias.Variant}, ")}";
    }

    private string Groups(string keys) => $"grouping sets ({string.Join(", ", Sets.Select(set => $"({keys}b{Sql.Number(set)})"))})";

    private string Value(int set) => $"{Alias.Value(set, 0)} + {Sql.Number(summation.Shifts[set][0].Centre)}";

    private string Coarse(int set)
    {
        string value = Alias.Value(set, 0), least = Sql.Number(summation.Shifts[set][0].Spread * Nearest);
        return $"case when abs({value}) <= {least} then 0 when isfinite({value}) then "
            + $"cast(sign({value}) * (1 + floor(ln(abs({value}) / {least}) / {Sql.Number(Step)})) as integer) end";
    }

    private string Bin(int set, IReadOnlyList<double> edges)
    {
        if (edges.Count == 0)
            return "null::integer";
        string value = $"({Value(set)})", first = Sql.Number(edges[0]), last = Sql.Number(edges[^1]);
        int bins = edges.Count - 1;
        // The nudge puts a decimal that stands on an edge, but is rounded below it, into the bin above.
        string inner = $"least({Sql.Number(bins - 1)}, cast(floor(({value} - {first}) * {Sql.Number(bins / (edges[^1] - edges[0]))} + 1e-9) as integer))";
        return $"case when {value} < {first} then -1 when {value} <= {last} then {inner} when isfinite({value}) then {Sql.Number(bins)} end";
    }
}
