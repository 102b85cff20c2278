using System.Numerics;

namespace Credence.Numerics;

/// <summary>A step of a tape: computes one node from others, and carries its adjoint back to them.</summary>
/// <typeparam name="T">The floating-point type.</typeparam>
/// <remarks>
/// Derive from this class for a node with a value and a gradient of your own. An operation belongs to one tape; it may keep arrays it
/// allocates when it is recorded, and should allocate nothing when it is replayed.
/// </remarks>
public abstract class TapeOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Variable<T>[] arguments;
    private TapeOperand[] operands = [];
    private TapeOperand result, first, second, third;

    /// <summary>Names the operation and what it is computed from.</summary>
    /// <param name="name">The name, such as <c>exp</c>, for messages.</param>
    /// <param name="arguments">The arguments; at least one must be on a tape.</param>
    protected TapeOperation(string name, params ReadOnlySpan<Variable<T>> arguments)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        this.arguments = arguments.ToArray();
    }

    /// <summary>The name, for messages.</summary>
    public string Name { get; }

    /// <summary>The arguments in memory, in the order of the constructor, once the operation is recorded.</summary>
    protected ReadOnlySpan<TapeOperand> Operands => operands;

    /// <summary>The first argument; as <see cref="Operands"/>, but quicker to reach.</summary>
    protected ref readonly TapeOperand First => ref first;

    /// <summary>The second argument, if there is one.</summary>
    protected ref readonly TapeOperand Second => ref second;

    /// <summary>The third argument, if there is one.</summary>
    protected ref readonly TapeOperand Third => ref third;

    /// <summary>The node that is computed, once the operation is recorded.</summary>
    protected ref readonly TapeOperand Result => ref result;

    internal IReadOnlyList<int> ArgumentNodes { get; private set; } = [];

    /// <summary>Records the operation on the tape of its arguments.</summary>
    /// <param name="rows">The rows of the node it computes, at least 1.</param>
    /// <param name="columns">The columns of the node it computes, at least 1.</param>
    /// <exception cref="ArgumentException">No argument is on a tape, or they are on different ones.</exception>
    public Variable<T> Record(int rows = 1, int columns = 1)
    {
        if (ArgumentNodes.Count > 0)
            throw new InvalidOperationException($"The operation '{Name}' is already on a tape.");
        Tape<T> tape = Variable<T>.TapeOf(arguments);
        int[] nodes = [.. arguments.Select(argument => tape.Place(argument).Node)];
        operands = [.. nodes.Select(tape.Operand)];
        bool depends = operands.Any(operand => operand.IsVariable);
        Variable<T> variable = tape.Add(this, rows, columns, depends);
        result = tape.Operand(variable.Node);
        first = operands[0];
        second = operands.ElementAtOrDefault(1);
        third = operands.ElementAtOrDefault(2);
        ArgumentNodes = nodes;
        return variable;
    }

    /// <summary>Computes what depends on constants and inputs alone; called when one of them may have changed.</summary>
    protected internal virtual void Prepare(Arena<T> arena)
    {
    }

    /// <summary>Computes the values of <see cref="Result"/>.</summary>
    protected internal abstract void Forward(Arena<T> arena);

    /// <summary>
    /// Adds to the adjoint of every operand that is variable: the adjoint of <see cref="Result"/> times the partial derivative.
    /// Called only where the result depends on a parameter.
    /// </summary>
    protected internal abstract void Backward(Arena<T> arena);
}
