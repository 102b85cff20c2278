using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>Sums over n draws with replacement from n rows: the resample of the bootstrap, without its list of units.</summary>
/// <remarks>
/// <para>Blocks of 256 rows first get their numbers of draws, then each draw within a block needs one random byte and stays in the nearest
/// cache. Numbers of draws are independent Poisson numbers with a mean a little below the block's share; given their total they are
/// multinomial, and the draws that are still missing are made one by one over all rows. Where the total is above n, all are drawn anew. The
/// result is therefore distributed exactly as n independent draws.</para>
/// <para>Few distinct rows are counted instead, by one binomial number each.</para>
/// </remarks>
internal sealed class ResampledSums<T>
    where T : struct, IRow<T>
{
    private const int Block = 256;

    // A chain of binomial numbers costs some fifty draws for each distinct row.
    private const int MostDistinct = 64, DrawsPerDistinct = 50;

    private readonly T[] _rows;
    private readonly (T Row, long Count)[]? _distinct;
    private readonly PoissonTable? _whole, _last;
    private readonly int _lastRows;
    private readonly byte[] _lastPlace = new byte[Block];

    /// <param name="rows">At least one.</param>
    public ResampledSums(T[] rows)
    {
        _rows = rows;
        _distinct = Distinct(rows);
        _lastRows = rows.Length % Block;
        for (int octet = 0; _lastRows > 0 && octet < Block; octet++)
            _lastPlace[octet] = (byte)(octet % _lastRows);
        // The total is above n in one case of fifteen.
        double share = 1 - 1.5 / Math.Sqrt(rows.Length);
        if (rows.Length > Block)
            (_whole, _last) = (new(Block * share), _lastRows > 0 ? new(_lastRows * share) : null);
    }

    public int Count => _rows.Length;

    /// <summary>The rows.</summary>
    public IReadOnlyList<T> Rows => _rows;

    /// <summary>The sum over one resample.</summary>
    public T Draw(RandomStream random, ResamplingScratch scratch)
    {
        if (_distinct is not null)
            return Counted(random);
        if (_rows.Length <= Block)
            return Blocks([_rows.Length], random, scratch);
        Span<int> counts = scratch.Counts((_rows.Length + Block - 1) / Block);
        int missing;
        do
            missing = _rows.Length - DrawCounts(counts, random, scratch);
        while (missing < 0);
        T sum = Blocks(counts, random, scratch);
        for (; missing > 0; missing--)
            sum += _rows[random.NextInteger(_rows.Length)];
        return sum;
    }

    private int DrawCounts(Span<int> counts, RandomStream random, ResamplingScratch scratch)
    {
        int total = 0;
        for (int from = 0; from < counts.Length; from += ResamplingScratch.Words)
        {
            Span<int> part = counts[from..Math.Min(counts.Length, from + ResamplingScratch.Words)];
            ReadOnlySpan<ulong> words = scratch.Fill(random, part.Length);
            for (int i = 0; i < part.Length; i++)
            {
                PoissonTable table = from + i == counts.Length - 1 && _last is not null ? _last : _whole!;
                total += part[i] = table.Of(words[i]);
            }
        }
        return total;
    }

    private T Blocks(ReadOnlySpan<int> counts, RandomStream random, ResamplingScratch scratch)
    {
        T sum = default;
        ReadOnlySpan<ulong> words = [];
        for (int block = 0; block < counts.Length; block++)
        {
            int needed = (counts[block] + 7) / 8;
            if (block == counts.Length - 1 && _lastRows > 0)
                return sum + LastBlock(block * Block, counts[block], random, scratch);
            if (words.Length < needed)
                words = scratch.Fill(random, Math.Min(ResamplingScratch.Words, Math.Max(needed, (counts.Length - block) * (Block / 8))));
            sum += WholeBlock(ref _rows[block * Block], counts[block], words);
            words = words[needed..];
        }
        return sum;
    }

    // Any byte is a place in a whole block.
    private static T WholeBlock(ref T rows, int draws, ReadOnlySpan<ulong> words)
    {
        T a = default, b = default, c = default, d = default;
        ref ulong word = ref MemoryMarshal.GetReference(words);
        for (; draws >= 8; draws -= 8, word = ref Unsafe.Add(ref word, 1))
        {
            ulong bits = word;
            a += At(ref rows, bits);
            b += At(ref rows, bits >> 8);
            c += At(ref rows, bits >> 16);
            d += At(ref rows, bits >> 24);
            a += At(ref rows, bits >> 32);
            b += At(ref rows, bits >> 40);
            c += At(ref rows, bits >> 48);
            d += At(ref rows, bits >> 56);
        }
        for (ulong bits = draws > 0 ? word : 0; draws > 0; draws--, bits >>= 8)
            a += At(ref rows, bits);
        return a + b + (c + d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T At(ref T rows, ulong bits) => Unsafe.Add(ref rows, (nint)(byte)bits);

    // Bytes from the last whole multiple of its rows on are passed over, so that no row is favoured.
    private T LastBlock(int from, int draws, RandomStream random, ResamplingScratch scratch)
    {
        T sum = default;
        int limit = Block / _lastRows * _lastRows;
        while (draws > 0)
        {
            foreach (ulong word in scratch.Fill(random, (draws * Block / limit + 15) / 8))
            {
                ulong bits = word;
                for (int i = 0; i < 8 && draws > 0; i++, bits >>= 8)
                {
                    if ((byte)bits >= limit)
                        continue;
                    sum += _rows[from + _lastPlace[(byte)bits]];
                    draws--;
                }
            }
        }
        return sum;
    }

    private T Counted(RandomStream random)
    {
        T sum = default;
        long draws = _rows.Length, rows = _rows.Length;
        foreach ((T row, long count) in _distinct!)
        {
            long drawn = count == rows ? draws : random.NextBinomial(draws, (double)count / rows);
            sum += row * drawn;
            draws -= drawn;
            rows -= count;
        }
        return sum;
    }

    private static (T, long)[]? Distinct(T[] rows)
    {
        Dictionary<T, long> counts = [];
        foreach (T row in rows)
        {
            ref long count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, row, out _);
            count++;
            if (counts.Count > MostDistinct || counts.Count * DrawsPerDistinct > rows.Length)
                return null;
        }
        return [.. counts.Select(row => (row.Key, row.Value))];
    }
}
