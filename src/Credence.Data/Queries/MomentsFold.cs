using System.Globalization;
using Credence.Statistics;
using DuckDB.NET.Data;

namespace Credence.Data;

/// <summary>Sums of one set of columns in one group of rows, as the engine returned them.</summary>
internal sealed class SetSums(double[] sums, double[] products, double[] lowest, double[] highest)
{
    public long Count { get; set; }

    public long Invalid { get; set; }

    /// <summary>Rows without a value of units that have one in other rows.</summary>
    public long Gaps { get; private set; }

    public bool Binary { get; set; } = true;

    /// <summary>Whether a column holds 0 and 1 only, so that its sums are exact.</summary>
    public bool IsBinary(int column) => column == 0 && Binary;

    /// <summary>Whether a column that was taken for binary holds other values.</summary>
    public bool Refuted { get; set; }

    public double[] Sums => sums;

    public double[] Products => products;

    /// <summary>The smallest value of each column less its centre; NaN where it was not asked for.</summary>
    public double[] Lowest => lowest;

    /// <summary>The largest value of each column less its centre; NaN where it was not asked for.</summary>
    public double[] Highest => highest;

    /// <summary>Sum of squared deviations from the mean of a column, as far as rounding lets it be seen.</summary>
    public double SquaredDeviations(int column) => Squares(column) - Sums[column] * (Sums[column] / Count);

    /// <summary>Sum of squared deviations from the centre of a column.</summary>
    public double Squares(int column) => Products[column * (column + 3) / 2];

    /// <summary>Per covariate: units without a value, whether it differs between the rows of some unit, and where it is summed, rows without a
    /// value of units that have one.</summary>
    public (long Missing, bool Varies, long Gaps)[] Covariates { get; init; } = [];

    public bool AreFinite => Array.TrueForAll(Sums, double.IsFinite) && Array.TrueForAll(Products, double.IsFinite);

    public void Add(SetSums other)
    {
        Count += other.Count;
        Invalid += other.Invalid;
        Gaps += other.Gaps;
        Binary &= other.Binary;
        Refuted |= other.Refuted;
        for (int i = 0; i < Covariates.Length; i++)
            Covariates[i] = (Covariates[i].Missing + other.Covariates[i].Missing, Covariates[i].Varies || other.Covariates[i].Varies, Covariates[i].Gaps + other.Covariates[i].Gaps);
        for (int i = 0; i < Sums.Length; i++)
        {
            Sums[i] += other.Sums[i];
            // Comparing so that a NaN gives way to a number.
            Lowest[i] = other.Lowest[i] > Lowest[i] ? Lowest[i] : double.IsNaN(other.Lowest[i]) ? Lowest[i] : other.Lowest[i];
            Highest[i] = other.Highest[i] < Highest[i] ? Highest[i] : double.IsNaN(other.Highest[i]) ? Highest[i] : other.Highest[i];
        }
        for (int i = 0; i < Products.Length; i++)
            Products[i] += other.Products[i];
    }

    /// <summary>Nothing, for sums with some covariates.</summary>
    public static SetSums Empty(int columns, int covariates)
    {
        double[] unknown = [.. Enumerable.Repeat(double.NaN, columns)];
        return new(new double[columns], new double[columns * (columns + 1) / 2], unknown, [.. unknown]) { Covariates = new (long, bool, long)[covariates] };
    }

    public static SetSums Read(DuckDBDataReader reader, ref int at, Shift[] shifts, int covariates, bool extremes)
    {
        SetSums sums = Empty(shifts.Length, covariates);
        sums.Count = reader.GetInt64(at++);
        foreach (double[] target in (double[][])[sums.Sums, sums.Products])
        {
            for (int i = 0; i < target.Length; i++, at++)
                target[i] = reader.IsDBNull(at) ? 0 : reader.GetDouble(at);
        }
        sums.Invalid = reader.GetInt64(at++);
        sums.Gaps = reader.GetInt64(at++);
        for (int i = 0; extremes && i < shifts.Length; i++, at += 2)
        {
            if (!reader.IsDBNull(at))
                (sums.Lowest[i], sums.Highest[i]) = (reader.GetDouble(at), reader.GetDouble(at + 1));
        }
        sums.Binary = reader.IsDBNull(at) || reader.GetBoolean(at);
        at++;
        if (shifts[0].Binary == BinaryEvidence.Likely)
        {
            sums.Refuted = sums.Products[0] != 0;
            (sums.Binary, sums.Products[0]) = (true, sums.Products[0] + sums.Sums[0]);
        }
        for (int i = 0; i < covariates; i++, at += 3)
            sums.Covariates[i] = (reader.GetInt64(at), reader.GetBoolean(at + 1), reader.GetInt64(at + 2));
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
        SetSums[] sets = [.. summation.Shifts.Select((shifts, set) => SetSums.Read(reader, ref at, shifts, summation.CovariatesOf(set), summation.Extremes))];
        return new(kept, several, PrintedValue.Variant(raw, variantKind), segment, segmentValue, (block, raw?.ToString() ?? ""), units, rows, withoutUnit, sets);
    }

    private static object? Value(DuckDBDataReader reader, int at) => reader.IsDBNull(at) ? null : reader.GetValue(at);

    // grouping() sets the bit of every column that is not grouped by, the first column in the highest bit.
    public static int SegmentOf(long grouping, int segments)
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
        double[][] fills = Fills(query, summation, Pooled(summation, groups));
        IEnumerable<MomentsRow> rows = groups
            .Where(group => group.Counts)
            .GroupBy(group => (group.Segment, group.SegmentValue, Variant: group.Variant!))
            .OrderBy(cell => cell.Key.Segment)
            .ThenBy(cell => cell.Key.SegmentValue, StringComparer.Ordinal)
            .ThenBy(cell => cell.Key.Variant, StringComparer.Ordinal)
            .Select(cell => Row(query, summation, fills, cell.Key.Segment, cell.Key.SegmentValue, cell.Key.Variant, cell));
        return new(
            [.. rows],
            whole.Sum(group => group.Rows),
            whole.Where(group => !group.Kept).Sum(group => group.Rows),
            whole.Where(group => group is { Kept: true, Several: false, Variant: null }).Sum(group => group.Units),
            whole.Where(group => group is { Kept: true, Several: true }).Sum(group => group.Units));
    }

    /// <summary>Sums over all variants, per set.</summary>
    public static SetSums[] Pooled(Summation summation, IReadOnlyList<GroupSums> groups)
        => Added(summation, groups.Where(group => group.Counts && group.Segment < 0));

    private static MomentsRow Row(
        MomentsQuery query, Summation summation, double[][] fills, int segment, string? segmentValue, string variant, IEnumerable<GroupSums> groups)
    {
        long units = groups.Sum(group => group.Units);
        SetSums[] sums = Added(summation, groups);
        return new(
            segment < 0 ? null : new Segment(query.Segments[segment], segmentValue),
            variant,
            units,
            [.. query.ColumnSets.Select((set, i) => Metric(set, sums[i], units, summation.Layout(query, i), summation.Shifts[i], fills[i]))]);
    }

    private static double[][] Fills(MomentsQuery query, Summation summation, SetSums[] pooled) =>
    [
        .. pooled.Select((sums, set) => sums.Covariates.Select((_, i) => CovariateForms.Fill(summation.Layout(query, set), i, sums, summation.Shifts[set])).ToArray()),
    ];

    private static SetSums[] Added(Summation summation, IEnumerable<GroupSums> groups)
    {
        SetSums[] sums = [.. summation.Shifts.Select((shifts, set) => SetSums.Empty(shifts.Length, summation.CovariatesOf(set)))];
        foreach (GroupSums group in groups.OrderBy(group => group.Order.Block).ThenBy(group => group.Order.Raw, StringComparer.Ordinal))
        {
            for (int i = 0; i < sums.Length; i++)
                sums[i].Add(group.Sets[i]);
        }
        return sums;
    }

    /// <summary>Names of the columns of moments: that of the metric, numbered where there are several.</summary>
    public static string[] Names(ColumnSet set)
        => set.Columns.Count == 1 ? [set.Name] : [.. set.Columns.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"{set.Name}[{i}]"))];

    private static MetricMoments Metric(ColumnSet set, SetSums sums, long units, SetLayout layout, Shift[] shifts, double[] fills)
    {
        double[] centres = [.. shifts.Select(shift => shift.Centre)];
        for (int i = 0; i < centres.Length; i++)
            Settle(sums, centres, i);
        int own = layout.Own;
        CrossMoments moments = CrossMoments.FromShiftedSums(
            Names(set), sums.Count, centres.AsSpan(0, own), sums.Sums.AsSpan(0, own), sums.Products.AsSpan(0, own * (own + 1) / 2));
        return new(set.Name, moments, units - sums.Count - sums.Invalid, sums.Invalid, sums.Binary && sums.Count > 0)
        {
            Gaps = sums.Gaps,
            Joint = set.Covariates.Count == 0 ? null : Joint(set, sums, layout, shifts, centres, fills),
            Covariates = [.. set.Covariates.Select((covariate, i) => new CovariateState(
                covariate.Name, sums.Covariates[i].Missing, fills[i], layout.Covariates[i].Imputed, layout.Covariates[i].Summed) { Gaps = sums.Covariates[i].Gaps })],
        };
    }

    // The products of a missing value are those of the centre, until its fill takes its place.
    private static CrossMoments Joint(ColumnSet set, SetSums sums, SetLayout layout, Shift[] shifts, double[] centres, double[] fills)
    {
        List<string> names = [.. set.Columns.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"[{i}]")), .. set.Covariates.Select(covariate => covariate.Name)];
        for (int i = 0; i < layout.Covariates.Count; i++)
        {
            if (!layout.Covariates[i].Imputed)
                continue;
            names.Add(CovariateState.IndicatorOf(set.Covariates[i].Name));
            if (double.IsFinite(fills[i]))
                CovariateForms.PutIn(layout, i, fills[i] - shifts[layout.Place(i)].Centre, sums, centres);
        }
        return CrossMoments.FromShiftedSums([.. names], sums.Count, centres, sums.Sums, sums.Products);
    }

    // A constant column is taken at its value, without a spread. One that varies, but by less than its distance from the centre leaves
    // digits for, has a spread that is not known.
    private static void Settle(SetSums sums, double[] centres, int column)
    {
        int diagonal = column * (column + 3) / 2;
        double constant = sums.IsBinary(column) && sums.Sums[column] == sums.Count ? 1 : sums.Lowest[column] == sums.Highest[column] ? sums.Lowest[column] : double.NaN;
        if (sums.Count > 0 && double.IsFinite(constant))
        {
            (centres[column], sums.Sums[column]) = (centres[column] + constant, 0);
            for (int other = 0; other < centres.Length; other++)
                sums.Products[Math.Max(column, other) * (Math.Max(column, other) + 1) / 2 + Math.Min(column, other)] = 0;
        }
        else if (sums.Count > 1 && !sums.IsBinary(column) && sums.Squares(column) > 0 && sums.SquaredDeviations(column) <= Precision.Known(sums.Count) * sums.Squares(column))
            sums.Products[diagonal] = double.NaN;
    }
}
