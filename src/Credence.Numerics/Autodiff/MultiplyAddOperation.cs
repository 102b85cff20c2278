using System.Numerics;

namespace Credence.Numerics;

/// <summary>a b + c in one step, as in <c>mu + tau * z</c>; each may be a scalar.</summary>
internal sealed class MultiplyAddOperation<T>(Variable<T> a, Variable<T> b, Variable<T> c) : TapeOperation<T>("a * b + c", a, b, c)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Records the sum of a product and a term in one step, where the first is a product and the shapes fit for it.</summary>
    /// <remarks>The product stays on the tape, but is replayed only where it is used elsewhere.</remarks>
    public static bool TryRecord(Variable<T> product, Variable<T> term, out Variable<T> sum)
    {
        sum = default;
        if (product.Tape is not { } tape || product.Length == 1)
            return false;
        if (tape.NodeAt(product.Node) is not { Label: null, Operation: BinaryOperation<T, Multiplication<T>> operation })
            return false;
        Variable<T> a = new(tape, operation.ArgumentNodes[0]), b = new(tape, operation.ArgumentNodes[1]);
        if (!Fits(a, product) || !Fits(b, product) || !Fits(term, product))
            return false;
        sum = new MultiplyAddOperation<T>(a, b, term).Record(product.Rows, product.Columns);
        return true;
    }

    protected internal override void Forward(Arena<T> arena)
    {
        ref T a = ref arena.Start(First), b = ref arena.Start(Second), c = ref arena.Start(Third), y = ref arena.Start(Result);
        bool oneA = First.Length == 1, oneB = Second.Length == 1, oneC = Third.Length == 1;
        Vector<T> left = new(a), right = new(b), term = new(c);
        for (nuint i = 0; i < (nuint)Result.Length; i += (nuint)Vector<T>.Count)
        {
            Vector<T> product = (oneA ? left : Vector.LoadUnsafe(ref a, i)) * (oneB ? right : Vector.LoadUnsafe(ref b, i));
            (product + (oneC ? term : Vector.LoadUnsafe(ref c, i))).StoreUnsafe(ref y, i);
        }
    }

    protected internal override void Backward(Arena<T> arena)
    {
        if (First.IsVariable)
            CarryFactor(arena, First, Second);
        if (Second.IsVariable)
            CarryFactor(arena, Second, First);
        if (Third.IsVariable)
            CarryTerm(arena);
    }

    private void CarryFactor(Arena<T> arena, in TapeOperand factor, in TapeOperand other)
    {
        ref T bar = ref arena.AdjointStart(factor), resultBar = ref arena.AdjointStart(Result), slope = ref arena.Start(other);
        bool isScalar = factor.Length == 1, oneSlope = other.Length == 1;
        Vector<T> slopes = new(slope), sum = Vector<T>.Zero;
        for (int i = 0; i < Result.Length; i += Vector<T>.Count)
        {
            nuint at = (nuint)i;
            Vector<T> share = Vector.LoadUnsafe(ref resultBar, at) * (oneSlope ? slopes : Vector.LoadUnsafe(ref slope, at));
            if (isScalar)
                sum += WideMath.First(share, Result.Length - i);
            else
                (Vector.LoadUnsafe(ref bar, at) + share).StoreUnsafe(ref bar, at);
        }
        if (isScalar)
            bar += Vector.Sum(sum);
    }

    private void CarryTerm(Arena<T> arena)
    {
        ref T bar = ref arena.AdjointStart(Third), resultBar = ref arena.AdjointStart(Result);
        bool isScalar = Third.Length == 1;
        Vector<T> sum = Vector<T>.Zero;
        for (int i = 0; i < Result.Length; i += Vector<T>.Count)
        {
            Vector<T> share = Vector.LoadUnsafe(ref resultBar, (nuint)i);
            if (isScalar)
                sum += WideMath.First(share, Result.Length - i);
            else
                (Vector.LoadUnsafe(ref bar, (nuint)i) + share).StoreUnsafe(ref bar, (nuint)i);
        }
        if (isScalar)
            bar += Vector.Sum(sum);
    }

    private static bool Fits(Variable<T> variable, Variable<T> shape)
        => variable.Length == 1 || (variable.Rows == shape.Rows && variable.Columns == shape.Columns);
}
