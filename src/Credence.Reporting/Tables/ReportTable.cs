using System.Globalization;

namespace Credence.Reporting;

/// <summary>A table of text that the terminal, Markdown and HTML draw each in their own way.</summary>
/// <param name="Title">What the table shows.</param>
/// <param name="Columns">Columns, left to right; the first one names the row.</param>
/// <param name="Rows">Rows of as many cells as there are columns.</param>
public sealed record ReportTable(string Title, IReadOnlyList<TableColumn> Columns, IReadOnlyList<IReadOnlyList<TableCell>> Rows)
{
    /// <summary>A sentence to stand under the table; null where there is nothing to add.</summary>
    public string? Note { get; init; }

    /// <summary>The table without its first column, where a heading above it says the same.</summary>
    internal ReportTable WithoutFirstColumn() => this with { Columns = [.. Columns.Skip(1)], Rows = [.. Rows.Select(row => (IReadOnlyList<TableCell>)[.. row.Skip(1)])] };
}

/// <summary>A column of a table.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Alignment">Numbers stand right, words left.</param>
public sealed record TableColumn(string Name, Alignment Alignment = Alignment.Left);

/// <summary>Side on which a column's text stands.</summary>
public enum Alignment
{
    /// <summary>Words.</summary>
    Left,

    /// <summary>Numbers.</summary>
    Right,
}

/// <summary>What a cell's colour should say; the text alone must say it too.</summary>
public enum Tone
{
    /// <summary>Nothing in particular.</summary>
    Plain,

    /// <summary>Moved the right way.</summary>
    Good,

    /// <summary>Moved the wrong way, or blocks the verdict.</summary>
    Bad,

    /// <summary>Calls for a look.</summary>
    Warning,

    /// <summary>Aside.</summary>
    Muted,
}

/// <summary>A cell: one line of printable text.</summary>
public sealed record TableCell
{
    /// <summary>Makes a cell; control characters and text-direction overrides, which could rewrite a terminal, become U+FFFD.</summary>
    public TableCell(string text, Tone tone = Tone.Plain) => (Text, Tone) = (Printable(text), tone);

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>What its colour should say.</summary>
    public Tone Tone { get; }

    /// <summary>A plain cell.</summary>
    public static implicit operator TableCell(string text) => FromString(text);

    /// <summary>A plain cell.</summary>
    public static TableCell FromString(string text) => new(text);

    /// <summary>Width of a text in columns, marks that join the letter before them not counted.</summary>
    internal static int Width(string text) => new StringInfo(text).LengthInTextElements;

    internal static string Printable(string text) => string.Create(text.Length, text, static (span, source) =>
    {
        for (int i = 0; i < span.Length; i++)
        {
            char c = source[i];
            span[i] = char.IsControl(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029' ? '\uFFFD' : c;
        }
    });
}
