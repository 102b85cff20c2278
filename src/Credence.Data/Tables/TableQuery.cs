namespace Credence.Data;

/// <summary>A number asked for of every row.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Value">How it is computed.</param>
public sealed record NamedExpression(string Name, Expression Value)
{
    /// <summary>A column under its own name.</summary>
    public static NamedExpression Column(string name) => new(name, new ColumnReference(name));
}

/// <summary>Asks for whole columns, row by row, with their missing cells.</summary>
public sealed record TableQuery
{
    /// <summary>Where the rows are.</summary>
    public required TableSource Source { get; init; }

    /// <summary>What is read as numbers.</summary>
    public IReadOnlyList<NamedExpression> Numbers { get; init; } = [];

    /// <summary>Columns read as texts, in the form in which variants are printed.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Rows to keep; null keeps all.</summary>
    public Expression? Where { get; init; }

    /// <summary>Cells kept in memory, of all columns together, above which the query is refused, at least 1. Default 2²⁷, a gigabyte of numbers.</summary>
    public long MaximumValues { get; init; } = 1L << 27;
}

/// <summary>A column of numbers.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">One value for each row, finite, or NaN where it is missing or invalid.</param>
/// <param name="Missing">Number of missing cells, the invalid ones left out.</param>
/// <param name="Invalid">Number of cells that hold, or compute to, NaN or an infinity.</param>
public sealed record TableNumbers(string Name, double[] Values, long Missing, long Invalid);

/// <summary>A column of texts.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">One text for each row as variants are printed: numbers in their shortest form, true and false as 1 and 0; null where missing.</param>
/// <param name="Missing">Number of missing cells.</param>
public sealed record TableTexts(string Name, string?[] Values, long Missing);

/// <summary>Whole columns, in the order of the source.</summary>
/// <param name="Numbers">Columns of numbers, in the order of the query.</param>
/// <param name="Texts">Columns of texts, in the order of the query.</param>
/// <param name="Rows">For each row kept its number in the source, header not counted, from 1.</param>
/// <param name="InputRows">Rows read from the source.</param>
/// <param name="ExcludedByWhere">Rows dropped by the condition.</param>
public sealed record DataTable(IReadOnlyList<TableNumbers> Numbers, IReadOnlyList<TableTexts> Texts, long[] Rows, long InputRows, long ExcludedByWhere);
