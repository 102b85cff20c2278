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
    private readonly List<Expression> _values = [.. query.ColumnSets.SelectMany(Values).Distinct()];
    private readonly double[] _row = new double[query.ColumnSets.SelectMany(Values).Distinct().Count()];
    private readonly bool[] _missing = new bool[query.ColumnSets.SelectMany(Values).Distinct().Count()];
    private bool _whole;
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
        return query is { Unit: null, Times: null } && products >= ProductsPerValue * columns;
    }

    /// <summary>The sums of every group.</summary>
    /// <exception cref="InputException">There are too many groups.</exception>
    public IReadOnlyList<GroupSums> Find(IProgress<double>? progress, CancellationToken cancellation)
    {
        session.Stream(rows.Plain(_values), Add, progress, cancellation);
        return [.. _cells.Select(cell => Group(cell.Key, cell.Value))];
    }

    private void Add(DuckDBDataReader reader)
    {
        bool kept = reader.GetBoolean(0);
        object? variant = Value(reader, 1);
        int first = 2 + query.Segments.Count;
        _whole = true;
        for (int i = 0; i < _row.Length; i++)
        {
            _missing[i] = reader.IsDBNull(first + i);
            _row[i] = _missing[i] ? double.NaN : reader.GetDouble(first + i);
            _whole &= double.IsFinite(_row[i]);
        }
        Add((kept, variant, -1, null));
        for (int i = 0; i < query.Segments.Count; i++)
            Add((kept, variant, i, Value(reader, 2 + i)));
    }

    private void Add((bool, object?, int, object?) key)
    {
        if (!_cells.TryGetValue(key, out Cell? cell))
        {
            _cells.Add(key, cell = new([.. query.ColumnSets.Select((set, i) => new RowProducts(set, [.. Values(set).Select(value => _values.IndexOf(value))], _layouts[i], summation.Shifts[i]))]));
            limits.Checked(Group(key, cell));
        }
        cell.Rows++;
        foreach (RowProducts set in cell.Sets)
            set.Add(_row, _missing, _whole);
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
        [.. cell.Sets.Select(set => set.Sums)]);

    // Metrics often share their covariates, and each value is handed over once.
    private static IEnumerable<Expression> Values(ColumnSet set) => set.Columns.Concat(set.Covariates.Select(covariate => covariate.Value));

    private static object? Value(DuckDBDataReader reader, int at) => reader.IsDBNull(at) ? null : reader.GetValue(at);

    private sealed class Cell(RowProducts[] sets)
    {
        public RowProducts[] Sets => sets;

        public long Rows { get; set; }
    }
}
