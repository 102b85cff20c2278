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
        ReadOnlySpan<T> a = arena.Value(Operands[0]), x = arena.Value(Operands[1]);
        Span<T> y = arena.Value(Result);
        for (int row = 0; row < y.Length; row++)
            y[row] = TensorPrimitives.Dot(a.Slice(row * x.Length, x.Length), x);
    }

    protected internal override void Backward(Arena<T> arena)
    {
        ReadOnlySpan<T> a = arena.Value(Operands[0]), x = arena.Value(Operands[1]), yBar = arena.Adjoint(Result);
        Span<T> aBar = arena.Adjoint(Operands[0]), xBar = arena.Adjoint(Operands[1]);
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
        int m = Result.Rows, n = Result.Columns, k = Operands[0].Columns;
        bool affine = Operands.Length == 3;
        if (affine)
        {
            ReadOnlySpan<T> row = arena.Value(Operands[2]);
            Span<T> product = arena.Value(Result);
            for (int start = 0; start < product.Length; start += n)
                row.CopyTo(product[start..]);
        }
        MatrixKernel.Multiply(
            ref arena.Start(Operands[0]), k, 1, ref arena.Start(Operands[1]), m, k, n, ref arena.Start(Result), accumulate: affine);
    }

    protected internal override void Backward(Arena<T> arena)
    {
        int m = Result.Rows, n = Result.Columns, k = Operands[0].Columns;
        ref T bar = ref arena.AdjointStart(Result);
        if (Operands[0].IsVariable)
        {
            MatrixKernel.Transpose<T>(arena.Value(Operands[1]), n, transposed);
            MatrixKernel.Multiply(
                ref bar, n, 1, ref MemoryMarshal.GetArrayDataReference(transposed), m, n, k, ref arena.AdjointStart(Operands[0]), accumulate: true);
        }
        if (Operands[1].IsVariable)
            MatrixKernel.Multiply(ref arena.Start(Operands[0]), 1, k, ref bar, k, m, n, ref arena.AdjointStart(Operands[1]), accumulate: true);
        if (Operands.Length == 3 && Operands[2].IsVariable)
        {
            Span<T> rowBar = arena.Adjoint(Operands[2]), productBar = arena.Adjoint(Result);
            for (int start = 0; start < productBar.Length; start += n)
                TensorPrimitives.Add(rowBar, productBar.Slice(start, n), rowBar);
        }
    }
}
