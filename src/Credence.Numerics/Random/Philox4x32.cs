using System.Runtime.CompilerServices;

namespace Credence.Numerics;

/// <summary>
/// The counter-based generator Philox 4×32 with 10 rounds (Salmon, Moraes, Dror and Shaw, 2011): a keyed bijection of 128-bit counters
/// whose images pass every published test of randomness. It has no state, so any block can be computed at once.
/// </summary>
public static partial class Philox4x32
{
    private const uint MultiplierA = 0xD2511F53;
    private const uint MultiplierB = 0xCD9E8D57;
    private const uint WeylA = 0x9E3779B9;
    private const uint WeylB = 0xBB67AE85;

    /// <summary>The four random words of the given counter under the given key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (uint Word0, uint Word1, uint Word2, uint Word3) Block(uint c0, uint c1, uint c2, uint c3, uint key0, uint key1)
    {
        for (int round = 0; round < 10; round++)
        {
            ulong a = (ulong)MultiplierA * c0, b = (ulong)MultiplierB * c2;
            (c0, c1, c2, c3) = ((uint)(b >> 32) ^ c1 ^ key0, (uint)b, (uint)(a >> 32) ^ c3 ^ key1, (uint)a);
            key0 += WeylA;
            key1 += WeylB;
        }
        return (c0, c1, c2, c3);
    }
}
