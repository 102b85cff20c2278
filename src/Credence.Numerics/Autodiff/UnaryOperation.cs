using System.Numerics;

namespace Credence.Numerics;

/// <summary>A function of one variable, on all lanes of a vector.</summary>
internal interface IUnaryKernel<T>
{
    /// <summary>The value y at x.</summary>
    Vector<T> Value(Vector<T> x);

    /// <summary>The derivative at x, where the value is y.</summary>
    Vector<T> Slope(Vector<T> x, Vector<T> y);
}

/// <summary>A function of one variable applied to every element.</summary>
internal sealed class UnaryOperation<T, TKernel>(string name, TKernel kernel, Variable<T> argument) : TapeOperation<T>(name, argument)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TKernel : struct, IUnaryKernel<T>
{
    protected internal override void Forward(Arena<T> arena)
    {
        ref T x = ref arena.Start(First), y = ref arena.Start(Result);
        for (nuint i = 0; i < (nuint)Result.Length; i += (nuint)Vector<T>.Count)
            kernel.Value(Vector.LoadUnsafe(ref x, i)).StoreUnsafe(ref y, i);
    }

    protected internal override void Backward(Arena<T> arena)
    {
        ref T x = ref arena.Start(First), y = ref arena.Start(Result);
        ref T xBar = ref arena.AdjointStart(First), yBar = ref arena.AdjointStart(Result);
        for (nuint i = 0; i < (nuint)Result.Length; i += (nuint)Vector<T>.Count)
        {
            Vector<T> slope = kernel.Slope(Vector.LoadUnsafe(ref x, i), Vector.LoadUnsafe(ref y, i));
            (Vector.LoadUnsafe(ref xBar, i) + Vector.LoadUnsafe(ref yBar, i) * slope).StoreUnsafe(ref xBar, i);
        }
    }
}
