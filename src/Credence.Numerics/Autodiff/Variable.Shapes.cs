namespace Credence.Numerics;

/// <content>Shapes and linear algebra.</content>
public readonly partial struct Variable<T>
{
    /// <summary>The same elements, row-major, in another shape; they share their memory.</summary>
    public Variable<T> Reshape(int rows, int columns)
    {
        Guard.AtLeast(rows, 1);
        Guard.AtLeast(columns, 1);
        Guard.SameLength(checked(rows * columns), Length);
        return OnTape().Reshape(Node, rows, columns);
    }

    /// <summary>The transpose.</summary>
    public Variable<T> Transpose() => Rows == 1 || Columns == 1 ? Reshape(Columns, Rows) : new TransposeOperation<T>(this).Record(Columns, Rows);

    /// <summary>One row, of a vector one element.</summary>
    public Variable<T> this[int row] => Slice(row, 1);

    /// <summary>Neighbouring rows, of a vector neighbouring elements.</summary>
    public Variable<T> Slice(int firstRow, int rows) => Slice(firstRow, rows, 0, Columns);

    /// <summary>A block of neighbouring rows and columns.</summary>
    public Variable<T> Slice(int firstRow, int rows, int firstColumn, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        ArgumentOutOfRangeException.ThrowIfNegative(firstColumn);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, Rows - firstRow);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, Columns - firstColumn);
        return new BlockOperation<T>(this, firstRow, firstColumn).Record(rows, columns);
    }

    /// <summary>Chosen rows, of a vector chosen elements, in the order given; the same may be chosen many times.</summary>
    /// <param name="rows">The rows, counted from 0.</param>
    public Variable<T> Gather(params ReadOnlySpan<int> rows)
    {
        foreach (int row in rows)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(row, nameof(rows));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Rows, nameof(rows));
        }
        return new GatherOperation<T>(this, rows.ToArray()).Record(rows.Length, Columns);
    }

    /// <summary>The matrix product with a matrix or a column vector.</summary>
    public Variable<T> Times(Variable<T> right)
    {
        Guard.SameLength(right.Rows, Columns, nameof(right));
        return right.Columns == 1
            ? new MatrixVectorOperation<T>(this, right).Record(Rows)
            : new MatrixProductOperation<T>(this, right).Record(Rows, right.Columns);
    }

    /// <summary>The matrix product with weights, plus a bias added to every row: a dense layer.</summary>
    /// <param name="weights">The weights: columns of this × outputs.</param>
    /// <param name="bias">The bias: one element for each output.</param>
    public Variable<T> Affine(Variable<T> weights, Variable<T> bias)
    {
        Guard.SameLength(weights.Rows, Columns, nameof(weights));
        Guard.SameLength(bias.Length, weights.Columns);
        return new MatrixProductOperation<T>(this, weights, bias).Record(Rows, weights.Columns);
    }

    /// <summary>
    /// The lower Cholesky factor of a symmetric positive definite matrix, of which only the lower triangle is read; NaN where the matrix
    /// is not positive definite.
    /// </summary>
    public Variable<T> Cholesky()
    {
        Guard.SameLength(Columns, Rows);
        return new CholeskyOperation<T>(this).Record(Rows, Rows);
    }

    /// <summary>Solves L X = B, where this is the lower triangular matrix L, of which the upper triangle is not read.</summary>
    public Variable<T> SolveLower(Variable<T> right) => SolveTriangular(right, transposed: false);

    /// <summary>Solves Lᵀ X = B, where this is the lower triangular matrix L, of which the upper triangle is not read.</summary>
    public Variable<T> SolveLowerTransposed(Variable<T> right) => SolveTriangular(right, transposed: true);

    private Variable<T> SolveTriangular(Variable<T> right, bool transposed)
    {
        Guard.SameLength(Columns, Rows);
        Guard.SameLength(right.Rows, Rows, nameof(right));
        return new TriangularSolveOperation<T>(this, right, transposed).Record(right.Rows, right.Columns);
    }
}
