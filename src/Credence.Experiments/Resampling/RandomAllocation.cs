using System.Numerics;
using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>Random subsets of a given size, each as likely as any other, as bits.</summary>
/// <remarks>Every unit is first taken by itself with a probability near the share that is wanted, 64 units at a time; then units are taken or put
/// back one by one until their number is right. Among the subsets of any size all are equally likely at every step, so they are at the end.</remarks>
internal sealed class RandomAllocation
{
    private readonly int _units, _taken;
    private readonly uint _share;
    private readonly int _digits;

    /// <param name="units">Units, at least 1.</param>
    /// <param name="taken">How many to take, in [0, units].</param>
    public RandomAllocation(int units, int taken)
    {
        (_units, _taken) = (units, taken);
        // So many binary digits that what is wrong is less than chance makes it.
        _digits = Math.Min(24, BitOperations.Log2((uint)units) / 2 + 2);
        _share = (uint)Math.Round((double)taken / units * (1 << _digits));
        for (; _share > 0 && (_share & 1) == 0; _digits--)
            _share >>= 1;
    }

    /// <summary>Words that hold the bits of all units.</summary>
    public int Words => (_units + 63) / 64;

    /// <summary>Draws a subset.</summary>
    /// <param name="random">Random numbers.</param>
    /// <param name="bits">One bit per unit, lowest first.</param>
    /// <param name="scratch">Memory.</param>
    public void Draw(RandomStream random, Span<ulong> bits, ResamplingScratch scratch)
    {
        int count = 0;
        int most = ResamplingScratch.Words / Math.Max(1, _digits);
        for (int from = 0; from < bits.Length; from += most)
            count += Take(bits[from..Math.Min(bits.Length, from + most)], bits.Length - from, random, scratch);
        while (count != _taken)
        {
            int unit = (int)random.NextInteger(_units);
            ulong bit = 1UL << (unit & 63);
            bool isTaken = (bits[unit >> 6] & bit) != 0;
            if (isTaken != count > _taken)
                continue;
            bits[unit >> 6] ^= bit;
            count += isTaken ? -1 : 1;
        }
    }

    // A bit with the share as its probability: from the last binary digit to the first, or with a random bit where it is 1, and where it is 0.
    private int Take(Span<ulong> bits, int wordsLeft, RandomStream random, ResamplingScratch scratch)
    {
        if (_share == 0)
            bits.Clear();
        else if (_share == 1 && _digits == 0)
            bits.Fill(ulong.MaxValue);
        else
        {
            ReadOnlySpan<ulong> words = scratch.Fill(random, bits.Length * _digits);
            for (int i = 0, at = 0; i < bits.Length; i++)
            {
                ulong taken = 0;
                for (int digit = 0; digit < _digits; digit++, at++)
                    taken = (_share >> digit & 1) != 0 ? taken | words[at] : taken & words[at];
                bits[i] = taken;
            }
        }
        if (bits.Length == wordsLeft && (_units & 63) != 0)
            bits[^1] &= (1UL << (_units & 63)) - 1;
        int count = 0;
        foreach (ulong word in bits)
            count += BitOperations.PopCount(word);
        return count;
    }
}
