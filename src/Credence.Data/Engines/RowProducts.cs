using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using DuckDB.NET.Data;

namespace Credence.Data;

/// <summary>Sums of the values and products of one set of columns over rows, in the order in which they come.</summary>
/// <param name="layout">Its columns.</param>
internal sealed class RowProducts(SetLayout layout)
{
    // Rows that are multiplied at once; their columns stay near the processor, and rounding grows with the number of blocks only.
    private const int Block = 64;

    private readonly double[] _columns = new double[layout.Width * Block];
    private readonly double[] _sums = new double[layout.Width], _products = new double[layout.Width * (layout.Width + 1) / 2];
    private readonly double[] _lowest = Filled(layout.Width), _highest = Filled(layout.Width);
    private readonly long[] _missing = new long[layout.Covariates.Count];
    private readonly int _named = layout.Own + layout.Covariates.Count;
    private long _count, _invalid;
    private bool _binary = true;
    private int _filled;

    /// <summary>Takes a row: its values less their centres, and whether one of them is not finite.</summary>
    public void Add(DuckDBDataReader reader, ref int at)
    {
        int first = at, width = layout.Width;
        at += width + 1;
        _invalid += reader.GetInt32(at - 1);
        if (reader.IsDBNull(first))
            return;
        for (int i = 0; i < width; i++)
        {
            // A missing covariate adds nothing, until it is asked for with an indicator.
            double value = 0;
            if (!reader.IsDBNull(first + i))
                value = reader.GetDouble(first + i);
            else if (i >= layout.Own && i < _named)
                _missing[i - layout.Own]++;
            _columns[i * Block + _filled] = value;
        }
        _count++;
        if (++_filled == Block)
            Multiply();
    }

    /// <summary>The sums so far.</summary>
    /// <param name="evidence">What was known of the first column.</param>
    public SetSums Sums(BinaryEvidence evidence)
    {
        Multiply();
        bool likely = evidence == BinaryEvidence.Likely;
        return new SetSums(_sums, _products, _lowest, _highest)
        {
            Count = _count,
            Invalid = _invalid,
            Binary = likely || (_binary && evidence == BinaryEvidence.Possible),
            Refuted = likely && !_binary,
            Covariates = [.. layout.Covariates.Select((form, i) => (form.Imputed ? (long)_sums[layout.Indicator(i)] : _missing[i], false, 0L))],
        };
    }

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
            foreach (double value in column[.._filled])
            {
                _lowest[i] = _lowest[i] <= value ? _lowest[i] : value;
                _highest[i] = _highest[i] >= value ? _highest[i] : value;
                _binary &= i > 0 || value == value * value;
            }
            for (int j = 0; j <= i; j++)
                _products[product++] += Dot(column, _columns.AsSpan(j * Block, Block));
        }
        _filled = 0;
    }

    // In a fixed order, whatever the processor.
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
