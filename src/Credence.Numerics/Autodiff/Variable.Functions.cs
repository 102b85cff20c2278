namespace Credence.Numerics;

/// <content>Functions applied to every element.</content>
public readonly partial struct Variable<T>
{
    /// <summary>eˣ.</summary>
    public Variable<T> Exp() => Map("exp", default(Exponential<T>)).WithLog(this);

    /// <summary>log x; no new step where it is known, as of eˣ and what was asked for before.</summary>
    public Variable<T> Log()
    {
        if (KnownLog is { } known)
            return known;
        Variable<T> log = Map("log", default(Logarithm<T>));
        WithLog(log);
        return log;
    }

    /// <summary>log(1 + x), exact near 0.</summary>
    public Variable<T> Log1p() => Map("log1p", default(LogarithmOfOnePlus<T>));

    /// <summary>eˣ − 1, exact near 0.</summary>
    public Variable<T> Expm1() => Map("expm1", default(ExponentialMinusOne<T>));

    /// <summary>√x.</summary>
    public Variable<T> Sqrt() => Map("sqrt", default(SquareRoot<T>));

    /// <summary>x².</summary>
    public Variable<T> Square() => Map("square", default(SquareOf<T>));

    /// <summary>1 / x.</summary>
    public Variable<T> Reciprocal() => Map("reciprocal", default(ReciprocalOf<T>));

    /// <summary>x raised to a constant.</summary>
    public Variable<T> Power(T exponent) => Map("power", new PowerOf<T>(exponent));

    /// <summary>tanh x.</summary>
    public Variable<T> Tanh() => Map("tanh", default(HyperbolicTangent<T>));

    /// <summary>The logistic function 1 / (1 + e⁻ˣ).</summary>
    public Variable<T> Sigmoid() => Map("sigmoid", default(Logistic<T>));

    /// <summary>log(1 + eˣ).</summary>
    public Variable<T> Softplus() => Map("softplus", default(SoftPositivePart<T>));

    /// <summary>max(x, 0).</summary>
    public Variable<T> Relu() => Map("relu", default(PositivePart<T>));

    /// <summary>x / (1 + e⁻ˣ) (SiLU; Elfwing, Uchibe and Doya, 2018).</summary>
    public Variable<T> Silu() => Map("silu", default(SigmoidWeighted<T>));

    /// <summary>x kept within bounds; its derivative is 0 outside.</summary>
    /// <param name="low">The lower bound; may be −∞.</param>
    /// <param name="high">The upper bound, not below the lower; may be ∞.</param>
    public Variable<T> Clamp(T low, T high)
    {
        if (!(low <= high))
            throw new ArgumentOutOfRangeException(nameof(low), low, $"low is {low}; must not be above high, {high}.");
        return Map("clamp", new Clamping<T>(low, high));
    }

    /// <summary>The sum of all elements.</summary>
    public Variable<T> Sum() => Length == 1 ? this : new SumOperation<T>("sum", this, T.One).Record();

    /// <summary>The mean of all elements.</summary>
    public Variable<T> Mean() => Length == 1 ? this : new SumOperation<T>("mean", this, T.One / T.CreateChecked(Length)).Record();

    /// <summary>The sum of every row, as a column.</summary>
    public Variable<T> SumRows() => new SumRowsOperation<T>(this).Record(Rows);

    /// <summary>The sum of every column, as a row.</summary>
    public Variable<T> SumColumns() => new SumColumnsOperation<T>(this).Record(1, Columns);

    /// <summary>The sum of products of corresponding elements.</summary>
    public Variable<T> Dot(Variable<T> other)
    {
        Guard.SameLength(other.Length, Length);
        return new DotOperation<T>(this, other).Record();
    }

    /// <summary>log Σ eˣ over all elements, without overflow.</summary>
    public Variable<T> LogSumExp() => new LogSumExpOperation<T>(this, Length).Record();

    /// <summary>log Σ eˣ over every row, as a column, without overflow.</summary>
    public Variable<T> LogSumExpRows() => new LogSumExpOperation<T>(this, Columns).Record(Rows);

    /// <summary>eˣ over its sum within the row, for every row.</summary>
    public Variable<T> SoftmaxRows() => new SoftmaxOperation<T>(this).Record(Rows, Columns);

    /// <summary>x − log Σ eˣ within the row, for every row.</summary>
    public Variable<T> LogSoftmaxRows() => new LogSoftmaxOperation<T>(this).Record(Rows, Columns);
}
