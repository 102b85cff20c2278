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
        Parameter parameter = Describe(name, extents);
        int offset = declared.Sum(other => other.Transform.Coordinates);
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
internal sealed record TapeParameter(Parameter Parameter, Variable<double> Variable, ITransform Transform, int Offset)
{
    /// <summary>The name of an unconstrained coordinate, counted within the parameter.</summary>
    public string CoordinateName(int coordinate)
        => Transform.Coordinates == Transform.Values
            ? Parameter.ElementName(coordinate)
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Parameter.Name} (coordinate {coordinate + 1})");
}
