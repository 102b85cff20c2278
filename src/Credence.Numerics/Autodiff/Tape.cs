using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Credence.Numerics;

/// <summary>
/// A tape for reverse-mode differentiation: a computation over vectors and matrices is recorded once and replayed with other values.
/// </summary>
/// <typeparam name="T">The floating-point type: <see cref="double"/> or <see cref="float"/>.</typeparam>
/// <remarks>
/// <para>Record by computing with <see cref="Variable{T}"/>; then take a <see cref="TapeReplay{T}"/> of what is asked for, write parameters and
/// inputs through <see cref="Variable{T}.Writable"/>, and call <see cref="TapeReplay{T}.Forward"/> and <see cref="TapeReplay{T}.Backward"/>.
/// All values lie in one array and all adjoints in another; a replay allocates nothing.</para>
/// <para>Shapes are fixed when recorded. For another shape, such as a last batch that is shorter, run the same recording code on a second
/// tape. Instances are not thread-safe.</para>
/// </remarks>
public sealed class Tape<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<Node> nodes = [];
    private readonly Dictionary<T, int> scalars = [];
    private T[] values = new T[256], adjoints = new T[256];
    private int valueEnd, adjointEnd;

    /// <summary>Begins an empty tape.</summary>
    /// <exception cref="NotSupportedException">The type is neither double nor float.</exception>
    public Tape()
    {
        if (typeof(T) != typeof(double) && typeof(T) != typeof(float))
            throw new NotSupportedException($"A tape holds double or float, not {typeof(T).Name}.");
    }

    internal enum NodeKind
    {
        Constant,
        Input,
        Parameter,
        Computed,
    }

    /// <summary>Counts the times constants or inputs may have changed.</summary>
    internal int InputVersion { get; private set; }

    internal int NodeCount => nodes.Count;

    /// <summary>The memory of the tape as it is now: recording more moves it. Inputs written here are not noticed; parameters need not be.</summary>
    public Arena<T> Arena => new(values, adjoints);

    /// <summary>A parameter: a value that derivatives are taken with respect to; starts at 0.</summary>
    /// <param name="rows">The number of rows, at least 1.</param>
    /// <param name="columns">The number of columns, at least 1.</param>
    /// <param name="label">The name, for messages.</param>
    public Variable<T> Parameter(int rows = 1, int columns = 1, string? label = null) => Leaf(NodeKind.Parameter, rows, columns, label);

    /// <summary>An input: data, noise or a mask, which may be rewritten between replays and has no derivative; starts at 0.</summary>
    /// <param name="rows">The number of rows, at least 1.</param>
    /// <param name="columns">The number of columns, at least 1.</param>
    /// <param name="label">The name, for messages.</param>
    public Variable<T> Input(int rows = 1, int columns = 1, string? label = null) => Leaf(NodeKind.Input, rows, columns, label);

    /// <summary>A constant: values, row-major, that never change.</summary>
    /// <param name="constant">The values.</param>
    /// <param name="rows">The number of rows, at least 1.</param>
    /// <param name="columns">The number of columns, at least 1.</param>
    public Variable<T> Constant(ReadOnlySpan<T> constant, int rows, int columns = 1)
    {
        Guard.SameLength(constant.Length, checked(rows * columns));
        Variable<T> variable = Leaf(NodeKind.Constant, rows, columns, null);
        constant.CopyTo(Arena.Value(nodes[variable.Node].Operand));
        return variable;
    }

    /// <summary>A constant column vector.</summary>
    public Variable<T> Constant(params ReadOnlySpan<T> constant) => Constant(constant, constant.Length);

    /// <summary>What is needed to compute targets over and over, and to differentiate the first of them.</summary>
    public TapeReplay<T> Replay(params ReadOnlySpan<Variable<T>> targets) => new(this, targets);

    /// <summary>A node computed by an operation.</summary>
    internal Variable<T> Add(TapeOperation<T> operation, int rows, int columns, bool isVariable)
        => Append(NodeKind.Computed, Allocate(rows, columns, isVariable), operation, null);

    /// <summary>A node that shows the memory of another in a different shape.</summary>
    internal Variable<T> Reshape(int node, int rows, int columns)
    {
        Node original = nodes[node];
        TapeOperand operand = original.Operand;
        return Append(original.Kind, new TapeOperand(operand.Offset, operand.AdjointOffset, rows, columns), original.Operation, original.Label);
    }

    internal TapeOperand Operand(int node) => nodes[node].Operand;

    internal Node NodeAt(int node) => nodes[node];

    internal void Label(int node, string label) => nodes[node].Label = label;

    /// <summary>The variable itself, or a constant node where it is a constant without a tape.</summary>
    internal Variable<T> Place(Variable<T> variable)
    {
        if (variable.Tape is not null)
            return variable;
        ReadOnlySpan<T> constant = variable.FreeConstant;
        if (constant.Length != 1)
            return Constant(constant);
        if (!scalars.TryGetValue(constant[0], out int node))
            scalars.Add(constant[0], node = Constant(constant).Node);
        return new Variable<T>(this, node);
    }

    internal Span<T> Writable(int node)
    {
        Node target = nodes[node];
        if (target.Kind is NodeKind.Computed or NodeKind.Constant)
            throw new InvalidOperationException($"The values of {target.Describe()} are not for writing: it is neither a parameter nor an input.");
        if (target.Kind == NodeKind.Input)
            InputVersion++;
        return Arena.Value(target.Operand);
    }

    /// <summary>Sets the first adjoints to 0, up to whole vectors.</summary>
    internal void ClearAdjoints(int end)
    {
        // A call costs more than it clears in the small tapes of most models.
        if (end > 32 * Vector<T>.Count)
        {
            adjoints.AsSpan(0, end).Clear();
            return;
        }
        ref T start = ref MemoryMarshal.GetArrayDataReference(adjoints);
        for (nuint i = 0; i < (nuint)end; i += (nuint)Vector<T>.Count)
            Vector<T>.Zero.StoreUnsafe(ref start, i);
    }

    private static int Padded(int length) => (length + Vector<T>.Count - 1) / Vector<T>.Count * Vector<T>.Count;

    [SuppressMessage("Style", "IDE0072", Justification = "Only leaves come here.")]
    private Variable<T> Leaf(NodeKind kind, int rows, int columns, string? label)
        => Append(kind, Allocate(rows, columns, kind == NodeKind.Parameter), null, label);

    private Variable<T> Append(NodeKind kind, TapeOperand operand, TapeOperation<T>? operation, string? label)
    {
        nodes.Add(new Node(kind, operand, operation) { Label = label });
        InputVersion++;
        return new Variable<T>(this, nodes.Count - 1);
    }

    private TapeOperand Allocate(int rows, int columns, bool isVariable)
    {
        Guard.AtLeast(rows, 1);
        Guard.AtLeast(columns, 1);
        int padded = Padded(checked(rows * columns)), offset = valueEnd, adjointOffset = -1;
        valueEnd = checked(valueEnd + padded);
        Grow(ref values, valueEnd);
        if (isVariable)
        {
            adjointOffset = adjointEnd;
            adjointEnd = checked(adjointEnd + padded);
            Grow(ref adjoints, adjointEnd);
        }
        return new TapeOperand(offset, adjointOffset, rows, columns);
    }

    /// <summary>Keeps room for one vector beyond the last node.</summary>
    private static void Grow(ref T[] memory, int end)
    {
        int needed = checked(end + Vector<T>.Count);
        if (needed > memory.Length)
            Array.Resize(ref memory, Math.Max(needed, checked((int)Math.Min(2L * memory.Length, Array.MaxLength))));
    }

    internal sealed class Node(NodeKind kind, TapeOperand operand, TapeOperation<T>? operation)
    {
        public NodeKind Kind => kind;

        public TapeOperand Operand => operand;

        public TapeOperation<T>? Operation => operation;

        public string? Label { get; set; }

        /// <summary>The node that holds the logarithm of this one, if it is known.</summary>
        public int? Log { get; set; }

        public string Describe() => (operation?.Name ?? kind.ToString().ToLowerInvariant()) + (Label is null ? "" : $" '{Label}'");
    }
}
