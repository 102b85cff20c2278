using System.Globalization;
using System.Text;
using Credence.Statistics;

namespace Credence.Data;

internal enum TokenKind
{
    Name,
    QuotedName,
    Number,
    Text,
    Symbol,
    End,
}

/// <summary>One word of an expression; <paramref name="Start"/> counts from 0.</summary>
internal readonly record struct Token(TokenKind Kind, string Value, double Number, int Start)
{
    /// <summary>Whether this is the given sign, or the given word in any case.</summary>
    public bool Is(string value) => Kind == TokenKind.Symbol && Value == value
        || Kind == TokenKind.Name && Value.Equals(value, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.Text => $"the text '{ExpressionTokens.Shorten(Value)}'",
        _ => $"'{ExpressionTokens.Shorten(Value)}'",
    };
}

/// <summary>Cuts the text of an expression into words.</summary>
internal sealed class ExpressionTokens(string text)
{
    private static readonly string[] s_symbols = ["==", "!=", "<>", "<=", ">=", "+", "-", "*", "/", "(", ")", "=", "<", ">"];
    private int _position;

    public static string Shorten(string value) => value.Length <= 60 ? value : value[..57] + "…";

    public Token Next()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position]))
            _position++;
        int start = _position;
        if (start == text.Length)
            return new(TokenKind.End, "", 0, start);
        char first = text[start];
        if (first == '"')
            return new(TokenKind.QuotedName, Quoted('"', "name"), 0, start);
        if (first == '\'')
            return new(TokenKind.Text, Quoted('\'', "text"), 0, start);
        if (char.IsAsciiDigit(first) || first == '.' && start + 1 < text.Length && char.IsAsciiDigit(text[start + 1]))
            return Number();
        if (NameRune(start, first: true) > 0)
            return Name();
        if (Array.Find(s_symbols, symbol => string.CompareOrdinal(text, start, symbol, 0, symbol.Length) == 0) is not string found)
            throw Error(start, $"'{Repaired(start)}' has no meaning here", "put names with other characters in double quotes, texts in single quotes");
        _position += found.Length;
        return new(TokenKind.Symbol, found, 0, start);
    }

    public InputException Error(int position, string problem, string remedy)
        => new(string.Create(CultureInfo.InvariantCulture, $"expression `{Shorten(text)}`, column {position + 1}"), problem, remedy);

    private string Quoted(char quote, string what)
    {
        StringBuilder value = new();
        for (int i = _position + 1; i < text.Length; i++)
        {
            if (text[i] == '\0')
                throw Error(i, $"the {what} holds a NUL character", "");
            if (text[i] != quote)
                value.Append(text[i]);
            else if (i + 1 < text.Length && text[i + 1] == quote)
                value.Append(text[++i]);
            else
            {
                if (quote == '"' && value.Length == 0)
                    throw Error(_position, "the name between the quotes is empty", "");
                _position = i + 1;
                return value.ToString();
            }
        }
        throw Error(_position, $"the quote that opens this {what} is never closed", $"close it with {quote}");
    }

    private Token Number()
    {
        int start = _position, end = start;
        void Digits()
        {
            while (end < text.Length && char.IsAsciiDigit(text[end]))
                end++;
        }
        Digits();
        if (end < text.Length && text[end] == '.')
        {
            end++;
            Digits();
        }
        if (end < text.Length && text[end] is 'e' or 'E')
        {
            int exponent = end + 1 < text.Length && text[end + 1] is '+' or '-' ? end + 2 : end + 1;
            if (exponent < text.Length && char.IsAsciiDigit(text[exponent]))
            {
                end = exponent;
                Digits();
            }
        }
        string digits = text[start..end];
        if (end < text.Length && (text[end] == '.' || NameRune(end, first: false) > 0))
            throw Error(start, $"'{Shorten(digits)}' runs into '{Repaired(end)}'", "put a sign between, or the whole name in double quotes");
        double value = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!double.IsFinite(value))
            throw Error(start, $"the number {Shorten(digits)} is too large", "");
        _position = end;
        return new(TokenKind.Number, digits, value, start);
    }

    private Token Name()
    {
        int start = _position;
        for (int length = NameRune(start, first: true); length > 0; length = NameRune(_position, first: false))
            _position += length;
        return new(TokenKind.Name, text[start.._position], 0, start);
    }

    // Length of the letter (or, inside a name, digit or combining mark) at a place; 0 where there is none.
    private int NameRune(int at, bool first)
    {
        if (at >= text.Length || !Rune.TryGetRuneAt(text, at, out Rune rune))
            return 0;
        bool part = rune.Value == '_' || Rune.IsLetter(rune) || !first && (Rune.IsDigit(rune)
            || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);
        return part ? rune.Utf16SequenceLength : 0;
    }

    // Half a surrogate pair cannot be printed.
    private string Repaired(int at) => Rune.TryGetRuneAt(text, at, out Rune rune) ? rune.ToString() : "\uFFFD";
}
