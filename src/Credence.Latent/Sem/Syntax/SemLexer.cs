using System.Globalization;

namespace Credence.Latent;

internal enum SemTokenKind
{
    Name,
    Number,
    Text,
    Symbol,
}

/// <summary>A word of a model's text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">A name, the content of a quoted text, or a symbol such as <c>=~</c>.</param>
/// <param name="Number">The value of a number.</param>
/// <param name="Span">Where it stands.</param>
internal readonly record struct SemToken(SemTokenKind Kind, string Text, double Number, TextSpan Span)
{
    public bool Is(string symbol) => Kind == SemTokenKind.Symbol && Text == symbol;

    /// <summary>Whether it relates two sides, so that its line begins a statement.</summary>
    public bool Relates => Kind == SemTokenKind.Symbol && SemLexer.Relations.Contains(Text);
}

/// <summary>Splits the text of a model into lines of words; <c>#</c> and <c>!</c> begin comments, <c>;</c> ends a line.</summary>
internal static class SemLexer
{
    public static readonly string[] Relations = ["~*~", "=~", "<~", "|~", ":~", "~~", "==", ":=", "<=", ">=", "~", "<", ">", "|", "%", ":", "="];

    private const string Single = "+-*/^(),?";

    /// <summary>The lines that hold words.</summary>
    public static List<SemToken[]> Lines(SemSource source)
    {
        var lines = new List<SemToken[]>();
        var line = new List<SemToken>();
        string text = source.Text;
        int at = 0;
        while (at < text.Length)
        {
            char c = text[at];
            if (c is '\n' or ';')
            {
                End(lines, line);
                at++;
            }
            else if (c is '#' or '!')
            {
                int end = text.IndexOf('\n', at);
                at = end < 0 ? text.Length : end;
            }
            else if (char.IsWhiteSpace(c) || c == '\uFEFF')
            {
                at++;
            }
            else
            {
                SemToken token = Read(source, at);
                line.Add(token);
                at = token.Span.End;
            }
        }
        End(lines, line);
        return lines;
    }

    public static bool StartsName(char c) => char.IsLetter(c) || c is '_' or '.';

    private static void End(List<SemToken[]> lines, List<SemToken> line)
    {
        if (line.Count > 0)
            lines.Add([.. line]);
        line.Clear();
    }

    private static SemToken Read(SemSource source, int at)
    {
        string text = source.Text;
        char c = text[at];
        if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))
            return Number(source, at);
        if (StartsName(c))
        {
            int end = at;
            while (end < text.Length && IsOfName(text[end]))
                end++;
            return new SemToken(SemTokenKind.Name, text[at..end], double.NaN, new TextSpan(at, end - at));
        }
        if (c is '"' or '\'')
        {
            int end = text.AsSpan(at + 1).IndexOfAny(c, '\n');
            if (end < 0 || text[at + 1 + end] == '\n')
                throw source.Error(new TextSpan(at, 1), "a quotation is not closed", $"close it with {c} on the same line");
            return new SemToken(SemTokenKind.Text, text.Substring(at + 1, end), double.NaN, new TextSpan(at, end + 2));
        }
        foreach (string symbol in Relations)
        {
            if (string.CompareOrdinal(text, at, symbol, 0, symbol.Length) == 0)
                return new SemToken(SemTokenKind.Symbol, symbol, double.NaN, new TextSpan(at, symbol.Length));
        }
        if (Single.Contains(c))
            return new SemToken(SemTokenKind.Symbol, c.ToString(), double.NaN, new TextSpan(at, 1));
        string remedy = c == '`' ? "names are not quoted; rename the column to letters, digits, . and _" : "use names, numbers, + * ( ) and the operators =~ ~ ~~ == := < >";
        throw source.Error(new TextSpan(at, 1), $"unexpected character {c}", remedy);
    }

    private static SemToken Number(SemSource source, int at)
    {
        string text = source.Text;
        int end = at;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.'))
            end++;
        if (end < text.Length && text[end] is 'e' or 'E')
        {
            int exponent = end + 1 < text.Length && text[end + 1] is '+' or '-' ? end + 2 : end + 1;
            if (exponent < text.Length && char.IsAsciiDigit(text[exponent]))
            {
                end = exponent;
                while (end < text.Length && char.IsAsciiDigit(text[end]))
                    end++;
            }
        }
        int word = end;
        while (word < text.Length && IsOfName(text[word]))
            word++;
        if (word > end)
            throw source.Error(new TextSpan(at, word - at), $"{text[at..word]} is neither a number nor a name", "a name begins with a letter; rename the column");
        return double.TryParse(text.AsSpan(at, end - at), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? new SemToken(SemTokenKind.Number, text[at..end], number, new TextSpan(at, end - at))
            : throw source.Error(new TextSpan(at, end - at), $"{text[at..end]} is not a number", "write a number such as 0.5");
    }

    private static bool IsOfName(char c) => char.IsLetterOrDigit(c) || c is '_' or '.';
}
