using System.Numerics;
using System.Numerics.Tensors;

namespace Credence.Numerics;

/// <summary>A scalar function of a vector with a gradient of the user's own.</summary>
/// <param name="argument">The vector.</param>
/// <param name="gradient">Receives the gradient; of the same length.</param>
/// <returns>The value.</returns>
public delegate T ScalarFunction<T>(ReadOnlySpan<T> argument, Span<T> gradient);

/// <summary>A user's scalar function; its gradient is kept from the forward pass.</summary>
internal sealed class CustomOperation<T>(string name, Variable<T> argument, ScalarFunction<T> function) : TapeOperation<T>(name, argument)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] gradient = new T[argument.Length];

    protected internal override void Forward(Arena<T> arena) => arena.Start(Result) = function(arena.Value(First), gradient);

    protected internal override void Backward(Arena<T> arena)
    {
        Span<T> bar = arena.Adjoint(First);
        TensorPrimitives.MultiplyAdd(gradient, arena.AdjointStart(Result), bar, bar);
    }
}

/// <content>Functions of the user's own.</content>
public readonly partial struct Variable<T>
{
    /// <summary>A scalar function of all elements with a gradient of the user's own. For several arguments or results derive from <see cref="TapeOperation{T}"/>.</summary>
    /// <param name="name">The name, for messages.</param>
    /// <param name="function">The function; it should allocate nothing.</param>
    public Variable<T> Custom(string name, ScalarFunction<T> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new CustomOperation<T>(name, this, function).Record();
    }
}
