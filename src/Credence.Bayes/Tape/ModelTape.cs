using System.Numerics;
using System.Runtime.CompilerServices;
using Credence.Numerics;

namespace Credence.Bayes;

/// <summary>Where a model declares its parameters, brings in its data and names what it reports, while its log density is recorded.</summary>
/// <remarks>
/// Parameters are scalars without an extent, vectors with one, and matrices with two; of more extents all but the last become rows.
/// Each is sampled on the whole real line through its transform, whose log-Jacobian is added to the log density.
/// </remarks>
public sealed class ModelTape
{
    private readonly List<TapeParameter> declared = [];
    private readonly List<(Parameter Parameter, Variable<double> Variable)> reported = [];

    internal ModelTape()
    {
    }

    /// <summary>The tape, for matrices of constants and operations of the user's own.</summary>
    public Tape<double> Tape { get; } = new();

    internal IReadOnlyList<TapeParameter> Declared => declared;

    internal IReadOnlyList<(Parameter Parameter, Variable<double> Variable)> Reported => reported;

    /// <summary>Declares a parameter without constraint.</summary>
    public Variable<double> Real(string name, params ReadOnlySpan<Extent> extents) => Declare(name, Transform.Identity(Count(extents)), extents);

    /// <summary>Declares a parameter above 0.</summary>
    public Variable<double> Positive(string name, params ReadOnlySpan<Extent> extents) => Declare(name, Transform.Positive(Count(extents)), extents);

    /// <summary>Declares a parameter above a lower bound.</summary>
    public Variable<double> Above(string name, double bound, params ReadOnlySpan<Extent> extents)
        => Declare(name, Transform.Above(bound, Count(extents)), extents);

    /// <summary>Declares a parameter below an upper bound.</summary>
    public Variable<double> Below(string name, double bound, params ReadOnlySpan<Extent> extents)
        => Declare(name, Transform.Below(bound, Count(extents)), extents);

    /// <summary>Declares a parameter between two bounds.</summary>
    public Variable<double> Bounded(string name, double lower, double upper, params ReadOnlySpan<Extent> extents)
        => Declare(name, Transform.Interval(lower, upper, Count(extents)), extents);

    /// <summary>Declares a vector of increasing values.</summary>
    public Variable<double> Ordered(string name, Extent extent) => Declare(name, Transform.Ordered(extent.Size), extent);

    /// <summary>Declares a vector of shares above 0 that sum to 1.</summary>
    public Variable<double> Simplex(string name, Extent extent) => Declare(name, Transform.Simplex(extent.Size), extent);

    /// <summary>Declares a vector that sums to 0.</summary>
    public Variable<double> ZeroSum(string name, Extent extent) => Declare(name, Transform.ZeroSum(extent.Size), extent);

    /// <summary>Declares the Cholesky factor of a correlation matrix: lower triangular, square.</summary>
    public Variable<double> CorrelationCholesky(string name, Extent extent)
        => Declare(name, Transform.CorrelationCholesky(extent.Size), extent, Across(name, extent));

    /// <summary>Declares the Cholesky factor of a covariance matrix: lower triangular, square, with a positive diagonal.</summary>
    public Variable<double> CovarianceCholesky(string name, Extent extent)
        => Declare(name, Transform.CovarianceCholesky(extent.Size), extent, Across(name, extent));

    /// <summary>Declares a parameter with a transform of the user's own.</summary>
    /// <param name="name">The name; no other parameter or reported quantity may have it.</param>
    /// <param name="transform">The transform; its values fill the extents, the last of which runs fastest.</param>
    /// <param name="extents">The extents; none for a scalar.</param>
    public Variable<double> Declare(string name, ITransform transform, params ReadOnlySpan<Extent> extents)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(transform);
        Guard.SameLength(transform.Values, Count(extents), nameof(transform));
        Variable<double> variable = Tape.Parameter(Rows(extents), Columns(extents), name);
        if (transform is HalfLineTransform { IsPositive: true })
            variable.WithLog(Tape.Parameter(Rows(extents), Columns(extents), name));
        Parameter parameter = Describe(name, extents);
        int offset = declared.Sum(other => other.Coordinates);
        declared.Add(new TapeParameter(parameter, variable, transform, offset));
        reported.Add((parameter, variable));
        return variable;
    }

    /// <summary>Reports a quantity derived from the parameters along with the draws.</summary>
    /// <param name="name">The name; no other parameter or reported quantity may have it.</param>
    /// <param name="quantity">The quantity.</param>
    /// <param name="extents">The extents, which name its elements; none for the quantity's own shape.</param>
    /// <returns>The quantity.</returns>
    public Variable<double> Report(string name, Variable<double> quantity, params ReadOnlySpan<Extent> extents)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (extents.IsEmpty && quantity.Length > 1)
            extents = quantity.Columns == 1 ? [quantity.Rows] : [quantity.Rows, quantity.Columns];
        Guard.SameLength(quantity.Length, Count(extents), nameof(quantity));
        if (quantity.IsVariable)
            quantity.Named(name);
        reported.Add((Describe(name, extents), quantity));
        return quantity;
    }

    /// <summary>A matrix of data.</summary>
    /// <param name="values">The values, row-major.</param>
    /// <param name="columns">The number of columns, at least 1.</param>
    public Variable<double> Matrix(ReadOnlySpan<double> values, int columns)
        => Tape.Constant(values, values.Length / (int)Guard.AtLeast(columns, 1), columns);

    private static int Count(ReadOnlySpan<Extent> extents) => checked(Rows(extents) * Columns(extents));

    private static int Columns(ReadOnlySpan<Extent> extents) => extents.Length < 2 ? 1 : extents[^1].Size;

    private static int Rows(ReadOnlySpan<Extent> extents)
    {
        int rows = 1;
        foreach (Extent extent in extents.Length < 2 ? extents : extents[..^1])
            rows = checked(rows * extent.Size);
        return rows;
    }

    /// <summary>The second dimension of a square matrix, with the same labels under another name.</summary>
    private static Extent Across(string name, Extent extent)
    {
        ParameterDimension first = extent.Named(name, 0), second = extent.Named(name, 1);
        return first.Name == second.Name ? second with { Name = first.Name + "_across" } : second;
    }

    private static Parameter Describe(string name, ReadOnlySpan<Extent> extents)
    {
        ParameterDimension[] dimensions = new ParameterDimension[extents.Length];
        for (int i = 0; i < extents.Length; i++)
            dimensions[i] = extents[i].Named(name, i);
        return new Parameter(name, dimensions);
    }
}

/// <summary>A declared parameter: its place on the tape and among the unconstrained coordinates.</summary>
internal sealed class TapeParameter(Parameter parameter, Variable<double> variable, ITransform transform, int offset)
{
    // The commonest transforms are carried out without a call.
    private readonly bool isIdentity = transform is IdentityTransform, isPositive = transform is HalfLineTransform { IsPositive: true };
    private readonly TapeOperand operand = variable.Operand, log = (variable.KnownLog ?? variable).Operand;

    public Parameter Parameter => parameter;

    public Variable<double> Variable => variable;

    public ITransform Transform => transform;

    /// <summary>The first unconstrained coordinate.</summary>
    public int Offset => offset;

    public int Coordinates { get; } = transform.Coordinates;

    /// <summary>The name of an unconstrained coordinate, counted within the parameter.</summary>
    public string CoordinateName(int coordinate)
        => Coordinates == transform.Values
            ? parameter.ElementName(coordinate)
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{parameter.Name} (coordinate {coordinate + 1})");

    /// <summary>Writes the parameter at an unconstrained position.</summary>
    /// <returns>The log-Jacobian of the transform.</returns>
    public double Constrain(ReadOnlySpan<double> position, Arena<double> arena)
    {
        ReadOnlySpan<double> coordinates = position.Slice(offset, Coordinates);
        if (isIdentity)
        {
            Copy(coordinates, arena.Value(operand));
            return 0;
        }
        if (!isPositive)
            return transform.Constrain(coordinates, arena.Value(operand));
        ref double value = ref arena.Start(operand), logValue = ref arena.Start(log);
        double logJacobian = 0;
        for (int i = 0; i < coordinates.Length; i++)
        {
            Unsafe.Add(ref logValue, i) = coordinates[i];
            Unsafe.Add(ref value, i) = Math.Exp(coordinates[i]);
            logJacobian += coordinates[i];
        }
        return logJacobian;
    }

    /// <summary>Reads the gradient by the unconstrained coordinates, that of the log-Jacobian included.</summary>
    public void Backward(ReadOnlySpan<double> position, Arena<double> arena, Span<double> gradient)
    {
        Span<double> slopes = gradient.Slice(offset, Coordinates);
        if (isIdentity)
        {
            Copy(arena.Adjoint(operand), slopes);
            return;
        }
        if (!isPositive)
        {
            transform.Backward(position.Slice(offset, Coordinates), arena.Value(operand), arena.Adjoint(operand), slopes);
            return;
        }
        ref double adjoint = ref arena.AdjointStart(operand), value = ref arena.Start(operand), logAdjoint = ref arena.AdjointStart(log);
        for (int i = 0; i < slopes.Length; i++)
            slopes[i] = Unsafe.Add(ref adjoint, i) * Unsafe.Add(ref value, i) + Unsafe.Add(ref logAdjoint, i) + 1;
    }

    /// <summary>Copies numbers, few of them one by one: a vector read right after narrower writes would wait for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(ReadOnlySpan<double> source, Span<double> destination)
    {
        if (source.Length >= Vector<double>.Count)
        {
            source.CopyTo(destination);
            return;
        }
        for (int i = 0; i < source.Length; i++)
            destination[i] = source[i];
    }
}
