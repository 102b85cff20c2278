using Credence.Statistics;

namespace Credence.Experiments;

/// <summary>A regression formula such as <c>y ~ group*x + (1|city)</c>.</summary>
/// <param name="Response">The column that is explained.</param>
/// <param name="HasIntercept">Whether there is an intercept; <c>0 +</c> or <c>- 1</c> takes it out.</param>
/// <param name="Terms">Each term as the columns it multiplies: main effects, then interactions of two, and so on.</param>
/// <param name="Groupings">The columns whose levels have random intercepts, <c>(1|city)</c>.</param>
public sealed record Formula(string Response, bool HasIntercept, IReadOnlyList<IReadOnlyList<string>> Terms, IReadOnlyList<string> Groupings)
{
    /// <summary>Reads a formula.</summary>
    /// <param name="text">
    /// The response, <c>~</c>, and terms joined by <c>+</c>; <c>a:b</c> is an interaction, <c>a*b</c> stands for <c>a + b + a:b</c>, parentheses
    /// group, and <c>- a</c> takes a term out. Names with other characters stand in double quotes or backticks.
    /// </param>
    /// <exception cref="InputException">It cannot be read; the message has the position.</exception>
    public static Formula Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new FormulaParser(text).Read();
    }

    /// <summary>All columns it names, each once.</summary>
    public IReadOnlyList<string> Columns => [.. Terms.SelectMany(term => term).Prepend(Response).Concat(Groupings).Distinct(StringComparer.Ordinal)];
}

/// <summary>Reads formulas by recursive descent.</summary>
internal sealed class FormulaParser
{
    private readonly string text;
    private readonly List<(string Text, int Position, bool IsName)> tokens;
    private readonly List<string> groupings = [];
    private int next;

    public FormulaParser(string text)
    {
        this.text = text;
        tokens = Tokens();
    }

    private string Current => next < tokens.Count ? tokens[next].Text : "";

    public Formula Read()
    {
        string response = Name("a formula begins with the column that is explained");
        Expect("~", "after the column that is explained comes ~");
        List<string[]> terms = Sum([[]], outermost: true);
        if (next < tokens.Count)
            throw Error($"'{Current}' is not expected", "join terms by +");
        if (terms.Exists(term => term.Contains(response, StringComparer.Ordinal)) || groupings.Contains(response, StringComparer.Ordinal))
            throw new InputException("formula", $"'{response}' is explained by itself", "take it out of the right side");
        bool intercept = terms.Exists(term => term.Length == 0);
        // Main effects come before interactions, as the coding of an interaction depends on them.
        string[][] ordered = [.. terms.Where(term => term.Length > 0).OrderBy(term => term.Length)];
        if (!intercept && ordered.Length == 0)
            throw new InputException("formula", "there is nothing on the right side", "write y ~ 1 for an intercept alone");
        return new Formula(response, intercept, ordered, groupings);
    }

    private List<string[]> Sum(List<string[]> terms, bool outermost)
    {
        bool minus = Take("-");
        if (!minus)
            Take("+");
        while (true)
        {
            // "0" is "without the intercept", and "- 0" is "with".
            bool zero = Current == "0";
            List<string[]> added = zero ? [[]] : Product(outermost);
            if (zero)
                next++;
            foreach (string[] term in added)
            {
                terms.RemoveAll(other => Same(other, term) && minus != zero);
                if (minus == zero && !terms.Exists(other => Same(other, term)))
                    terms.Add(term);
            }
            if (!Take("+") && !(minus = Current == "-"))
                return terms;
            if (minus)
                next++;
        }
    }

    // a*b is a + b + a:b.
    private List<string[]> Product(bool outermost)
    {
        List<string[]> left = Interaction(outermost);
        while (Take("*"))
        {
            List<string[]> right = Interaction(outermost: false), both = [.. left];
            both.AddRange(right);
            both.AddRange(Crossed(left, right));
            left = both;
        }
        return left;
    }

    private List<string[]> Interaction(bool outermost)
    {
        List<string[]> left = Atom(outermost);
        while (Take(":"))
            left = Crossed(left, Atom(outermost: false));
        return left;
    }

    private List<string[]> Atom(bool outermost)
    {
        if (Take("1"))
            return [[]];
        if (!Take("("))
            return [[Name("a column, 1, 0 or ( is expected")]];
        if (Current == "1" && next + 1 < tokens.Count && tokens[next + 1].Text == "|")
        {
            if (!outermost)
                throw Error("a random intercept cannot be part of another term", "add it with +, as in y ~ x + (1|city)");
            next += 2;
            string grouping = Name("after | comes the column of the groups");
            Expect(")", "the parenthesis is not closed");
            if (!groupings.Contains(grouping, StringComparer.Ordinal))
                groupings.Add(grouping);
            return [];
        }
        List<string[]> inner = Sum([], outermost: false);
        if (Current == "|")
            throw Error("only intercepts vary between groups", "write (1|city)");
        Expect(")", "the parenthesis is not closed");
        return inner;
    }

    private string Name(string otherwise)
    {
        if (next >= tokens.Count || !tokens[next].IsName)
            throw Error(otherwise, "write it as in y ~ group*x + (1|city)");
        return tokens[next++].Text;
    }

    private bool Take(string symbol)
    {
        if (next >= tokens.Count || tokens[next].IsName || tokens[next].Text != symbol)
            return false;
        next++;
        return true;
    }

    private void Expect(string symbol, string otherwise)
    {
        if (!Take(symbol))
            throw Error(otherwise, $"write {symbol} there");
    }

    private InputException Error(string problem, string remedy) => Error(next < tokens.Count ? tokens[next].Position : text.Length, problem, remedy);

    private static InputException Error(int position, string problem, string remedy)
        => new(FormattableString.Invariant($"formula, position {position + 1}"), problem, remedy);

    private static bool Same(string[] a, string[] b) => a.Length == b.Length && a.All(name => b.Contains(name, StringComparer.Ordinal));

    private static List<string[]> Crossed(List<string[]> left, List<string[]> right)
        => [.. left.SelectMany(a => right.Select(b => a.Union(b, StringComparer.Ordinal).ToArray()))];

    private List<(string, int, bool)> Tokens()
    {
        List<(string, int, bool)> found = [];
        for (int i = 0; i < text.Length;)
        {
            int start = i;
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
            }
            else if (text[i] is '"' or '`')
            {
                int end = text.IndexOf(text[i], i + 1);
                if (end < 0)
                    throw Error(start, "the quoted name has no end", $"close it with {text[i]}");
                found.Add((text[(i + 1)..end], start, true));
                i = end + 1;
            }
            else if (char.IsLetter(text[i]) || text[i] is '_' or '.')
            {
                while (i < text.Length && (char.IsLetterOrDigit(text[i]) || text[i] is '_' or '.'))
                    i++;
                found.Add((text[start..i], start, true));
            }
            else if (text[i] is '~' or '+' or '-' or '*' or ':' or '(' or ')' or '|' or '0' or '1')
            {
                found.Add((text[i++].ToString(), start, false));
            }
            else
            {
                throw Error(start, $"'{text[i]}' is not expected", "formulas have names, ~ + - * : ( ) | 0 and 1; put other names in double quotes");
            }
        }
        return found;
    }
}
