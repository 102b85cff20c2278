using System.Globalization;
using Credence.Statistics;

namespace Credence.Data;

/// <summary>Delimited text, whose header, delimiter and kinds of columns are found here, so that the engine has nothing to guess.</summary>
internal sealed class CsvTable : SourceTable
{
    private const int RowsJudged = 1000;

    private readonly char _delimiter;
    private readonly long _skipped;
    private readonly bool _compressed;

    private CsvTable(string place, IReadOnlyList<string> files, IReadOnlyList<SourceColumn> columns, char delimiter, long skipped, bool compressed)
        : base(place, files, columns)
        => (_delimiter, _skipped, _compressed) = (delimiter, skipped, compressed);

    /// <summary>Opens the files; all must have the same header.</summary>
    public static CsvTable Open(string place, IReadOnlyList<string> files, bool tabs, bool compressed, Func<string, string> nameOf)
    {
        char delimiter = '\t';
        string[]? header = null;
        long headerLine = 1;
        ColumnKindGuess[] guesses = [];
        foreach (string file in files)
        {
            using TextFile text = TextFile.Open(file, nameOf(file), compressed);
            if (header is null && !tabs)
                delimiter = DelimiterOf(text.Head);
            text.Guarded(() =>
            {
                CsvScanner scanner = new(text.Reader, delimiter, nameOf(file));
                string[] names = Header(scanner, nameOf(file));
                if (header is null)
                    (header, headerLine) = (names, scanner.Line);
                if (!names.AsSpan().SequenceEqual(header) || headerLine != scanner.Line)
                {
                    throw new InputException(
                        nameOf(file), $"its header differs from that of {nameOf(files[0])}", "give files with the same columns in the same order");
                }
                if (guesses.Length == 0)
                    guesses = Judge(scanner, names, nameOf(file));
            });
        }
        SourceColumn[] columns = [.. header!.Select((name, i) => new SourceColumn(name, Invariant($"c{i}"), guesses[i].Kind, guesses[i].Stored))];
        return new(place, files, columns, delimiter, headerLine - 1, compressed);
    }

    public override bool HasWords => true;

    public override StoredAs ReadAs(SourceColumn column, bool asText)
        => asText ? StoredAs.Text : column.Stored;

    protected override string Stored(SourceColumn column) => column.Identifier;

    protected override string From(IReadOnlySet<string> texts)
    {
        string types = string.Join(", ", Columns.Select(column => $"{column.Identifier}: '{Type(column)}'"));
        return $"read_csv({FileList}, auto_detect = false, header = true, delim = {Sql.Text(_delimiter.ToString())}, quote = '\"', escape = '\"', "
            + $"columns = {{{types}}}, nullstr = ''{(_skipped > 0 ? $", skip = {Sql.Number(_skipped)}" : "")}{(_compressed ? ", compression = 'gzip'" : "")})";

        string Type(SourceColumn column) => ReadAs(column, texts.Contains(column.Name)) == StoredAs.Text ? "varchar" : "double";
    }

    public override InputException? Explain(HashSet<string> numbers, Func<string, string?> query, CancellationToken cancellation)
    {
        foreach (string file in Files)
        {
            string name = Files.Count == 1 ? Place : file;
            try
            {
                using TextFile text = TextFile.Open(file, name, _compressed);
                text.Guarded(() => RequireSound(new CsvScanner(text.Reader, _delimiter, name), name, numbers, cancellation));
            }
            catch (InputException fault)
            {
                return fault;
            }
        }
        return null;
    }

    private void RequireSound(CsvScanner scanner, string name, HashSet<string> numbers, CancellationToken cancellation)
    {
        scanner.Read();
        while (scanner.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            RequireWidth(scanner, Columns.Count, name);
            for (int i = 0; i < Columns.Count; i++)
            {
                if (numbers.Contains(Columns[i].Name) && !IsNumber(scanner.Fields[i]))
                    throw NotANumber(Invariant($"{name}, line {scanner.Line}"), Columns[i].Name, scanner.Fields[i]);
            }
        }
        (long crLf, long lf, long cr) = scanner.LineEnds;
        if ((crLf > 0 ? 1 : 0) + (lf > 0 ? 1 : 0) + (cr > 0 ? 1 : 0) > 1)
        {
            throw new InputException(
                name, "its lines end in different ways (CR LF, LF or CR)", "give all lines the same ending, for instance with dos2unix");
        }

    }

    /// <summary>The error for a value that is no number.</summary>
    public static InputException NotANumber(string place, string column, string value)
        => new(
            $"{place}, column {column}", $"'{ExpressionTokens.Shorten(value)}' is not a number", "correct it or leave it empty; decimals are written with a point");

    private static bool IsNumber(string field)
        => MissingValues.IsMissingNumber(field) || ColumnKindGuess.IsNumber(field) || bool.TryParse(field, out _);

    private static string[] Header(CsvScanner scanner, string place)
    {
        if (!scanner.Read())
            throw new InputException(place, "the file is empty", "give a file with a header line and rows");
        string[] names = [.. scanner.Fields.Select(field => field.Trim())];
        for (int i = 0; i < names.Length; i++)
        {
            int first = Array.IndexOf(names, names[i]);
            if (first < i)
            {
                string name = names[i].Length > 0 ? names[i] : "''";
                throw new InputException(
                    Invariant($"{place}, line {scanner.Line}"), Invariant($"two columns are named {name} (the {first + 1}. and the {i + 1}.)"), "give every column its own name");
            }
        }
        return names;
    }

    private static ColumnKindGuess[] Judge(CsvScanner scanner, string[] names, string place)
    {
        ColumnKindGuess[] guesses = new ColumnKindGuess[names.Length];
        int rows = 0;
        for (; rows < RowsJudged && scanner.Read(); rows++)
        {
            RequireWidth(scanner, names.Length, place);
            for (int i = 0; i < guesses.Length; i++)
                guesses[i].Add(scanner.Fields[i]);
        }
        return rows > 0 ? guesses : throw new InputException(place, "there is a header but no rows below it", "give a file with rows");
    }

    private static void RequireWidth(CsvScanner scanner, int width, string place)
    {
        if (scanner.Fields.Count != width)
        {
            throw new InputException(
                Invariant($"{place}, line {scanner.Line}"),
                Invariant($"has {scanner.Fields.Count} fields where the header has {width}"),
                "put fields that hold the delimiter in double quotes");
        }

    }

    // The delimiter that splits the header and gives the most of the first lines as many fields as the header.
    private static char DelimiterOf(string head)
    {
        char best = ',';
        (int Lines, int Fields) most = (0, 1);
        foreach (char candidate in (ReadOnlySpan<char>)[',', ';', '\t', '|'])
        {
            (int Lines, int Fields) score = Score(head, candidate);
            if (score.Fields > 1 && score.CompareTo(most) > 0)
                (best, most) = (candidate, score);
        }
        return best;
    }

    private static (int Lines, int Fields) Score(string head, char delimiter)
    {
        CsvScanner scanner = new(new StringReader(head), delimiter, "");
        int lines = 0, fields = 0;
        try
        {
            for (int read = 0; read < 50 && scanner.Read(); read++)
            {
                if (read == 0)
                    fields = scanner.Fields.Count;
                if (scanner.Fields.Count == fields)
                    lines++;
            }
        }
        catch (InputException)
        {
            // The head may end inside a quote; what was read before it counts.
        }
        return (lines, fields);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
