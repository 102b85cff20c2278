using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Credence.Numerics;

/// <summary>A matrix times a vector.</summary>
internal sealed class MatrixVectorOperation<T>(Variable<T> matrix, Variable<T> vector) : TapeOperation<T>("matrix × vector", matrix, vector)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override void Forward(Arena<T> arena)
    {
        ReadOnlySpan<T> a = arena.Value(First), x = arena.Value(Second);
        Span<T> y = arena.Value(Result);
        for (int row = 0; row < y.Length; row++)
            y[row] = TensorPrimitives.Dot(a.Slice(row * x.Length, x.Length), x);
    }

    protected internal override void Backward(Arena<T> arena)
    {
        ReadOnlySpan<T> a = arena.Value(First), x = arena.Value(Second), yBar = arena.Adjoint(Result);
        Span<T> aBar = arena.Adjoint(First), xBar = arena.Adjoint(Second);
        for (int row = 0; row < yBar.Length; row++)
        {
            if (!aBar.IsEmpty)
            {
                Span<T> share = aBar.Slice(row * x.Length, x.Length);
                TensorPrimitives.MultiplyAdd(x, yBar[row], share, share);
            }
            if (!xBar.IsEmpty)
                TensorPrimitives.MultiplyAdd(a.Slice(row * x.Length, x.Length), yBar[row], xBar, xBar);
        }
    }
}

/// <summary>A B, or A B plus a row added to every row.</summary>
internal sealed class MatrixProductOperation<T> : TapeOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Room for the transpose of B and the vector that kernels read past its end.
    private readonly T[] transposed;

    public MatrixProductOperation(Variable<T> left, Variable<T> right)
        : base("matrix × matrix", left, right)
        => transposed = new T[right.Length + Vector<T>.Count];

    public MatrixProductOperation(Variable<T> left, Variable<T> right, Variable<T> row)
        : base("affine", left, right, row)
        => transposed = new T[right.Length + Vector<T>.Count];

    protected internal override void Forward(Arena<T> arena)
    {
        int m = Result.Rows, n = Result.Columns, k = First.Columns;
        bool affine = Operands.Length == 3;
        if (affine)
        {
            ReadOnlySpan<T> row = arena.Value(Third);
            Span<T> product = arena.Value(Result);
            for (int start = 0; start < product.Length; start += n)
                row.CopyTo(product[start..]);
        }
        MatrixKernel.Multiply(
            ref arena.Start(First), k, 1, ref arena.Start(Second), m, k, n, ref arena.Start(Result), accumulate: affine);
    }

    protected internal override void Backward(Arena<T> arena)
    {
        int m = Result.Rows, n = Result.Columns, k = First.Columns;
        ref T bar = ref arena.AdjointStart(Result);
        if (First.IsVariable)
        {
            MatrixKernel.Transpose<T>(arena.Value(Second), n, transposed);
            MatrixKernel.Multiply(
                ref bar, n, 1, ref MemoryMarshal.GetArrayDataReference(transposed), m, n, k, ref arena.AdjointStart(First), accumulate: true);
        }
        if (Second.IsVariable)
            MatrixKernel.Multiply(ref arena.Start(First), 1, k, ref bar, k, m, n, ref arena.AdjointStart(Second), accumulate: true);
        if (Operands.Length == 3 && Third.IsVariable)
        {
            Span<T> rowBar = arena.Adjoint(Third), productBar = arena.Adjoint(Result);
            for (int start = 0; start < productBar.Length; start += n)
                TensorPrimitives.Add(rowBar, productBar.Slice(start, n), rowBar);
        }
    }
}
