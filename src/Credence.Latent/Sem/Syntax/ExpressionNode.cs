namespace Credence.Latent;

/// <summary>A node of an expression: its value, and its derivatives by the chain rule from the outside in.</summary>
internal abstract class ExpressionNode
{
    public abstract double Value(ReadOnlySpan<double> values);

    /// <summary>Adds slope · ∂node/∂name to the derivative of every name.</summary>
    public abstract void Accumulate(ReadOnlySpan<double> values, double slope, Span<double> derivatives);

    /// <summary>The same expression with other nodes in the place of its names.</summary>
    public abstract ExpressionNode Replace(Func<int, ExpressionNode> byName);
}

/// <summary>A number.</summary>
internal sealed class ConstantNode(double number) : ExpressionNode
{
    public override double Value(ReadOnlySpan<double> values) => number;

    public override void Accumulate(ReadOnlySpan<double> values, double slope, Span<double> derivatives)
    {
    }

    public override ExpressionNode Replace(Func<int, ExpressionNode> byName) => this;
}

/// <summary>A label or defined quantity.</summary>
internal sealed class NameNode(int index) : ExpressionNode
{
    public override double Value(ReadOnlySpan<double> values) => values[index];

    public override void Accumulate(ReadOnlySpan<double> values, double slope, Span<double> derivatives) => derivatives[index] += slope;

    public override ExpressionNode Replace(Func<int, ExpressionNode> byName) => byName(index);
}

/// <summary>Two operands.</summary>
internal sealed class BinaryNode(char operation, ExpressionNode left, ExpressionNode right) : ExpressionNode
{
    public override double Value(ReadOnlySpan<double> values)
    {
        double a = left.Value(values), b = right.Value(values);
        return operation switch { '+' => a + b, '-' => a - b, '*' => a * b, '/' => a / b, _ => Math.Pow(a, b) };
    }

    public override void Accumulate(ReadOnlySpan<double> values, double slope, Span<double> derivatives)
    {
        double a = left.Value(values), b = right.Value(values);
        (double byLeft, double byRight) = operation switch
        {
            '+' => (1.0, 1.0),
            '-' => (1.0, -1.0),
            '*' => (b, a),
            '/' => (1 / b, -a / (b * b)),
            _ => (b == 0 ? 0 : b * Math.Pow(a, b - 1), right is ConstantNode ? 0 : Math.Pow(a, b) * Math.Log(a)),
        };
        left.Accumulate(values, slope * byLeft, derivatives);
        right.Accumulate(values, slope * byRight, derivatives);
    }

    public override ExpressionNode Replace(Func<int, ExpressionNode> byName) => new BinaryNode(operation, left.Replace(byName), right.Replace(byName));
}

/// <summary>A function of one operand.</summary>
internal sealed class FunctionNode(string name, ExpressionNode operand) : ExpressionNode
{
    public static readonly string[] Names = ["exp", "log", "sqrt", "abs"];

    public override double Value(ReadOnlySpan<double> values)
    {
        double x = operand.Value(values);
        return name switch { "exp" => Math.Exp(x), "log" => Math.Log(x), "sqrt" => Math.Sqrt(x), "abs" => Math.Abs(x), _ => -x };
    }

    public override void Accumulate(ReadOnlySpan<double> values, double slope, Span<double> derivatives)
    {
        double x = operand.Value(values);
        double derivative = name switch { "exp" => Math.Exp(x), "log" => 1 / x, "sqrt" => 0.5 / Math.Sqrt(x), "abs" => x < 0 ? -1 : 1, _ => -1 };
        operand.Accumulate(values, slope * derivative, derivatives);
    }

    public override ExpressionNode Replace(Func<int, ExpressionNode> byName) => new FunctionNode(name, operand.Replace(byName));
}
