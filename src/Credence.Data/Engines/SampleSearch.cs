using System.Globalization;
using Credence.Statistics;
using DuckDB.NET.Data;

namespace Credence.Data;

/// <summary>Reads the values of each metric by variant and segment.</summary>
/// <param name="session">The engine.</param>
/// <param name="query">What is asked.</param>
/// <param name="asked">Its rows, with the cluster as the last of the segments.</param>
/// <param name="rows">SQL of these.</param>
/// <param name="table">The source.</param>
internal sealed class SampleSearch(DuckDbSession session, SampleQuery query, MomentsQuery asked, RowsSql rows, SourceTable table)
{
    private readonly ColumnKind[] _segmentKinds = [.. asked.Segments.Select(segment => table.Column(segment).Kind)];
    private readonly Dictionary<object, string?> _printedVariants = [];
    private readonly Dictionary<string, int> _clusters = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Segment, string? Value, string Variant), SampleCell> _cells = [];
    private readonly HashSet<(int, string?)> _segments = [];
    private readonly HashSet<string> _variants = new(StringComparer.Ordinal);
    private long _read, _excluded, _withoutVariant, _inSeveral, _values, _withoutUnit, _withoutCluster;

    private int Segments => query.Rows.Segments.Count;

    public SampleTable Find(IProgress<double>? progress, CancellationToken cancellation)
    {
        session.Stream(SampleSql.Values(query, asked, rows), Add, progress, cancellation);
        if (_withoutUnit > 0)
            throw Fault(asked.Unit!, $"{_withoutUnit} rows have no unit", $"keep rows with a unit, for instance by the condition {asked.Unit} != ''");
        if (_withoutCluster > 0)
        {
            throw asked.Unit is string unit
                ? Fault(query.Cluster!, $"{_withoutCluster} units have no cluster, or several", $"give every {unit} one {query.Cluster}")
                : Fault(query.Cluster!, $"{_withoutCluster} rows have no cluster", $"keep rows with a cluster, for instance by the condition {query.Cluster} != ''");
        }
        IEnumerable<SampleRow> found = _cells
            .OrderBy(cell => cell.Key.Segment)
            .ThenBy(cell => cell.Key.Value, StringComparer.Ordinal)
            .ThenBy(cell => cell.Key.Variant, StringComparer.Ordinal)
            .Select(cell => cell.Value.Row(cell.Key.Segment < 0 ? null : new(asked.Segments[cell.Key.Segment], cell.Key.Value), cell.Key.Variant));
        return new([.. found], _read, _excluded, _withoutVariant, _inSeveral) { SplitAt = rows.SplitAt, Clusters = _clusters.Count };
    }

    private void Add(DuckDBDataReader reader)
    {
        long n = reader.GetInt64(3);
        _read += n;
        _withoutUnit += reader.GetInt64(4);
        if (!reader.GetBoolean(0))
            _excluded += n;
        else if (reader.GetBoolean(1))
            _inSeveral++;
        else if (Variant(reader) is not string variant)
            _withoutVariant++;
        else
            AddUnit(reader, variant);
    }

    private void AddUnit(DuckDBDataReader reader, string variant)
    {
        int at = 5 + Segments, cluster = -1;
        if (query.Cluster is not null && (cluster = ClusterOf(reader, at++)) < 0)
        {
            _withoutCluster++;
            return;
        }
        ulong key = query.Keys ? reader.GetFieldValue<ulong>(at++) : 0;
        Cell(-1, null, variant).Add(reader, at, cluster, key, ref _values);
        for (int segment = 0; segment < Segments; segment++)
            Cell(segment, Printed(reader, 5 + segment, segment), variant).Add(reader, at, cluster, key, ref _values);
        if (_values > query.MaximumValues)
        {
            throw new InputException(table.Place, string.Create(CultureInfo.InvariantCulture, $"has more than {query.MaximumValues:#,0} values, too many to keep in memory"),
                "keep fewer rows by a condition, ask for fewer metrics or segments, or use a method that works on moments");
        }
    }

    private SampleCell Cell(int segment, string? value, string variant)
    {
        if (_cells.TryGetValue((segment, value, variant), out SampleCell? cell))
            return cell;
        if (_variants.Add(variant) && _variants.Count > DuckDbMomentsEngine.MaximumVariants)
            throw GroupLimits.TooManyVariants(asked, table.Place);
        if (segment >= 0 && _segments.Add((segment, value)) && _segments.Count(found => found.Item1 == segment) > DuckDbMomentsEngine.MaximumSegments)
            throw GroupLimits.TooManySegments(asked, segment, table.Place);
        return _cells[(segment, value, variant)] = new(query);
    }

    private string? Variant(DuckDBDataReader reader)
    {
        if (reader.IsDBNull(2))
            return null;
        object raw = reader.GetValue(2);
        if (!_printedVariants.TryGetValue(raw, out string? printed))
            _printedVariants[raw] = printed = PrintedValue.Variant(raw, rows.VariantKind);
        return printed;
    }

    private string? Printed(DuckDBDataReader reader, int at, int segment)
        => reader.IsDBNull(at) ? null : PrintedValue.Of(reader.GetValue(at), _segmentKinds[segment]);

    private int ClusterOf(DuckDBDataReader reader, int at)
    {
        if (Printed(reader, at, Segments) is not string name)
            return -1;
        if (!_clusters.TryGetValue(name, out int number))
            _clusters[name] = number = _clusters.Count;
        return number;
    }

    private InputException Fault(string column, FormattableString problem, string remedy)
        => new($"{table.Place}, column {column}", problem.ToString(CultureInfo.InvariantCulture), remedy);
}
