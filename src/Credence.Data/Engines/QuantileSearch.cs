namespace Credence.Data;

/// <summary>Finds quantiles over all variants.</summary>
internal sealed class QuantileSearch(DuckDbSession session, MomentsQuery query, RowsSql rows)
{
    public IReadOnlyList<PooledQuantile> Find(IReadOnlyList<double> probabilities, CancellationToken cancellation)
    {
        Shift[][] none = [.. query.ColumnSets.Select(set => set.Columns.Select(_ => Shift.None).ToArray())];
        MomentsSql sql = new(query, rows, new(SummationOrder.Sequential, 0, Guarded: true, Extremes: false, none, none));
        string[] selected =
        [
            .. query.ColumnSets.SelectMany((_, set) =>
            {
                string value = Alias.Value(set, 0);
                return new[] { $"quantile_cont({value}, {Sql.Number(probabilities[set])})", $"coalesce(bool_and({value} = {value} * {value}), false)" };
            }),
        ];
        string counted = $"{Alias.Kept} and not {Alias.Several} and {Alias.Variant} is not null";
        return session.Query($"select {string.Join(", ", selected)} from ({sql.Deviations(sample: false)}) where {counted}", reader =>
            (PooledQuantile[])[.. probabilities.Select((_, set) => new PooledQuantile(reader.IsDBNull(2 * set) ? double.NaN : reader.GetDouble(2 * set), reader.GetBoolean(2 * set + 1)))],
            null, cancellation)[0];
    }
}
