using Credence.Statistics;

namespace Credence.Latent;

/// <summary>What the values of a column are, which says how they can be imputed.</summary>
public enum ImputedKind
{
    /// <summary>Numbers.</summary>
    Number,

    /// <summary>One of two values: two texts, or the numbers 0 and 1.</summary>
    Binary,

    /// <summary>One of several texts without an order.</summary>
    Nominal,
}

/// <summary>A column some of whose cells may be missing.</summary>
public sealed class IncompleteColumn
{
    private static readonly string[] s_zeroAndOne = ["0", "1"];

    private IncompleteColumn(string name, double[] values, IReadOnlyList<string> levels, bool isText)
    {
        (Name, Values, Levels, IsText) = (name, values, levels, isText);
        List<int> missing = [], observed = [];
        for (int row = 0; row < values.Length; row++)
            (double.IsNaN(values[row]) ? missing : observed).Add(row);
        (MissingRows, ObservedRows) = ([.. missing], [.. observed]);
        Observed = Moments.FromValues([.. observed.Select(row => values[row])]);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>One value for each row; of texts the place in <see cref="Levels"/>. NaN is missing.</summary>
    public ReadOnlyMemory<double> Values { get; }

    /// <summary>The distinct values of a column that is binary or nominal, sorted; empty for numbers.</summary>
    public IReadOnlyList<string> Levels { get; }

    /// <summary>Whether the values are texts.</summary>
    public bool IsText { get; }

    /// <summary>What the values are.</summary>
    public ImputedKind Kind => Levels.Count switch
    {
        0 => ImputedKind.Number,
        <= 2 => ImputedKind.Binary,
        _ => ImputedKind.Nominal,
    };

    /// <summary>The rows whose cell is missing, in their order.</summary>
    public IReadOnlyList<int> MissingRows { get; }

    /// <summary>The rows whose cell is observed, in their order.</summary>
    public IReadOnlyList<int> ObservedRows { get; }

    /// <summary>The moments of the observed values.</summary>
    public Moments Observed { get; }

    /// <summary>Whether all observed values are the same.</summary>
    public bool IsConstant => ObservedRows.Count > 0 && ObservedRows.All(row => Values.Span[row] == Values.Span[ObservedRows[0]]);

    /// <summary>The place of the level most often observed, the first of several; −1 for numbers.</summary>
    internal int CommonestLevel => Levels.Count == 0 ? -1
        : Enumerable.Range(0, Levels.Count).MaxBy(level => (ObservedRows.Count(row => Values.Span[row] == level), -level));

    /// <summary>A column of numbers; it is binary where it has both 0 and 1 and nothing else.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">Finite numbers; NaN is missing.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is infinite.</exception>
    public static IncompleteColumn Numbers(string name, IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(values);
        bool zero = false, one = false, other = false;
        foreach (double value in values)
        {
            if (double.IsInfinity(value))
                Guard.Finite(value, nameof(values));
            (zero, one, other) = (zero || value == 0, one || value == 1, other || (!double.IsNaN(value) && value is not (0 or 1)));
        }
        return new(name, [.. values], zero && one && !other ? s_zeroAndOne : [], false);
    }

    /// <summary>A column of texts.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">The texts; null is missing.</param>
    public static IncompleteColumn Texts(string name, IReadOnlyList<string?> values)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(values);
        string[] levels = [.. values.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Dictionary<string, double> codes = levels.Index().ToDictionary(level => level.Item, level => (double)level.Index, StringComparer.Ordinal);
        return new(name, [.. values.Select(value => value is null ? double.NaN : codes[value])], levels, true);
    }

    /// <summary>The same column in some rows alone.</summary>
    internal IncompleteColumn Only(IReadOnlyList<int> rows)
    {
        double[] values = new double[rows.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = Values.Span[rows[i]];
        return new(Name, values, Levels, IsText);
    }

    /// <summary>The same column with some observed cells made missing.</summary>
    internal IncompleteColumn Without(IEnumerable<int> rows)
    {
        double[] values = Values.ToArray();
        foreach (int row in rows)
            values[row] = double.NaN;
        return new(Name, values, Levels, IsText);
    }
}

/// <summary>Columns of equal length, some of whose cells may be missing.</summary>
public sealed class IncompleteTable
{
    /// <summary>Puts columns side by side.</summary>
    /// <param name="columns">The columns, at least one.</param>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public IncompleteTable(IReadOnlyList<IncompleteColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        Guard.AtLeast(columns.Count, 1, nameof(columns));
        Rows = columns[0].Values.Length;
        foreach (IncompleteColumn column in columns)
            Guard.SameLength(column.Values.Length, Rows, nameof(columns));
        Columns = [.. columns];
    }

    /// <summary>The columns.</summary>
    public IReadOnlyList<IncompleteColumn> Columns { get; }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>Some rows alone.</summary>
    /// <param name="rows">Their places.</param>
    public IncompleteTable Only(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new([.. Columns.Select(column => column.Only(rows))]);
    }

    /// <summary>The number of missing cells.</summary>
    public long MissingCells => Columns.Sum(column => (long)column.MissingRows.Count);
}
