using System.Numerics;
using System.Numerics.Tensors;

namespace Credence.Numerics;

/// <summary>The sum of all elements times a constant.</summary>
internal sealed class SumOperation<T>(string name, Variable<T> argument, T factor) : TapeOperation<T>(name, argument)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override void Forward(Arena<T> arena) => arena.Start(Result) = factor * TensorPrimitives.Sum<T>(arena.Value(First));

    protected internal override void Backward(Arena<T> arena)
    {
        Span<T> bar = arena.Adjoint(First);
        TensorPrimitives.Add(bar, factor * arena.AdjointStart(Result), bar);
    }
}

/// <summary>The sum of every row.</summary>
internal sealed class SumRowsOperation<T>(Variable<T> argument) : TapeOperation<T>("sum of rows", argument)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override void Forward(Arena<T> arena)
    {
        ReadOnlySpan<T> x = arena.Value(First);
        Span<T> sums = arena.Value(Result);
        int columns = First.Columns;
        for (int row = 0; row < sums.Length; row++)
            sums[row] = TensorPrimitives.Sum(x.Slice(row * columns, columns));
    }

    protected internal override void Backward(Arena<T> arena)
    {
        Span<T> bar = arena.Adjoint(First), sumBar = arena.Adjoint(Result);
        int columns = First.Columns;
        for (int row = 0; row < sumBar.Length; row++)
        {
            Span<T> share = bar.Slice(row * columns, columns);
            TensorPrimitives.Add(share, sumBar[row], share);
        }
    }
}

/// <summary>The sum of every column.</summary>
internal sealed class SumColumnsOperation<T>(Variable<T> argument) : TapeOperation<T>("sum of columns", argument)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override void Forward(Arena<T> arena)
    {
        ReadOnlySpan<T> x = arena.Value(First);
        Span<T> sums = arena.Value(Result);
        sums.Clear();
        for (int start = 0; start < x.Length; start += sums.Length)
            TensorPrimitives.Add(sums, x.Slice(start, sums.Length), sums);
    }

    protected internal override void Backward(Arena<T> arena)
    {
        Span<T> bar = arena.Adjoint(First), sumBar = arena.Adjoint(Result);
        for (int start = 0; start < bar.Length; start += sumBar.Length)
        {
            Span<T> share = bar.Slice(start, sumBar.Length);
            TensorPrimitives.Add(share, sumBar, share);
        }
    }
}

/// <summary>The sum of products of corresponding elements.</summary>
internal sealed class DotOperation<T>(Variable<T> left, Variable<T> right) : TapeOperation<T>("dot", left, right)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override void Forward(Arena<T> arena)
        => arena.Start(Result) = TensorPrimitives.Dot<T>(arena.Value(First), arena.Value(Second));

    protected internal override void Backward(Arena<T> arena)
    {
        T bar = arena.AdjointStart(Result);
        for (int side = 0; side < 2; side++)
        {
            if (!Operands[side].IsVariable)
                continue;
            Span<T> share = arena.Adjoint(Operands[side]);
            TensorPrimitives.MultiplyAdd(arena.Value(Operands[1 - side]), bar, share, share);
        }
    }
}

/// <summary>log Σ exp over every stretch of the given width.</summary>
internal sealed class LogSumExpOperation<T>(Variable<T> argument, int width) : TapeOperation<T>("log-sum-exp", argument)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override void Forward(Arena<T> arena)
    {
        ReadOnlySpan<T> x = arena.Value(First);
        Span<T> results = arena.Value(Result);
        for (int row = 0; row < results.Length; row++)
            results[row] = Of(x.Slice(row * width, width));
    }

    protected internal override void Backward(Arena<T> arena)
    {
        ReadOnlySpan<T> x = arena.Value(First), results = arena.Value(Result), resultBar = arena.Adjoint(Result);
        Span<T> bar = arena.Adjoint(First);
        for (int row = 0; row < results.Length; row++)
        {
            // Where every term is 0 none of them can be told from the others: no derivative.
            if (!T.IsNegativeInfinity(results[row]))
                AddExp(x.Slice(row * width, width), results[row], resultBar[row], bar.Slice(row * width, width));
        }
    }

    /// <summary>log Σ exp of a stretch.</summary>
    internal static T Of(ReadOnlySpan<T> x)
    {
        T high = TensorPrimitives.Max(x);
        if (!T.IsFinite(high))
            return high;
        Vector<T> sum = Vector<T>.Zero, shift = new(high);
        for (int i = 0; i < x.Length; i += Vector<T>.Count)
            sum += WideMath.First(WideMath.Exp(WideMath.Load(x, i) - shift), x.Length - i);
        return high + T.Log(Vector.Sum(sum));
    }

    /// <summary>Adds factor · exp(x − shift) to a stretch.</summary>
    internal static void AddExp(ReadOnlySpan<T> x, T shift, T factor, Span<T> destination)
    {
        for (int i = 0; i < x.Length; i += Vector<T>.Count)
        {
            Vector<T> share = new Vector<T>(factor) * WideMath.Exp(WideMath.Load(x, i) - new Vector<T>(shift));
            WideMath.Store(WideMath.Load(destination, i) + share, destination, i);
        }
    }
}

/// <summary>Softmax within every row.</summary>
internal sealed class SoftmaxOperation<T>(Variable<T> argument) : TapeOperation<T>("softmax", argument)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override void Forward(Arena<T> arena)
    {
        ReadOnlySpan<T> x = arena.Value(First);
        Span<T> y = arena.Value(Result);
        int columns = Result.Columns;
        y.Clear();
        for (int start = 0; start < x.Length; start += columns)
        {
            ReadOnlySpan<T> row = x.Slice(start, columns);
            LogSumExpOperation<T>.AddExp(row, LogSumExpOperation<T>.Of(row), T.One, y.Slice(start, columns));
        }
    }

    protected internal override void Backward(Arena<T> arena)
    {
        ReadOnlySpan<T> y = arena.Value(Result), yBar = arena.Adjoint(Result);
        Span<T> bar = arena.Adjoint(First);
        int columns = Result.Columns;
        for (int start = 0; start < y.Length; start += columns)
        {
            ReadOnlySpan<T> share = y.Slice(start, columns), shareBar = yBar.Slice(start, columns);
            Span<T> row = bar.Slice(start, columns);
            TensorPrimitives.MultiplyAdd(share, shareBar, row, row);
            TensorPrimitives.MultiplyAdd(share, -TensorPrimitives.Dot(share, shareBar), row, row);
        }
    }
}

/// <summary>Log-softmax within every row.</summary>
internal sealed class LogSoftmaxOperation<T>(Variable<T> argument) : TapeOperation<T>("log-softmax", argument)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override void Forward(Arena<T> arena)
    {
        ReadOnlySpan<T> x = arena.Value(First);
        Span<T> y = arena.Value(Result);
        int columns = Result.Columns;
        for (int start = 0; start < x.Length; start += columns)
        {
            ReadOnlySpan<T> row = x.Slice(start, columns);
            TensorPrimitives.Subtract(row, LogSumExpOperation<T>.Of(row), y.Slice(start, columns));
        }
    }

    protected internal override void Backward(Arena<T> arena)
    {
        ReadOnlySpan<T> y = arena.Value(Result), yBar = arena.Adjoint(Result);
        Span<T> bar = arena.Adjoint(First);
        int columns = Result.Columns;
        for (int start = 0; start < y.Length; start += columns)
        {
            ReadOnlySpan<T> shareBar = yBar.Slice(start, columns);
            Span<T> row = bar.Slice(start, columns);
            TensorPrimitives.Add(row, shareBar, row);
            LogSumExpOperation<T>.AddExp(y.Slice(start, columns), T.Zero, -TensorPrimitives.Sum(shareBar), row);
        }
    }
}
