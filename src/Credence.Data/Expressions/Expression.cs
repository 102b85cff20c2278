using Credence.Statistics;

namespace Credence.Data;

/// <summary>A parsed expression over columns: <c>column | number | 'text' | + - * / ( ) | log, log1p, exp, sqrt, abs | comparisons | and, or, not</c>.</summary>
/// <remarks>
/// Arithmetic on a missing value is missing. Comparisons and <c>and</c>, <c>or</c>, <c>not</c> give 0 or 1; a comparison with a value that
/// is missing or not a number is missing. <c>log</c> is the natural logarithm. A result that is no finite number (a logarithm of 0, a division
/// by 0) counts as invalid and is no error.
/// </remarks>
public abstract record Expression
{
    private protected Expression(int depth) => Depth = depth;

    /// <summary>Names of the columns used, each once, in the order of the text.</summary>
    public IReadOnlyList<string> Columns => [.. ColumnsInOrder().Distinct(StringComparer.Ordinal)];

    /// <summary>The longest path from this node to a leaf; recursion over an expression is bounded by it.</summary>
    internal int Depth { get; }

    private protected abstract IEnumerable<Expression> Children { get; }

    /// <summary>Reads an expression.</summary>
    /// <exception cref="InputException">The text is not an expression; the message says at which column of the text, and what was expected.</exception>
    public static Expression Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new ExpressionParser(text).Parse();
    }

    private IEnumerable<string> ColumnsInOrder()
        => this is ColumnReference column ? [column.Name] : Children.SelectMany(child => child.ColumnsInOrder());
}

/// <summary>A column.</summary>
/// <param name="Name">Its name, without quotes.</param>
public sealed record ColumnReference(string Name) : Expression(1)
{
    private protected override IEnumerable<Expression> Children => [];
}

/// <summary>A number.</summary>
/// <param name="Value">Its value, finite.</param>
public sealed record NumberLiteral(double Value) : Expression(1)
{
    private protected override IEnumerable<Expression> Children => [];
}

/// <summary>A text, which may only stand beside a comparison.</summary>
/// <param name="Value">Its value, without quotes.</param>
public sealed record TextLiteral(string Value) : Expression(1)
{
    private protected override IEnumerable<Expression> Children => [];
}

/// <summary>A function of one argument: negation, <c>not</c>, or a named function.</summary>
/// <param name="Function">The function.</param>
/// <param name="Argument">Its argument.</param>
public sealed record FunctionCall(ExpressionFunction Function, Expression Argument) : Expression(Argument.Depth + 1)
{
    private protected override IEnumerable<Expression> Children => [Argument];
}

/// <summary>An operation on two operands.</summary>
/// <param name="Operator">The operation.</param>
/// <param name="Left">What stands left of the sign.</param>
/// <param name="Right">What stands right of the sign.</param>
public sealed record BinaryOperation(ExpressionOperator Operator, Expression Left, Expression Right)
    : Expression(Math.Max(Left.Depth, Right.Depth) + 1)
{
    private protected override IEnumerable<Expression> Children => [Left, Right];
}

/// <summary>The functions of one argument.</summary>
public enum ExpressionFunction
{
    /// <summary>The number with its sign turned.</summary>
    Negate,

    /// <summary>1 where the argument is 0, else 0.</summary>
    Not,

    /// <summary>Natural logarithm.</summary>
    Log,

    /// <summary>Natural logarithm of 1 + x, exact near 0.</summary>
    Log1p,

    /// <summary>Exponential.</summary>
    Exp,

    /// <summary>Square root.</summary>
    Sqrt,

    /// <summary>Absolute value.</summary>
    Abs,
}

/// <summary>The operations on two operands.</summary>
public enum ExpressionOperator
{
    /// <summary>Sum.</summary>
    Add,

    /// <summary>Difference.</summary>
    Subtract,

    /// <summary>Product.</summary>
    Multiply,

    /// <summary>Quotient.</summary>
    Divide,

    /// <summary><c>=</c> or <c>==</c>.</summary>
    Equal,

    /// <summary><c>!=</c> or <c>&lt;&gt;</c>.</summary>
    NotEqual,

    /// <summary><c>&lt;</c>.</summary>
    Less,

    /// <summary><c>&lt;=</c>.</summary>
    LessOrEqual,

    /// <summary><c>&gt;</c>.</summary>
    Greater,

    /// <summary><c>&gt;=</c>.</summary>
    GreaterOrEqual,

    /// <summary>Both hold.</summary>
    And,

    /// <summary>At least one holds.</summary>
    Or,
}
