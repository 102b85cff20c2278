namespace Credence.Latent;

/// <summary>Joins lines to statements: a line with an operator begins one, a line without continues the one before.</summary>
internal static class SemStatements
{
    public static List<SemToken[]> Of(SemSource source)
    {
        var statements = new List<SemToken[]>();
        foreach (SemToken[] line in SemLexer.Lines(source))
        {
            bool begins = Array.Exists(line, token => token.Relates);
            if (begins)
            {
                statements.Add(line);
            }
            else if (statements.Count > 0 && Continues(statements[^1], line[0]))
            {
                statements[^1] = [.. statements[^1], .. line];
            }
            else
            {
                string known = statements.Count > 0 ? ", or + between this line and the one before" : "";
                throw source.Error(line[0].Span.To(line[^1].Span), "no operator in this line", $"write one of =~ ~ ~~ == := < >{known}");
            }
        }
        if (statements.Count == 0)
            throw source.Error(default, "the text holds no model", "write lines such as f =~ x1 + x2 + x3 or y ~ x");
        foreach (SemToken[] statement in statements)
            CheckParentheses(source, statement);
        return statements;
    }

    // The line before asks for more, or this one begins with what joins.
    private static bool Continues(SemToken[] before, SemToken first)
        => (before[^1].Kind == SemTokenKind.Symbol && !before[^1].Is(")"))
            || (first.Kind == SemTokenKind.Symbol && !first.Is("("))
            || before.Count(token => token.Is("(")) > before.Count(token => token.Is(")"));

    private static void CheckParentheses(SemSource source, SemToken[] statement)
    {
        var open = new Stack<SemToken>();
        foreach (SemToken token in statement)
        {
            if (token.Is("("))
                open.Push(token);
            else if (token.Is(")") && !open.TryPop(out _))
                throw source.Error(token.Span, "a parenthesis is closed that was not opened", "remove it, or open it before");
            else if (token.Relates && open.TryPeek(out SemToken unclosed))
                throw source.Error(unclosed.Span, $"a parenthesis is not closed before {token.Text}", "close it with )");
        }
        if (open.TryPop(out SemToken last))
            throw source.Error(last.Span, "a parenthesis is not closed", "close it with )");
    }
}
