using Credence.Statistics;
using DuckDB.NET.Data;

namespace Credence.Data;

/// <summary>Moments of many columns: rows are handed over in their order and multiplied here, as the engine's own sums cost more the more
/// products there are.</summary>
/// <param name="session">The engine.</param>
/// <param name="query">What is asked; rows are units.</param>
/// <param name="rows">SQL of its rows.</param>
/// <param name="summation">Where its columns are centred.</param>
/// <param name="segmentKinds">What the segments hold.</param>
/// <param name="limits">Told of every group.</param>
internal sealed class StreamedMoments(
    DuckDbSession session, MomentsQuery query, RowsSql rows, Summation summation, ColumnKind[] segmentKinds, GroupLimits limits)
{
    // A product costs the engine some 6 ns a row and thread; a value handed over costs some 20 ns, and its products next to nothing.
    private const int ProductsPerValue = 8;

    private readonly SetLayout[] _layouts = [.. query.ColumnSets.Select((_, i) => summation.Layout(query, i))];
    private readonly Dictionary<(bool Kept, object? Variant, int Segment, object? Value), Cell> _cells = [];

    /// <summary>Whether there are so many products for each column that handing rows over is cheaper.</summary>
    public static bool Pays(MomentsQuery query)
    {
        long columns = 0, products = 0;
        foreach (ColumnSet set in query.ColumnSets)
        {
            long width = set.Columns.Count + set.Covariates.Count;
            columns += width;
            products += width * (width + 1) / 2;
        }
        return query.Unit is null && products >= ProductsPerValue * columns;
    }

    /// <summary>The sums of every group.</summary>
    /// <exception cref="InputException">There are too many groups.</exception>
    public IReadOnlyList<GroupSums> Find(IProgress<double>? progress, CancellationToken cancellation)
    {
        List<string> selected = [Alias.Kept, Alias.Variant, .. query.Segments.Select((_, i) => Alias.Segment(i))];
        for (int set = 0; set < _layouts.Length; set++)
        {
            selected.AddRange(Enumerable.Range(0, _layouts[set].Width).Select(i => $"cast({Alias.Value(set, i)} as double)"));
            selected.Add(summation.Guarded ? Alias.Invalid(set) : "0");
        }
        string deviations = rows.Bucketed(new MomentsSql(query, rows, summation).Deviations(sample: false));
        session.Stream($"select {string.Join(", ", selected)} from ({deviations})", Add, progress, cancellation);
        return [.. _cells.Select(cell => Group(cell.Key, cell.Value))];
    }

    private void Add(DuckDBDataReader reader)
    {
        bool kept = reader.GetBoolean(0);
        object? variant = Value(reader, 1);
        Add(reader, (kept, variant, -1, null));
        for (int i = 0; i < query.Segments.Count; i++)
            Add(reader, (kept, variant, i, Value(reader, 2 + i)));
    }

    private void Add(DuckDBDataReader reader, (bool, object?, int, object?) key)
    {
        if (!_cells.TryGetValue(key, out Cell? cell))
        {
            _cells.Add(key, cell = new([.. _layouts.Select(layout => new RowProducts(layout))]));
            limits.Checked(Group(key, cell));
        }
        cell.Rows++;
        int at = 2 + query.Segments.Count;
        foreach (RowProducts set in cell.Sets)
            set.Add(reader, ref at);
    }

    private GroupSums Group((bool Kept, object? Variant, int Segment, object? Value) key, Cell cell) => new(
        key.Kept,
        false,
        PrintedValue.Variant(key.Variant, rows.VariantKind),
        key.Segment,
        key.Segment < 0 ? null : PrintedValue.Of(key.Value, segmentKinds[key.Segment]),
        (0, key.Variant?.ToString() ?? ""),
        cell.Rows,
        cell.Rows,
        0,
        [.. cell.Sets.Select((set, i) => set.Sums(summation.Shifts[i][0].Binary))]);

    private static object? Value(DuckDBDataReader reader, int at) => reader.IsDBNull(at) ? null : reader.GetValue(at);

    private sealed class Cell(RowProducts[] sets)
    {
        public RowProducts[] Sets => sets;

        public long Rows { get; set; }
    }
}
