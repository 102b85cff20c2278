using System.Numerics;

namespace Credence.Data;

/// <summary>Counts the values of each metric's first column in common bins.</summary>
internal sealed class HistogramSearch(DuckDbSession session, MomentsQuery query, RowsSql rows, Summation summation)
{
    public IReadOnlyList<Histogram> Find(int bins, CancellationToken cancellation)
    {
        if (query.ColumnSets.Count == 0)
            return [];
        HistogramSql sql = new(query, rows, summation);
        var coarse = session.Query(sql.Ranges, reader =>
        {
            int set = Set(reader.GetInt64(0)), limits = 3 + 2 * set;
            return reader.IsDBNull(1) || reader.IsDBNull(limits) ? (Set: -1, Bin: default)
                : (Set: set, Bin: new CoarseBin(reader.GetInt32(1), reader.GetInt64(2), reader.GetDouble(limits), reader.GetDouble(limits + 1)));
        }, null, cancellation).ToLookup(found => found.Set, found => found.Bin);
        IReadOnlyList<double>[] edges = [.. query.ColumnSets.Select((_, set) => Edges([.. coarse[set]], bins))];
        var counts = session.Query(sql.Counts(edges), reader => (
            Set: Set(reader.GetInt64(0)),
            Bin: reader.IsDBNull(1) ? (int?)null : reader.GetInt32(1),
            Variant: PrintedValue.Variant(reader.GetValue(2), rows.VariantKind),
            Count: reader.GetInt64(3)), null, cancellation);
        string[] variants = [.. counts.Select(count => count.Variant).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        return [.. query.ColumnSets.Select((set, i) => new Histogram(set.Name, edges[i], variants.ToDictionary(
            variant => variant,
            variant => Counts(edges[i].Count - 1, counts.Where(count => count.Set == i && count.Variant == variant).Select(count => (count.Bin, count.Count))))))];
    }

    private static IReadOnlyList<double> Edges(CoarseBin[] coarse, int bins)
        => HistogramEdges.Of(coarse, coarse.All(bin => bin.Lowest == bin.Highest && bin.Lowest is 0 or 1), bins);

    private static HistogramCounts Counts(int bins, IEnumerable<(int? Bin, long Count)> found)
    {
        long[] counts = new long[Math.Max(0, bins)];
        long below = 0, above = 0;
        foreach ((int? bin, long count) in found)
        {
            if (bin is int at && at >= 0 && at < bins)
                counts[at] += count;
            else if (bin == -1)
                below += count;
            else if (bin is not null)
                above += count;
        }
        return new(counts, below, above);
    }

    // The only column grouped by is the one whose bit is not set; the first column has the highest bit.
    private int Set(long grouping)
        => query.ColumnSets.Count - 1 - BitOperations.TrailingZeroCount(~(ulong)grouping);
}
