using System.Globalization;
using Credence.Statistics;

namespace Credence.Data;

/// <summary>Writes expressions as SQL over the columns of a table.</summary>
internal sealed class ExpressionSql(ColumnSql columns, Definitions definitions)
{
    /// <summary>SQL of type double; null where missing, NaN or infinite where invalid.</summary>
    public Term Number(Expression expression)
    {
        switch (expression)
        {
            case ColumnReference column:
                return columns.Number(column.Name, definitions);
            case NumberLiteral number:
                return new(Sql.Number(number.Value), 0, true);
            case FunctionCall { Function: not ExpressionFunction.Not } call:
                return Call(call.Function, Number(call.Argument));
            case BinaryOperation { Operator: <= ExpressionOperator.Divide } operation:
                return Pair(Number(operation.Left), operation.Operator, Number(operation.Right));
            default:
                Term condition = Condition(expression);
                return Term.Of($"cast({condition} as double)", condition);
        }
    }

    /// <summary>SQL of type boolean; null where missing.</summary>
    public Term Condition(Expression expression)
    {
        switch (expression)
        {
            case FunctionCall { Function: ExpressionFunction.Not } call:
                Term negated = Condition(call.Argument);
                return Term.Of($"(not {negated})", negated);
            case BinaryOperation { Operator: ExpressionOperator.And or ExpressionOperator.Or } operation:
                return Pair(Condition(operation.Left), operation.Operator, Condition(operation.Right));
            case BinaryOperation { Operator: >= ExpressionOperator.Equal } comparison:
                return Comparison(comparison);
            default:
                Term number = Comparable(expression);
                return Term.Of($"({number} <> 0e0)", number);
        }
    }

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

    private Term Comparison(BinaryOperation comparison)
    {
        (Expression left, Expression right) = (comparison.Left, comparison.Right);
        if (!ComparesTexts(comparison, columns.Table))
            return Pair(Comparable(left), comparison.Operator, Comparable(right));
        RefuseNumberAsText(left, right);
        RefuseNumberAsText(right, left);
        return IsTime(left) || IsTime(right)
            ? Pair(Time(left), comparison.Operator, Time(right))
            : Pair(Text(left), comparison.Operator, Text(right));
    }

    // As texts '10' stands before '9': whoever compares numbers must not get that order unasked.
    private void RefuseNumberAsText(Expression side, Expression other)
    {
        if (side is ColumnReference column && other is TextLiteral text && columns.Table.Column(column.Name).Kind == ColumnKind.Number)
        {
            throw new InputException(
                "", $"the column {column.Name} holds numbers but is compared with the text '{ExpressionTokens.Shorten(text.Value)}'", "write the number without quotes");
        }
    }

    private static Term Pair(Term left, ExpressionOperator operation, Term right) => Term.Of($"({left} {Sign(operation)} {right})", left, right);

    private bool IsTime(Expression side) => side is ColumnReference column && columns.Table.Column(column.Name).Kind == ColumnKind.Time;

    private Term Text(Expression side) => side switch
    {
        TextLiteral text => new(Sql.Text(text.Value), 0, true),
        ColumnReference column => columns.Text(column.Name),
        _ => throw new InputException("", "a text is compared with a number that is computed", "compare texts with a column alone"),
    };

    private Term Time(Expression side) => side switch
    {
        TextLiteral text when DateTimeOffset.TryParse(text.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            => new(string.Create(CultureInfo.InvariantCulture, $"timestamp '{time.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}'"), 0, true),
        TextLiteral text => throw new InputException(
            "", $"'{ExpressionTokens.Shorten(text.Value)}' is compared with a time but is none", "write times as '2026-01-31' or '2026-01-31 23:59:59'"),
        ColumnReference column => columns.Time(column.Name),
        _ => throw new InputException("", "a time is compared with a number", "write times as '2026-01-31' or '2026-01-31 23:59:59'"),
    };

    // A comparison with NaN is missing: engines disagree on what it would be, and it must not be used silently.
    private Term Comparable(Expression expression)
    {
        if (expression is NumberLiteral)
            return Number(expression);
        Term number = definitions.Name(Number(expression));
        return Term.Of($"nullif({number}, {Sql.NaN})", number);
    }

    private Term Call(ExpressionFunction function, Term argument)
    {
        if (function is ExpressionFunction.Negate or ExpressionFunction.Exp or ExpressionFunction.Abs)
            return Term.Of($"{(function == ExpressionFunction.Negate ? "-" : function == ExpressionFunction.Exp ? "exp" : "abs")}({argument})", argument);
        Term x = definitions.Name(argument);
        return Term.Of(function switch
        {
            ExpressionFunction.Sqrt => $"(case when {x} >= 0e0 then sqrt({x}) when {x} is not null then {Sql.NaN} end)",
            ExpressionFunction.Log => Logarithm($"{x} > 0e0", $"ln({x})", $"{x} = 0e0", x),
            ExpressionFunction.Log1p => Logarithm($"{x} > -1e0", Log1p(x), $"{x} = -1e0", x),
            _ => throw new ArgumentOutOfRangeException(nameof(function), function, "is no function"),
        }, x);
    }

    private static string Logarithm(string positive, string value, string zero, Term x)
        => $"(case when {positive} then {value} when {zero} then '-inf'::double when {x} is not null then {Sql.NaN} end)";

    // With u = 1 + x as rounded, ln(u)·x/(u − 1) loses nothing near 0 (Kahan).
    private static string Log1p(Term x)
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
