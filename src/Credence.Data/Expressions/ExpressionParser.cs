using Credence.Statistics;

namespace Credence.Data;

/// <summary>Reads expressions by precedence climbing (Pratt, 1973): or, and, not, comparison, sum, product, sign.</summary>
internal sealed class ExpressionParser
{
    /// <summary>The deepest tree; engines and recursion over the tree have limits of their own, well above this.</summary>
    internal const int MaximumDepth = 200;

    private const int Lowest = 0, NotLevel = 3, ComparisonLevel = 4, SignLevel = 7;

    private static readonly Dictionary<string, (ExpressionOperator Operator, int Level)> s_operators = new(StringComparer.OrdinalIgnoreCase)
    {
        ["or"] = (ExpressionOperator.Or, 1),
        ["and"] = (ExpressionOperator.And, 2),
        ["="] = (ExpressionOperator.Equal, ComparisonLevel),
        ["=="] = (ExpressionOperator.Equal, ComparisonLevel),
        ["!="] = (ExpressionOperator.NotEqual, ComparisonLevel),
        ["<>"] = (ExpressionOperator.NotEqual, ComparisonLevel),
        ["<"] = (ExpressionOperator.Less, ComparisonLevel),
        ["<="] = (ExpressionOperator.LessOrEqual, ComparisonLevel),
        [">"] = (ExpressionOperator.Greater, ComparisonLevel),
        [">="] = (ExpressionOperator.GreaterOrEqual, ComparisonLevel),
        ["+"] = (ExpressionOperator.Add, 5),
        ["-"] = (ExpressionOperator.Subtract, 5),
        ["*"] = (ExpressionOperator.Multiply, 6),
        ["/"] = (ExpressionOperator.Divide, 6),
    };

    private static readonly Dictionary<string, ExpressionFunction> s_functions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["log"] = ExpressionFunction.Log,
        ["log1p"] = ExpressionFunction.Log1p,
        ["exp"] = ExpressionFunction.Exp,
        ["sqrt"] = ExpressionFunction.Sqrt,
        ["abs"] = ExpressionFunction.Abs,
    };

    private readonly ExpressionTokens _tokens;
    private Token _current;
    private int _nesting;

    public ExpressionParser(string text)
    {
        _tokens = new(text);
        _current = _tokens.Next();
    }

    public Expression Parse()
    {
        int start = _current.Start;
        Expression expression = Operand(Lowest);
        if (_current.Kind != TokenKind.End)
            throw Unexpected("an operator or the end");
        return Value(expression, start);
    }

    private Expression Operand(int level)
    {
        if (++_nesting > MaximumDepth)
            throw TooDeep();
        int start = _current.Start;
        Expression left = Prefix();
        while (Operator() is (ExpressionOperator operation, int next) && next > level)
        {
            Advance();
            int rightStart = _current.Start;
            Expression right = Operand(next);
            bool comparison = next == ComparisonLevel;
            left = Bounded(new BinaryOperation(operation, comparison ? left : Value(left, start), comparison ? right : Value(right, rightStart)));
            if (comparison && Operator() is (_, ComparisonLevel))
                throw _tokens.Error(_current.Start, "comparisons cannot be chained", "join two comparisons with 'and'");
        }
        _nesting--;
        return left;
    }

    private Expression Prefix()
    {
        if (_current.Is("not"))
            return Call(ExpressionFunction.Not, NotLevel);
        if (_current.Is("-"))
            return Call(ExpressionFunction.Negate, SignLevel);
        if (_current.Is("+"))
        {
            int start = Advance().Start;
            return Value(Operand(SignLevel), start);
        }
        if (_current.Is("("))
        {
            Advance();
            Expression inner = Operand(Lowest);
            Expect(")");
            return inner;
        }
        return Leaf();
    }

    private Expression Leaf()
    {
        Token token = _current;
        if (token.Kind is not (TokenKind.Name or TokenKind.QuotedName or TokenKind.Number or TokenKind.Text) || token.Is("and") || token.Is("or"))
            throw Unexpected("a column, a number, a text or '('");
        Advance();
        return token.Kind switch
        {
            TokenKind.Number => new NumberLiteral(token.Number),
            TokenKind.Text => new TextLiteral(token.Value),
            TokenKind.Name when _current.Is("(") => NamedCall(token),
            _ => new ColumnReference(token.Value),
        };
    }

    private FunctionCall NamedCall(Token name)
    {
        if (!s_functions.TryGetValue(name.Value, out ExpressionFunction function))
        {
            string near = Nearest.Of(name.Value, s_functions.Keys) is string nearest ? $"did you mean {nearest}? " : "";
            throw _tokens.Error(name.Start, $"there is no function {name}", $"{near}the functions are {string.Join(", ", s_functions.Keys)}");
        }
        Advance();
        int start = _current.Start;
        Expression argument = Value(Operand(Lowest), start);
        Expect(")");
        return Bounded(new FunctionCall(function, argument));
    }

    private FunctionCall Call(ExpressionFunction function, int level)
    {
        Advance();
        int start = _current.Start;
        return Bounded(new FunctionCall(function, Value(Operand(level), start)));
    }

    private (ExpressionOperator Operator, int Level)? Operator()
        => _current.Kind is TokenKind.Symbol or TokenKind.Name && s_operators.TryGetValue(_current.Value, out var found) ? found : null;

    private Token Advance()
    {
        Token passed = _current;
        _current = _tokens.Next();
        return passed;
    }

    private void Expect(string symbol)
    {
        if (!_current.Is(symbol))
            throw Unexpected($"an operator or '{symbol}'");
        Advance();
    }

    private Expression Value(Expression expression, int start) => expression is TextLiteral
        ? throw _tokens.Error(start, "a text can only be compared", "compare it with a column, as in country = 'DE', or put column names in double quotes")
        : expression;

    private T Bounded<T>(T expression)
        where T : Expression
        => expression.Depth <= MaximumDepth ? expression : throw TooDeep();

    private InputException TooDeep()
        => _tokens.Error(_current.Start, "the expression is nested too deeply or too long", "prepare such a column before the analysis");

    private InputException Unexpected(string expected) => _tokens.Error(_current.Start, $"found {_current} where {expected} was expected", "");
}
