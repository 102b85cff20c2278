using System.Globalization;
using Credence.Statistics;
using DuckDB.NET.Data;

namespace Credence.Data;

/// <summary>Reads whole columns, row by row.</summary>
/// <param name="session">The engine.</param>
/// <param name="query">What is asked.</param>
/// <param name="rows">SQL of <see cref="Rows"/>.</param>
/// <param name="table">The source.</param>
internal sealed class TableSearch(DuckDbSession session, TableQuery query, RowsSql rows, SourceTable table)
{
    private readonly List<double>[] _numbers = [.. query.Numbers.Select(_ => new List<double>())];
    private readonly List<string?>[] _texts = [.. query.Texts.Select(_ => new List<string?>())];
    private readonly ColumnKind[] _kinds = [.. query.Texts.Select(name => table.Column(name).Kind)];
    private readonly string[] _distinct = [.. query.Texts.Distinct(StringComparer.Ordinal)];
    private readonly long[] _invalid = new long[query.Numbers.Count];
    private readonly List<long> _rows = [];
    private readonly Dictionary<(int Column, object Raw), string?> _printed = [];
    private long _read;

    // Texts repeat in most columns; of one in which they do not, only the first are remembered.
    private const int MostRemembered = 1 << 16;

    /// <summary>The query of moments whose rows these are.</summary>
    public static MomentsQuery Rows(TableQuery query) => new()
    {
        Source = query.Source,
        Variant = new NumberLiteral(0),
        ColumnSets = [.. query.Numbers.Select(number => new ColumnSet(number.Name, [number.Value]))],
        Where = query.Where,
        Segments = [.. query.Texts.Distinct(StringComparer.Ordinal)],
    };

    public DataTable Find(IProgress<double>? progress, CancellationToken cancellation)
    {
        // A missing number comes as NaN, an invalid one as an infinity, so that each is read at once.
        IEnumerable<string> numbers = query.Numbers.Select((number, i) => (X: Alias.Value(i, 0), Word: table.HasWords && number.Value is ColumnReference))
            .Select(x => $"case when isfinite({x.X}) then {x.X} when {x.X} is null{(x.Word ? $" or isnan({x.X})" : "")} then {Sql.NaN} else 'inf'::double end");
        string[] selected = [Alias.Kept, .. numbers, .. _distinct.Select((_, i) => Alias.Segment(i))];
        session.Stream($"select {string.Join(", ", selected)} from ({rows.Rows(guarded: false, sample: false, blockRows: 0)})", Add, progress, cancellation);
        return new(
            [.. query.Numbers.Select((number, i) => Numbers(number.Name, i))],
            [.. query.Texts.Select((name, i) => new TableTexts(name, [.. _texts[i]], _texts[i].LongCount(text => text is null)))],
            [.. _rows], _read, _read - _rows.Count);
    }

    private TableNumbers Numbers(string name, int column)
        => new(name, [.. _numbers[column]], _numbers[column].LongCount(double.IsNaN) - _invalid[column], _invalid[column]);

    private void Add(DuckDBDataReader reader)
    {
        _read++;
        if (!reader.GetBoolean(0))
            return;
        _rows.Add(_read);
        int at = 1;
        for (int i = 0; i < _numbers.Length; i++, at++)
        {
            double value = reader.GetDouble(at);
            if (double.IsInfinity(value))
            {
                _invalid[i]++;
                value = double.NaN;
            }
            _numbers[i].Add(value);
        }
        for (int i = 0; i < _texts.Length; i++)
            _texts[i].Add(Text(reader, at + Array.IndexOf(_distinct, query.Texts[i]), i));
        if ((long)_rows.Count * (_numbers.Length + _texts.Length) > query.MaximumValues)
        {
            throw new InputException(table.Place, string.Create(CultureInfo.InvariantCulture, $"has more than {query.MaximumValues:#,0} values, too many to keep in memory"),
                "keep fewer rows by a condition, or name fewer columns");
        }
    }

    private string? Text(DuckDBDataReader reader, int at, int column)
    {
        if (reader.IsDBNull(at))
            return null;
        object raw = reader.GetValue(at);
        if (_printed.TryGetValue((column, raw), out string? printed))
            return printed;
        printed = PrintedValue.Variant(raw, _kinds[column]);
        if (_printed.Count < MostRemembered)
            _printed[(column, raw)] = printed;
        return printed;
    }
}
