using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Credence.Numerics;

/// <summary>The values and adjoints of all nodes of a tape, as an operation sees them while it is replayed.</summary>
/// <typeparam name="T">The floating-point type.</typeparam>
/// <remarks>
/// Every node is padded to whole vectors, and one vector more lies at the end, so that kernels may read and write up to a vector past a
/// node's last element. What stands in the padding means nothing.
/// </remarks>
public readonly ref struct Arena<T>
    where T : unmanaged
{
    private readonly ref T values;
    private readonly ref T adjoints;

    internal Arena(T[] values, T[] adjoints)
    {
        this.values = ref MemoryMarshal.GetArrayDataReference(values);
        this.adjoints = ref MemoryMarshal.GetArrayDataReference(adjoints);
    }

    /// <summary>The values of a node, row-major; only the operation that computes them may write.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Value(scoped in TapeOperand operand) => MemoryMarshal.CreateSpan(ref Start(operand), operand.Length);

    /// <summary>The adjoints of a node, to which an operation adds its share; empty for a node that depends on no parameter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Adjoint(scoped in TapeOperand operand)
        => operand.IsVariable ? MemoryMarshal.CreateSpan(ref AdjointStart(operand), operand.Length) : [];

    /// <summary>The first value of a node: of a scalar, the value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Start(scoped in TapeOperand operand) => ref Unsafe.Add(ref values, operand.Offset);

    /// <summary>The first adjoint of a node, which must depend on a parameter: of a scalar, the adjoint.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T AdjointStart(scoped in TapeOperand operand) => ref Unsafe.Add(ref adjoints, operand.AdjointOffset);
}
