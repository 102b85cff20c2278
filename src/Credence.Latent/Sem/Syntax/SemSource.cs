using System.Globalization;
using Credence.Statistics;

namespace Credence.Latent;

/// <summary>A stretch of a text.</summary>
/// <param name="Start">Its first character, from 0.</param>
/// <param name="Length">Its length.</param>
public readonly record struct TextSpan(int Start, int Length)
{
    /// <summary>The character after its last.</summary>
    public int End => Start + Length;

    /// <summary>The stretch from the beginning of this one to the end of another.</summary>
    public TextSpan To(TextSpan last) => new(Start, last.End - Start);
}

/// <summary>The text of a model and its name, with the places of errors in it.</summary>
/// <param name="Text">The text.</param>
/// <param name="Name">The name of the file, or what stands for it.</param>
public sealed record SemSource(string Text, string Name)
{
    /// <summary>The line and column of a character, from 1.</summary>
    public (int Line, int Column) Position(int offset)
    {
        int line = 1, start = 0;
        for (int i = 0; i < Math.Min(offset, Text.Length); i++)
        {
            if (Text[i] == '\n')
                (line, start) = (line + 1, i + 1);
        }
        return (line, offset - start + 1);
    }

    internal string Cut(TextSpan span) => Text.Substring(span.Start, span.Length);

    /// <summary>An error at a place, with the line and a mark under the place.</summary>
    internal InputException Error(TextSpan span, string problem, string remedy)
    {
        (int line, int column) = Position(span.Start);
        int start = span.Start - column + 1, end = Text.IndexOf('\n', start);
        string written = Text[start..(end < 0 ? Text.Length : end)].TrimEnd('\r').Replace('\t', ' ');
        int marks = Math.Clamp(span.Length, 1, Math.Max(1, written.Length - column + 1));
        string place = string.Create(CultureInfo.InvariantCulture, $"{Name}, line {line}, column {column}");
        return new InputException(place, problem, remedy) { Excerpt = $"{written}\n{new string(' ', column - 1)}{new string('^', marks)}" };
    }
}
