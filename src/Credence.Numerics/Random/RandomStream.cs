using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace Credence.Numerics;

/// <summary>
/// A stream of random numbers that is a pure function of (seed, purpose, stream, position). Streams that differ in any of the first three
/// never share a counter, so they are independent by construction, whatever the number of threads and the order of work.
/// </summary>
/// <remarks>
/// <para>The generator is <see cref="Philox4x32"/>. Key: the seed, low word first. Counter words, lowest first: block number; purpose as
/// its 32-bit FNV-1a hash over UTF-8; stream number, low and high word. A block holds two 64-bit draws, so a stream has 2³³ of them and
/// throws <see cref="InvalidOperationException"/> beyond rather than run into another stream's numbers.</para>
/// <para>Draws use no transcendental function of the platform: every draw is the same bits everywhere. Instances are not thread-safe.</para>
/// </remarks>
[SuppressMessage("Naming", "CA1711", Justification = "A stream of random numbers is the field's word.")]
public sealed partial class RandomStream
{
    /// <summary>The number of 64-bit draws in a stream.</summary>
    public const long Length = 1L << 33;

    private readonly uint seedLow, seedHigh, purposeHash, streamLow, streamHigh;
    private long position;
    private ulong second;

    /// <summary>Opens the stream at its beginning.</summary>
    /// <param name="seed">The seed of the whole analysis.</param>
    /// <param name="purpose">What the numbers are for, such as "bootstrap"; any text.</param>
    /// <param name="stream">The number of the chain, replicate or shard.</param>
    public RandomStream(ulong seed, string purpose, ulong stream = 0)
        : this((uint)seed, (uint)(seed >> 32), HashPurpose(purpose), (uint)stream, (uint)(stream >> 32))
    {
    }

    private RandomStream(uint seedLow, uint seedHigh, uint purposeHash, uint streamLow, uint streamHigh)
    {
        this.seedLow = seedLow;
        this.seedHigh = seedHigh;
        this.purposeHash = purposeHash;
        this.streamLow = streamLow;
        this.streamHigh = streamHigh;
    }

    /// <summary>The number of 64-bit draws consumed so far, in [0, <see cref="Length"/>].</summary>
    public long Position => position;

    /// <summary>The same stream at another position, which is the number of 64-bit draws to pass over from its beginning.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The position is outside [0, <see cref="Length"/>].</exception>
    public RandomStream At(long position)
    {
        RandomStream other = new(seedLow, seedHigh, purposeHash, streamLow, streamHigh);
        other.MoveTo(position);
        return other;
    }

    /// <summary>The stream of another number under the same seed and purpose, at its beginning.</summary>
    public RandomStream Numbered(ulong stream) => new(seedLow, seedHigh, purposeHash, (uint)stream, (uint)(stream >> 32));

    /// <summary>Passes over the given number of 64-bit draws at no cost.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The new position is outside [0, <see cref="Length"/>].</exception>
    public void Skip(long count) => MoveTo(position + count);

    /// <summary>64 random bits: one draw.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextUInt64()
    {
        long index = position;
        if ((index & 1) != 0)
        {
            position = index + 1;
            return second;
        }
        return NextBlock();
    }

    /// <summary>32 random bits: the upper half of one draw.</summary>
    public uint NextUInt32() => (uint)(NextUInt64() >> 32);

    /// <summary>A number in the open interval (0, 1): (k + ½)/2⁵² for uniform k, all 53 bits of which are exact. One draw.</summary>
    public double NextDouble() => ToOpenUnit(NextUInt64());

    /// <summary>A whole number in [0, bound), unbiased (Lemire, 2019).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is below 1.</exception>
    public long NextInteger(long exclusiveBound)
    {
        ulong range = (ulong)Guard.AtLeast(exclusiveBound, 1);
        ulong high = Math.BigMul(NextUInt64(), range, out ulong low);
        if (low < range)
        {
            ulong threshold = (0 - range) % range;
            while (low < threshold)
                high = Math.BigMul(NextUInt64(), range, out low);
        }
        return (long)high;
    }

    /// <summary>Puts the items into a uniformly random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = (int)NextInteger(i + 1L);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>Fills the span with the numbers that repeated calls of <see cref="NextDouble"/> would give.</summary>
    public void FillUniform(Span<double> values)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] = ToOpenUnit(NextUInt64());
    }

    /// <summary>Fills the span with the numbers that repeated calls of <see cref="NextUInt64"/> would give, several blocks at a time.</summary>
    /// <exception cref="InvalidOperationException">The stream holds fewer.</exception>
    public void Fill(Span<ulong> values)
    {
        int at = 0;
        for (; at < values.Length && (position & 1) != 0; at++)
            values[at] = NextUInt64();
        int whole = (values.Length - at) & ~1;
        if (position + whole > Length)
            throw Exhausted();
        Philox4x32.Fill(values.Slice(at, whole), (uint)(position >> 1), purposeHash, streamLow, streamHigh, seedLow, seedHigh);
        position += whole;
        for (at += whole; at < values.Length; at++)
            values[at] = NextUInt64();
    }

    private static double ToOpenUnit(ulong bits) => ((long)(bits >> 12) + 0.5) * (1.0 / (1L << 52));

    /// <summary>The 32-bit FNV-1a hash over the UTF-8 bytes.</summary>
    internal static uint HashPurpose(string purpose)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        uint hash = 2166136261;
        foreach (byte octet in Encoding.UTF8.GetBytes(purpose))
            hash = (hash ^ octet) * 16777619;
        return hash;
    }

    private ulong NextBlock()
    {
        if (position >= Length)
            throw Exhausted();
        (uint w0, uint w1, uint w2, uint w3) =
            Philox4x32.Block((uint)(position >> 1), purposeHash, streamLow, streamHigh, seedLow, seedHigh);
        position++;
        second = w2 | (ulong)w3 << 32;
        return w0 | (ulong)w1 << 32;
    }

    private static InvalidOperationException Exhausted() => new("The random stream is exhausted: it holds 2^33 draws.");

    private void MoveTo(long target)
    {
        if (target is < 0 or > Length)
            throw new ArgumentOutOfRangeException(nameof(target), target, "The position must be in [0, 2^33].");
        position = target & ~1L;
        if (target != position)
            NextBlock();
    }
}
