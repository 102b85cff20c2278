using System.Globalization;
using System.Text;
using Credence.Statistics;

namespace Credence.Data;

/// <summary>Reads delimited text record by record and knows the line on which each begins, also after quoted line breaks.</summary>
internal sealed class CsvScanner(TextReader reader, char delimiter, string place)
{
    // A field longer than this comes from a quote that is never closed, or from a file that is no table.
    private const int LongestField = 2_000_000;

    private readonly StringBuilder _field = new();
    private readonly char[] _buffer = new char[1 << 14];
    private int _next, _length;
    private long _line = 1;

    /// <summary>Line on which the current record begins, counted from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Fields of the current record.</summary>
    public List<string> Fields { get; } = [];

    /// <summary>Number of lines that end with CR LF, with LF alone, and with CR alone.</summary>
    public (long CrLf, long Lf, long Cr) LineEnds { get; private set; }

    /// <summary>Goes to the next record that is not an empty line.</summary>
    /// <exception cref="InputException">A quote is never closed, or text follows a closing quote.</exception>
    public bool Read()
    {
        do
        {
            Fields.Clear();
            Line = _line;
            if (Peek() < 0)
                return false;
            while (ReadField())
            {
            }
        }
        while (Fields is [""]);
        return true;
    }

    // Reads one field and what ends it; true where another field of the record follows.
    private bool ReadField()
    {
        _field.Clear();
        if (Peek() == '"')
            ReadQuoted();
        while (true)
        {
            int next = Take();
            if (next < 0 || next == '\n' || next == delimiter)
            {
                Fields.Add(_field.ToString());
                return next == delimiter;
            }
            Append((char)next, _line, "a field is longer than two million characters");
        }
    }

    private void ReadQuoted()
    {
        long opened = _line;
        Take();
        while (true)
        {
            int next = Take();
            if (next < 0)
                throw Error(opened, "the quote that opens on this line is never closed", "close it, or double a quote that belongs to the text");
            if (next != '"')
                Append((char)next, opened, "the quote that opens on this line is not closed within two million characters");
            else if (Peek() == '"')
                _field.Append((char)Take());
            else
                break;
        }
        int after = Peek();
        if (after >= 0 && after != delimiter && after is not ('\n' or '\r'))
            throw Error(_line, "text follows a closing quote", "put the whole field in quotes and double the quotes inside it");
    }

    private void Append(char letter, long line, string problem)
    {
        if (_field.Length >= LongestField)
            throw Error(line, problem, "check that the file is a table");
        _field.Append(letter);
    }

    private InputException Error(long line, string problem, string remedy)
        => new(string.Create(CultureInfo.InvariantCulture, $"{place}, line {line}"), problem, remedy);

    private int Peek()
    {
        if (_next == _length)
        {
            _length = reader.Read(_buffer, 0, _buffer.Length);
            _next = 0;
            if (_length <= 0)
            {
                _length = 0;
                return -1;
            }
        }
        return _buffer[_next];
    }

    // The next letter, with CR LF and CR alone turned to LF.
    private int Take()
    {
        int letter = Peek();
        if (letter < 0)
            return letter;
        _next++;
        if (letter == '\r')
        {
            bool both = Peek() == '\n';
            if (both)
                _next++;
            LineEnds = both ? LineEnds with { CrLf = LineEnds.CrLf + 1 } : LineEnds with { Cr = LineEnds.Cr + 1 };
            _line++;
            return '\n';
        }
        if (letter == '\n')
        {
            LineEnds = LineEnds with { Lf = LineEnds.Lf + 1 };
            _line++;
        }
        return letter;
    }
}
