using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Credence.Data;

/// <summary>Sums of the values and products of one set of columns over rows, in the order in which they come.</summary>
/// <remarks>Loops are compiled at their best at once: a run is over before the compiler would find out that they are worth it.</remarks>
/// <param name="set">The set.</param>
/// <param name="places">Where its columns and covariates stand in a row.</param>
/// <param name="layout">Where they stand in the sums, with the indicators of missing covariates.</param>
/// <param name="shifts">The centres.</param>
internal sealed class RowProducts(ColumnSet set, int[] places, SetLayout layout, Shift[] shifts)
{
    // Rows that are multiplied at once; their columns stay near the processor, and rounding grows with the number of blocks only.
    private const int Block = 64;

    private readonly double[] _columns = new double[layout.Width * Block];
    private readonly double[] _sums = new double[layout.Width], _products = new double[layout.Width * (layout.Width + 1) / 2];
    private readonly double[] _lowest = Filled(layout.Width), _highest = Filled(layout.Width);
    private readonly long[] _missing = new long[layout.Covariates.Count];
    private readonly int[] _indicators = [.. layout.Covariates.Select((form, i) => form.Imputed ? layout.Indicator(i) : -1)];
    private readonly double[] _centres = [.. shifts.Select(shift => shift.Centre)];
    private readonly int _own = layout.Own;
    private long _count, _invalid;
    private bool _binary = true;
    private int _filled;

    /// <summary>The sums so far.</summary>
    public SetSums Sums
    {
        get
        {
            Multiply();
            BinaryEvidence evidence = shifts[0].Binary;
            bool likely = evidence == BinaryEvidence.Likely;
            return new SetSums(_sums, _products, _lowest, _highest)
            {
                Count = _count,
                Invalid = _invalid,
                Binary = likely || (_binary && evidence == BinaryEvidence.Possible),
                Refuted = likely && !_binary,
                Covariates = [.. _missing.Select(missing => (missing, false, 0L))],
            };
        }
    }

    /// <summary>Takes a row of values as they are.</summary>
    /// <param name="row">The values; anything where one is missing.</param>
    /// <param name="missing">Which are missing.</param>
    /// <param name="whole">Whether none is missing, and all are finite.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<double> row, ReadOnlySpan<bool> missing, bool whole)
    {
        if (!whole && !IsUsable(row, missing))
            return;
        for (int i = 0, at = _filled; i < places.Length; i++, at += Block)
            _columns[at] = row[places[i]] - _centres[i];
        if (set.IsChanged)
            _columns[_filled] = Changed(row[places[0]]) - _centres[0];
        for (int i = 0; i < _missing.Length; i++)
        {
            bool present = whole || !missing[places[_own + i]] && double.IsFinite(row[places[_own + i]]);
            if (_indicators[i] >= 0)
                _columns[_indicators[i] * Block + _filled] = present ? 0 : 1;
            if (present)
                continue;
            // A missing covariate stands at the centre until its fill is known.
            _columns[(_own + i) * Block + _filled] = 0;
            _missing[i]++;
        }
        _count++;
        if (++_filled == Block)
            Multiply();
    }

    private bool IsUsable(ReadOnlySpan<double> row, ReadOnlySpan<bool> missing)
    {
        bool finite = true;
        foreach (int place in places.AsSpan(0, _own))
        {
            if (missing[place])
                return false;
            finite &= double.IsFinite(row[place]);
        }
        _invalid += finite ? 0 : 1;
        return finite;
    }

    private double Changed(double value) => set switch
    {
        { Cap: double cap } => Math.Min(value, cap),
        { Above: double limit } => value > limit ? 1 : 0,
        _ => value != 0 ? 1 : 0,
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply()
    {
        if (_filled == 0)
            return;
        int product = 0;
        for (int i = 0; i < layout.Width; i++)
        {
            Span<double> column = _columns.AsSpan(i * Block, Block);
            column[_filled..].Clear();
            _sums[i] += Sum(column);
            Extend(i, column);
            for (int j = 0; j <= i; j++)
                _products[product++] += Dot(column, _columns.AsSpan(j * Block, Block));
        }
        _filled = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Extend(int column, ReadOnlySpan<double> values)
    {
        Vector256<double> least = Vector256.Create(values[0]), most = least;
        for (int i = 0; i + 3 < _filled; i += 4)
        {
            Vector256<double> some = Vector256.Create(values.Slice(i, 4));
            (least, most) = (Vector256.Min(least, some), Vector256.Max(most, some));
        }
        double lowest = values[0], highest = values[0];
        for (int i = 0; i < 4; i++)
            (lowest, highest) = (Math.Min(lowest, least[i]), Math.Max(highest, most[i]));
        foreach (double value in values[(_filled & -4).._filled])
            (lowest, highest) = (Math.Min(lowest, value), Math.Max(highest, value));
        (_lowest[column], _highest[column]) = (_lowest[column] <= lowest ? _lowest[column] : lowest, _highest[column] >= highest ? _highest[column] : highest);
        for (int i = 0; column == 0 && _binary && i < _filled; i++)
            _binary = values[i] == values[i] * values[i];
    }

    // In a fixed order, whatever the processor.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ReadOnlySpan<Vector256<double>> a = MemoryMarshal.Cast<double, Vector256<double>>(x), b = MemoryMarshal.Cast<double, Vector256<double>>(y);
        Vector256<double> first = Vector256<double>.Zero, second = first, third = first, fourth = first;
        for (int i = 0; i + 3 < a.Length && i + 3 < b.Length; i += 4)
        {
            first = Vector256.FusedMultiplyAdd(a[i], b[i], first);
            second = Vector256.FusedMultiplyAdd(a[i + 1], b[i + 1], second);
            third = Vector256.FusedMultiplyAdd(a[i + 2], b[i + 2], third);
            fourth = Vector256.FusedMultiplyAdd(a[i + 3], b[i + 3], fourth);
        }
        return Vector256.Sum(first + second + (third + fourth));
    }

    private static double Sum(ReadOnlySpan<double> x)
    {
        Vector256<double> sum = Vector256<double>.Zero;
        foreach (Vector256<double> values in MemoryMarshal.Cast<double, Vector256<double>>(x))
            sum += values;
        return Vector256.Sum(sum);
    }

    private static double[] Filled(int width) => [.. Enumerable.Repeat(double.NaN, width)];
}
