using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Credence.Numerics;

/// <summary>A scalar, vector or matrix on a tape, or a constant that joins the tape of what it is combined with.</summary>
/// <typeparam name="T">The floating-point type.</typeparam>
/// <remarks>
/// Operators work element by element. A scalar combines with anything; a row with every row of a matrix, a column with every column.
/// Vectors are columns. Nothing is computed until a <see cref="TapeReplay{T}"/> runs.
/// </remarks>
[SuppressMessage("Usage", "CA2225", Justification = "Operators are how expressions are written; named alternates would say the same twice.")]
public readonly partial struct Variable<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[]? constant;

    internal Variable(Tape<T> tape, int node) => (Tape, Node) = (tape, node);

    private Variable(T[] constant) => (this.constant, Node) = (constant, -1);

    /// <summary>The tape; null for a constant that has joined none.</summary>
    public Tape<T>? Tape { get; }

    /// <summary>The number of rows.</summary>
    public int Rows => Tape is null ? FreeConstant.Length : Tape.Operand(Node).Rows;

    /// <summary>The number of columns; 1 for vectors and scalars.</summary>
    public int Columns => Tape is null ? 1 : Tape.Operand(Node).Columns;

    /// <summary>The number of elements.</summary>
    public int Length => Tape is null ? FreeConstant.Length : Tape.Operand(Node).Length;

    /// <summary>Whether it depends on a parameter.</summary>
    public bool IsVariable => Tape is not null && Tape.Operand(Node).IsVariable;

    /// <summary>The place of the variable in the <see cref="Tape{T}.Arena"/>, for programs that read and write it very often.</summary>
    public TapeOperand Operand => OnTape().Operand(Node);

    /// <summary>Whether its values never change, so that they can be used while recording.</summary>
    public bool IsConstant => Tape is null || Tape.NodeAt(Node).Kind == Tape<T>.NodeKind.Constant;

    /// <summary>The values, row-major, as the last replay computed them or as they were written.</summary>
    public ReadOnlySpan<T> Values => Tape is null ? FreeConstant : Tape.Arena.Value(Tape.Operand(Node));

    /// <summary>The derivatives of the target with respect to every element, as the last replay computed them; empty where it depends on no parameter.</summary>
    public ReadOnlySpan<T> Adjoints => Tape is null ? [] : Tape.Arena.Adjoint(Tape.Operand(Node));

    /// <summary>The variable that holds the logarithm of this one, where it is known without computing it: of eˣ, and where <see cref="WithLog"/> said so.</summary>
    public Variable<T>? KnownLog => Tape?.NodeAt(Node).Log is { } log ? new Variable<T>(Tape, log) : default(Variable<T>?);

    internal int Node { get; }

    /// <summary>The values of a constant without a tape.</summary>
    internal ReadOnlySpan<T> FreeConstant
        => constant ?? throw new InvalidOperationException("The variable is empty: it comes from no tape and holds no constant.");

    /// <summary>A constant scalar.</summary>
    public static implicit operator Variable<T>(T value) => new([value]);

    /// <summary>A constant column vector; the array is copied when it joins a tape.</summary>
    public static implicit operator Variable<T>(T[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new(values);
    }

    /// <summary>Element-wise sum.</summary>
    public static Variable<T> operator +(Variable<T> left, Variable<T> right)
    {
        if (left.Length > 1 || right.Length > 1)
        {
            return MultiplyAddOperation<T>.TryRecord(left, right, out Variable<T> sum) || MultiplyAddOperation<T>.TryRecord(right, left, out sum)
                ? sum
                : Combine<Addition<T>>("+", left, right);
        }
        Tape<T> tape = TapeOf(left, right);
        return ScalarSumOperation<T>.Of(tape, tape.Place(left), tape.Place(right));
    }

    /// <summary>Element-wise difference.</summary>
    public static Variable<T> operator -(Variable<T> left, Variable<T> right) => Combine<Subtraction<T>>("-", left, right);

    /// <summary>Element-wise product.</summary>
    public static Variable<T> operator *(Variable<T> left, Variable<T> right) => Combine<Multiplication<T>>("*", left, right);

    /// <summary>Element-wise quotient.</summary>
    public static Variable<T> operator /(Variable<T> left, Variable<T> right) => Combine<Division<T>>("/", left, right);

    /// <summary>Element-wise negation.</summary>
    public static Variable<T> operator -(Variable<T> variable) => variable.Map("negate", default(Negation<T>));

    /// <summary>Names the node, for messages.</summary>
    public Variable<T> Named(string label)
    {
        ArgumentException.ThrowIfNullOrEmpty(label);
        OnTape().Label(Node, label);
        return this;
    }

    /// <summary>Says that another variable always holds the logarithm of this one, so that it need not be computed again.</summary>
    /// <param name="log">The logarithm: on the same tape, of the same shape.</param>
    /// <exception cref="ArgumentException">It is on another tape or of another shape.</exception>
    public Variable<T> WithLog(Variable<T> log)
    {
        Tape<T> tape = OnTape();
        if (log.Tape != tape || log.Rows != Rows || log.Columns != Columns)
            throw new ArgumentException("The logarithm must be on the same tape and of the same shape.", nameof(log));
        tape.NodeAt(Node).Log = log.Node;
        return this;
    }

    /// <summary>The memory of a parameter or an input, to write new values before a replay. Take it anew for every change.</summary>
    /// <exception cref="InvalidOperationException">The variable is computed or constant.</exception>
    public Span<T> Writable() => OnTape().Writable(Node);

    /// <summary>The tape of several variables.</summary>
    internal static Tape<T> TapeOf(params ReadOnlySpan<Variable<T>> variables)
    {
        Tape<T>? tape = null;
        foreach (Variable<T> variable in variables)
        {
            if (variable.Tape is null)
                continue;
            if (tape is not null && tape != variable.Tape)
                throw new ArgumentException("The variables are on different tapes.", nameof(variables));
            tape = variable.Tape;
        }
        return tape ?? throw new ArgumentException("None of the variables is on a tape; make constants with Tape.Constant.", nameof(variables));
    }

    private Tape<T> OnTape() => Tape ?? throw new InvalidOperationException("A constant without a tape has no node.");

    private string Shape() => $"{Rows} × {Columns}";

    private static Variable<T> Combine<TKernel>(string name, Variable<T> left, Variable<T> right)
        where TKernel : struct, IBinaryKernel<T>
    {
        Tape<T> tape = TapeOf(left, right);
        (left, right) = (tape.Place(left), tape.Place(right));
        int rows = Broadcast(left.Rows, right.Rows), columns = Broadcast(left.Columns, right.Columns);
        if (rows < 0 || columns < 0)
            throw new ArgumentException($"Shapes {left.Shape()} and {right.Shape()} do not fit for '{name}'.");
        return new BinaryOperation<T, TKernel>(name, left.Fit(rows, columns), right.Fit(rows, columns)).Record(rows, columns);
    }

    private static int Broadcast(int left, int right) => left == right || right == 1 ? left : left == 1 ? right : -1;

    /// <summary>Repeats a row or a column so that it fills a shape; scalars are left as they are.</summary>
    private Variable<T> Fit(int rows, int columns)
        => Length == 1 || (Rows == rows && Columns == columns) ? this : new RepeatOperation<T>(this).Record(rows, columns);

    private Variable<T> Map<TKernel>(string name, TKernel kernel)
        where TKernel : struct, IUnaryKernel<T>
        => new UnaryOperation<T, TKernel>(name, kernel, this).Record(Rows, Columns);
}
