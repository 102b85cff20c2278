using System.Globalization;
using Credence.Statistics;

namespace Credence.Data;

/// <summary>Writes expressions as SQL over the columns of a table.</summary>
internal sealed class ExpressionSql(ColumnSql columns)
{
    /// <summary>SQL of type double; null where missing, NaN or infinite where invalid.</summary>
    public string Number(Expression expression) => expression switch
    {
        ColumnReference column => columns.Number(column.Name),
        NumberLiteral number => Sql.Number(number.Value),
        FunctionCall { Function: not ExpressionFunction.Not } call => Call(call.Function, Number(call.Argument)),
        BinaryOperation { Operator: <= ExpressionOperator.Divide } operation
            => $"({Number(operation.Left)} {Sign(operation.Operator)} {Number(operation.Right)})",
        _ => $"cast({Condition(expression)} as double)",
    };

    /// <summary>SQL of type boolean; null where missing.</summary>
    public string Condition(Expression expression) => expression switch
    {
        FunctionCall { Function: ExpressionFunction.Not } call => $"(not {Condition(call.Argument)})",
        BinaryOperation { Operator: ExpressionOperator.And or ExpressionOperator.Or } operation
            => $"({Condition(operation.Left)} {Sign(operation.Operator)} {Condition(operation.Right)})",
        BinaryOperation { Operator: >= ExpressionOperator.Equal } comparison => Comparison(comparison),
        _ => $"({Comparable(expression)} <> 0e0)",
    };

    /// <summary>Names of the columns that an expression compares as texts.</summary>
    public static IEnumerable<string> TextColumns(Expression expression, SourceTable table) => expression switch
    {
        BinaryOperation { Operator: >= ExpressionOperator.Equal and <= ExpressionOperator.GreaterOrEqual } comparison
            when ComparesTexts(comparison, table) => comparison.Columns,
        BinaryOperation operation => TextColumns(operation.Left, table).Concat(TextColumns(operation.Right, table)),
        FunctionCall call => TextColumns(call.Argument, table),
        _ => [],
    };

    /// <summary>Names of the columns that an expression reads as numbers.</summary>
    public static IEnumerable<string> NumberColumns(Expression expression, SourceTable table) => expression switch
    {
        ColumnReference column => [column.Name],
        BinaryOperation { Operator: >= ExpressionOperator.Equal and <= ExpressionOperator.GreaterOrEqual } comparison
            when ComparesTexts(comparison, table) => [],
        BinaryOperation operation => NumberColumns(operation.Left, table).Concat(NumberColumns(operation.Right, table)),
        FunctionCall call => NumberColumns(call.Argument, table),
        _ => [],
    };

    // Texts are compared where one side is a text, or both are columns that hold text or times.
    private static bool ComparesTexts(BinaryOperation comparison, SourceTable table)
    {
        return IsText(comparison.Left) || IsText(comparison.Right) || IsTextColumn(comparison.Left) && IsTextColumn(comparison.Right);

        static bool IsText(Expression side) => side is TextLiteral;
        bool IsTextColumn(Expression side) => side is ColumnReference column && table.Column(column.Name).Kind is ColumnKind.Text or ColumnKind.Time;
    }

    private string Comparison(BinaryOperation comparison)
    {
        string sign = Sign(comparison.Operator);
        if (!ComparesTexts(comparison, columns.Table))
            return $"({Comparable(comparison.Left)} {sign} {Comparable(comparison.Right)})";
        return IsTime(comparison.Left) || IsTime(comparison.Right)
            ? $"({Time(comparison.Left)} {sign} {Time(comparison.Right)})"
            : $"({Text(comparison.Left)} {sign} {Text(comparison.Right)})";
    }

    private bool IsTime(Expression side) => side is ColumnReference column && columns.Table.Column(column.Name).Kind == ColumnKind.Time;

    private string Text(Expression side) => side switch
    {
        TextLiteral text => Sql.Text(text.Value),
        ColumnReference column => columns.Text(column.Name),
        _ => throw new InputException("", "a text is compared with a number that is computed", "compare texts with a column alone"),
    };

    private string Time(Expression side) => side switch
    {
        TextLiteral text when DateTimeOffset.TryParse(text.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            => $"timestamp '{time.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}'",
        TextLiteral text => throw new InputException(
            "", $"'{ExpressionTokens.Shorten(text.Value)}' is compared with a time but is none", "write times as '2026-01-31' or '2026-01-31 23:59:59'"),
        ColumnReference column => columns.Time(column.Name),
        _ => throw new InputException("", "a time is compared with a number", "write times as '2026-01-31' or '2026-01-31 23:59:59'"),
    };

    // A comparison with NaN is missing: engines disagree on what it would be, and it must not be used silently.
    private string Comparable(Expression expression)
        => expression is NumberLiteral ? Number(expression) : $"nullif({Number(expression)}, {Sql.NaN})";

    private static string Call(ExpressionFunction function, string x) => function switch
    {
        ExpressionFunction.Negate => $"(-{x})",
        ExpressionFunction.Exp => $"exp({x})",
        ExpressionFunction.Abs => $"abs({x})",
        ExpressionFunction.Sqrt => $"(case when {x} >= 0e0 then sqrt({x}) when {x} is not null then {Sql.NaN} end)",
        ExpressionFunction.Log => Logarithm($"{x} > 0e0", $"ln({x})", $"{x} = 0e0", x),
        ExpressionFunction.Log1p => Logarithm($"{x} > -1e0", Log1p(x), $"{x} = -1e0", x),
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, "is no function"),
    };

    private static string Logarithm(string positive, string value, string zero, string x)
        => $"(case when {positive} then {value} when {zero} then '-inf'::double when {x} is not null then {Sql.NaN} end)";

    // Kahan's log1p: with u = 1 + x as rounded, ln(u)·x/(u − 1) loses nothing near 0.
    private static string Log1p(string x)
        => $"(case when 1e0 + {x} = 1e0 then {x} when isinf({x}) then {x} else ln(1e0 + {x}) * ({x} / ((1e0 + {x}) - 1e0)) end)";

    private static string Sign(ExpressionOperator operation) => operation switch
    {
        ExpressionOperator.Add => "+",
        ExpressionOperator.Subtract => "-",
        ExpressionOperator.Multiply => "*",
        ExpressionOperator.Divide => "/",
        ExpressionOperator.Equal => "=",
        ExpressionOperator.NotEqual => "<>",
        ExpressionOperator.Less => "<",
        ExpressionOperator.LessOrEqual => "<=",
        ExpressionOperator.Greater => ">",
        ExpressionOperator.GreaterOrEqual => ">=",
        ExpressionOperator.And => "and",
        ExpressionOperator.Or => "or",
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "is no operator"),
    };
}
