namespace Credence.Latent;

/// <summary>Reads what stands before <c>*</c>: a number or constant expression, NA, a label, or a function of them.</summary>
internal static class SemModifier
{
    private static readonly string[] Functions = ["c", "start", "label", "equal", "fixed", "lower", "upper", "prior"];

    public static SemSetting Read(SemSource source, SemToken[] tokens, bool isStart)
    {
        TextSpan span = tokens[0].Span.To(tokens[^1].Span);
        if (isStart)
            return new SemSetting(SemSettingKind.Start, [new SemItem(Constant(source, tokens), "")], span);
        if (tokens is [{ Kind: SemTokenKind.Name }, { Text: "(", Kind: SemTokenKind.Symbol }, ..] && tokens[^1].Is(")") && !FunctionNode.Names.Contains(tokens[0].Text))
            return Function(source, tokens, span);
        if (tokens.Length > 1 && Array.Exists(tokens, token => token.Kind is SemTokenKind.Name or SemTokenKind.Text && !FunctionNode.Names.Contains(token.Text)))
        {
            throw source.Error(span, "several modifiers before one variable", "repeat the variable with each: a*x + start(0.5)*x");
        }
        return new SemSetting(SemSettingKind.Value, [Item(source, tokens)], span);
    }

    private static SemSetting Function(SemSource source, SemToken[] tokens, TextSpan span)
    {
        string name = tokens[0].Text;
        if (name is "efa" or "rv")
            throw source.Error(tokens[0].Span, $"the modifier {name}() is not supported", "remove it");
        if (!Functions.Contains(name))
        {
            string? near = Nearest.Of(name, Functions);
            throw source.Error(tokens[0].Span, $"{name}() is not a modifier", near is null ? "known are c(), start(), label(), equal(), fixed(), lower(), upper() and prior()" : $"did you mean {near}()?");
        }
        List<(SemItem Item, TextSpan Span)> items = Items(source, tokens);
        SemSettingKind kind = name switch
        {
            "start" => SemSettingKind.Start,
            "lower" => SemSettingKind.Lower,
            "upper" => SemSettingKind.Upper,
            "prior" => SemSettingKind.Prior,
            "equal" => SemSettingKind.Equal,
            _ => SemSettingKind.Value,
        };
        bool words = name is "label" or "prior" or "equal", numbers = name is "start" or "lower" or "upper" or "fixed";
        foreach ((SemItem item, TextSpan place) in items)
        {
            if (words && !item.Missing && item.Word.Length == 0)
                throw source.Error(place, $"{name}() holds a number", $"write a quoted text: {name}(\"…\")");
            if (numbers && item.Word.Length > 0)
                throw source.Error(place, $"{name}() holds {item.Word}, which is not a number", $"write a number: {name}(0.5)");
        }
        return new SemSetting(kind, [.. items.Select(item => item.Item)], span);
    }

    // The arguments of f(…), those of an inner c(…) among them.
    private static List<(SemItem Item, TextSpan Span)> Items(SemSource source, SemToken[] tokens)
    {
        var items = new List<(SemItem, TextSpan)>();
        int depth = 0, start = 2;
        for (int i = 2; i < tokens.Length; i++)
        {
            bool ends = depth == 0 && (tokens[i].Is(",") || i == tokens.Length - 1);
            depth += tokens[i].Is("(") ? 1 : tokens[i].Is(")") ? -1 : 0;
            if (!ends)
                continue;
            SemToken[] argument = tokens[start..i];
            if (argument.Length == 0)
                throw source.Error(tokens[i].Span, $"an argument of {tokens[0].Text}() is empty", "write a value for each group, or one for all");
            if (argument is [{ Text: "c", Kind: SemTokenKind.Name }, { Text: "(" }, ..] && argument[^1].Is(")"))
                items.AddRange(Items(source, argument));
            else
                items.Add((Item(source, argument), argument[0].Span.To(argument[^1].Span)));
            start = i + 1;
        }
        return items;
    }

    private static SemItem Item(SemSource source, SemToken[] tokens) => tokens switch
    {
        [{ Kind: SemTokenKind.Name, Text: "NA" }] => new SemItem(double.NaN, ""),
        [{ Kind: SemTokenKind.Name, Text: "Inf" }] => new SemItem(double.PositiveInfinity, ""),
        [{ Text: "-" }, { Kind: SemTokenKind.Name, Text: "Inf" }] => new SemItem(double.NegativeInfinity, ""),
        [{ Kind: SemTokenKind.Name }] => new SemItem(double.NaN, tokens[0].Text),
        [{ Kind: SemTokenKind.Text, Text.Length: > 0 }] => new SemItem(double.NaN, tokens[0].Text),
        [{ Kind: SemTokenKind.Text }] => throw source.Error(tokens[0].Span, "the text is empty", "write a label"),
        _ => new SemItem(Constant(source, tokens), ""),
    };

    private static double Constant(SemSource source, SemToken[] tokens)
    {
        SemExpression expression = ExpressionParser.Parse(source, tokens);
        TextSpan span = tokens[0].Span.To(tokens[^1].Span);
        if (expression.Names.Count > 0)
            throw source.Error(span, $"{expression.Text} is not a number", "a modifier is one label, or an expression of numbers alone");
        double value = expression.Evaluate([], []);
        return double.IsFinite(value) ? value : throw source.Error(span, $"{expression.Text} is not a finite number", "write a finite number");
    }
}
