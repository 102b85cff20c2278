using Credence.Statistics;
using DuckDB.NET.Data;

namespace Credence.Data;

/// <summary>Gathers the values of one variant, whole or within one segment.</summary>
internal sealed class SampleCell(SampleQuery query)
{
    private readonly Gathered[] _sets = [.. query.Rows.ColumnSets.Select(set => new Gathered(set, query))];
    private long _units;

    /// <summary>Adds the unit that the reader stands at.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="at">Where the values begin.</param>
    /// <param name="cluster">Its cluster; not used where none was asked for.</param>
    /// <param name="key">Its key; not used where none was asked for.</param>
    /// <param name="values">Values kept so far, to be raised.</param>
    public void Add(DuckDBDataReader reader, int at, int cluster, ulong key, ref long values)
    {
        _units++;
        foreach (Gathered set in _sets)
        {
            values += set.Add(reader, at, cluster, key);
            at += set.Width;
        }
    }

    public SampleRow Row(Segment? segment, string variant) => new(segment, variant, _units, [.. _sets.Select(set => set.Sample())]);

    private sealed class Gathered(ColumnSet set, SampleQuery query)
    {
        private readonly List<double>[] _columns = [.. set.Columns.Select(_ => new List<double>())];
        private readonly List<int>? _clusters = query.Cluster is null ? null : [];
        private readonly List<ulong>? _keys = query.Keys ? [] : null;
        private long _missing, _invalid, _gaps;
        private bool _binary = true;

        // Values, gaps, invalid.
        public int Width => _columns.Length + 2;

        public int Add(DuckDBDataReader reader, int at, int cluster, ulong key)
        {
            if (reader.IsDBNull(at))
            {
                if (reader.GetBoolean(at + _columns.Length + 1))
                    _invalid++;
                else
                    _missing++;
                return 0;
            }
            for (int i = 0; i < _columns.Length; i++)
                _columns[i].Add(reader.GetDouble(at + i));
            _binary &= _columns[0][^1] is 0 or 1;
            _gaps += reader.GetInt64(at + _columns.Length);
            _clusters?.Add(cluster);
            _keys?.Add(key);
            return _columns.Length;
        }

        public MetricSample Sample() => new(set.Name, [.. _columns.Select(column => column.ToArray())], _missing, _invalid, _binary && _columns[0].Count > 0)
        {
            Gaps = _gaps,
            Clusters = _clusters?.ToArray(),
            Keys = _keys?.ToArray(),
        };
    }
}
