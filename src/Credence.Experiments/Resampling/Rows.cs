using System.Numerics;
using System.Runtime.Intrinsics;

namespace Credence.Experiments;

/// <summary>What is summed over the units of a resample.</summary>
internal interface IRow<TSelf> : IAdditionOperators<TSelf, TSelf, TSelf>, IMultiplyOperators<TSelf, double, TSelf>, IEquatable<TSelf>
    where TSelf : struct, IRow<TSelf>;

/// <summary>One number per unit.</summary>
internal readonly record struct OneNumber(double A) : IRow<OneNumber>
{
    public static OneNumber operator +(OneNumber a, OneNumber b) => new(a.A + b.A);

    public static OneNumber operator *(OneNumber a, double times) => new(a.A * times);
}

/// <summary>Two numbers per unit, such as a value and its square, or a numerator and a denominator.</summary>
internal readonly record struct TwoNumbers(Vector128<double> V) : IRow<TwoNumbers>
{
    public TwoNumbers(double a, double b)
        : this(Vector128.Create(a, b))
    {
    }

    public static TwoNumbers operator +(TwoNumbers a, TwoNumbers b) => new(a.V + b.V);

    public static TwoNumbers operator *(TwoNumbers a, double times) => new(a.V * times);
}

/// <summary>Up to eight numbers per unit, such as two values with their squares and their product.</summary>
internal readonly record struct EightNumbers(Vector512<double> V) : IRow<EightNumbers>
{
    public static EightNumbers operator +(EightNumbers a, EightNumbers b) => new(a.V + b.V);

    public static EightNumbers operator *(EightNumbers a, double times) => new(a.V * times);
}
