namespace Credence.Statistics;

/// <summary>Unreadable or contradictory input: the message says the place, what is wrong and what to do, in one line.</summary>
public sealed class InputException : Exception
{
    /// <summary>Creates the error from its parts, which are joined to one line: <c>place: problem; remedy</c>.</summary>
    /// <param name="place">File, line, column or option, e.g. <c>data.csv, line 7, column "sales"</c>; may be empty.</param>
    /// <param name="problem">What is wrong and what was expected.</param>
    /// <param name="remedy">What to do about it; may be empty.</param>
    public InputException(string place, string problem, string remedy)
        : base(Join(place, problem, remedy))
        => (Place, Problem, Remedy) = (place, problem, remedy);

    /// <summary>As <see cref="InputException(string, string, string)"/>, with the error underneath.</summary>
    public InputException(string place, string problem, string remedy, Exception inner)
        : base(Join(place, problem, remedy), inner)
        => (Place, Problem, Remedy) = (place, problem, remedy);

    /// <summary>File, line, column or option.</summary>
    public string Place { get; }

    /// <summary>What is wrong and what was expected.</summary>
    public string Problem { get; }

    /// <summary>What to do about it.</summary>
    public string Remedy { get; }

    /// <summary>The line at fault and, below it, a mark under the place; empty where the input has no lines to show. Not part of the message.</summary>
    public string Excerpt { get; init; } = "";

    private static string Join(string place, string problem, string remedy)
    {
        string text = place.Length > 0 ? $"{place}: {problem}" : problem;
        if (remedy.Length > 0)
            text += $"; {remedy}";
        return OneLine(text);
    }

    // The text may hold values from data; a line break or control character in it would break the promise of one line.
    private static string OneLine(string text)
        => string.Create(text.Length, text, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
                span[i] = char.IsControl(source[i]) ? ' ' : source[i];
        });
}
