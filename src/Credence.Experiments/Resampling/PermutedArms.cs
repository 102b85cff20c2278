using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>What one allocation of all units to the two arms gives.</summary>
/// <param name="Difference">The difference of the levels.</param>
/// <param name="OfShift">How much the difference falls where every unit that was treated loses 1 (times its denominator).</param>
/// <param name="OfTreated">The part of the difference that comes from units that were treated.</param>
internal readonly record struct PermutedDifference(double Difference, double OfShift, double OfTreated);

/// <summary>The units of a control and a treatment, to be allocated anew; a level is a sum of numerators over a sum of denominators.</summary>
internal sealed class PermutedArms
{
    private readonly double[] _values;
    private readonly double[]? _weights;
    private readonly int _controls, _units;
    private readonly double _level, _value, _weight, _treatmentValue, _treatmentWeight;
    private readonly RandomAllocation _allocation;

    /// <param name="control">Numerators of the control.</param>
    /// <param name="treatment">Numerators of the treatment.</param>
    /// <param name="controlWeights">Denominators of the control; null where all are 1.</param>
    /// <param name="treatmentWeights">Denominators of the treatment; null where all are 1.</param>
    public PermutedArms(double[] control, double[] treatment, double[]? controlWeights, double[]? treatmentWeights)
    {
        (_controls, _units) = (control.Length, control.Length + treatment.Length);
        _allocation = new(_units, treatment.Length);
        int padded = _allocation.Words * 64;
        _values = new double[padded];
        control.CopyTo(_values, 0);
        treatment.CopyTo(_values, _controls);
        if (controlWeights is not null && treatmentWeights is not null)
        {
            _weights = new double[padded];
            controlWeights.CopyTo(_weights, 0);
            treatmentWeights.CopyTo(_weights, _controls);
        }
        // Sums about the common level keep their digits.
        _weight = _weights?.Sum() ?? _units;
        _level = _weight == 0 ? 0 : _values.Sum() / _weight;
        for (int i = 0; i < _units; i++)
            _values[i] -= _level * (_weights?[i] ?? 1);
        _value = _values.Sum();
        _treatmentValue = _values.Skip(_controls).Sum();
        _treatmentWeight = _weights?.Skip(_controls).Sum() ?? Treated;
        Scale = _values.Take(_units).Sum(Math.Abs) / Math.Max(1, _units);
    }

    /// <summary>Mean distance of the numerators from the common level, against which rounding is judged.</summary>
    public double Scale { get; }

    public int Units => _units;

    public int Treated => _units - _controls;

    /// <summary>The allocation that took place.</summary>
    public PermutedDifference Actual() => Of(_treatmentValue, _treatmentWeight, 0, 0);

    /// <summary>A random allocation.</summary>
    public PermutedDifference Draw(RandomStream random, ResamplingScratch scratch)
    {
        Span<ulong> bits = scratch.Bits(_allocation.Words);
        _allocation.Draw(random, bits, scratch);
        int boundary = _controls >> 6;
        ulong low = (1UL << (_controls & 63)) - 1;
        (double value, double weight) control = Sums(bits[..boundary], 0), treatment = boundary < bits.Length ? Sums(bits[(boundary + 1)..], (boundary + 1) * 64) : default;
        if (boundary < bits.Length)
        {
            (double value, double weight) before = Sums([bits[boundary] & low], boundary * 64), after = Sums([bits[boundary] & ~low], boundary * 64);
            control = (control.value + before.value, control.weight + before.weight);
            treatment = (treatment.value + after.value, treatment.weight + after.weight);
        }
        return Of(treatment.value, treatment.weight, control.value, control.weight);
    }

    /// <summary>All allocations, each equally likely.</summary>
    public PermutedDifference[] Enumerate()
    {
        List<PermutedDifference> all = [];
        Choose(0, Treated, 0, 0, 0, 0);
        return [.. all];

        void Choose(int unit, int left, double tv, double tw, double cv, double cw)
        {
            if (left == 0)
                all.Add(Of(tv, tw, cv, cw));
            if (left == 0 || _units - unit < left)
                return;
            double value = _values[unit], weight = _weights?[unit] ?? 1;
            if (unit < _controls)
                Choose(unit + 1, left - 1, tv, tw, cv + value, cw + weight);
            else
                Choose(unit + 1, left - 1, tv + value, tw + weight, cv, cw);
            Choose(unit + 1, left, tv, tw, cv, cw);
        }
    }

    // From the sums over the units now treated: of those that were treated and of those that were not.
    private PermutedDifference Of(double treatedValue, double treatedWeight, double controlValue, double controlWeight)
    {
        double weight = treatedWeight + controlWeight, rest = _weight - weight;
        double value = treatedValue + controlValue;
        double shift = treatedWeight / weight - (_treatmentWeight - treatedWeight) / rest;
        double ofTreated = treatedValue / weight - (_treatmentValue - treatedValue) / rest;
        return new(value / weight - (_value - value) / rest, shift, ofTreated + _level * shift);
    }

    // Sums of values and weights where bits are set.
    private (double Value, double Weight) Sums(ReadOnlySpan<ulong> bits, int from)
    {
        double value = MaskedSum(bits, _values.AsSpan(from));
        if (_weights is not null)
            return (value, MaskedSum(bits, _weights.AsSpan(from)));
        long count = 0;
        foreach (ulong word in bits)
            count += BitOperations.PopCount(word);
        return (value, count);
    }

    private static double MaskedSum(ReadOnlySpan<ulong> bits, ReadOnlySpan<double> values)
    {
        Vector512<long> lanes = Vector512.Create(1L, 2, 4, 8, 16, 32, 64, 128);
        Vector512<double> even = default, odd = default;
        ref double first = ref MemoryMarshal.GetReference(values[..(bits.Length * 64)]);
        for (int word = 0; word < bits.Length; word++)
        {
            ulong mask = bits[word];
            for (int part = 0; part < 8; part += 2, mask >>= 16)
            {
                nuint place = (nuint)(word * 64 + part * 8);
                even += Kept(Vector512.LoadUnsafe(ref first, place), mask & 0xFF);
                odd += Kept(Vector512.LoadUnsafe(ref first, place + 8), mask >> 8 & 0xFF);
            }
        }
        even += odd;
        Vector256<double> half = even.GetLower() + even.GetUpper();
        Vector128<double> quarter = half.GetLower() + half.GetUpper();
        return quarter[0] + quarter[1];

        Vector512<double> Kept(Vector512<double> all, ulong mask)
            => Vector512.ConditionalSelect(Vector512.Equals(Vector512.Create((long)mask) & lanes, lanes).AsDouble(), all, Vector512<double>.Zero);
    }
}
