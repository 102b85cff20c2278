using System.Globalization;
using Credence.Statistics;
using DuckDB.NET.Data;

namespace Credence.Data;

/// <summary>Sums of one set of columns in one group of rows, as the engine returned them.</summary>
internal sealed class SetSums(int columns)
{
    public long Count { get; private set; }

    public long Invalid { get; private set; }

    public bool Binary { get; private set; } = true;

    /// <summary>Whether a column that was taken for binary holds other values.</summary>
    public bool Refuted { get; private set; }

    public double[] Sums { get; } = new double[columns];

    public double[] Products { get; } = new double[columns * (columns + 1) / 2];

    public bool AreFinite => Array.TrueForAll(Sums, double.IsFinite) && Array.TrueForAll(Products, double.IsFinite);

    public void Add(SetSums other)
    {
        Count += other.Count;
        Invalid += other.Invalid;
        Binary &= other.Binary;
        Refuted |= other.Refuted;
        for (int i = 0; i < Sums.Length; i++)
            Sums[i] += other.Sums[i];
        for (int i = 0; i < Products.Length; i++)
            Products[i] += other.Products[i];
    }

    public static SetSums Read(DuckDBDataReader reader, ref int at, Shift[] shifts)
    {
        SetSums sums = new(shifts.Length) { Count = reader.GetInt64(at++) };
        foreach (double[] target in (double[][])[sums.Sums, sums.Products])
        {
            for (int i = 0; i < target.Length; i++, at++)
                target[i] = reader.IsDBNull(at) ? 0 : reader.GetDouble(at);
        }
        sums.Invalid = reader.GetInt64(at++);
        sums.Binary = reader.IsDBNull(at) || reader.GetBoolean(at);
        at++;
        if (shifts[0].Binary == BinaryEvidence.Likely)
        {
            sums.Refuted = sums.Products[0] != 0;
            (sums.Binary, sums.Products[0]) = (true, sums.Products[0] + sums.Sums[0]);
        }
        return sums;
    }
}

/// <summary>One group of rows, as the engine returned it.</summary>
/// <param name="Kept">Whether the condition keeps these rows.</param>
/// <param name="Several">Whether these units were seen in several variants.</param>
/// <param name="Variant">Printed variant; null where missing.</param>
/// <param name="Segment">Index of the breakdown; -1 for the whole.</param>
/// <param name="SegmentValue">Printed segment; null where missing.</param>
/// <param name="Order">Where its sums stand in the order of addition.</param>
/// <param name="Units">Number of units.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="RowsWithoutUnit">Rows among them whose unit is missing.</param>
/// <param name="Sets">Sums per set of columns.</param>
internal sealed record GroupSums(
    bool Kept, bool Several, string? Variant, int Segment, string? SegmentValue, (long Block, string Raw) Order, long Units, long Rows, long RowsWithoutUnit, SetSums[] Sets)
{
    /// <summary>Whether these rows enter moments.</summary>
    public bool Counts => Kept && !Several && Variant is not null;

    public static GroupSums Read(DuckDBDataReader reader, Summation summation, ColumnKind variantKind, ColumnKind[] segmentKinds)
    {
        int at = 0;
        bool kept = reader.GetBoolean(at++), several = reader.GetBoolean(at++);
        object? raw = Value(reader, at++);
        int segment = -1;
        string? segmentValue = null;
        if (segmentKinds.Length > 0)
        {
            segment = SegmentOf(reader.GetInt64(at++), segmentKinds.Length);
            if (segment >= 0)
                segmentValue = PrintedValue.Of(Value(reader, at + segment), segmentKinds[segment]);
            at += segmentKinds.Length;
        }
        long block = reader.GetInt64(at++);
        long units = reader.GetInt64(at++), rows = reader.GetInt64(at++), withoutUnit = reader.GetInt64(at++);
        SetSums[] sets = [.. summation.Shifts.Select(shifts => SetSums.Read(reader, ref at, shifts))];
        return new(kept, several, PrintedValue.Variant(raw, variantKind), segment, segmentValue, (block, raw?.ToString() ?? ""), units, rows, withoutUnit, sets);
    }

    private static object? Value(DuckDBDataReader reader, int at) => reader.IsDBNull(at) ? null : reader.GetValue(at);

    // grouping() sets the bit of every column that is not grouped by, the first column in the highest bit.
    private static int SegmentOf(long grouping, int segments)
    {
        for (int i = 0; i < segments; i++)
        {
            if ((grouping >> (segments - 1 - i) & 1) == 0)
                return i;
        }
        return -1;
    }
}

/// <summary>Adds the engine's groups up to the table of moments.</summary>
internal static class MomentsFold
{
    /// <summary>The table; groups are added in the order of their blocks, so that the result is always the same.</summary>
    public static MomentsTable Table(MomentsQuery query, IReadOnlyList<GroupSums> groups, Summation summation)
    {
        IReadOnlyList<GroupSums> whole = [.. groups.Where(group => group.Segment < 0)];
        IEnumerable<MomentsRow> rows = groups
            .Where(group => group.Counts)
            .GroupBy(group => (group.Segment, group.SegmentValue, Variant: group.Variant!))
            .OrderBy(cell => cell.Key.Segment)
            .ThenBy(cell => cell.Key.SegmentValue, StringComparer.Ordinal)
            .ThenBy(cell => cell.Key.Variant, StringComparer.Ordinal)
            .Select(cell => Row(query, summation, cell.Key.Segment, cell.Key.SegmentValue, cell.Key.Variant, cell));
        return new(
            [.. rows],
            whole.Sum(group => group.Rows),
            whole.Where(group => !group.Kept).Sum(group => group.Rows),
            whole.Where(group => group is { Kept: true, Several: false, Variant: null }).Sum(group => group.Units),
            whole.Where(group => group is { Kept: true, Several: true }).Sum(group => group.Units));
    }

    /// <summary>Sums over all variants, per set.</summary>
    public static SetSums[] Pooled(MomentsQuery query, IReadOnlyList<GroupSums> groups)
        => Added(query, groups.Where(group => group.Counts && group.Segment < 0));

    private static MomentsRow Row(
        MomentsQuery query, Summation summation, int segment, string? segmentValue, string variant, IEnumerable<GroupSums> groups)
    {
        long units = groups.Sum(group => group.Units);
        SetSums[] sums = Added(query, groups);
        return new(
            segment < 0 ? null : new Segment(query.Segments[segment], segmentValue),
            variant,
            units,
            [.. query.ColumnSets.Select((set, i) => Metric(set, sums[i], units, summation.Shifts[i]))]);
    }

    private static SetSums[] Added(MomentsQuery query, IEnumerable<GroupSums> groups)
    {
        SetSums[] sums = [.. query.ColumnSets.Select(set => new SetSums(set.Columns.Count))];
        foreach (GroupSums group in groups.OrderBy(group => group.Order.Block).ThenBy(group => group.Order.Raw, StringComparer.Ordinal))
        {
            for (int i = 0; i < sums.Length; i++)
                sums[i].Add(group.Sets[i]);
        }
        return sums;
    }

    private static MetricMoments Metric(ColumnSet set, SetSums sums, long units, Shift[] shifts)
    {
        string[] names = set.Columns.Count == 1 ? [set.Name] : [.. set.Columns.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"{set.Name}[{i}]"))];
        CrossMoments moments = CrossMoments.FromShiftedSums(names, sums.Count, [.. shifts.Select(shift => shift.Centre)], sums.Sums, sums.Products);
        return new(set.Name, moments, units - sums.Count - sums.Invalid, sums.Invalid, sums.Binary && sums.Count > 0);
    }
}
