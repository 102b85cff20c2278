namespace Credence.Data.Tests;

/// <summary>Values of expressions by their definition, for comparison with the engine; null is missing.</summary>
internal static class Reference
{
    public static double? Value(Expression expression, Func<string, double?> column) => expression switch
    {
        ColumnReference reference => column(reference.Name),
        NumberLiteral number => number.Value,
        FunctionCall { Function: ExpressionFunction.Not } call => Truth(call.Argument, column) is bool truth ? (truth ? 0 : 1) : null,
        FunctionCall call => Value(call.Argument, column) is double x ? Apply(call.Function, x) : null,
        BinaryOperation { Operator: ExpressionOperator.And or ExpressionOperator.Or } operation => Logic(operation, column),
        BinaryOperation operation => Apply(operation.Operator, Value(operation.Left, column), Value(operation.Right, column)),
        _ => throw new InvalidOperationException(),
    };

    private static bool? Truth(Expression expression, Func<string, double?> column)
        => Value(expression, column) is double x && !double.IsNaN(x) ? x != 0 : null;

    // Three values: false and anything is false, true or anything is true.
    private static double? Logic(BinaryOperation operation, Func<string, double?> column)
    {
        bool? left = Truth(operation.Left, column), right = Truth(operation.Right, column);
        bool decides = operation.Operator == ExpressionOperator.Or;
        if (left == decides || right == decides)
            return decides ? 1 : 0;
        return left is null || right is null ? null : decides ? 0 : 1;
    }

    private static double Apply(ExpressionFunction function, double x) => function switch
    {
        ExpressionFunction.Negate => -x,
        ExpressionFunction.Log => Math.Log(x),
        ExpressionFunction.Log1p => Math.Abs(x) < 1e-8 ? x - x * x / 2 : Math.Log(1 + x),
        ExpressionFunction.Exp => Math.Exp(x),
        ExpressionFunction.Sqrt => Math.Sqrt(x),
        ExpressionFunction.Abs => Math.Abs(x),
        _ => throw new InvalidOperationException(),
    };

    private static double? Apply(ExpressionOperator operation, double? left, double? right)
    {
        if (left is not double a || right is not double b)
            return null;
        return operation switch
        {
            ExpressionOperator.Add => a + b,
            ExpressionOperator.Subtract => a - b,
            ExpressionOperator.Multiply => a * b,
            ExpressionOperator.Divide => a / b,
            _ when double.IsNaN(a) || double.IsNaN(b) => null,
            ExpressionOperator.Equal => a == b ? 1 : 0,
            ExpressionOperator.NotEqual => a != b ? 1 : 0,
            ExpressionOperator.Less => a < b ? 1 : 0,
            ExpressionOperator.LessOrEqual => a <= b ? 1 : 0,
            ExpressionOperator.Greater => a > b ? 1 : 0,
            ExpressionOperator.GreaterOrEqual => a >= b ? 1 : 0,
            _ => throw new InvalidOperationException(),
        };
    }
}
