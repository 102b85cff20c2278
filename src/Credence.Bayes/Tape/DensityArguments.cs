using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>What the fused densities share: shapes that fit, and whole vectors of partial derivatives.</summary>
internal static class DensityArguments
{
    /// <summary>The common length of arguments that are scalars or vectors of one length.</summary>
    public static int Length(string density, params ReadOnlySpan<Variable<double>> arguments)
    {
        int length = 1;
        foreach (Variable<double> argument in arguments)
        {
            if (argument.Length == 1)
                continue;
            if (length > 1 && argument.Length != length)
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The arguments of the density '{density}' have lengths {length} and {argument.Length}; each must be 1 or the same."));
            length = argument.Length;
        }
        return length;
    }

    /// <summary>The logarithm of an argument: computed once where it is constant, and not at all where it is known.</summary>
    public static Variable<double> Log(Variable<double> argument)
        => argument.IsConstant ? argument.Values.ToArray().Select(value => Math.Log(value)).ToArray() : argument.Log();

    /// <summary>The length rounded up to whole vectors.</summary>
    public static int Padded(int length) => (length + Vector<double>.Count - 1) / Vector<double>.Count * Vector<double>.Count;

    /// <summary>Adds factor × derivative to the adjoint of an argument: the sum for a scalar, one each for a vector.</summary>
    /// <param name="arena">The memory of the tape.</param>
    /// <param name="argument">The argument, which must be variable.</param>
    /// <param name="sum">The derivative by a scalar.</param>
    /// <param name="slopes">The derivatives by the elements of a vector, in whole vectors.</param>
    /// <param name="factor">The adjoint of the density.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Carry(Arena<double> arena, in TapeOperand argument, double sum, double[] slopes, double factor)
    {
        ref double bar = ref arena.AdjointStart(argument);
        if (argument.Length == 1)
        {
            bar += factor * sum;
            return;
        }
        ref double slope = ref MemoryMarshal.GetArrayDataReference(slopes);
        if (argument.Length < Vector<double>.Count)
        {
            // Few numbers are written and read one by one: a vector read right after narrower writes would wait for them.
            for (int i = 0; i < argument.Length; i++)
                Unsafe.Add(ref bar, i) += factor * Unsafe.Add(ref slope, i);
            return;
        }
        Vector<double> factors = new(factor);
        for (nuint i = 0; i < (nuint)argument.Length; i += (nuint)Vector<double>.Count)
            (Vector.LoadUnsafe(ref bar, i) + factors * Vector.LoadUnsafe(ref slope, i)).StoreUnsafe(ref bar, i);
    }
}
