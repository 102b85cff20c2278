using Credence.Numerics;

namespace Credence.Experiments;

/// <summary>Memory that one thread uses for one replicate after the other.</summary>
internal sealed class ResamplingScratch
{
    /// <summary>Words that can be asked for at once: room for more draws than a block ever gets.</summary>
    public const int Words = 512;

    private readonly ulong[] _words = new ulong[Words];
    private int[] _counts = [];
    private ulong[] _bits = [];

    /// <summary>Random words; they replace those before.</summary>
    public ReadOnlySpan<ulong> Fill(RandomStream random, int count)
    {
        Span<ulong> words = _words.AsSpan(0, Math.Min(count, Words));
        random.Fill(words);
        return words;
    }

    /// <summary>Room for the bits of a subset; their values are those of before.</summary>
    public Span<ulong> Bits(int words)
    {
        if (_bits.Length < words)
            _bits = new ulong[words];
        return _bits.AsSpan(0, words);
    }

    /// <summary>Room for counts; their values are those of before.</summary>
    public Span<int> Counts(int count)
    {
        if (_counts.Length < count)
            _counts = new int[count];
        return _counts.AsSpan(0, count);
    }
}
