using System.Numerics;
using System.Runtime.CompilerServices;

namespace Credence.Numerics;

/// <summary>The part of a tape that certain nodes depend on, to be computed and differentiated over and over.</summary>
/// <typeparam name="T">The floating-point type.</typeparam>
public sealed class TapeReplay<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tape<T> tape;
    private readonly int[] reached;
    private readonly TapeOperation<T>[] prologue, program, backward;
    private readonly TapeOperand target;
    private readonly int adjointEnd;
    private int preparedVersion = -1;

    internal TapeReplay(Tape<T> tape, ReadOnlySpan<Variable<T>> targets)
    {
        if (targets.IsEmpty)
            throw new ArgumentException("At least one target is needed.", nameof(targets));
        this.tape = tape;
        bool[] needed = new bool[tape.NodeCount];
        foreach (Variable<T> variable in targets)
            needed[variable.Tape == tape ? variable.Node : throw new ArgumentException("A target is not on this tape.", nameof(targets))] = true;
        for (int node = needed.Length - 1; node >= 0; node--)
        {
            foreach (int argument in needed[node] ? tape.NodeAt(node).Operation?.ArgumentNodes ?? [] : [])
                needed[argument] = true;
        }
        reached = [.. Enumerable.Range(0, needed.Length).Where(node => needed[node])];
        TapeOperation<T>[] Operations(bool variable)
            => [.. reached.Select(tape.NodeAt).Where(node => node.Operand.IsVariable == variable).Select(node => node.Operation).OfType<TapeOperation<T>>().Distinct()];
        prologue = Operations(variable: false);
        program = Operations(variable: true);
        backward = [.. program.Reverse()];
        target = tape.Operand(targets[0].Node);
        adjointEnd = reached.Select(tape.Operand).Where(operand => operand.IsVariable).Max(operand => (int?)operand.AdjointOffset + operand.Length) ?? 0;
    }

    /// <summary>Computes the targets. What depends on inputs alone is computed again only after an input was written.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // Its callers would run out of registers.
    public void Forward()
    {
        Arena<T> arena = tape.Arena;
        if (preparedVersion != tape.InputVersion)
            Prepare(arena);
        foreach (TapeOperation<T> operation in program)
            operation.Forward(arena);
    }

    /// <summary>Computes the derivatives of the first target, which must be scalar, with respect to everything it depends on; needs the values of <see cref="Forward"/>.</summary>
    /// <exception cref="InvalidOperationException">The target is not scalar or depends on no parameter.</exception>
    public void Backward()
    {
        if (target.Length != 1 || !target.IsVariable)
            throw new InvalidOperationException("Only a scalar that depends on a parameter can be differentiated.");
        tape.ClearAdjoints(adjointEnd);
        Arena<T> arena = tape.Arena;
        arena.AdjointStart(target) = T.One;
        foreach (TapeOperation<T> operation in backward)
            operation.Backward(arena);
    }

    /// <summary>The first node, in the order of recording, that holds a value that is not finite; null where all are finite.</summary>
    public NotFiniteNode? FirstNotFinite()
    {
        foreach (int index in reached)
        {
            Tape<T>.Node node = tape.NodeAt(index);
            ReadOnlySpan<T> values = tape.Arena.Value(node.Operand);
            for (int i = 0; i < values.Length; i++)
            {
                if (T.IsFinite(values[i]))
                    continue;
                string[] arguments = [.. (node.Operation?.ArgumentNodes ?? []).Select(argument => tape.NodeAt(argument).Describe())];
                string[] parameters = [.. Parameters(index)];
                return new NotFiniteNode(node.Describe(), i, double.CreateChecked(values[i]), arguments, parameters);
            }
        }
        return null;
    }

    private void Prepare(Arena<T> arena)
    {
        foreach (TapeOperation<T> operation in prologue)
        {
            operation.Prepare(arena);
            operation.Forward(arena);
        }
        foreach (TapeOperation<T> operation in program)
            operation.Prepare(arena);
        preparedVersion = tape.InputVersion;
    }

    /// <summary>The labels of the nearest labelled nodes that depend on a parameter, the node itself excepted.</summary>
    private IEnumerable<string> Parameters(int node)
        => (tape.NodeAt(node).Operation?.ArgumentNodes ?? [])
            .Where(argument => tape.Operand(argument).IsVariable)
            .SelectMany(argument => tape.NodeAt(argument).Label is { } label ? [label] : Parameters(argument))
            .Distinct();
}

/// <summary>A node of a tape that holds a value that is not finite.</summary>
/// <param name="Node">The operation that computed it, with its label.</param>
/// <param name="Element">The first element that is not finite, counted from 0.</param>
/// <param name="Value">Its value: NaN or an infinity.</param>
/// <param name="Arguments">What it was computed from directly.</param>
/// <param name="Parameters">The nearest parameters and other labelled nodes that it depends on.</param>
public sealed record NotFiniteNode(string Node, int Element, double Value, IReadOnlyList<string> Arguments, IReadOnlyList<string> Parameters)
{
    /// <summary>The node in words.</summary>
    public override string ToString()
        => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Node} is {Value} at element {Element}")
            + (Parameters.Count == 0 ? "" : $"; it depends on {string.Join(", ", Parameters)}");
}
