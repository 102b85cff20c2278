namespace Credence.Data;

/// <summary>A column of texts to be written.</summary>
/// <param name="Name">The name.</param>
/// <param name="Values">The texts, one for each row; null where missing.</param>
public sealed record TextColumn(string Name, IReadOnlyList<string?> Values);

/// <summary>The rows of a source once over, with what is put into them. Columns have one value for each row that the condition keeps, in their
/// order; a value that is not finite or null leaves the cell empty, or as it is where a cell is filled.</summary>
public sealed record TableCopy
{
    /// <summary>Columns appended behind those of the source. A name that stands there already, in whatever case, gets a number.</summary>
    public IReadOnlyList<NumberColumn> Appended { get; init; } = [];

    /// <summary>Columns of texts appended behind those of numbers.</summary>
    public IReadOnlyList<TextColumn> AppendedTexts { get; init; } = [];

    /// <summary>For columns of the source, what takes the place of cells that are missing, NaN or infinite. Whole numbers stay whole numbers.</summary>
    public IReadOnlyList<NumberColumn> Filled { get; init; } = [];

    /// <summary>For columns of the source, what takes the place of cells that are missing as variants are.</summary>
    public IReadOnlyList<TextColumn> FilledTexts { get; init; } = [];

    internal IEnumerable<(string Name, int Length)> Columns =>
    [
        .. Appended.Concat(Filled).Select(column => (column.Name, column.Values.Length)),
        .. AppendedTexts.Concat(FilledTexts).Select(column => (column.Name, column.Values.Count)),
    ];

    internal bool HasNamesOf(TableCopy other) => Columns.Select(column => column.Name).SequenceEqual(other.Columns.Select(column => column.Name));
}

/// <summary>Asks for the rows of a source, all their columns unchanged and in their order, to be written with what is put into them.</summary>
/// <remarks>
/// Files without types are copied as texts; where they are written to a form with types, a column becomes one of whole numbers, numbers or true
/// and false where all its cells are, and stays text where a number would lose leading zeros or digits. Of two columns whose names differ by
/// their case alone the second gets a number.
/// </remarks>
public sealed record TableOutput
{
    /// <summary>Where the rows are.</summary>
    public required TableSource Source { get; init; }

    /// <summary>Rows to keep; null keeps all.</summary>
    public Expression? Where { get; init; }

    /// <summary>The copies of the rows, one below the other, at least 1; all with the same columns.</summary>
    public required IReadOnlyList<TableCopy> Copies { get; init; }

    /// <summary>Name of the first column, which tells the copies apart from 1; null for none.</summary>
    public string? Number { get; init; }

    /// <summary>The file.</summary>
    public required TableTarget Target { get; init; }
}
