namespace Credence.Latent;

/// <summary>Reads <c>left op right</c>: names joined by +, each on the right with modifiers.</summary>
internal static class SemFormula
{
    // Words that R keeps for itself and that no variable can therefore be called in the texts of others.
    private static readonly string[] Reserved = ["NA", "Inf", "NaN", "TRUE", "FALSE", "NULL", "if", "else", "for", "while", "repeat", "function", "in", "next", "break"];

    public static void Add(SemSource source, SemToken[] left, SemToken relation, SemToken[] right, List<SemTerm> terms)
    {
        SemOperator operation = relation.Text switch { "=~" => SemOperator.Loading, "~" => SemOperator.Regression, _ => SemOperator.Covariance };
        List<SemTerm> stated = Right(source, operation, right);
        foreach (SemToken[] part in Parts(source, left))
        {
            SemToken outcome = Left(source, relation, part);
            foreach (SemTerm term in stated)
            {
                SemTerm complete = term with { Left = outcome.Text, LeftSpan = outcome.Span };
                Check(source, complete, terms);
                terms.Add(complete);
            }
        }
    }

    /// <summary>Splits at every + outside parentheses.</summary>
    private static List<SemToken[]> Parts(SemSource source, SemToken[] side)
    {
        var parts = new List<SemToken[]>();
        int depth = 0, start = 0;
        for (int i = 0; i <= side.Length; i++)
        {
            if (i < side.Length && !(depth == 0 && side[i].Is("+")))
            {
                depth += side[i].Is("(") ? 1 : side[i].Is(")") ? -1 : 0;
                continue;
            }
            // A + before the first term is idle, as a sign is.
            if (i == start && !(i == 0 && side.Length > 1))
            {
                throw i == side.Length
                    ? source.Error(side[^1].Span, "nothing follows +", "write another variable, or remove the +")
                    : source.Error(side[i].Span, "+ without a variable before it", "remove it, or write the variable");
            }
            if (i > start)
                parts.Add(side[start..i]);
            start = i + 1;
        }
        return parts;
    }

    private static SemToken Left(SemSource source, SemToken relation, SemToken[] part)
    {
        if (part.Length == 1)
            return Variable(source, part[0]);
        TextSpan span = part[0].Span.To(part[^1].Span);
        if (part[0].Text == "efa")
            throw source.Error(span, "exploratory blocks (efa) are not supported", "state which variables measure which latent variable");
        throw part.Any(token => token.Is("*"))
            ? source.Error(span, $"a modifier stands before {relation.Text}", "write modifiers on the right side")
            : source.Error(part[1].Span, $"{source.Cut(part[1].Span)} stands where + or {relation.Text} was expected", "join variables with +");
    }

    private static List<SemTerm> Right(SemSource source, SemOperator operation, SemToken[] right)
    {
        var terms = new List<SemTerm>();
        foreach (SemToken[] part in Parts(source, right))
        {
            int star = Array.FindLastIndex(part, token => token.Is("*") || token.Is("?"));
            if (star == part.Length - 1)
                throw source.Error(part[^1].Span, $"nothing follows {part[^1].Text}", "write the variable that it modifies");
            if (part.Length > star + 2 && part[star + 2] is { Kind: SemTokenKind.Symbol, Text: "-" or "/" or "^" } sign)
                throw source.Error(sign.Span, $"{sign.Text} between variables", "terms are joined by +; a factor stands before *");
            if (part.Length > star + 2)
                throw source.Error(part[star + 2].Span, $"{source.Cut(part[star + 2].Span)} stands where + was expected", "join variables with +, and write one statement per line");
            SemToken last = part[^1];
            List<SemSetting> settings = star <= 0 ? [] : [SemModifier.Read(source, part[..star], part[star].Is("?"))];
            if (star == 0)
                throw source.Error(part[0].Span, $"nothing stands before {part[0].Text}", "write a number, a label or a function before it");
            TextSpan span = part[0].Span.To(last.Span);
            string name = last.Kind == SemTokenKind.Number ? Intercept(source, operation, last, settings) : Variable(source, last).Text;
            SemOperator said = last.Kind == SemTokenKind.Number ? SemOperator.Intercept : operation;
            int known = terms.FindIndex(term => term.Right == name);
            if (known < 0)
                terms.Add(new SemTerm("", said, name, settings, default, span));
            else if (settings.Count == 0 || terms[known].Settings.Count == 0)
                throw source.Error(span, $"{(name.Length > 0 ? name : "the intercept")} stands twice on the right side", "remove one");
            else
                terms[known] = terms[known] with { Settings = [.. terms[known].Settings, .. settings] };
        }
        return terms;
    }

    private static string Intercept(SemSource source, SemOperator operation, SemToken number, List<SemSetting> settings)
    {
        if (operation != SemOperator.Regression)
            throw source.Error(number.Span, "a number stands where a variable was expected", operation == SemOperator.Loading ? "write the name of an indicator" : "an intercept is written y ~ 1");
        if (number.Number == 0 && settings.Count == 0)
            settings.Add(new SemSetting(SemSettingKind.Value, [new SemItem(0, "")], number.Span));
        else if (number.Number != 1)
            throw source.Error(number.Span, $"{number.Text} stands where a variable was expected", "an intercept is written 1; to fix it at a value write value*1");
        return "";
    }

    private static SemToken Variable(SemSource source, SemToken token) => token switch
    {
        { Kind: SemTokenKind.Name } when !Reserved.Contains(token.Text) => token,
        { Kind: SemTokenKind.Name } => throw source.Error(token.Span, $"{token.Text} cannot be the name of a variable", "rename the column"),
        { Kind: SemTokenKind.Text } => throw source.Error(token.Span, "names are not quoted", "rename the column to letters, digits, . and _"),
        _ => throw source.Error(token.Span, $"{source.Cut(token.Span)} stands where a variable was expected", "write a name of letters, digits, . and _"),
    };

    private static void Check(SemSource source, SemTerm term, List<SemTerm> before)
    {
        if (term.Left == term.Right && term.Operator == SemOperator.Loading)
            throw source.Error(term.Span, $"{term.Left} measures itself", "a latent variable is measured by other variables");
        if (term.Left == term.Right && term.Operator == SemOperator.Regression)
            throw source.Error(term.Span, $"{term.Left} is regressed on itself", $"remove it; a variance is written {term.Left} ~~ {term.Left}");
        SemTerm? twin = before.Find(other => other.Operator == term.Operator
            && ((other.Left == term.Left && other.Right == term.Right)
                || (term.Operator == SemOperator.Covariance && other.Left == term.Right && other.Right == term.Left)));
        if (twin is not null)
        {
            throw source.Error(term.Span, $"{Name(term)} is stated again; first on line {source.Position(twin.Span.Start).Line}",
                "state it once, with all its modifiers: a*x + start(0.5)*x");
        }
        SemTerm? reverse = before.Find(other => other.Left == term.Right && other.Right == term.Left && (other.Operator, term.Operator)
            is (SemOperator.Loading, SemOperator.Regression) or (SemOperator.Regression, SemOperator.Loading));
        if (reverse is not null)
            throw source.Error(term.Span, $"{Name(term)} says the same as {Name(reverse)} on line {source.Position(reverse.Span.Start).Line}", "keep one of them");
    }

    public static string Name(SemTerm term) => new SemParameter(term.Left, term.Operator, term.Right, 0).Name;
}
