using System.Numerics;
using System.Numerics.Tensors;

namespace Credence.Numerics;

/// <summary>A row repeated down a matrix, or a column repeated across it.</summary>
internal sealed class RepeatOperation<T>(Variable<T> argument) : TapeOperation<T>("repeat", argument)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override void Forward(Arena<T> arena)
    {
        ReadOnlySpan<T> x = arena.Value(First);
        Span<T> y = arena.Value(Result);
        int columns = Result.Columns;
        for (int row = 0; row < Result.Rows; row++)
        {
            Span<T> target = y.Slice(row * columns, columns);
            if (First.Rows == 1)
                x.CopyTo(target);
            else
                target.Fill(x[row]);
        }
    }

    protected internal override void Backward(Arena<T> arena)
    {
        ReadOnlySpan<T> yBar = arena.Adjoint(Result);
        Span<T> bar = arena.Adjoint(First);
        int columns = Result.Columns;
        for (int row = 0; row < Result.Rows; row++)
        {
            ReadOnlySpan<T> share = yBar.Slice(row * columns, columns);
            if (First.Rows == 1)
                TensorPrimitives.Add(bar, share, bar);
            else
                bar[row] += TensorPrimitives.Sum(share);
        }
    }
}

/// <summary>Chosen rows, of a vector chosen elements; the same may be chosen many times.</summary>
internal sealed class GatherOperation<T>(Variable<T> argument, int[] rows) : TapeOperation<T>("gather", argument)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override void Forward(Arena<T> arena)
    {
        ReadOnlySpan<T> x = arena.Value(First);
        Span<T> y = arena.Value(Result);
        int columns = Result.Columns;
        if (columns == 1)
        {
            for (int i = 0; i < rows.Length; i++)
                y[i] = x[rows[i]];
            return;
        }
        for (int i = 0; i < rows.Length; i++)
            x.Slice(rows[i] * columns, columns).CopyTo(y[(i * columns)..]);
    }

    protected internal override void Backward(Arena<T> arena)
    {
        ReadOnlySpan<T> yBar = arena.Adjoint(Result);
        Span<T> bar = arena.Adjoint(First);
        int columns = Result.Columns;
        if (columns == 1)
        {
            for (int i = 0; i < rows.Length; i++)
                bar[rows[i]] += yBar[i];
            return;
        }
        for (int i = 0; i < rows.Length; i++)
        {
            Span<T> share = bar.Slice(rows[i] * columns, columns);
            TensorPrimitives.Add(share, yBar.Slice(i * columns, columns), share);
        }
    }
}

/// <summary>A block of neighbouring rows and columns.</summary>
internal sealed class BlockOperation<T>(Variable<T> argument, int firstRow, int firstColumn) : TapeOperation<T>("slice", argument)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override void Forward(Arena<T> arena)
    {
        ReadOnlySpan<T> x = arena.Value(First);
        Span<T> y = arena.Value(Result);
        for (int row = 0; row < Result.Rows; row++)
            x.Slice(Start(row), Result.Columns).CopyTo(y[(row * Result.Columns)..]);
    }

    protected internal override void Backward(Arena<T> arena)
    {
        ReadOnlySpan<T> yBar = arena.Adjoint(Result);
        Span<T> bar = arena.Adjoint(First);
        for (int row = 0; row < Result.Rows; row++)
        {
            Span<T> share = bar.Slice(Start(row), Result.Columns);
            TensorPrimitives.Add(share, yBar.Slice(row * Result.Columns, Result.Columns), share);
        }
    }

    private int Start(int row) => (firstRow + row) * First.Columns + firstColumn;
}

/// <summary>Matrices of the same number of rows side by side; of row-major vectors with one row, one after another.</summary>
internal sealed class ConcatenateOperation<T>(params ReadOnlySpan<Variable<T>> arguments) : TapeOperation<T>("concatenate", arguments)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override void Forward(Arena<T> arena)
    {
        Span<T> y = arena.Value(Result);
        int first = 0;
        foreach (ref readonly TapeOperand operand in Operands)
        {
            ReadOnlySpan<T> x = arena.Value(operand);
            int width = operand.Length / Result.Rows;
            for (int row = 0; row < Result.Rows; row++)
                x.Slice(row * width, width).CopyTo(y[(row * Result.Columns + first)..]);
            first += width;
        }
    }

    protected internal override void Backward(Arena<T> arena)
    {
        ReadOnlySpan<T> yBar = arena.Adjoint(Result);
        int first = 0;
        foreach (ref readonly TapeOperand operand in Operands)
        {
            int width = operand.Length / Result.Rows;
            for (int row = 0; row < Result.Rows && operand.IsVariable; row++)
            {
                Span<T> share = arena.Adjoint(operand).Slice(row * width, width);
                TensorPrimitives.Add(share, yBar.Slice(row * Result.Columns + first, width), share);
            }
            first += width;
        }
    }
}

/// <summary>The transpose of a matrix.</summary>
internal sealed class TransposeOperation<T>(Variable<T> argument) : TapeOperation<T>("transpose", argument)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override void Forward(Arena<T> arena)
        => MatrixKernel.Transpose(arena.Value(First), First.Columns, arena.Value(Result));

    protected internal override void Backward(Arena<T> arena)
    {
        ReadOnlySpan<T> yBar = arena.Adjoint(Result);
        Span<T> bar = arena.Adjoint(First);
        int rows = First.Rows, columns = First.Columns;
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
                bar[row * columns + column] += yBar[column * rows + row];
        }
    }
}
