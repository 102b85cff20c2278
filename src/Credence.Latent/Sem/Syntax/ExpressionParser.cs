namespace Credence.Latent;

/// <summary>Reads an expression of labels: <c>^</c> binds strongest and to the right, then the sign, then <c>* /</c>, then <c>+ -</c>.</summary>
internal sealed class ExpressionParser
{
    // Deeper nesting is no expression that anyone wrote; a limit keeps the stack safe.
    private const int MostNesting = 200;

    private readonly SemSource source;
    private readonly SemToken[] tokens;
    private readonly List<string> names = [];
    private int at, depth;

    private ExpressionParser(SemSource source, SemToken[] tokens) => (this.source, this.tokens) = (source, tokens);

    /// <summary>Reads a whole side; <paramref name="tokens"/> are not empty.</summary>
    public static SemExpression Parse(SemSource source, SemToken[] tokens)
    {
        var parser = new ExpressionParser(source, tokens);
        ExpressionNode root = parser.Sum();
        if (parser.at < tokens.Length)
        {
            SemToken next = tokens[parser.at];
            throw next.Is(")")
                ? source.Error(next.Span, "a parenthesis is closed that was not opened", "remove it, or open it before")
                : source.Error(next.Span, $"{source.Cut(next.Span)} follows where an operator was expected", "join the two with + - * / or ^");
        }
        return new SemExpression(root, parser.names, string.Concat(tokens.Select(token => source.Cut(token.Span))));
    }

    private ExpressionNode Sum()
    {
        ExpressionNode left = Product();
        while (Next('+', '-') is char operation)
            left = new BinaryNode(operation, left, Product());
        return left;
    }

    private ExpressionNode Product()
    {
        ExpressionNode left = Signed();
        while (Next('*', '/') is char operation)
            left = new BinaryNode(operation, left, Signed());
        return left;
    }

    private ExpressionNode Signed()
    {
        int signs = 0;
        while (Next('-', '+') is char sign)
            signs += sign == '-' ? 1 : 0;
        ExpressionNode node = Power();
        return signs % 2 == 0 ? node : new FunctionNode("-", node);
    }

    private ExpressionNode Power()
    {
        ExpressionNode left = Operand();
        return Next('^', '^') is null ? left : new BinaryNode('^', left, Nested(Signed));
    }

    private ExpressionNode Operand()
    {
        if (at >= tokens.Length)
            throw source.Error(tokens[^1].Span, $"nothing follows {source.Cut(tokens[^1].Span)}", "write a label, a number or a parenthesis after it");
        SemToken token = tokens[at++];
        switch (token.Kind)
        {
            case SemTokenKind.Number:
                return new ConstantNode(token.Number);
            case SemTokenKind.Name when at < tokens.Length && tokens[at].Is("("):
                if (!FunctionNode.Names.Contains(token.Text))
                {
                    string? near = Nearest.Of(token.Text, FunctionNode.Names);
                    throw source.Error(token.Span, $"{token.Text} is not a function that is known here", near is null ? "known are exp, log, sqrt and abs" : $"did you mean {near}?");
                }
                return new FunctionNode(token.Text, Parenthesis(tokens[at++]));
            case SemTokenKind.Name:
                int index = names.IndexOf(token.Text);
                if (index < 0)
                {
                    index = names.Count;
                    names.Add(token.Text);
                }
                return new NameNode(index);
            case SemTokenKind.Symbol when token.Is("("):
                return Parenthesis(token);
            default:
                throw source.Error(token.Span, $"{source.Cut(token.Span)} stands where a label or number was expected", "write a label, a number or a parenthesis");
        }
    }

    private ExpressionNode Parenthesis(SemToken open)
    {
        ExpressionNode inner = Nested(Sum);
        if (at >= tokens.Length || !tokens[at].Is(")"))
            throw source.Error(open.Span, "a parenthesis is not closed", "close it with )");
        at++;
        return inner;
    }

    private ExpressionNode Nested(Func<ExpressionNode> read)
    {
        if (++depth > MostNesting)
            throw source.Error(tokens[Math.Min(at, tokens.Length - 1)].Span, "the expression is nested too deeply", "define its parts with := and combine them");
        ExpressionNode node = read();
        depth--;
        return node;
    }

    private char? Next(char first, char second)
    {
        if (at >= tokens.Length || tokens[at] is not { Kind: SemTokenKind.Symbol, Text.Length: 1 } token || (token.Text[0] != first && token.Text[0] != second))
            return null;
        at++;
        return token.Text[0];
    }
}
