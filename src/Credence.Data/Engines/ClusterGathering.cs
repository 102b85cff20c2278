using System.Globalization;
using Credence.Statistics;
using DuckDB.NET.Data;

namespace Credence.Data;

/// <summary>Takes the engine's sums in the order of the clusters, and lays them side by side by variant and segment.</summary>
/// <param name="query">What is asked, with the cluster as the last of the segments.</param>
/// <param name="named">Whether names are kept, and rows without one make a cluster of their own.</param>
/// <param name="variantKind">What the variant's column holds.</param>
/// <param name="segmentKinds">What the segments' columns hold.</param>
/// <param name="place">The source, for errors.</param>
/// <param name="summation">How the sums were taken.</param>
internal sealed class ClusterGathering(MomentsQuery query, bool named, ColumnKind variantKind, ColumnKind[] segmentKinds, string place, Summation summation)
{
    private readonly Dictionary<(int Segment, string? Value, string Variant), Cell> _cells = [];
    private readonly HashSet<string> _variants = new(StringComparer.Ordinal), _variantsOfCluster = new(StringComparer.Ordinal);
    private readonly HashSet<(int, string?)> _segments = [];
    private readonly Dictionary<object, string?> _printed = [];
    private readonly List<string?> _names = [];
    private string? _last;
    private long _number = -1, _several, _withoutCluster;

    private int Segments => query.Segments.Count - 1;

    public void Add(DuckDBDataReader reader)
    {
        int segment = Segments == 0 ? -1 : GroupSums.SegmentOf(reader.GetInt64(2), Segments), at = 3 + Segments;
        long units = reader.GetInt64(at++), withoutUnit = reader.GetInt64(at++);
        if (withoutUnit > 0)
            throw Fault(query.Unit!, $"{withoutUnit} rows have no unit", $"keep rows with a unit, for instance by the condition {query.Unit} != ''");
        if (reader.IsDBNull(0) && !named)
        {
            _withoutCluster += segment < 0 ? units : 0;
            return;
        }
        if (Printed(reader.GetValue(1)) is not string variant)
            return;
        Advance(reader.IsDBNull(0) ? null : reader.GetString(0), variant);
        string? value = segment < 0 || reader.IsDBNull(3 + segment) ? null : PrintedValue.Of(reader.GetValue(3 + segment), segmentKinds[segment]);
        CellOf(segment, value, variant).Add(_number, reader, at, summation);
    }

    public ClusterTable Table()
    {
        string cluster = query.Segments[^1];
        if (_withoutCluster > 0)
        {
            throw query.Unit is string unit
                ? Fault(cluster, $"{_withoutCluster} units have no cluster, or several", $"give every {unit} one {cluster}")
                : Fault(cluster, $"{_withoutCluster} rows have no cluster", $"keep rows with a cluster, for instance by the condition {cluster} != ''");
        }
        IEnumerable<ClusterRow> found = _cells
            .OrderBy(cell => cell.Key.Segment)
            .ThenBy(cell => cell.Key.Value, StringComparer.Ordinal)
            .ThenBy(cell => cell.Key.Variant, StringComparer.Ordinal)
            .Select(cell => cell.Value.Row(cell.Key.Segment < 0 ? null : new(query.Segments[cell.Key.Segment], cell.Key.Value), cell.Key.Variant));
        return new([.. found], _number + 1, _several) { Names = _names };
    }

    private void Advance(string? cluster, string variant)
    {
        if (_number < 0 || cluster != _last)
        {
            (_last, _number) = (cluster, _number + 1);
            _variantsOfCluster.Clear();
            if (named)
                AddName(PrintedValue.Of(cluster, segmentKinds[^1]));
        }
        if (_variantsOfCluster.Add(variant) && _variantsOfCluster.Count == 2)
            _several++;
    }

    private void AddName(string? name)
    {
        _names.Add(name);
        if (_names.Count > DuckDbMomentsEngine.MaximumSegments)
            throw GroupLimits.TooManySegments(query, Segments, place);
    }

    private string? Printed(object raw)
    {
        if (!_printed.TryGetValue(raw, out string? printed))
            _printed[raw] = printed = PrintedValue.Variant(raw, variantKind);
        return printed;
    }

    private Cell CellOf(int segment, string? value, string variant)
    {
        if (_cells.TryGetValue((segment, value, variant), out Cell? cell))
            return cell;
        if (_variants.Add(variant) && _variants.Count > DuckDbMomentsEngine.MaximumVariants)
            throw GroupLimits.TooManyVariants(query, place);
        if (segment >= 0 && _segments.Add((segment, value)) && _segments.Count(found => found.Item1 == segment) > DuckDbMomentsEngine.MaximumSegments)
            throw GroupLimits.TooManySegments(query, segment, place);
        return _cells[(segment, value, variant)] = new(query, summation);
    }

    private InputException Fault(string column, FormattableString problem, string remedy)
        => new($"{place}, column {column}", problem.ToString(CultureInfo.InvariantCulture), remedy);

    private sealed class Cell(MomentsQuery query, Summation summation)
    {
        private readonly ClusterMomentsBuilder[] _sets =
            [.. query.ColumnSets.Select((set, s) => new ClusterMomentsBuilder(ClusterCovariates.Names(set), [.. summation.Shifts[s].Select(shift => shift.Centre)]))];

        private long _clusters, _last = -1;

        public void Add(long cluster, DuckDBDataReader reader, int at, Summation taken)
        {
            _clusters += cluster == _last ? 0 : 1;
            _last = cluster;
            for (int set = 0; set < _sets.Length; set++)
            {
                int width = taken.Shifts[set].Length;
                double[] sums = new double[width], products = new double[width * (width + 1) / 2];
                long count = reader.GetInt64(at++);
                foreach (double[] target in (double[][])[sums, products])
                {
                    for (int i = 0; i < target.Length; i++)
                        target[i] = reader.GetDouble(at++);
                }
                _sets[set].Add(cluster, count, sums, products);
            }
        }

        public ClusterRow Row(Segment? segment, string variant) => new(segment, variant, _clusters, [.. _sets.Select(set => set.ToClusterMoments())]);
    }
}
