using System.Numerics;
using System.Numerics.Tensors;

namespace Credence.Numerics;

/// <summary>
/// The lower Cholesky factor of a symmetric positive definite matrix, of which only the lower triangle is read, so that the upper one gets
/// no derivative. The factor of a matrix that is not positive definite is NaN. Reverse mode after Murray (2016).
/// </summary>
internal sealed class CholeskyOperation<T>(Variable<T> matrix) : TapeOperation<T>("cholesky", matrix)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] factorBar = new T[matrix.Length];

    protected internal override void Forward(Arena<T> arena)
    {
        ReadOnlySpan<T> a = arena.Value(First);
        Span<T> factor = arena.Value(Result);
        int n = Result.Rows;
        for (int i = 0; i < n; i++)
        {
            Span<T> row = factor.Slice(i * n, n);
            for (int j = 0; j < i; j++)
                row[j] = (a[i * n + j] - TensorPrimitives.Dot<T>(row[..j], factor.Slice(j * n, j))) / factor[j * n + j];
            T pivot = a[i * n + i] - TensorPrimitives.Dot<T>(row[..i], row[..i]);
            if (!(pivot > T.Zero))
            {
                factor.Fill(T.NaN);
                return;
            }
            row[i] = T.Sqrt(pivot);
            row[(i + 1)..].Clear();
        }
    }

    protected internal override void Backward(Arena<T> arena)
    {
        ReadOnlySpan<T> factor = arena.Value(Result);
        Span<T> matrixBar = arena.Adjoint(First), bar = factorBar;
        int n = Result.Rows;
        arena.Adjoint(Result).CopyTo(bar);
        for (int j = n - 1; j >= 0; j--)
        {
            ReadOnlySpan<T> row = factor.Slice(j * n, j);
            Span<T> rowBar = bar.Slice(j * n, j);
            T diagonal = factor[j * n + j], diagonalBar = bar[j * n + j];
            for (int i = j + 1; i < n; i++)
            {
                diagonalBar -= bar[i * n + j] * factor[i * n + j] / diagonal;
                T entryBar = bar[i * n + j] /= diagonal;
                Span<T> below = bar.Slice(i * n, j);
                TensorPrimitives.MultiplyAdd(factor.Slice(i * n, j), -entryBar, rowBar, rowBar);
                TensorPrimitives.MultiplyAdd(row, -entryBar, below, below);
            }
            diagonalBar /= diagonal;
            TensorPrimitives.MultiplyAdd(row, -diagonalBar, rowBar, rowBar);
            bar[j * n + j] = diagonalBar / (T.One + T.One);
        }
        for (int i = 0; i < n; i++)
        {
            Span<T> share = matrixBar.Slice(i * n, i + 1);
            TensorPrimitives.Add(share, bar.Slice(i * n, i + 1), share);
        }
    }
}

/// <summary>L⁻¹ B for a lower triangular matrix L, of which only the lower triangle is read, or (Lᵀ)⁻¹ B.</summary>
internal sealed class TriangularSolveOperation<T>(Variable<T> lower, Variable<T> right, bool transposed)
    : TapeOperation<T>(transposed ? "transposed triangular solve" : "triangular solve", lower, right)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] solutionBar = new T[right.Length];

    protected internal override void Forward(Arena<T> arena)
    {
        Span<T> solution = arena.Value(Result);
        arena.Value(Second).CopyTo(solution);
        Solve(arena.Value(First), solution, transposed);
    }

    protected internal override void Backward(Arena<T> arena)
    {
        ReadOnlySpan<T> lower = arena.Value(First), solution = arena.Value(Result);
        Span<T> bar = solutionBar;
        arena.Adjoint(Result).CopyTo(bar);
        Solve(lower, bar, !transposed);
        if (Second.IsVariable)
        {
            Span<T> rightBar = arena.Adjoint(Second);
            TensorPrimitives.Add(rightBar, bar, rightBar);
        }
        if (!First.IsVariable)
            return;
        Span<T> lowerBar = arena.Adjoint(First);
        ReadOnlySpan<T> rows = transposed ? solution : bar, columns = transposed ? bar : solution;
        int n = First.Rows, width = Result.Columns;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
                lowerBar[i * n + j] -= TensorPrimitives.Dot(rows.Slice(i * width, width), columns.Slice(j * width, width));
        }
    }

    private void Solve(ReadOnlySpan<T> lower, Span<T> solution, bool transpose)
    {
        int n = First.Rows, width = Result.Columns;
        for (int step = 0; step < n; step++)
        {
            int i = transpose ? n - 1 - step : step;
            Span<T> row = solution.Slice(i * width, width);
            if (!transpose)
            {
                for (int j = 0; j < i; j++)
                    TensorPrimitives.MultiplyAdd(solution.Slice(j * width, width), -lower[i * n + j], row, row);
            }
            TensorPrimitives.Divide(row, lower[i * n + i], row);
            for (int j = 0; j < i && transpose; j++)
            {
                Span<T> above = solution.Slice(j * width, width);
                TensorPrimitives.MultiplyAdd(row, -lower[i * n + j], above, above);
            }
        }
    }
}
