using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Credence.Numerics;

public static partial class Philox4x32
{
    /// <summary>Fills with the words of consecutive blocks, two numbers to a block and two words to a number, the lower first.</summary>
    /// <remarks>The length is even. The first counter word is that of the first block; the others follow it, without carry.</remarks>
    internal static void Fill(Span<ulong> values, uint c0, uint c1, uint c2, uint c3, uint key0, uint key1)
    {
        int at = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; at + 8 <= values.Length; at += 8, c0 += 4)
                FourBlocks(ref MemoryMarshal.GetReference(values[at..]), c0, c1, c2, c3, key0, key1);
        }
        for (; at < values.Length; at += 2)
        {
            (uint w0, uint w1, uint w2, uint w3) = Block(c0++, c1, c2, c3, key0, key1);
            (values[at], values[at + 1]) = (w0 | (ulong)w1 << 32, w2 | (ulong)w3 << 32);
        }
    }

    // One block to each 64-bit lane, whose lower half holds the word.
    private static void FourBlocks(ref ulong target, uint c0, uint c1, uint c2, uint c3, uint key0, uint key1)
    {
        Vector256<ulong> low = Vector256.Create(0xFFFFFFFFUL);
        Vector256<ulong> a0 = Vector256.Create<ulong>(c0) + Vector256.Create(0UL, 1, 2, 3) & low;
        Vector256<ulong> a1 = Vector256.Create<ulong>(c1), a2 = Vector256.Create<ulong>(c2), a3 = Vector256.Create<ulong>(c3);
        Vector256<ulong> multiplierA = Vector256.Create((ulong)MultiplierA), multiplierB = Vector256.Create((ulong)MultiplierB);
        for (int round = 0; round < 10; round++)
        {
            Vector256<ulong> a = Product(multiplierA, a0), b = Product(multiplierB, a2);
            (a0, a1, a2, a3) = ((b >> 32) ^ a1 ^ Vector256.Create<ulong>(key0), b & low, (a >> 32) ^ a3 ^ Vector256.Create<ulong>(key1), a & low);
            key0 += WeylA;
            key1 += WeylB;
        }
        Vector256<ulong> first = a0 | a1 << 32, second = a2 | a3 << 32;
        for (int i = 0; i < 4; i++)
        {
            Unsafe.Add(ref target, 2 * i) = first[i];
            Unsafe.Add(ref target, 2 * i + 1) = second[i];
        }
    }

    // Of numbers below 2³².
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Product(Vector256<ulong> a, Vector256<ulong> b)
        => Avx2.IsSupported ? Avx2.Multiply(a.AsUInt32(), b.AsUInt32()) : a * b;
}
