using System.Numerics;

namespace Credence.Numerics;

/// <summary>A function of two variables, on all lanes of a vector.</summary>
internal interface IBinaryKernel<T>
{
    /// <summary>The value at (a, b).</summary>
    static abstract Vector<T> Value(Vector<T> a, Vector<T> b);

    /// <summary>The partial derivative by a.</summary>
    static abstract Vector<T> Left(Vector<T> a, Vector<T> b);

    /// <summary>The partial derivative by b.</summary>
    static abstract Vector<T> Right(Vector<T> a, Vector<T> b);
}

/// <summary>A function of two variables applied to every pair of elements; either side may be a scalar.</summary>
internal sealed class BinaryOperation<T, TKernel>(string name, Variable<T> left, Variable<T> right) : TapeOperation<T>(name, left, right)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TKernel : struct, IBinaryKernel<T>
{
    protected internal override void Forward(Arena<T> arena)
    {
        ref T a = ref arena.Start(First), b = ref arena.Start(Second), y = ref arena.Start(Result);
        bool one = First.Length == 1, other = Second.Length == 1;
        Vector<T> left = new(a), right = new(b);
        for (nuint i = 0; i < (nuint)Result.Length; i += (nuint)Vector<T>.Count)
            TKernel.Value(one ? left : Vector.LoadUnsafe(ref a, i), other ? right : Vector.LoadUnsafe(ref b, i)).StoreUnsafe(ref y, i);
    }

    protected internal override void Backward(Arena<T> arena)
    {
        if (First.IsVariable)
            Carry<LeftSide>(arena, First);
        if (Second.IsVariable)
            Carry<RightSide>(arena, Second);
    }

    private void Carry<TSide>(Arena<T> arena, in TapeOperand operand)
        where TSide : struct, ISide
    {
        ref T a = ref arena.Start(First), b = ref arena.Start(Second);
        ref T bar = ref arena.AdjointStart(operand), resultBar = ref arena.AdjointStart(Result);
        bool one = First.Length == 1, other = Second.Length == 1, isScalar = operand.Length == 1;
        Vector<T> left = new(a), right = new(b), sum = Vector<T>.Zero;
        int length = Result.Length;
        for (int i = 0; i < length; i += Vector<T>.Count)
        {
            nuint at = (nuint)i;
            Vector<T> share = Vector.LoadUnsafe(ref resultBar, at)
                * TSide.Slope(one ? left : Vector.LoadUnsafe(ref a, at), other ? right : Vector.LoadUnsafe(ref b, at));
            if (isScalar)
                sum += WideMath.First(share, length - i);
            else
                (Vector.LoadUnsafe(ref bar, at) + share).StoreUnsafe(ref bar, at);
        }
        if (isScalar)
            bar += Vector.Sum(sum);
    }

    private interface ISide
    {
        static abstract Vector<T> Slope(Vector<T> a, Vector<T> b);
    }

    private readonly struct LeftSide : ISide
    {
        public static Vector<T> Slope(Vector<T> a, Vector<T> b) => TKernel.Left(a, b);
    }

    private readonly struct RightSide : ISide
    {
        public static Vector<T> Slope(Vector<T> a, Vector<T> b) => TKernel.Right(a, b);
    }
}

internal readonly struct Addition<T> : IBinaryKernel<T>
{
    public static Vector<T> Value(Vector<T> a, Vector<T> b) => a + b;

    public static Vector<T> Left(Vector<T> a, Vector<T> b) => Vector<T>.One;

    public static Vector<T> Right(Vector<T> a, Vector<T> b) => Vector<T>.One;
}

internal readonly struct Subtraction<T> : IBinaryKernel<T>
{
    public static Vector<T> Value(Vector<T> a, Vector<T> b) => a - b;

    public static Vector<T> Left(Vector<T> a, Vector<T> b) => Vector<T>.One;

    public static Vector<T> Right(Vector<T> a, Vector<T> b) => -Vector<T>.One;
}

internal readonly struct Multiplication<T> : IBinaryKernel<T>
{
    public static Vector<T> Value(Vector<T> a, Vector<T> b) => a * b;

    public static Vector<T> Left(Vector<T> a, Vector<T> b) => b;

    public static Vector<T> Right(Vector<T> a, Vector<T> b) => a;
}

internal readonly struct Division<T> : IBinaryKernel<T>
{
    public static Vector<T> Value(Vector<T> a, Vector<T> b) => a / b;

    public static Vector<T> Left(Vector<T> a, Vector<T> b) => Vector<T>.One / b;

    public static Vector<T> Right(Vector<T> a, Vector<T> b) => -a / (b * b);
}
